using System.Collections.Immutable;
using System.Security.Cryptography;

namespace DmSc.Wire.XmlSecurity;

/// <summary>A private key that signs.</summary>
/// <param name="Pem">The RSA private key in PEM text.</param>
/// <param name="Name">The KeyName it goes by, or <see langword="null"/>.</param>
public sealed record SigningKey(string Pem, string? Name = null)
{
    /// <summary>Certificates (DER) for X509Data, the key's own first.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Certificates { get; init; } = [];

    /// <summary>The public half.</summary>
    /// <exception cref="ArgumentException">The text is no RSA key.</exception>
    public RsaPublicKey Public => RsaPublicKey.FromPem(Pem);

    internal RSA Open()
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(Pem);
        return rsa;
    }

    /// <summary>Tells no secret.</summary>
    public override string ToString() => $"signing key {Name}";
}

/// <summary>What a signer says of its key.</summary>
[Flags]
public enum KeyInfoParts
{
    /// <summary>No KeyInfo: the recipient knows.</summary>
    None = 0,

    /// <summary>The public key.</summary>
    KeyValue = 1,

    /// <summary>The certificates.</summary>
    X509Data = 2,

    /// <summary>The name.</summary>
    KeyName = 4,
}

/// <summary>How a signature is made. The default is what OMA DM Security 1.2.1, appendix C has in its samples.</summary>
public sealed record SignatureRecipe
{
    /// <summary>The default.</summary>
    public static readonly SignatureRecipe Specification = new();

    /// <summary>Algorithm of SignatureMethod.</summary>
    public string SignatureMethod { get; init; } = XmlAlgorithms.RsaSha1;

    /// <summary>Algorithm of DigestMethod.</summary>
    public string DigestMethod { get; init; } = XmlAlgorithms.Sha1;

    /// <summary>Algorithm of CanonicalizationMethod.</summary>
    public string Canonicalization { get; init; } = XmlAlgorithms.Exclusive;

    /// <summary>The canonical form among the Transforms; <see langword="null"/> for none (octets as they are, or the default form of elements).</summary>
    public string? ContentTransform { get; init; } = XmlAlgorithms.Exclusive;

    /// <summary>What KeyInfo holds.</summary>
    public KeyInfoParts KeyInfo { get; init; } = KeyInfoParts.KeyValue;
}
