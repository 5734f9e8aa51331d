using DmSc.Wire.XmlSecurity;

namespace DmSc.Dm.Bootstrap.Authoring;

/// <summary>Where signed content stands (OMA DM Security 1.2.1, appendix C).</summary>
public enum SignedForm
{
    /// <summary>Behind the Signature, whose Reference has no URI: recommended.</summary>
    Detached,

    /// <summary>Before the Signature, which refers to its identifier: the appendix calls this enveloped.</summary>
    DetachedByReference,

    /// <summary>In the Object of the Signature, whose Reference has no URI: "Reference has no attributes".</summary>
    Enveloping,

    /// <summary>In the Object of the Signature, which refers to its identifier, as XML-Signature itself has it.</summary>
    EnvelopingByReference,

    /// <summary>Around the Signature.</summary>
    Enveloped,
}

/// <summary>How objects are signed.</summary>
/// <param name="Key">Who signs.</param>
public sealed record AuthoredSignature(SigningKey Key)
{
    /// <summary>Where the content stands.</summary>
    public SignedForm Form { get; init; }

    /// <summary>Algorithms and KeyInfo.</summary>
    public SignatureRecipe Recipe { get; init; } = SignatureRecipe.Specification;

    /// <summary>A key that the device does not trust, for flaws that need one.</summary>
    public SigningKey? Stranger { get; init; }
}

/// <summary>How objects are encrypted.</summary>
/// <param name="Recipient">For whom.</param>
/// <param name="Seed">Of content keys and vectors: for test data only.</param>
public sealed record AuthoredEncryption(Recipient Recipient, int Seed)
{
    /// <summary>Algorithms.</summary>
    public EncryptionRecipe Recipe { get; init; } = EncryptionRecipe.Specification;

    /// <summary>The key of another recipient, for flaws that need one.</summary>
    public RsaPublicKey? Stranger { get; init; }
}

/// <summary>How the objects of a bootstrap message of the DM profile are protected (OMA DM Bootstrap 1.2, 5.4.4; DM Security 1.2.1, appendix C):
/// signed first, then encrypted. They travel as XML text in Data; the message itself is a WBXML message like any other (ADR 0010).</summary>
public sealed record AuthoredProtection
{
    /// <summary>Not at all.</summary>
    public static readonly AuthoredProtection None = new();

    /// <summary>How they are signed; <see langword="null"/> for not.</summary>
    public AuthoredSignature? Signature { get; init; }

    /// <summary>How they are encrypted; <see langword="null"/> for not.</summary>
    public AuthoredEncryption? Encryption { get; init; }

    /// <summary>What is wrong with the Item that holds the account; without account with the first. The others are right.</summary>
    public ContentFlaw Flaw { get; init; }

    /// <summary>The account of somebody else that some flaws bring in; <see langword="null"/> takes the right one under the ServerID <c>forged.</c>….</summary>
    public AuthoredAccount? Forged { get; init; }

    /// <summary>Whether content is protected at all.</summary>
    public bool IsNone => Signature is null && Encryption is null;

    /// <summary>Whether only what appendix C demands of a recipient is used: rsa-sha1, and AES-128 under RSA-1_5. A device need not know more.</summary>
    public bool IsMandatory =>
        Signature is null or { Recipe: { SignatureMethod: XmlAlgorithms.RsaSha1, DigestMethod: XmlAlgorithms.Sha1 } }
        && Encryption is null or { Recipe: { Cipher: XmlAlgorithms.Aes128Cbc, KeyTransport: XmlAlgorithms.Rsa15 } };

    /// <summary>The account that flaws with somebody else's account bring in.</summary>
    /// <param name="account">The right one.</param>
    public AuthoredAccount ForgedOf(AuthoredAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return Forged ?? account with { Node = account.Node + "F", ServerId = "forged." + account.ServerId, Name = account.Name + " (forged)" };
    }
}
