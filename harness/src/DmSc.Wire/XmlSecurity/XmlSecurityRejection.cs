namespace DmSc.Wire.XmlSecurity;

/// <summary>Why signed or encrypted XML is not accepted. Closed.</summary>
public enum XmlSecurityDefect
{
    /// <summary>Not UTF-8, or not well-formed with regard to name spaces.</summary>
    NotWellFormed,

    /// <summary>A document type declaration is present; none is ever read.</summary>
    DtdPresent,

    /// <summary>More octets, elements or attributes than the bounds allow.</summary>
    TooLarge,

    /// <summary>Elements nested deeper than the bounds allow.</summary>
    TooDeep,

    /// <summary>An attribute of the identifier that is referred to occurs more than once, so that it names nothing for certain.</summary>
    DuplicateId,

    /// <summary>An algorithm that is known to be weak and that the policy does not allow.</summary>
    WeakAlgorithm,

    /// <summary>An algorithm that the policy does not allow, or that is not implemented.</summary>
    UnexpectedAlgorithm,

    /// <summary>A transform that the policy does not allow, or that is not implemented (XPath and XSLT never are).</summary>
    UnexpectedTransform,

    /// <summary>No key is at hand: none is held, or none of the name that the message gives.</summary>
    KeyMissing,

    /// <summary>The key is shorter than the policy allows.</summary>
    WeakKey,

    /// <summary>There is no Signature.</summary>
    SignatureMissing,

    /// <summary>There are several signatures beside each other; which one counts is not said.</summary>
    SeveralSignatures,

    /// <summary>The Signature lacks a part, has one twice, or has a part that is not what it must be.</summary>
    SignatureMalformed,

    /// <summary>More References than the bounds allow.</summary>
    TooManyReferences,

    /// <summary>More Transforms in a Reference than the bounds allow.</summary>
    TooManyTransforms,

    /// <summary>A Reference leads to nothing in the document and to nothing the caller supplied.</summary>
    ReferenceUnresolvable,

    /// <summary>The signature is good, but what it signs is not what the consumer uses.</summary>
    Wrapped,

    /// <summary>The signed octets do not have the digest of the Reference.</summary>
    DigestMismatch,

    /// <summary>The signature value was not made over this SignedInfo by a trusted key.</summary>
    SignatureMismatch,

    /// <summary>The message names or brings a key that is not trusted.</summary>
    KeyUntrusted,

    /// <summary>A certificate of the message cannot be read.</summary>
    CertificateMalformed,

    /// <summary>The certificate does not lead to a trusted one.</summary>
    CertificateUntrusted,

    /// <summary>A certificate on the way to the trusted one has expired.</summary>
    CertificateExpired,

    /// <summary>A certificate on the way to the trusted one is not valid yet.</summary>
    CertificateNotYetValid,

    /// <summary>There is no EncryptedData.</summary>
    EncryptedDataMissing,

    /// <summary>There are several EncryptedData where one is expected.</summary>
    SeveralEncryptedData,

    /// <summary>EncryptedData or EncryptedKey lacks a part, has one twice, or has a part that is not what it must be.</summary>
    EncryptedDataMalformed,

    /// <summary>KeyInfo is missing where OMA DM Security, appendix C demands it and the policy insists.</summary>
    KeyInfoMissing,

    /// <summary>There is no EncryptedKey for the recipient.</summary>
    EncryptedKeyMissing,

    /// <summary>The cipher text stands elsewhere (CipherReference); nothing is ever fetched.</summary>
    CipherReferencePresent,

    /// <summary>The key does not open the cipher text, or the cipher text is damaged. Which of the two is deliberately not told.</summary>
    DecryptionFailed,
}

/// <summary>One rejection.</summary>
/// <param name="Defect">Which.</param>
/// <param name="Where">A path of elements, <c>line:column</c> of the text, or the part that is meant.</param>
/// <param name="Detail">One sentence: what was found and what was expected.</param>
public sealed record XmlSecurityRejection(XmlSecurityDefect Defect, string Where, string Detail)
{
    /// <summary>Whether the specification leaves the point open (ADR 0010): no hard verdict may rest on this rejection.</summary>
    public bool IsUnsettled { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"{Defect} at {Where}: {Detail}";
}

/// <summary>Thrown when XML that is to be signed or encrypted is refused; verification and decryption return the rejection instead.</summary>
/// <param name="rejection">Why.</param>
public sealed class XmlSecurityException(XmlSecurityRejection rejection) : Exception(rejection.ToString())
{
    internal XmlSecurityException(XmlSecurityDefect defect, string where, string detail, bool unsettled = false)
        : this(new XmlSecurityRejection(defect, where, detail) { IsUnsettled = unsettled })
    {
    }

    /// <summary>Why.</summary>
    public XmlSecurityRejection Rejection { get; } = rejection;
}
