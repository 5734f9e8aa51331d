using System.Collections.Immutable;
using System.Text;
using DmSc.Wire.Tlv;

namespace DmSc.Wire.Cat;

/// <summary>How the card authenticates itself to the administration server (tag 85).</summary>
/// <param name="Identity">PSK identity.</param>
/// <param name="KeyVersion">Version of the key.</param>
/// <param name="KeyIdentifier">Its identifier.</param>
public sealed record AdministrationSecurity(ReadOnlyMemory<byte> Identity, byte KeyVersion, byte KeyIdentifier)
{
    /// <summary>Octet behind the key that names a hash, where one is sent.</summary>
    public byte? HashType { get; init; }

    /// <inheritdoc />
    public bool Equals(AdministrationSecurity? other) =>
        other is not null && Identity.Span.SequenceEqual(other.Identity.Span) && KeyVersion == other.KeyVersion && KeyIdentifier == other.KeyIdentifier && HashType == other.HashType;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Identity.Length, KeyVersion, KeyIdentifier, HashType);
}

/// <summary>What the card does when the session fails (tag 86).</summary>
/// <param name="Retries">How often it tries again.</param>
/// <param name="Delay">How long it waits in between.</param>
/// <param name="FailureReport">Data objects about a report to send at last; empty for none.</param>
public sealed record AdministrationRetry(ushort Retries, TimerValue Delay, ReadOnlyMemory<byte> FailureReport = default)
{
    /// <inheritdoc />
    public bool Equals(AdministrationRetry? other) =>
        other is not null && Retries == other.Retries && Delay == other.Delay && FailureReport.Span.SequenceEqual(other.FailureReport.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Retries, Delay);
}

/// <summary>What the card POSTs (tag 89): US-ASCII text, each part optional.</summary>
/// <param name="Host">Value of the header Host.</param>
/// <param name="AgentId">Identifier of the administration agent.</param>
/// <param name="Uri">Path of the request.</param>
public sealed record AdministrationPost(string? Host, string? AgentId, string? Uri);

/// <summary>
/// The trigger that makes a card open an administration session with a server (OMA SCWS 1.1, full administration; the same objects in
/// GlobalPlatform amendment B). It travels as data of a <see cref="CommandPacket"/>.
/// </summary>
/// <param name="Connection">Objects of OPEN CHANNEL: bearer, buffer size, transport, address and the like; empty when not sent.</param>
/// <param name="Security">See there; <c>null</c> when not sent.</param>
/// <param name="Retry">See there; <c>null</c> when not sent.</param>
/// <param name="Post">See there; <c>null</c> when not sent.</param>
public sealed record AdministrationTrigger(
    ImmutableArray<CatObject> Connection, AdministrationSecurity? Security, AdministrationRetry? Retry, AdministrationPost? Post)
{
    /// <summary>Tag of the trigger.</summary>
    public const int Tag = 0x81;

    private const int Parameters = 0x83;
    private const int ConnectionTag = 0x84;
    private const int SecurityTag = 0x85;
    private const int RetryTag = 0x86;
    private const int PostTag = 0x89;
    private const int HostTag = 0x8A;
    private const int AgentTag = 0x8B;
    private const int UriTag = 0x8C;

    /// <summary>What was accepted although it is not known.</summary>
    public ImmutableArray<FormatRemark> Remarks { get; init; } = [];

    /// <summary>Decodes a trigger.</summary>
    /// <param name="octets">From tag 81 on; all of them.</param>
    /// <exception cref="WireFormatException">Truncated, another tag, a part twice, a part that cannot be read.</exception>
    public static AdministrationTrigger Parse(ReadOnlyMemory<byte> octets)
    {
        var log = new RemarkLog();
        var at = 0;
        var outer = Expect(BerTlv.Read(octets, ref at), Tag);
        if (at < octets.Length)
            throw new WireFormatException(CatErrors.TrailingBytes, at, $"{octets.Length - at} octets follow the trigger");
        at = 0;
        var session = Expect(BerTlv.Read(outer.Value, ref at, outer.ValueOffset), Parameters);
        if (at < outer.Value.Length)
            log.Add("UnknownObject", outer.ValueOffset + at, $"{outer.Value.Length - at} octets follow the session parameters");
        var result = new AdministrationTrigger([], null, null, null);
        var seen = new HashSet<int>();
        foreach (var part in Objects(session))
        {
            if (!seen.Add(part.Tag))
                throw new WireFormatException(CatErrors.ObjectContent, part.Offset, $"tag {part.Tag:X2} occurs twice");
            switch (part.Tag)
            {
                case ConnectionTag:
                    result = result with { Connection = CatObject.ReadAll(part.Value, part.ValueOffset, log) };
                    break;
                case SecurityTag:
                    result = result with { Security = ReadSecurity(part) };
                    break;
                case RetryTag:
                    result = result with { Retry = ReadRetry(part) };
                    break;
                case PostTag:
                    result = result with { Post = ReadPost(part, log) };
                    break;
                default:
                    log.Add("UnknownObject", part.Offset, $"tag {part.Tag:X2} is not known among session parameters");
                    break;
            }
        }

        return result with { Remarks = log.ToImmutable() };
    }

    /// <summary>Encodes the trigger.</summary>
    /// <exception cref="FormatException">A part that has no coding.</exception>
    public byte[] ToBytes()
    {
        var parts = new List<byte[]>();
        if (!Connection.IsDefaultOrEmpty)
            parts.Add(BerTlv.Encode(ConnectionTag, CatObject.WriteAll(Connection)));
        if (Security is { } security)
        {
            if (security.Identity.Length > 0xFF)
                throw new FormatException($"a PSK identity of {security.Identity.Length} octets; 255 are the most");
            byte[] hash = security.HashType is { } type ? [type] : [];
            parts.Add(BerTlv.Encode(SecurityTag, [(byte)security.Identity.Length, .. security.Identity.Span, 2, security.KeyVersion, security.KeyIdentifier, .. hash]));
        }

        if (Retry is { } retry)
        {
            var delay = CatObject.WriteAll([retry.Delay with { ComprehensionRequired = false }]);
            parts.Add(BerTlv.Encode(RetryTag, [(byte)(retry.Retries >> 8), (byte)retry.Retries, .. delay, .. retry.FailureReport.Span]));
        }

        if (Post is { } post)
            parts.Add(BerTlv.Encode(PostTag, Text(HostTag, post.Host), Text(AgentTag, post.AgentId), Text(UriTag, post.Uri)));
        return BerTlv.Encode(Tag, BerTlv.Encode(Parameters, [.. parts]));
    }

    /// <inheritdoc />
    public bool Equals(AdministrationTrigger? other) =>
        other is not null && Connection.SequenceEqual(other.Connection) && Security == other.Security && Retry == other.Retry && Post == other.Post;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Connection.Length, Security, Retry, Post);

    private static BerTlv Expect(BerTlv tlv, int tag) => tlv.Tag == tag
        ? tlv
        : throw new WireFormatException(CatErrors.UnexpectedTemplate, tlv.Offset, $"tag {tlv.Tag:X2}; {tag:X2} was expected");

    private static List<BerTlv> Objects(BerTlv outer)
    {
        var parts = new List<BerTlv>();
        for (var at = 0; at < outer.Value.Length;)
            parts.Add(BerTlv.Read(outer.Value, ref at, outer.ValueOffset));
        return parts;
    }

    private static AdministrationSecurity ReadSecurity(BerTlv part)
    {
        var b = part.Value.Span;
        if (b.IsEmpty || b[0] > b.Length - 4)
            throw new WireFormatException(CatErrors.ObjectLength, part.ValueOffset, "a PSK identity and a key were expected");
        var key = 1 + b[0];
        if (b[key] != 2)
            throw new WireFormatException(CatErrors.ObjectContent, part.ValueOffset + key, $"the key takes 2 octets, version and identifier, not {b[key]}");
        if (b.Length > key + 4)
            throw new WireFormatException(CatErrors.TrailingBytes, part.ValueOffset + key + 4, $"{b.Length - key - 4} octets follow the security parameters");
        return new AdministrationSecurity(part.Value.Slice(1, b[0]), b[key + 1], b[key + 2]) { HashType = b.Length == key + 4 ? b[key + 3] : null };
    }

    private static AdministrationRetry ReadRetry(BerTlv part)
    {
        if (part.Value.Length < 2)
            throw new WireFormatException(CatErrors.UnexpectedEnd, part.ValueOffset + part.Value.Length, "a retry counter of 2 octets was expected");
        var at = 2;
        var timer = ComprehensionTlv.Read(part.Value, ref at, part.ValueOffset);
        return CatObject.Parse(timer) is TimerValue delay
            ? new AdministrationRetry((ushort)((part.Value.Span[0] << 8) | part.Value.Span[1]), delay with { ComprehensionRequired = false }, part.Value[at..])
            : throw new WireFormatException(CatErrors.ObjectContent, timer.Offset, "a timer value (25) was expected behind the retry counter");
    }

    private static AdministrationPost ReadPost(BerTlv part, RemarkLog log)
    {
        var post = new AdministrationPost(null, null, null);
        foreach (var one in Objects(part))
        {
            var bad = one.Value.Span.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E);
            if (bad >= 0)
                throw new WireFormatException(CatErrors.ObjectContent, one.ValueOffset + bad, $"octet {one.Value.Span[bad]:X2} is no printable US-ASCII");
            var text = Encoding.ASCII.GetString(one.Value.Span);
            switch (one.Tag)
            {
                case HostTag when post.Host is null:
                    post = post with { Host = text };
                    break;
                case AgentTag when post.AgentId is null:
                    post = post with { AgentId = text };
                    break;
                case UriTag when post.Uri is null:
                    post = post with { Uri = text };
                    break;
                case HostTag or AgentTag or UriTag:
                    throw new WireFormatException(CatErrors.ObjectContent, one.Offset, $"tag {one.Tag:X2} occurs twice");
                default:
                    log.Add("UnknownObject", one.Offset, $"tag {one.Tag:X2} is not known among parameters of the POST");
                    break;
            }
        }

        return post;
    }

    private static byte[] Text(int tag, string? text)
    {
        if (text is null)
            return [];
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? throw new FormatException($"'{text}' is no printable US-ASCII")
            : BerTlv.Encode(tag, Encoding.ASCII.GetBytes(text));
    }
}
