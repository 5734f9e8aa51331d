using System.Runtime.InteropServices;

namespace DmSc.Cards.Pcsc.Native;

/// <summary>winscard: DWORD of 4 octets, handles of pointer size, UTF-16 names. Never run by this project: see <see cref="PcscPlatform.IsProven"/>.</summary>
internal sealed unsafe partial class WindowsPcsc : INativePcsc
{
    public PcscPlatform Platform => PcscPlatform.Windows;

    public uint ControlCode(uint function) => (0x31 << 16) | (function << 2);

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

    public PcscReturnCode ListReaders(nint context, Span<char> names, out int length)
    {
        var units = (uint)names.Length;
        fixed (char* p = names)
        {
            var code = Code(SCardListReaders(context, null, p, &units));
            length = (int)units;
            return code;
        }
    }

    public PcscReturnCode ListReaderGroups(nint context, Span<char> names, out int length)
    {
        var units = (uint)names.Length;
        fixed (char* p = names)
        {
            var code = Code(SCardListReaderGroups(context, p, &units));
            length = (int)units;
            return code;
        }
    }

    public PcscReturnCode GetStatusChange(nint context, uint timeout, IReadOnlyList<ReaderProbe> probes) =>
        NativeText.Ask<WindowsReaderState>(
            probes,
            utf16: true,
            (states, count) => Code(SCardGetStatusChange(context, timeout, states, (uint)count)));

    public PcscReturnCode Connect(
        nint context, string reader, PcscShareMode share, PcscProtocols preferred, out nint card, out PcscProtocols active)
    {
        nint handle = 0;
        uint protocol = 0;
        var code = Code(SCardConnect(context, reader, (uint)share, Native(preferred), &handle, &protocol));
        card = handle;
        active = Managed(protocol);
        return code;
    }

    public PcscReturnCode Reconnect(
        nint card, PcscShareMode share, PcscProtocols preferred, PcscDisposition initialization, out PcscProtocols active)
    {
        uint protocol = 0;
        var code = Code(SCardReconnect(card, (uint)share, Native(preferred), (uint)initialization, &protocol));
        active = Managed(protocol);
        return code;
    }

    public PcscReturnCode Disconnect(nint card, PcscDisposition disposition) => Code(SCardDisconnect(card, (uint)disposition));

    public PcscReturnCode BeginTransaction(nint card) => Code(SCardBeginTransaction(card));

    public PcscReturnCode EndTransaction(nint card, PcscDisposition disposition) =>
        Code(SCardEndTransaction(card, (uint)disposition));

    public PcscReturnCode Status(nint card, out PcscCardState state, out PcscProtocols protocol, Span<byte> atr, out int atrLength)
    {
        uint nativeState = 0;
        uint nativeProtocol = 0;
        var length = (uint)atr.Length;
        fixed (byte* p = atr)
        {
            var code = Code(SCardStatus(card, null, null, &nativeState, &nativeProtocol, p, &length));
            state = (PcscCardState)(1 << (int)nativeState);
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
            var code = Code(SCardTransmit(card, &pci, from, (uint)send.Length, null, to, &length));
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
            var result = Code(SCardControl(card, code, from, (uint)send.Length, to, (uint)receive.Length, &length));
            received = (int)length;
            return result;
        }
    }

    public PcscReturnCode GetAttrib(nint card, uint id, Span<byte> value, out int length)
    {
        var room = (uint)value.Length;
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
            return Code(SCardSetAttrib(card, id, p, (uint)value.Length));
    }

    private const uint ScopeSystem = 2;

    private static PcscReturnCode Code(int native) => (PcscReturnCode)unchecked((uint)native);

    // SCARD_PROTOCOL_RAW has another number here than in pcsc-lite.
    private const uint NativeRaw = 0x10000;

    private static uint Native(PcscProtocols protocols) =>
        (uint)(protocols & ~PcscProtocols.Raw) | (protocols.HasFlag(PcscProtocols.Raw) ? NativeRaw : 0u);

    private static PcscProtocols Managed(uint protocols) =>
        (PcscProtocols)(protocols & ~NativeRaw) | ((protocols & NativeRaw) != 0 ? PcscProtocols.Raw : PcscProtocols.None);

    [LibraryImport(PcscPlatform.WindowsLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardEstablishContext(uint scope, void* reserved1, void* reserved2, nint* context);

    [LibraryImport(PcscPlatform.WindowsLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardReleaseContext(nint context);

    [LibraryImport(PcscPlatform.WindowsLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardIsValidContext(nint context);

    [LibraryImport(PcscPlatform.WindowsLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardCancel(nint context);

    [LibraryImport(PcscPlatform.WindowsLibrary, EntryPoint = "SCardListReadersW")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardListReaders(nint context, char* groups, char* names, uint* length);

    [LibraryImport(PcscPlatform.WindowsLibrary, EntryPoint = "SCardListReaderGroupsW")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardListReaderGroups(nint context, char* names, uint* length);

    [LibraryImport(PcscPlatform.WindowsLibrary, EntryPoint = "SCardGetStatusChangeW")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardGetStatusChange(nint context, uint timeout, WindowsReaderState* states, uint count);

    [LibraryImport(PcscPlatform.WindowsLibrary, EntryPoint = "SCardConnectW", StringMarshalling = StringMarshalling.Utf16)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardConnect(nint context, string reader, uint share, uint protocols, nint* card, uint* active);

    [LibraryImport(PcscPlatform.WindowsLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardReconnect(nint card, uint share, uint protocols, uint initialization, uint* active);

    [LibraryImport(PcscPlatform.WindowsLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardDisconnect(nint card, uint disposition);

    [LibraryImport(PcscPlatform.WindowsLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardBeginTransaction(nint card);

    [LibraryImport(PcscPlatform.WindowsLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardEndTransaction(nint card, uint disposition);

    [LibraryImport(PcscPlatform.WindowsLibrary, EntryPoint = "SCardStatusW")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardStatus(nint card, char* reader, uint* readerLength, uint* state, uint* protocol, byte* atr, uint* atrLength);

    [LibraryImport(PcscPlatform.WindowsLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardTransmit(nint card, NarrowIoRequest* sendPci, byte* send, uint sendLength, NarrowIoRequest* receivePci, byte* receive, uint* receiveLength);

    [LibraryImport(PcscPlatform.WindowsLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardControl(nint card, uint code, byte* send, uint sendLength, byte* receive, uint receiveLength, uint* returned);

    [LibraryImport(PcscPlatform.WindowsLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardGetAttrib(nint card, uint id, byte* value, uint* length);

    [LibraryImport(PcscPlatform.WindowsLibrary)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SCardSetAttrib(nint card, uint id, byte* value, uint length);
}
