using DmSc.Wire.XmlSecurity;

namespace DmSc.Dm.Bootstrap;

/// <summary>What a client says to the protection of one Item's content.</summary>
/// <param name="Target">LocURI of the Item, as sent.</param>
/// <param name="Offset">Offset of the Item in the message.</param>
/// <param name="Announced">What its Meta says.</param>
/// <param name="IsAccepted">Whether the content is used, with whatever result.</param>
/// <param name="Reason">A name: <see cref="Verified"/> and the other constants, or that of an <see cref="XmlSecurityDefect"/>. Accepted in spite of a
/// defect only by a client with a quirk.</param>
public sealed record ContentJudgement(string Target, int Offset, ContentProtection Announced, bool IsAccepted, string Reason)
{
    /// <summary>A trusted signature holds; what is used is what it covers.</summary>
    public const string Verified = nameof(Verified);

    /// <summary>There is no signature, and none is demanded.</summary>
    public const string Unsigned = nameof(Unsigned);

    /// <summary>There is no signature, and the policy demands one.</summary>
    public const string UnsignedRefused = nameof(UnsignedRefused);

    /// <summary>What is signed is encrypted: appendix C has it the other way round.</summary>
    public const string WrongOrder = nameof(WrongOrder);

    /// <summary>The client knows no signatures.</summary>
    public const string SignatureNotSupported = nameof(SignatureNotSupported);

    /// <summary>The client knows no encryption.</summary>
    public const string EncryptionNotSupported = nameof(EncryptionNotSupported);

    /// <summary>The client did not look at the signature.</summary>
    public const string NotVerified = nameof(NotVerified);

    /// <summary>Whether the specification leaves the judgement open: no hard verdict may rest on it.</summary>
    public bool IsUnsettled { get; init; }

    /// <summary>Whether the content was encrypted and was opened.</summary>
    public bool WasOpened { get; init; }

    /// <summary>Why signature or encryption was refused.</summary>
    public XmlSecurityRejection? Rejection { get; init; }

    /// <summary>Where the signed content stood, when a signature holds.</summary>
    public SignatureForm? Form { get; init; }

    /// <summary>Algorithm of the signature that holds.</summary>
    public string? SignatureMethod { get; init; }

    /// <summary>The trusted key, when a signature holds.</summary>
    public RsaPublicKey? Signer { get; init; }

    /// <inheritdoc />
    public override string ToString() =>
        $"{Target} {(IsAccepted ? "used" : "refused")}: {Rejection?.ToString() ?? Reason}{(IsUnsettled ? " (the specification leaves it open)" : "")}";
}
