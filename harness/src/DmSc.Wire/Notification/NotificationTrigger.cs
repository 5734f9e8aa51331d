using System.Collections.Immutable;
using System.Text;

namespace DmSc.Wire.Notification;

/// <summary>How the device should treat the user (DM Notification 1.2, 6.2).</summary>
public enum UserInteractionMode
{
    /// <summary>Up to the device.</summary>
    NotSpecified = 0,

    /// <summary>The user notices nothing.</summary>
    Background = 1,

    /// <summary>The user is told.</summary>
    Informative = 2,

    /// <summary>The user is asked before the session.</summary>
    UserInteraction = 3,
}

/// <summary>Who caused the session.</summary>
public enum SessionInitiator
{
    /// <summary>The user or the client.</summary>
    Client = 0,

    /// <summary>The server.</summary>
    Server = 1,
}

/// <summary>The trigger of package #0: everything behind the digest, and what the digest is over (DM Notification 1.2, 6.2).</summary>
/// <param name="ServerId">DMAcc ServerID of the server that asks for the session.</param>
/// <param name="SessionId">1 to 65535.</param>
public sealed record NotificationTrigger(string ServerId, ushort SessionId)
{
    /// <summary>The version of DM 1.2 notifications: ten times 1.1.</summary>
    public const int Version11 = 11;

    /// <summary>Octets in front of the server identifier.</summary>
    public const int HeaderLength = 8;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Ten times the version; 10 bits.</summary>
    public int Version { get; init; } = Version11;

    /// <summary>How to treat the user.</summary>
    public UserInteractionMode UiMode { get; init; }

    /// <summary>Who caused it.</summary>
    public SessionInitiator Initiator { get; init; }

    /// <summary>27 bits that are to be zero.</summary>
    public uint FutureUse { get; init; }

    /// <summary>Octets behind the server identifier; the standard does not look into them.</summary>
    public ReadOnlyMemory<byte> Vendor { get; init; }

    /// <summary>What was accepted although it should not be so. Offsets count from the digest.</summary>
    public ImmutableArray<FormatRemark> Remarks { get; init; } = [];

    /// <summary>SessionID as the session's messages write it: upper-case hexadecimal without leading zeros.</summary>
    public string SessionIdText => $"{SessionId:X}";

    /// <summary>Encodes the trigger.</summary>
    /// <exception cref="FormatException">A number outside its bits, or a server identifier of more than 255 octets or half a surrogate pair.</exception>
    public byte[] Encode()
    {
        if (Version is < 0 or > 0x3FF || (int)UiMode is < 0 or > 3 || (int)Initiator is < 0 or > 1 || FutureUse > 0x7FF_FFFF)
            throw new FormatException($"version {Version}, ui-mode {(int)UiMode}, initiator {(int)Initiator} or future-use {FutureUse:X} does not fit its bits");
        var id = Identifier();
        var octets = new byte[HeaderLength + id.Length + Vendor.Length];
        var bits = ((ulong)Version << 30) | ((ulong)UiMode << 28) | ((ulong)Initiator << 27) | FutureUse;
        for (var i = 0; i < 5; i++)
            octets[i] = (byte)(bits >> (8 * (4 - i)));
        octets[5] = (byte)(SessionId >> 8);
        octets[6] = (byte)SessionId;
        octets[7] = (byte)id.Length;
        id.CopyTo(octets, HeaderLength);
        Vendor.Span.CopyTo(octets.AsSpan(HeaderLength + id.Length));
        return octets;
    }

    /// <inheritdoc />
    public bool Equals(NotificationTrigger? other) =>
        other is not null && ServerId == other.ServerId && SessionId == other.SessionId && Version == other.Version && UiMode == other.UiMode
        && Initiator == other.Initiator && FutureUse == other.FutureUse && Vendor.Span.SequenceEqual(other.Vendor.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(ServerId, SessionId, Version, UiMode, Initiator, FutureUse, Vendor.Length);

    /// <summary>Decodes a trigger that stands at an offset of the package.</summary>
    internal static NotificationTrigger Parse(ReadOnlyMemory<byte> trigger, int offset)
    {
        var b = trigger.Span;
        if (b.Length < HeaderLength)
            throw new WireFormatException(NotificationErrors.UnexpectedEnd, offset + b.Length, $"a trigger has at least {HeaderLength} octets, got {b.Length}");
        int length = b[7];
        if (length > b.Length - HeaderLength)
            throw new WireFormatException(NotificationErrors.ServerIdentifierTooLong, offset + 7, $"the server identifier announces {length} octets, {b.Length - HeaderLength} are left");
        string id;
        try
        {
            id = s_strict.GetString(b.Slice(HeaderLength, length));
        }
        catch (DecoderFallbackException)
        {
            throw new WireFormatException(NotificationErrors.ServerIdentifierText, offset + HeaderLength, "the server identifier is not UTF-8");
        }

        ulong bits = 0;
        for (var i = 0; i < 5; i++)
            bits = (bits << 8) | b[i];
        var result = new NotificationTrigger(id, (ushort)((b[5] << 8) | b[6]))
        {
            Version = (int)(bits >> 30),
            UiMode = (UserInteractionMode)((bits >> 28) & 3),
            Initiator = (SessionInitiator)((bits >> 27) & 1),
            FutureUse = (uint)(bits & 0x7FF_FFFF),
            Vendor = trigger[(HeaderLength + length)..],
        };
        return result with { Remarks = result.Judge(offset) };
    }

    private byte[] Identifier()
    {
        try
        {
            var id = s_strict.GetBytes(ServerId);
            return id.Length <= 255 ? id : throw new FormatException($"a server identifier of {id.Length} octets; 255 are the most");
        }
        catch (EncoderFallbackException failure)
        {
            throw new FormatException("the server identifier holds half a surrogate pair", failure);
        }
    }

    private ImmutableArray<FormatRemark> Judge(int offset)
    {
        var log = new RemarkLog();
        if (Version != Version11)
            log.Add("Version", offset, $"version is {Version}, of DM 1.2 it is {Version11}");
        if (FutureUse != 0)
            log.Add("FutureUse", offset + 1, $"future-use is {FutureUse:X7}, to be zero");
        if (SessionId == 0)
            log.Add("SessionId", offset + 5, "session id 0 is outside 1 to FFFF");
        if (ServerId.Length == 0)
            log.Add("ServerIdentifier", offset + 7, "the server identifier is empty");
        return log.ToImmutable();
    }
}
