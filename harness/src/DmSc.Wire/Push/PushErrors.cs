namespace DmSc.Wire.Push;

/// <summary>The values of <see cref="FormatError.Code"/> that the decoders of pushes, user data headers and SMS TPDUs use.</summary>
public static class PushErrors
{
    /// <summary>The input ends inside a field.</summary>
    public const string UnexpectedEnd = nameof(UnexpectedEnd);

    /// <summary>The PDU type is not Push (06).</summary>
    public const string PduType = nameof(PduType);

    /// <summary>A uintvar has more than five octets; the offset is that of its first octet.</summary>
    public const string UintvarTooLong = nameof(UintvarTooLong);

    /// <summary>A uintvar exceeds 2^32-1; the offset is that of its first octet.</summary>
    public const string UintvarOverflow = nameof(UintvarOverflow);

    /// <summary>The header block is announced longer than the octets left.</summary>
    public const string HeadersTooLong = nameof(HeadersTooLong);

    /// <summary>A value is announced longer than the octets left around it.</summary>
    public const string ValueTooLong = nameof(ValueTooLong);

    /// <summary>The header block or the content type is empty.</summary>
    public const string ContentTypeMissing = nameof(ContentTypeMissing);

    /// <summary>An octet that can start neither a media type, nor a parameter, nor a header there.</summary>
    public const string UnexpectedOctet = nameof(UnexpectedOctet);

    /// <summary>A text has no terminating 00 inside its block; the offset is that of its first octet.</summary>
    public const string UnterminatedText = nameof(UnterminatedText);

    /// <summary>A well-known value has not the type or range that its field demands.</summary>
    public const string BadValue = nameof(BadValue);

    /// <summary>The input is larger than any datagram.</summary>
    public const string LimitExceeded = nameof(LimitExceeded);

    /// <summary>SEC or MAC occurs twice.</summary>
    public const string DuplicateParameter = nameof(DuplicateParameter);

    /// <summary>SEC names no known method.</summary>
    public const string UnknownSecurityMethod = nameof(UnknownSecurityMethod);

    /// <summary>MAC is not 40 hexadecimal digits.</summary>
    public const string BadMac = nameof(BadMac);

    /// <summary>A MAC without SEC, or a SEC that needs a MAC without one.</summary>
    public const string SecurityIncomplete = nameof(SecurityIncomplete);

    /// <summary>The user data header is announced longer than the user data, or an element longer than the header.</summary>
    public const string UserDataHeaderTooLong = nameof(UserDataHeaderTooLong);

    /// <summary>A known information element has another length than its definition.</summary>
    public const string InformationElementLength = nameof(InformationElementLength);

    /// <summary>The TPDU is of another kind.</summary>
    public const string TpduType = nameof(TpduType);

    /// <summary>An address has more than 20 semi-octets or a type octet without its top bit.</summary>
    public const string BadAddress = nameof(BadAddress);

    /// <summary>TP-UDL and the octets that are there disagree, or exceed 140 octets.</summary>
    public const string UserDataLength = nameof(UserDataLength);

    /// <summary>A textual header or message is not what HTTP allows.</summary>
    public const string BadHttp = nameof(BadHttp);
}
