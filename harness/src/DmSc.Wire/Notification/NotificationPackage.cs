using System.Security.Cryptography;
using DmSc.Wire.Credentials;

namespace DmSc.Wire.Notification;

/// <summary>With which nonce a digest was right.</summary>
public enum NonceMatch
{
    /// <summary>With none.</summary>
    None,

    /// <summary>With the nonce that the client gave the server last.</summary>
    Stored,

    /// <summary>With four octets 00, what a server uses that lost the nonce (DM Notification 1.2, 5.1).</summary>
    DefaultOctets,

    /// <summary>With the ten characters <c>0x00000000</c>, how some read the same sentence.</summary>
    DefaultText,
}

/// <summary>Package #0: digest and trigger (DM Notification 1.2, 6.1).</summary>
public sealed record NotificationPackage
{
    /// <summary>Octets of the digest.</summary>
    public const int DigestLength = 16;

    /// <summary>Fewest octets: digest and a trigger with an empty server identifier.</summary>
    public const int MinLength = DigestLength + NotificationTrigger.HeaderLength;

    /// <summary>Largest package that is read, in octets.</summary>
    public const int MaxSize = 65535;

    private NotificationPackage(ReadOnlyMemory<byte> octets, NotificationTrigger trigger)
    {
        Octets = octets;
        Trigger = trigger;
    }

    /// <summary>The whole package as it is sent.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>The trigger in parts.</summary>
    public NotificationTrigger Trigger { get; }

    /// <summary>The digest.</summary>
    public ReadOnlyMemory<byte> Digest => Octets[..DigestLength];

    /// <summary>The octets the digest is over, vendor's part included.</summary>
    public ReadOnlyMemory<byte> TriggerOctets => Octets[DigestLength..];

    /// <summary>The nonce of a server that lost the right one: four octets 00.</summary>
    public static ReadOnlySpan<byte> DefaultNonce => [0, 0, 0, 0];

    /// <summary>MD5( B64(MD5(server-id ":" password)) ":" nonce ":" B64(MD5(trigger)) ), 16 octets.</summary>
    /// <param name="server">Hash of the server's credential; its name is the server identifier.</param>
    /// <param name="nonce">Raw octets.</param>
    /// <param name="trigger">All octets behind the digest.</param>
    // The same nesting as the MAC of a message, with the trigger in the place of the body.
    public static byte[] ComputeDigest(CredentialHash server, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> trigger) =>
        HmacHeader.Compute(server, nonce, trigger);

    /// <summary>A package with its digest.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="server">Hash of the server's credential.</param>
    /// <param name="nonce">The server nonce, raw octets.</param>
    /// <exception cref="FormatException">A trigger that has no coding.</exception>
    public static NotificationPackage Sign(NotificationTrigger trigger, CredentialHash server, ReadOnlySpan<byte> nonce)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        var octets = trigger.Encode();
        return new NotificationPackage((byte[])[.. ComputeDigest(server, nonce, octets), .. octets], trigger);
    }

    /// <summary>A package with any digest, for a server that gets it wrong.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="digest">16 octets.</param>
    /// <exception cref="FormatException">Another length, or a trigger that has no coding.</exception>
    public static NotificationPackage WithDigest(NotificationTrigger trigger, ReadOnlySpan<byte> digest)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return digest.Length == DigestLength
            ? new NotificationPackage((byte[])[.. digest, .. trigger.Encode()], trigger)
            : throw new FormatException($"a digest of {digest.Length} octets; it has {DigestLength}");
    }

    /// <summary>Decodes a package. Says nothing about the digest: see <see cref="Verify"/>.</summary>
    /// <param name="octets">The body of the push.</param>
    /// <exception cref="WireFormatException">Codes of <see cref="NotificationErrors"/>.</exception>
    public static NotificationPackage Parse(ReadOnlyMemory<byte> octets)
    {
        if (octets.Length > MaxSize)
            throw new WireFormatException(NotificationErrors.LimitExceeded, MaxSize, $"a package of {octets.Length} octets; {MaxSize} are the most");
        if (octets.Length < MinLength)
            throw new WireFormatException(NotificationErrors.UnexpectedEnd, octets.Length, $"package #0 has at least {MinLength} octets, got {octets.Length}");
        return new NotificationPackage(octets, NotificationTrigger.Parse(octets[DigestLength..], DigestLength));
    }

    /// <summary>Whether the digest is right, and with which nonce. Compares in constant time.</summary>
    /// <param name="server">Hash of the credential of the server that the trigger names.</param>
    /// <param name="storedNonce">The nonce that the client gave the server last, raw octets.</param>
    public NonceMatch Verify(CredentialHash server, ReadOnlySpan<byte> storedNonce)
    {
        if (Matches(server, storedNonce))
            return NonceMatch.Stored;
        if (Matches(server, DefaultNonce))
            return NonceMatch.DefaultOctets;
        return Matches(server, "0x00000000"u8) ? NonceMatch.DefaultText : NonceMatch.None;
    }

    /// <inheritdoc />
    public bool Equals(NotificationPackage? other) => other is not null && Octets.Span.SequenceEqual(other.Octets.Span);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Octets.Span);
        return hash.ToHashCode();
    }

    private bool Matches(CredentialHash server, ReadOnlySpan<byte> nonce) =>
        CryptographicOperations.FixedTimeEquals(Digest.Span, ComputeDigest(server, nonce, TriggerOctets.Span));
}
