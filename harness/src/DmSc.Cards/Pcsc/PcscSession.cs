using DmSc.Cards.Link;
using DmSc.Cards.Pcsc.Native;

namespace DmSc.Cards.Pcsc;

/// <summary>
/// What the calls of one link share and own: the context, the connection and the buffers. Everything here blocks and runs on one
/// <see cref="NativeLane"/>; it lives until the last call has returned, whether or not anybody still waits for it.
/// </summary>
internal sealed class PcscSession(INativePcsc native, PcscLinkOptions options, TimeProvider time) : IDisposable
{
    // How long a card that was pulled out during an exchange may take to be reported as gone (vpcd: 0.4 s).
    internal static readonly TimeSpan RemovalNotice = TimeSpan.FromSeconds(1);

    // Each one is another program's whole transaction with a reset; who meets so many shares the reader with something that never rests.
    private const int MaxMissedResets = 100;

    // The pseudo reader that tells of new readers does not exist everywhere: look again after this.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // Extended length: 4 + 3 + 65,535 + 2 out, 65,536 + 2 in. Pinned, since native code keeps their addresses.
    private readonly byte[] _command = GC.AllocateUninitializedArray<byte>(65_544, pinned: true);
    private readonly byte[] _response = GC.AllocateUninitializedArray<byte>(65_538, pinned: true);
    private int _commandLength;
    private int _responseRoom;

    private PcscContext? _context;
    private PcscCard? _card;
    private int _insertions;

    private PcscShareMode Share =>
        options.Sharing == PcscSharing.Exclusive ? PcscShareMode.Exclusive : PcscShareMode.Shared;

    /// <summary>Connects if necessary, and resets.</summary>
    internal PcscCardStatus PowerOn(string pattern, CardReset reset, CancellationToken ct, out string reader)
    {
        var how = reset == CardReset.Cold ? PcscDisposition.Unpower : PcscDisposition.Reset;
        if (_card is not null)
        {
            try
            {
                _card.Reconnect(Share, options.Protocols, how);
                reader = _card.Reader;
                return _card.Status();
            }
            catch (LinkException e) when (e.Failure is LinkFailure.CardRemoved or LinkFailure.CardReset or LinkFailure.ReaderLost or LinkFailure.ServiceLost)
            {
                // Another card, or the service anew: begin from the beginning.
                Dispose();
            }
        }

        try
        {
            _context ??= PcscContext.Establish(native);
            reader = WaitForCard(_context, pattern, ct);
            _card = _context.Connect(reader, Share, options.Protocols);
            if (options.Sharing == PcscSharing.SharedInTransaction)
                BeginTransaction(_card);

            // Connecting alone leaves a card as it is that somebody has powered a moment ago.
            _card.Reconnect(Share, options.Protocols, how);
            return _card.Status();
        }
        catch (Exception e) when (e is LinkException or OperationCanceledException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Others may reset the card while this waits for them. That costs nothing, since it is about to be reset anyway; but a connection that
    /// has missed a reset gets no transaction before it was told of it.
    /// </summary>
    private void BeginTransaction(PcscCard card)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                card.BeginTransaction();
                return;
            }
            catch (LinkException e) when (e.Failure == LinkFailure.CardReset && attempt < MaxMissedResets)
            {
                card.Reconnect(Share, options.Protocols, PcscDisposition.Leave);
            }
        }
    }

    /// <summary>Takes the power away and the connection down, a transaction with it.</summary>
    internal void PowerOff()
    {
        _card?.Disconnect(PcscDisposition.Unpower);
        _card = null;
    }

    /// <summary>Takes the command over, so that the caller's memory is free even if the call is abandoned.</summary>
    internal void Load(ReadOnlySpan<byte> command, int responseRoom)
    {
        command.CopyTo(_command);
        _commandLength = command.Length;
        _responseRoom = Math.Min(responseRoom, _response.Length);
    }

    /// <summary>Exchanges what <see cref="Load"/> took.</summary>
    internal int Transmit()
    {
        var card = _card ?? throw new LinkException(LinkFailure.Misuse, "the card has no power");
        var length = card.Transmit(_command.AsSpan(0, _commandLength), _response.AsSpan(0, _responseRoom));
        return length >= 2
            ? length
            : throw new LinkException(LinkFailure.CardMute, $"{card.Reader}: {length} octets instead of a response with SW1 SW2");
    }

    /// <summary>The response of the last <see cref="Transmit"/>.</summary>
    internal ReadOnlySpan<byte> Response(int length) => _response.AsSpan(0, length);

    /// <summary>
    /// Whether the card has left the reader, waiting a moment for the service to notice: drivers report a failed exchange first.
    /// </summary>
    internal bool IsGone()
    {
        if (_context is null || _card is null)
            return false;
        var probe = new ReaderProbe(_card.Reader);
        var start = time.GetTimestamp();
        do
        {
            var left = RemovalNotice - time.GetElapsedTime(start);
            if (!_context.WaitForChange([probe], left > TimeSpan.Zero ? left : TimeSpan.Zero, time, CancellationToken.None))
                return false;
        }
        while (!Gone() && time.GetElapsedTime(start) < RemovalNotice);
        return Gone();

        // One that is back already was gone all the same: the service counts.
        bool Gone() => probe.State.HasFlag(PcscReaderState.Empty) || probe.EventCount != _insertions;
    }

    /// <summary>Closes everything that is open; a power-on opens it again.</summary>
    public void Dispose()
    {
        _card?.Dispose();
        _card = null;
        _context?.Dispose();
        _context = null;
    }

    private string WaitForCard(PcscContext context, string pattern, CancellationToken ct)
    {
        var start = time.GetTimestamp();

        // Kept over the rounds: it remembers how many readers there were.
        var anyReader = new ReaderProbe(ReaderProbe.AnyReader);
        while (true)
        {
            var names = context.ListReaders();
            var probes = names.Where(name => PcscReaders.Matches(pattern, name)).Select(name => new ReaderProbe(name)).ToList();
            var readers = probes.Count;
            if (readers != 0)
            {
                context.WaitForChange(probes, TimeSpan.Zero, time, ct);
                if (probes.Find(probe => probe.State.HasFlag(PcscReaderState.Present)) is { } found)
                {
                    _insertions = found.EventCount;
                    return found.Reader;
                }
            }

            var left = options.CardWait - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                throw readers == 0
                    ? new LinkException(LinkFailure.ReaderLost, $"no reader \"{pattern}\"; there is {(names.Count == 0 ? "none" : string.Join(", ", names))}")
                    : new LinkException(LinkFailure.CardRemoved, $"{pattern}: no card within {options.CardWait.TotalSeconds:0.###} s");
            }

            // Readers that come or go end the wait as well, where the platform tells.
            if (native.Platform != PcscPlatform.Mac)
                probes.Add(anyReader);
            context.WaitForChange(probes, left < Look ? left : Look, time, ct);
        }
    }
}
