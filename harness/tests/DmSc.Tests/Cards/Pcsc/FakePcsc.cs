using DmSc.Cards.Pcsc;
using DmSc.Cards.Pcsc.Native;
using static DmSc.Cards.Pcsc.PcscReturnCode;

namespace DmSc.Tests.Cards.Pcsc;

/// <summary>A PC/SC service with one reader and one card, which does what the test says.</summary>
internal sealed class FakePcsc : INativePcsc
{
    private int _openContexts;
    private int _openCards;

    internal static readonly byte[] Atr = [0x3B, 0x00];

    internal string[] Readers { get; set; } = ["Reader A 00", "Reader B 00"];

    /// <summary>The reader with the card; none when <c>null</c>.</summary>
    internal string? Occupied { get; set; } = "Reader B 00";

    /// <summary>Insertions and removals as the service counts them.</summary>
    internal uint EventCount { get; set; }

    internal PcscReturnCode EstablishCode { get; set; }

    /// <summary>What listing and waiting return while the service is down.</summary>
    internal PcscReturnCode ServiceCode { get; set; }

    internal PcscReturnCode ConnectCode { get; init; }

    /// <summary>What the next requests for a transaction return; success when empty.</summary>
    internal Queue<PcscReturnCode> BeginCodes { get; init; } = [];

    /// <summary>What an exchange does; given the command, writes a response and tells its length.</summary>
    internal Func<byte[], byte[], (PcscReturnCode Code, int Length)> OnTransmit { get; set; } = (_, response) =>
    {
        response[0] = 0x90;
        response[1] = 0x00;
        return (SCARD_S_SUCCESS, 2);
    };

    internal List<PcscDisposition> Initializations { get; } = [];

    internal int OpenContexts => Volatile.Read(ref _openContexts);

    internal int OpenCards => Volatile.Read(ref _openCards);

    internal string? Connected { get; private set; }

    public PcscPlatform Platform => PcscPlatform.Linux;

    public uint ControlCode(uint function) => function;

    public PcscReturnCode EstablishContext(out nint context)
    {
        context = 1;
        if (EstablishCode == SCARD_S_SUCCESS)
            Interlocked.Increment(ref _openContexts);
        return EstablishCode;
    }

    public PcscReturnCode ReleaseContext(nint context)
    {
        Interlocked.Decrement(ref _openContexts);
        return SCARD_S_SUCCESS;
    }

    public PcscReturnCode IsValidContext(nint context) => SCARD_S_SUCCESS;

    public PcscReturnCode Cancel(nint context) => SCARD_S_SUCCESS;

    public PcscReturnCode ListReaders(nint context, Span<char> names, out int length)
    {
        if (ServiceCode != SCARD_S_SUCCESS)
        {
            length = 0;
            return ServiceCode;
        }

        if (Readers.Length == 0)
        {
            length = 0;
            return SCARD_E_NO_READERS_AVAILABLE;
        }

        var text = string.Join('\0', Readers) + "\0\0";
        length = text.Length;
        if (!names.IsEmpty)
            text.CopyTo(names);
        return SCARD_S_SUCCESS;
    }

    public PcscReturnCode ListReaderGroups(nint context, Span<char> names, out int length)
    {
        length = 0;
        return SCARD_S_SUCCESS;
    }

    public PcscReturnCode GetStatusChange(nint context, uint timeout, IReadOnlyList<ReaderProbe> probes)
    {
        if (ServiceCode != SCARD_S_SUCCESS)
            return ServiceCode;
        var changed = false;
        foreach (var probe in probes)
        {
            var here = probe.Reader == Occupied;
            var state = probe.Reader == ReaderProbe.AnyReader
                ? (uint)Readers.Length << 16
                : !Readers.Contains(probe.Reader) ? (uint)PcscReaderState.Unknown
                : (uint)(here ? PcscReaderState.Present : PcscReaderState.Empty) | (EventCount << 16);
            if (probe.Known == state)
                continue;
            changed = true;
            probe.Update(state | (uint)PcscReaderState.Changed, here ? Atr : []);
        }

        if (changed)
            return SCARD_S_SUCCESS;
        using (var never = new ManualResetEventSlim())
            never.Wait(TimeSpan.FromMilliseconds(timeout));
        return SCARD_E_TIMEOUT;
    }

    public PcscReturnCode Connect(
        nint context, string reader, PcscShareMode share, PcscProtocols preferred, out nint card, out PcscProtocols active)
    {
        card = 2;
        active = PcscProtocols.T1;
        Connected = reader;
        if (ConnectCode == SCARD_S_SUCCESS)
            Interlocked.Increment(ref _openCards);
        return ConnectCode;
    }

    public PcscReturnCode Reconnect(
        nint card, PcscShareMode share, PcscProtocols preferred, PcscDisposition initialization, out PcscProtocols active)
    {
        active = PcscProtocols.T1;
        Initializations.Add(initialization);
        return SCARD_S_SUCCESS;
    }

    public PcscReturnCode Disconnect(nint card, PcscDisposition disposition)
    {
        Interlocked.Decrement(ref _openCards);
        return SCARD_S_SUCCESS;
    }

    public PcscReturnCode BeginTransaction(nint card) => BeginCodes.TryDequeue(out var code) ? code : SCARD_S_SUCCESS;

    public PcscReturnCode EndTransaction(nint card, PcscDisposition disposition) => SCARD_W_RESET_CARD;

    public PcscReturnCode Status(nint card, out PcscCardState state, out PcscProtocols protocol, Span<byte> atr, out int atrLength)
    {
        state = PcscCardState.Present | PcscCardState.Powered;
        protocol = PcscProtocols.T1;
        Atr.CopyTo(atr);
        atrLength = Atr.Length;
        return SCARD_S_SUCCESS;
    }

    public PcscReturnCode Transmit(nint card, PcscProtocols protocol, ReadOnlySpan<byte> send, Span<byte> receive, out int received)
    {
        var response = new byte[receive.Length];
        (var code, received) = OnTransmit(send.ToArray(), response);
        response.CopyTo(receive);
        return code;
    }

    public PcscReturnCode Control(nint card, uint code, ReadOnlySpan<byte> send, Span<byte> receive, out int received)
    {
        received = 0;
        return SCARD_S_SUCCESS;
    }

    public PcscReturnCode GetAttrib(nint card, uint id, Span<byte> value, out int length)
    {
        length = 0;
        return SCARD_E_UNEXPECTED;
    }

    public PcscReturnCode SetAttrib(nint card, uint id, ReadOnlySpan<byte> value) => SCARD_E_UNEXPECTED;
}
