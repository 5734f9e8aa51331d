using System.Runtime.InteropServices;

namespace DmSc.Cards.Pcsc.Native;

/// <summary>PCSC.framework: everything has 4 octets but pointers. Never run by this project: see <see cref="PcscPlatform.IsProven"/>.</summary>
internal sealed unsafe partial class MacPcsc : INativePcsc
{
    public PcscPlatform Platform => PcscPlatform.Mac;

    public uint ControlCode(uint function) => 0x42000000 + function;

    public PcscReturnCode EstablishContext(out nint context)
    {
        int handle = 0;
        var code = Code(SCardEstablishContext(ScopeSystem, null, null, &handle));
        context = handle;
        return code;
    }

    public PcscReturnCode ReleaseContext(nint context) => Code(SCardReleaseContext((int)context));

    public PcscReturnCode IsValidContext(nint context) => Code(SCardIsValidContext((int)context));

    public PcscReturnCode Cancel(nint context) => Code(SCardCancel((int)context));

    public PcscReturnCode ListReaders(nint context, Span<char> names, out int length) =>
        NativeText.Utf8List(names, out length, (byte* buffer, ref uint octets) =>
        {
            uint room = octets;
            var code = Code(SCardListReaders((int)context, null, buffer, &room));
            octets = (uint)room;
            return code;
        });

    public PcscReturnCode ListReaderGroups(nint context, Span<char> names, out int length) =>
        NativeText.Utf8List(names, out length, (byte* buffer, ref uint octets) =>
        {
            uint room = octets;
            var code = Code(SCardListReaderGroups((int)context, buffer, &room));
            octets = (uint)room;
            return code;
        });

    public PcscReturnCode GetStatusChange(nint context, uint timeout, IReadOnlyList<ReaderProbe> probes) =>
        NativeText.Ask<MacReaderState>(
            probes,
            utf16: false,
            (states, count) => Code(SCardGetStatusChange((int)context, timeout, states, (uint)count)));

    public PcscReturnCode Connect(
        nint context, string reader, PcscShareMode share, PcscProtocols preferred, out nint card, out PcscProtocols active)
    {
        int handle = 0;
        uint protocol = 0;
        var code = Code(SCardConnect((int)context, reader, (uint)share, Native(preferred), &handle, &protocol));
        card = handle;
        active = Managed(protocol);
        return code;
    }

    public PcscReturnCode Reconnect(
        nint card, PcscShareMode share, PcscProtocols preferred, PcscDisposition initialization, out PcscProtocols active)
    {
        uint protocol = 0;
        var code = Code(SCardReconnect((int)card, (uint)share, Native(preferred), (uint)initialization, &protocol));
        active = Managed(protocol);
        return code;
    }

    public PcscReturnCode Disconnect(nint card, PcscDisposition disposition) => Code(SCardDisconnect((int)card, (uint)disposition));

    public PcscReturnCode BeginTransaction(nint card) => Code(SCardBeginTransaction((int)card));

    public PcscReturnCode EndTransaction(nint card, PcscDisposition disposition) =>
        Code(SCardEndTransaction((int)card, (uint)disposition));

    public PcscReturnCode Status(nint card, out PcscCardState state, out PcscProtocols protocol, Span<byte> atr, out int atrLength)
    {
        uint nativeState = 0;
        uint nativeProtocol = 0;
        var length = (uint)atr.Length;
        fixed (byte* p = atr)
        {
            var code = Code(SCardStatus((int)card, null, null, &nativeState, &nativeProtocol, p, &length));
            state = (PcscCardState)(nativeState & 0xFFFF);
            protocol = Managed(nativeProtocol);
            atrLength = (int)length;
            return code;
        }
    }

    public PcscReturnCode Transmit(nint card, PcscProtocols protocol, ReadOnlySpan<byte> send, Span<byte> receive, out int received)
    {
        var pci = new NarrowIoRequest { Protocol = Native(protocol), Length = (uint)sizeof(NarrowIoRequest) };
        var length = (uint)receive.Length;
        fixed (byte* from = send)
        fixed (byte* to = receive)
        {
            var code = Code(SCardTransmit((int)card, &pci, from, (uint)send.Length, null, to, &length));
            received = (int)length;
            return code;
        }
    }

    public PcscReturnCode Control(nint card, uint code, ReadOnlySpan<byte> send, Span<byte> receive, out int received)
    {
        uint length = 0;
        fixed (byte* from = send)
        fixed (byte* to = receive)
        {
            var result = Code(SCardControl((int)card, code, from, (uint)send.Length, to, (uint)receive.Length, &length));
            received = (int)length;
            return result;
        }
    }

    public PcscReturnCode GetAttrib(nint card, uint id, Span<byte> value, out int length)
    {
        var room = (uint)value.Length;
        fixed (byte* p = value)
        {
            var code = Code(SCardGetAttrib((int)card, id, p, &room));
            length = (int)room;
            return code;
        }
    }

    public PcscReturnCode SetAttrib(nint card, uint id, ReadOnlySpan<byte> value)
    {
        fixed (byte* p = value)
            return Code(SCardSetAttrib((int)card, id, p, (uint)value.Length));
    }

    private const uint ScopeSystem = 2;

    private static PcscReturnCode Code(int native) => (PcscReturnCode)unchecked((uint)native);

    private static uint Native(PcscProtocols protocols) => (uint)protocols;

    private static PcscProtocols Managed(uint protocols) => (PcscProtocols)protocols;

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardEstablishContext(uint scope, void* reserved1, void* reserved2, int* context);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardReleaseContext(int context);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardIsValidContext(int context);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardCancel(int context);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardListReaders(int context, byte* groups, byte* names, uint* length);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardListReaderGroups(int context, byte* names, uint* length);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardGetStatusChange(int context, uint timeout, MacReaderState* states, uint count);

    [LibraryImport(PcscPlatform.MacLibrary, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardConnect(int context, string reader, uint share, uint protocols, int* card, uint* active);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardReconnect(int card, uint share, uint protocols, uint initialization, uint* active);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardDisconnect(int card, uint disposition);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardBeginTransaction(int card);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardEndTransaction(int card, uint disposition);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardStatus(int card, byte* reader, uint* readerLength, uint* state, uint* protocol, byte* atr, uint* atrLength);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardTransmit(int card, NarrowIoRequest* sendPci, byte* send, uint sendLength, NarrowIoRequest* receivePci, byte* receive, uint* receiveLength);

    [LibraryImport(PcscPlatform.MacLibrary, EntryPoint = "SCardControl132")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardControl(int card, uint code, byte* send, uint sendLength, byte* receive, uint receiveLength, uint* returned);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardGetAttrib(int card, uint id, byte* value, uint* length);

    [LibraryImport(PcscPlatform.MacLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SCardSetAttrib(int card, uint id, byte* value, uint length);
}
