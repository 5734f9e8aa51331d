namespace DmSc.Wire.Cat;

/// <summary>The values of <see cref="FormatError.Code"/> of the toolkit codec. The outer object's own are those of <see cref="Tlv.BerTlv"/>.</summary>
public static class CatErrors
{
    /// <summary>The octets end inside a data object.</summary>
    public const string UnexpectedEnd = nameof(UnexpectedEnd);

    /// <summary>A tag that TS 101 220 excludes: 00, 80, FF, or a three-octet tag with value 0.</summary>
    public const string BadTag = nameof(BadTag);

    /// <summary>A length octet 80, or 84 and above.</summary>
    public const string TlvLengthForm = nameof(TlvLengthForm);

    /// <summary>More octets are announced than are left.</summary>
    public const string TlvLengthTooLong = nameof(TlvLengthTooLong);

    /// <summary>The outer object is not the expected one.</summary>
    public const string UnexpectedTemplate = nameof(UnexpectedTemplate);

    /// <summary>Octets follow the outer object.</summary>
    public const string TrailingBytes = nameof(TrailingBytes);

    /// <summary>A data object has a length that its content does not allow.</summary>
    public const string ObjectLength = nameof(ObjectLength);

    /// <summary>A data object has content that is not defined.</summary>
    public const string ObjectContent = nameof(ObjectContent);

    /// <summary>A data object is missing that the command, response or event must have.</summary>
    public const string MissingObject = nameof(MissingObject);
}
