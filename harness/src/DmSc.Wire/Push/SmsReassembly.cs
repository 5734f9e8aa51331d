using System.Collections.Immutable;

namespace DmSc.Wire.Push;

/// <summary>What became of a part.</summary>
public enum SegmentStatus
{
    /// <summary>The message is whole.</summary>
    Complete,

    /// <summary>Other parts are missing.</summary>
    Incomplete,

    /// <summary>The same part came before with the same octets; ignored.</summary>
    Duplicate,

    /// <summary>The same part came before with other octets; the first stays.</summary>
    Conflict,

    /// <summary>Its place is impossible (total 0, sequence 0 or above total); ignored.</summary>
    Impossible,
}

/// <summary>What a part led to.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Message">The whole message when <see cref="SegmentStatus.Complete"/>, else <c>null</c>.</param>
/// <param name="Ports">The ports of the part, or <c>null</c> when it has none: then it is no push.</param>
/// <param name="Missing">Sequence numbers that are missing, when <see cref="SegmentStatus.Incomplete"/>.</param>
public sealed record SegmentOutcome(SegmentStatus Status, ReadOnlyMemory<byte>? Message, ApplicationPorts? Ports, ImmutableArray<byte> Missing);

/// <summary>
/// Puts messages together from the user data of SMS, in any order. Knows no clock: the caller says when a part came and what is too old.
/// Bounded: with too many unfinished messages the oldest is dropped. Not for use by several threads.
/// </summary>
/// <param name="maxPending">Most unfinished messages, at least 1; each holds at most 255 parts of 140 octets.</param>
public sealed class SmsReassembly(int maxPending = 32)
{
    private readonly int _maxPending = maxPending >= 1
        ? maxPending
        : throw new ArgumentOutOfRangeException(nameof(maxPending), maxPending, "at least one message must be held");

    private readonly List<Pending> _pending = [];

    /// <summary>Unfinished messages.</summary>
    public int PendingCount => _pending.Count;

    /// <summary>Takes a part.</summary>
    /// <param name="originator">Whose it is; parts of different originators never meet.</param>
    /// <param name="userData">TP-UD with its header.</param>
    /// <param name="receivedAt">When it came, for <see cref="DropOlder"/>.</param>
    /// <exception cref="WireFormatException">A malformed user data header, or user data above 140 octets.</exception>
    public SegmentOutcome Add(string originator, ReadOnlyMemory<byte> userData, DateTimeOffset receivedAt)
    {
        if (userData.Length > SmsSegments.MaxUserData)
            throw new WireFormatException(PushErrors.UserDataLength, SmsSegments.MaxUserData, $"user data of {userData.Length} octets; {SmsSegments.MaxUserData} are the most");
        var header = UserDataHeader.Parse(userData);
        var content = userData[header.Length..];
        var ports = header.Ports;
        if (header.Concatenation is not { } place)
            return new SegmentOutcome(SegmentStatus.Complete, content.ToArray(), ports, []);
        if (!place.IsPossible)
            return new SegmentOutcome(SegmentStatus.Impossible, null, ports, []);
        var key = new Key(originator, place.Reference, place.Wide, place.Total, ports);
        var pending = _pending.Find(other => other.Key == key);
        if (pending is null)
        {
            pending = new Pending(key, new byte[]?[place.Total]);
            if (_pending.Count == _maxPending)
                _pending.RemoveAt(0);
            _pending.Add(pending);
        }

        ref var slot = ref pending.Parts[place.Sequence - 1];
        if (slot is not null)
            return new SegmentOutcome(slot.AsSpan().SequenceEqual(content.Span) ? SegmentStatus.Duplicate : SegmentStatus.Conflict, null, ports, []);
        slot = content.ToArray();
        pending.LastPart = receivedAt;
        var missing = pending.Missing();
        if (!missing.IsEmpty)
            return new SegmentOutcome(SegmentStatus.Incomplete, null, ports, missing);
        _pending.Remove(pending);
        return new SegmentOutcome(SegmentStatus.Complete, pending.Join(), ports, []);
    }

    /// <summary>Drops unfinished messages whose last part came before a moment.</summary>
    /// <param name="moment">On the clock of <see cref="Add"/>.</param>
    /// <returns>How many were dropped.</returns>
    public int DropOlder(DateTimeOffset moment) => _pending.RemoveAll(pending => pending.LastPart < moment);

    private sealed record Key(string Originator, ushort Reference, bool Wide, byte Total, ApplicationPorts? Ports);

    private sealed class Pending(Key key, byte[]?[] parts)
    {
        public Key Key { get; } = key;

        public byte[]?[] Parts { get; } = parts;

        public DateTimeOffset LastPart { get; set; }

        public ImmutableArray<byte> Missing()
        {
            var missing = ImmutableArray.CreateBuilder<byte>();
            for (var i = 0; i < Parts.Length; i++)
            {
                if (Parts[i] is null)
                    missing.Add((byte)(i + 1));
            }

            return missing.ToImmutable();
        }

        public byte[] Join()
        {
            var octets = new List<byte>(Parts.Length * SmsSegments.MaxUserData);
            foreach (var part in Parts)
                octets.AddRange(part!);
            return [.. octets];
        }
    }
}
