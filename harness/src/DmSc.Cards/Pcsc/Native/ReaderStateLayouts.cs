using System.Runtime.InteropServices;

namespace DmSc.Cards.Pcsc.Native;

/// <summary>SCARD_READERSTATE in one of its three layouts.</summary>
internal interface IReaderStateLayout
{
    /// <summary>Sets szReader and dwCurrentState, clears the rest.</summary>
    void Ask(nint reader, uint known);

    /// <summary>szReader as it was set.</summary>
    nint Name { get; }

    uint EventState { get; }

    byte[] ReadAtr();
}

/// <summary>pcsc-lite: DWORD is <c>unsigned long</c>, natural alignment, ATR of 33 octets; 80 octets in a 64-bit process.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LinuxReaderState : IReaderStateLayout
{
    public nint Reader;
    public nint UserData;
    public nuint Current;
    public nuint Event;
    public nuint AtrLength;
    public fixed byte Atr[33];

    public readonly nint Name => Reader;

    public readonly uint EventState => (uint)Event;

    public void Ask(nint reader, uint known) => this = new() { Reader = reader, Current = known };

    public readonly byte[] ReadAtr()
    {
        fixed (byte* atr = Atr)
            return new ReadOnlySpan<byte>(atr, (int)Math.Min(AtrLength, 33)).ToArray();
    }
}

/// <summary>winscard (SCARD_READERSTATEW): DWORD of 4 octets, ATR of 36; 64 octets in a 64-bit process.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct WindowsReaderState : IReaderStateLayout
{
    public nint Reader;
    public nint UserData;
    public uint Current;
    public uint Event;
    public uint AtrLength;
    public fixed byte Atr[36];

    public readonly nint Name => Reader;

    public readonly uint EventState => Event;

    public void Ask(nint reader, uint known) => this = new() { Reader = reader, Current = known };

    public readonly byte[] ReadAtr()
    {
        fixed (byte* atr = Atr)
            return new ReadOnlySpan<byte>(atr, (int)Math.Min(AtrLength, 36)).ToArray();
    }
}

/// <summary>PCSC.framework: DWORD of 4 octets, packed to 1, ATR of 33; 61 octets.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal unsafe struct MacReaderState : IReaderStateLayout
{
    public nint Reader;
    public nint UserData;
    public uint Current;
    public uint Event;
    public uint AtrLength;
    public fixed byte Atr[33];

    public readonly nint Name => Reader;

    public readonly uint EventState => Event;

    public void Ask(nint reader, uint known) => this = new() { Reader = reader, Current = known };

    public readonly byte[] ReadAtr()
    {
        fixed (byte* atr = Atr)
            return new ReadOnlySpan<byte>(atr, (int)Math.Min(AtrLength, 33)).ToArray();
    }
}
