using System.Collections.Immutable;

namespace DmSc.Wire.XmlSecurity;

/// <summary>A key that a consumer trusts to sign.</summary>
/// <param name="Key">The key.</param>
/// <param name="Name">The KeyName it goes by, or <see langword="null"/>.</param>
public sealed record TrustedKey(RsaPublicKey Key, string? Name = null);

/// <summary>Whom a consumer trusts. What a message brings in KeyInfo only chooses among them; it is never trust by itself.</summary>
public sealed record SignerTrust
{
    /// <summary>Nobody.</summary>
    public static readonly SignerTrust None = new();

    /// <summary>Keys that are trusted as such, whatever certificate they come with (its validity still counts, unless the policy does without KeyInfo).</summary>
    public ImmutableArray<TrustedKey> Keys { get; init; } = [];

    /// <summary>Certificates (DER) that end a chain: authorities, or signers themselves.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Anchors { get; init; } = [];

    /// <summary>Trusts keys.</summary>
    /// <param name="keys">The keys.</param>
    public static SignerTrust InKeys(params ImmutableArray<TrustedKey> keys) => new() { Keys = keys };

    /// <summary>Trusts what certificates certify.</summary>
    /// <param name="anchors">DER.</param>
    public static SignerTrust InCertificates(params ImmutableArray<ReadOnlyMemory<byte>> anchors) => new() { Anchors = anchors };
}
