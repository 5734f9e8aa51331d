using System.Collections.Immutable;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Wire;
using DmSc.Wire.Push;

namespace DmSc.Peers.Push.Receiving;

/// <summary>
/// Puts pushes together from SMS-DELIVER TPDUs in any order and posts each once, whole or unreadable. Nothing is posted for a message of
/// which parts are missing. May be called by several threads.
/// </summary>
/// <param name="inbox">Where pushes go.</param>
/// <param name="time">For arrival and age.</param>
public sealed class SmsPushReceiver(PushInbox inbox, TimeProvider time)
{
    private const int MaxPending = 32;

    /// <summary>Each of the 255 parts may come twice; further copies are not kept as evidence.</summary>
    private const int MaxFrames = 510;

    private readonly Lock _lock = new();
    private readonly SmsReassembly _reassembly = new(MaxPending);
    private readonly List<Unfinished> _unfinished = [];

    /// <summary>Destination ports that belong to pushes.</summary>
    public ImmutableArray<int> Ports { get; init; } = [ApplicationPorts.Push];

    /// <summary>How long parts wait for the others, since the last one.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Messages of which parts are missing.</summary>
    public int PendingCount
    {
        get
        {
            lock (_lock)
                return _reassembly.PendingCount;
        }
    }

    /// <summary>Takes a TPDU; waits while the inbox is full.</summary>
    /// <param name="tpdu">Without service centre address.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>What the part led to, or <c>null</c> when the TPDU is none or not made of parts; then the reason was posted.</returns>
    public async ValueTask<SegmentOutcome?> AcceptAsync(ReadOnlyMemory<byte> tpdu, CancellationToken ct)
    {
        tpdu = tpdu.ToArray();
        var now = time.GetUtcNow();
        ReceivedPush? push;
        SegmentOutcome? outcome = null;
        try
        {
            var deliver = SmsDeliver.Parse(tpdu);
            (push, outcome) = Take(deliver, tpdu, now);
        }
        catch (WireFormatException failure)
        {
            push = New([tpdu], now) with { Error = failure.Error };
        }

        if (push is not null)
            await inbox.PutAsync(push, ct);
        return outcome;
    }

    private static ReceivedPush New(ImmutableArray<ReadOnlyMemory<byte>> frames, DateTimeOffset now) => new(PushBearerKind.Sms, PushTransport.Open, now, frames);

    private (ReceivedPush? Push, SegmentOutcome? Outcome) Take(SmsDeliver deliver, ReadOnlyMemory<byte> tpdu, DateTimeOffset now)
    {
        var originator = deliver.Originator.ToString();
        var alone = New([tpdu], now) with { Originator = originator };
        if (!SmsDataCoding.IsEightBit(deliver.Content.DataCoding))
            return (alone with { Error = new FormatError(ReceiverErrors.DataCoding, 0, $"data coding {deliver.Content.DataCoding:X2} is no 8-bit data") }, null);
        if (!deliver.Content.HasHeader)
            return (alone with { Error = new FormatError(ReceiverErrors.NoPorts, 0, "the SMS has no user data header") }, null);
        var place = UserDataHeader.Parse(deliver.Content.UserData).Concatenation;
        lock (_lock)
        {
            var oldest = now - Lifetime;
            _reassembly.DropOlder(oldest);
            _unfinished.RemoveAll(message => message.LastPart < oldest);
            var outcome = _reassembly.Add(originator, deliver.Content.UserData, now);
            var frames = place is { IsPossible: true } ? Keep(new Key(originator, place.Reference, place.Wide, place.Total, outcome.Ports), tpdu, now, outcome) : [tpdu];
            var push = outcome is { Status: SegmentStatus.Complete, Message: { } octets }
                ? Read(New(frames, now) with { Originator = originator, Ports = outcome.Ports }, octets)
                : null;
            return (push, outcome);
        }
    }

    private ImmutableArray<ReadOnlyMemory<byte>> Keep(Key key, ReadOnlyMemory<byte> tpdu, DateTimeOffset now, SegmentOutcome outcome)
    {
        var message = _unfinished.Find(other => other.Key == key);
        if (message is null)
        {
            // In step with the reassembly, which drops its oldest message too.
            if (_unfinished.Count == MaxPending)
                _unfinished.RemoveAt(0);
            _unfinished.Add(message = new Unfinished(key));
        }

        if (message.Frames.Count < MaxFrames || outcome.Status == SegmentStatus.Complete)
            message.Frames.Add(tpdu);
        if (outcome.Status is SegmentStatus.Incomplete)
            message.LastPart = now;
        if (outcome.Status == SegmentStatus.Complete)
            _unfinished.Remove(message);
        return [.. message.Frames];
    }

    private ReceivedPush Read(ReceivedPush push, ReadOnlyMemory<byte> octets)
    {
        if (push.Ports is not { } ports)
            return push with { Error = new FormatError(ReceiverErrors.NoPorts, 0, "the user data header names no ports") };
        if (!Ports.Contains(ports.Destination))
            return push with { Error = new FormatError(ReceiverErrors.ForeignPort, 0, $"destination port {ports.Destination} is none of {string.Join(", ", Ports)}") };
        try
        {
            var pdu = PushPdu.Parse(octets);
            return push with { Pdu = pdu, Message = WspEncoding.FromPdu(pdu) };
        }
        catch (WireFormatException failure)
        {
            return push with { Error = failure.Error };
        }
    }

    private sealed record Key(string Originator, ushort Reference, bool Wide, byte Total, ApplicationPorts? Ports);

    private sealed class Unfinished(Key key)
    {
        public Key Key { get; } = key;

        public List<ReadOnlyMemory<byte>> Frames { get; } = [];

        public DateTimeOffset LastPart { get; set; }
    }
}
