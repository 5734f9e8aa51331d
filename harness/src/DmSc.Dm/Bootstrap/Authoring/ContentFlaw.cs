namespace DmSc.Dm.Bootstrap.Authoring;

/// <summary>The one thing that is wrong with protected content. Closed; <see cref="ContentFlaws"/> has the names for case files.</summary>
public enum ContentFlaw
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Written otherwise than it was signed, but with the same canonical form: still right.</summary>
    RecastContent,

    /// <summary>Content of somebody else in place of what was signed.</summary>
    TamperedContent,

    /// <summary>The same, with a digest that fits it; only the signature value tells.</summary>
    ForgedDigest,

    /// <summary>The good signature with what it signs aside, content of somebody else in its place.</summary>
    WrappedSignature,

    /// <summary>Two elements with the identifier the Reference names, the first of somebody else.</summary>
    DuplicateId,

    /// <summary>Good signed content, and behind it unsigned content of somebody else.</summary>
    UnsignedPart,

    /// <summary>Unsigned content of somebody else and good signed content, in this order in one Object.</summary>
    UnsignedSibling,

    /// <summary>Signed by a stranger, who says so in KeyInfo.</summary>
    WrongKey,

    /// <summary>Signed by a stranger, with KeyInfo of the signer.</summary>
    ClaimedKey,

    /// <summary>A genuine RSA signature with MD5.</summary>
    WeakSignature,

    /// <summary>A genuine MD5 digest.</summary>
    WeakDigest,

    /// <summary>HMAC-SHA1 with the modulus of the public key, which everybody knows, as its secret.</summary>
    PublicKeyHmac,

    /// <summary>A genuine signature with an XPath transform that takes everything out of what is signed.</summary>
    XPathTransform,

    /// <summary>A genuine signature whose Reference names an identifier that nothing has.</summary>
    WrongReference,

    /// <summary>A genuine signature whose Reference leads out of the message.</summary>
    ExternalReference,

    /// <summary>A genuine signature without any Reference.</summary>
    NothingSigned,

    /// <summary>No Signature.</summary>
    MissingSignature,

    /// <summary>Encrypted first, then signed.</summary>
    WrongOrder,

    /// <summary>Encrypted with the key of another recipient, under the name of this one.</summary>
    EncryptedForAnother,

    /// <summary>Encrypted with the key of another recipient, and under its name.</summary>
    UnknownKeyName,

    /// <summary>The last block of the cipher text is missing.</summary>
    TruncatedCipher,

    /// <summary>The cipher text ends within a block.</summary>
    PartialBlock,

    /// <summary>One bit of the initialization vector is another one: the first character of the plaintext changes.</summary>
    TamperedCipher,

    /// <summary>The algorithm of the content does not exist.</summary>
    UnknownCipher,

    /// <summary>KeyInfo holds no EncryptedKey.</summary>
    MissingEncryptedKey,

    /// <summary>The cipher text stands elsewhere.</summary>
    CipherElsewhere,
}

/// <summary>What a recipient that trusts the signer and holds the recipient's key has to do.</summary>
public enum ContentExpectation
{
    /// <summary>Use it.</summary>
    Accept,

    /// <summary>Use nothing of it.</summary>
    Refuse,

    /// <summary>Use nothing of it, or only what is signed: never the account of somebody else.</summary>
    NeverUnsigned,

    /// <summary>It had better use nothing of it, but no sentence of the specification forbids it: a should-check at most.</summary>
    RefuseAdvised,

    /// <summary>Use nothing of it when its policy demands a signature; otherwise it may.</summary>
    RefuseWhenDemanded,

    /// <summary>The specification does not settle it: no hard verdict.</summary>
    Unsettled,
}
