using System.Runtime.InteropServices;

namespace DmSc.Cards.Pcsc.Native;

/// <summary>pcsc-lite: DWORD and LONG are <c>unsigned long</c> and <c>long</c>, handles are LONG, names UTF-8.</summary>
internal sealed unsafe partial class LinuxPcsc : INativePcsc
{
    public PcscPlatform Platform => PcscPlatform.Linux;

    public uint ControlCode(uint function) => 0x42000000 + function;

    public PcscReturnCode EstablishContext(out nint context)
    {
        nint handle = 0;
        var code = Code(SCardEstablishContext(ScopeSystem, null, null, &handle));
        context = handle;
        return code;
    }

    public PcscReturnCode ReleaseContext(nint context) => Code(SCardReleaseContext(context));

    public PcscReturnCode IsValidContext(nint context) => Code(SCardIsValidContext(context));

    public PcscReturnCode Cancel(nint context) => Code(SCardCancel(context));

    public PcscReturnCode ListReaders(nint context, Span<char> names, out int length) =>
        NativeText.Utf8List(names, out length, (byte* buffer, ref uint octets) =>
        {
            nuint room = octets;
            var code = Code(SCardListReaders(context, null, buffer, &room));
            octets = (uint)room;
            return code;
        });

    public PcscReturnCode ListReaderGroups(nint context, Span<char> names, out int length) =>
        NativeText.Utf8List(names, out length, (byte* buffer, ref uint octets) =>
        {
            nuint room = octets;
            var code = Code(SCardListReaderGroups(context, buffer, &room));
            octets = (uint)room;
            return code;
        });

    public PcscReturnCode GetStatusChange(nint context, uint timeout, IReadOnlyList<ReaderProbe> probes) =>
        NativeText.Ask<LinuxReaderState>(
            probes,
            utf16: false,
            (states, count) => Code(SCardGetStatusChange(context, timeout, states, (nuint)count)));

    public PcscReturnCode Connect(
        nint context, string reader, PcscShareMode share, PcscProtocols preferred, out nint card, out PcscProtocols active)
    {
        nint handle = 0;
        nuint protocol = 0;
        var code = Code(SCardConnect(context, reader, (nuint)share, Native(preferred), &handle, &protocol));
        card = handle;
        active = Managed(protocol);
        return code;
    }

    public PcscReturnCode Reconnect(
        nint card, PcscShareMode share, PcscProtocols preferred, PcscDisposition initialization, out PcscProtocols active)
    {
        nuint protocol = 0;
        var code = Code(SCardReconnect(card, (nuint)share, Native(preferred), (nuint)initialization, &protocol));
        active = Managed(protocol);
        return code;
    }

    public PcscReturnCode Disconnect(nint card, PcscDisposition disposition) => Code(SCardDisconnect(card, (nuint)disposition));

    public PcscReturnCode BeginTransaction(nint card) => Code(SCardBeginTransaction(card));

    public PcscReturnCode EndTransaction(nint card, PcscDisposition disposition) =>
        Code(SCardEndTransaction(card, (nuint)disposition));

    public PcscReturnCode Status(nint card, out PcscCardState state, out PcscProtocols protocol, Span<byte> atr, out int atrLength)
    {
        nuint nativeState = 0;
        nuint nativeProtocol = 0;
        var length = (nuint)atr.Length;
        fixed (byte* p = atr)
        {
            var code = Code(SCardStatus(card, null, null, &nativeState, &nativeProtocol, p, &length));
            state = (PcscCardState)(nativeState & 0xFFFF);
            protocol = Managed(nativeProtocol);
            atrLength = (int)length;
            return code;
        }
    }

    public PcscReturnCode Transmit(nint card, PcscProtocols protocol, ReadOnlySpan<byte> send, Span<byte> receive, out int received)
    {
        var pci = new LinuxIoRequest { Protocol = Native(protocol), Length = (nuint)sizeof(LinuxIoRequest) };
        var length = (nuint)receive.Length;
        fixed (byte* from = send)
        fixed (byte* to = receive)
        {
            var code = Code(SCardTransmit(card, &pci, from, (nuint)send.Length, null, to, &length));
            received = (int)length;
            return code;
        }
    }

    public PcscReturnCode Control(nint card, uint code, ReadOnlySpan<byte> send, Span<byte> receive, out int received)
    {
        nuint length = 0;
        fixed (byte* from = send)
        fixed (byte* to = receive)
        {
            var result = Code(SCardControl(card, code, from, (nuint)send.Length, to, (nuint)receive.Length, &length));
            received = (int)length;
            return result;
        }
    }

    public PcscReturnCode GetAttrib(nint card, uint id, Span<byte> value, out int length)
    {
        var room = (nuint)value.Length;
        fixed (byte* p = value)
        {
            var code = Code(SCardGetAttrib(card, id, p, &room));
            length = (int)room;
            return code;
        }
    }

    public PcscReturnCode SetAttrib(nint card, uint id, ReadOnlySpan<byte> value)
    {
        fixed (byte* p = value)
            return Code(SCardSetAttrib(card, id, p, (nuint)value.Length));
    }

    private const uint ScopeSystem = 2;

    private static PcscReturnCode Code(nint native) => (PcscReturnCode)unchecked((uint)native);

    private static nuint Native(PcscProtocols protocols) => (nuint)protocols;

    private static PcscProtocols Managed(nuint protocols) => (PcscProtocols)protocols;

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardEstablishContext(nuint scope, void* reserved1, void* reserved2, nint* context);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardReleaseContext(nint context);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardIsValidContext(nint context);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardCancel(nint context);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardListReaders(nint context, byte* groups, byte* names, nuint* length);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardListReaderGroups(nint context, byte* names, nuint* length);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardGetStatusChange(nint context, nuint timeout, LinuxReaderState* states, nuint count);

    [LibraryImport(PcscPlatform.LinuxLibrary, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardConnect(nint context, string reader, nuint share, nuint protocols, nint* card, nuint* active);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardReconnect(nint card, nuint share, nuint protocols, nuint initialization, nuint* active);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardDisconnect(nint card, nuint disposition);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardBeginTransaction(nint card);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardEndTransaction(nint card, nuint disposition);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardStatus(nint card, byte* reader, nuint* readerLength, nuint* state, nuint* protocol, byte* atr, nuint* atrLength);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardTransmit(nint card, LinuxIoRequest* sendPci, byte* send, nuint sendLength, LinuxIoRequest* receivePci, byte* receive, nuint* receiveLength);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardControl(nint card, nuint code, byte* send, nuint sendLength, byte* receive, nuint receiveLength, nuint* returned);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardGetAttrib(nint card, nuint id, byte* value, nuint* length);

    [LibraryImport(PcscPlatform.LinuxLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SCardSetAttrib(nint card, nuint id, byte* value, nuint length);
}
