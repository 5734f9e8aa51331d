using System.Collections.Immutable;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Dm.Bootstrap;

/// <summary>What a client accepts of protected and of unprotected content (OMA DM Bootstrap 1.2, 5.4.4; DM Security 1.2.1, appendix C). Whom it
/// trusts and what it demands is its own affair in the specification. By default it holds no keys and demands nothing: unsigned content is taken,
/// signed and encrypted content is not, because nobody is trusted and nothing can be opened.</summary>
public sealed record ContentProtectionPolicy
{
    /// <summary>The default.</summary>
    public static readonly ContentProtectionPolicy Default = new();

    /// <summary>Whom it trusts to sign, at which time, and which algorithms it takes.</summary>
    public SignaturePolicy Signature { get; init; } = new(SignerTrust.None, DateTimeOffset.UnixEpoch);

    /// <summary>Its own keys, and which algorithms it takes.</summary>
    public DecryptionPolicy Decryption { get; init; } = new([]);

    /// <summary>Whether unsigned content of a push that is not secure is refused. A secure push, a card and the factory need no signature
    /// (OMA DM Bootstrap 1.2, 5.4.4; DM Security 1.2.1, 5.7.2.4).</summary>
    public bool RefusesUnsigned { get; init; }

    /// <summary>A policy that takes what the specification's and our own other algorithms protect.</summary>
    /// <param name="trust">Whom it trusts to sign.</param>
    /// <param name="time">The moment certificates must be valid at.</param>
    /// <param name="keys">Its own keys.</param>
    public static ContentProtectionPolicy Trusting(SignerTrust trust, DateTimeOffset time, params ImmutableArray<RecipientKey> keys) =>
        new() { Signature = new SignaturePolicy(trust, time), Decryption = new DecryptionPolicy(keys) };

    /// <summary>The same policy at another moment.</summary>
    /// <param name="time">The moment certificates must be valid at.</param>
    public ContentProtectionPolicy At(DateTimeOffset time) => this with { Signature = Signature with { Time = time } };
}
