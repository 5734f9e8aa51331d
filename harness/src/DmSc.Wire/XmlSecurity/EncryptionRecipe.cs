namespace DmSc.Wire.XmlSecurity;

/// <summary>How content is encrypted. The default is what OMA DM Security 1.2.1, appendix C demands of both sides.</summary>
public sealed record EncryptionRecipe
{
    /// <summary>The default: AES-128 in CBC mode under RSA-1_5.</summary>
    public static readonly EncryptionRecipe Specification = new();

    /// <summary>Algorithm of the content.</summary>
    public string Cipher { get; init; } = XmlAlgorithms.Aes128Cbc;

    /// <summary>Algorithm of the key.</summary>
    public string KeyTransport { get; init; } = XmlAlgorithms.Rsa15;
}

/// <summary>Whom content is encrypted for.</summary>
/// <param name="Key">The recipient's public key.</param>
/// <param name="Name">KeyName in the EncryptedKey: appendix C demands a KeyInfo there.</param>
public sealed record Recipient(RsaPublicKey Key, string Name);

/// <summary>What was encrypted.</summary>
public enum EncryptedKind
{
    /// <summary>Octets of any kind: no Type.</summary>
    Octets,

    /// <summary>An element.</summary>
    Element,

    /// <summary>What stands in an element.</summary>
    Content,
}
