using System.Runtime.InteropServices;

namespace DmSc.Cards.Pcsc.Native;

/// <summary>SCARD_IO_REQUEST of pcsc-lite: two <c>unsigned long</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinuxIoRequest
{
    public nuint Protocol;
    public nuint Length;
}

/// <summary>SCARD_IO_REQUEST of winscard and PCSC.framework: two numbers of 4 octets.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NarrowIoRequest
{
    public uint Protocol;
    public uint Length;
}
