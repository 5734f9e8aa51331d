namespace DmSc.Wire.Credentials;

/// <summary>The values of <see cref="FormatError.Code"/> that the decoders of credentials use.</summary>
public static class CredentialErrors
{
    /// <summary>Not base64.</summary>
    public const string BadBase64 = nameof(BadBase64);

    /// <summary>Decoded basic credentials hold no colon.</summary>
    public const string ColonMissing = nameof(ColonMissing);

    /// <summary>A decoded digest has not 16 octets.</summary>
    public const string DigestLength = nameof(DigestLength);

    /// <summary>The header is not a comma list of <c>name=value</c>.</summary>
    public const string HeaderSyntax = nameof(HeaderSyntax);

    /// <summary>A parameter occurs twice.</summary>
    public const string DuplicateParameter = nameof(DuplicateParameter);

    /// <summary>A mandatory parameter is missing.</summary>
    public const string ParameterMissing = nameof(ParameterMissing);

    /// <summary>Longer than any sender needs.</summary>
    public const string LimitExceeded = nameof(LimitExceeded);

    /// <summary>Octets that are no IMSI.</summary>
    public const string BadImsi = nameof(BadImsi);
}
