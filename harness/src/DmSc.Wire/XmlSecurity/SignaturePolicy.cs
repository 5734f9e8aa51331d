using System.Collections.Immutable;

namespace DmSc.Wire.XmlSecurity;

/// <summary>What a consumer of signed content accepts.</summary>
/// <param name="Trust">Whom it trusts.</param>
/// <param name="Time">The moment certificates must be valid at.</param>
public sealed record SignaturePolicy(SignerTrust Trust, DateTimeOffset Time)
{
    /// <summary>Algorithms of SignatureMethod; by default RSA with SHA-1 (mandatory in DM 1.2) and with SHA-256.</summary>
    public ImmutableHashSet<string> SignatureMethods { get; init; } = [XmlAlgorithms.RsaSha1, XmlAlgorithms.RsaSha256];

    /// <summary>Algorithms of DigestMethod; by default SHA-1 (mandatory in DM 1.2) and SHA-256.</summary>
    public ImmutableHashSet<string> DigestMethods { get; init; } = [XmlAlgorithms.Sha1, XmlAlgorithms.Sha256];

    /// <summary>Algorithms of CanonicalizationMethod; by default the four of canonical XML 1.0 and its exclusive form.</summary>
    public ImmutableHashSet<string> Canonicalizations { get; init; } =
        [XmlAlgorithms.Canonical, XmlAlgorithms.CanonicalWithComments, XmlAlgorithms.Exclusive, XmlAlgorithms.ExclusiveWithComments];

    /// <summary>Algorithms of Transform; by default the canonical forms and the enveloped signature.</summary>
    public ImmutableHashSet<string> Transforms { get; init; } =
    [
        XmlAlgorithms.Canonical, XmlAlgorithms.CanonicalWithComments, XmlAlgorithms.Exclusive, XmlAlgorithms.ExclusiveWithComments,
        XmlAlgorithms.EnvelopedSignature,
    ];

    /// <summary>Shortest RSA modulus in bits; by default 1024, the length of DM 1.2's days.</summary>
    public int MinimumKeyBits { get; init; } = 1024;

    /// <summary>Whether KeyInfo restricts the keys. When not, every trusted key is tried whatever KeyInfo says, and a certificate of a trusted key is not asked for its
    /// time: for a judge that knows who signs, where KeyInfo is a hint to others.</summary>
    public bool KeyInfoRestricts { get; init; } = true;

    /// <summary>The element the consumer is going to use. A good signature over anything else, or over a part of it, is <see cref="XmlSecurityDefect.Wrapped"/>.</summary>
    public XmlPlace Consumed { get; init; } = XmlPlace.Root;

    /// <summary>Bounds.</summary>
    public XmlSecurityLimits Limits { get; init; } = XmlSecurityLimits.Default;
}
