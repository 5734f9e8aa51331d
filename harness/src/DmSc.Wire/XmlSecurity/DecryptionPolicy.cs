using System.Collections.Immutable;
using System.Security.Cryptography;

namespace DmSc.Wire.XmlSecurity;

/// <summary>A private key that opens.</summary>
/// <param name="Name">The KeyName it goes by.</param>
/// <param name="Pem">The RSA private key in PEM text.</param>
public sealed record RecipientKey(string Name, string Pem)
{
    internal RSA Open()
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(Pem);
        return rsa;
    }

    /// <summary>Tells no secret.</summary>
    public override string ToString() => $"recipient key {Name}";
}

/// <summary>What a recipient accepts.</summary>
/// <param name="Keys">Its keys.</param>
public sealed record DecryptionPolicy(params ImmutableArray<RecipientKey> Keys)
{
    /// <summary>Algorithms of content; by default AES-128, AES-256 and triple DES, all in CBC mode.</summary>
    public ImmutableHashSet<string> Ciphers { get; init; } = [XmlAlgorithms.Aes128Cbc, XmlAlgorithms.Aes256Cbc, XmlAlgorithms.TripleDesCbc];

    /// <summary>Algorithms of keys; by default RSA-1_5 and RSA-OAEP.</summary>
    public ImmutableHashSet<string> KeyTransports { get; init; } = [XmlAlgorithms.Rsa15, XmlAlgorithms.RsaOaep];

    /// <summary>Whether KeyInfo must stand in EncryptedData and in EncryptedKey, as appendix C says. When not, an EncryptedKey without one is tried with the only key held.</summary>
    public bool RequiresKeyInfo { get; init; } = true;

    /// <summary>Whether a KeyName restricts the keys. When not, every key is tried whatever the name: for a recipient whose keys the sender was not told the names of.</summary>
    public bool KeyNameRestricts { get; init; } = true;

    /// <summary>Bounds.</summary>
    public XmlSecurityLimits Limits { get; init; } = XmlSecurityLimits.Default;
}

/// <summary>What became of a decryption.</summary>
public abstract record DecryptionOutcome
{
    private DecryptionOutcome()
    {
    }

    /// <summary>It was opened.</summary>
    /// <param name="Octets">The plaintext; of a document the document with the plaintext in its place.</param>
    /// <param name="Kind">What was encrypted.</param>
    /// <param name="Cipher">Algorithm of the content.</param>
    /// <param name="KeyTransport">Algorithm of the key.</param>
    /// <param name="KeyName">Name of the key that opened it.</param>
    public sealed record Opened(ReadOnlyMemory<byte> Octets, EncryptedKind Kind, string Cipher, string KeyTransport, string KeyName) : DecryptionOutcome;

    /// <summary>It was not.</summary>
    /// <param name="Rejection">Why.</param>
    public sealed record Rejected(XmlSecurityRejection Rejection) : DecryptionOutcome;
}
