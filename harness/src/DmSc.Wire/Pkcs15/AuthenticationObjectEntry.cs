using System.Formats.Asn1;

namespace DmSc.Wire.Pkcs15;

/// <summary>Which alternative of AuthenticationType an entry uses.</summary>
public enum AuthenticationObjectKind
{
    /// <summary>30: a PIN.</summary>
    Pin,

    /// <summary>A0: a biometric template.</summary>
    Biometric,

    /// <summary>A1: a key for authentication.</summary>
    Key,

    /// <summary>A2: authentication by an external party.</summary>
    External,
}

/// <summary>How a PIN's characters are coded.</summary>
public enum Pkcs15PinType
{
    /// <summary>0: BCD.</summary>
    Bcd = 0,

    /// <summary>1: ASCII digits, as on a UICC.</summary>
    AsciiNumeric = 1,

    /// <summary>2: UTF-8.</summary>
    Utf8 = 2,

    /// <summary>3: BCD in half octets.</summary>
    HalfNibbleBcd = 3,

    /// <summary>4: ISO 9564-1.</summary>
    Iso9564 = 4,
}

/// <summary>PinAttributes (PKCS #15 v1.1, 6.8.1).</summary>
/// <param name="Flags">Bit 0 case-sensitive, 1 local, 2 change disabled, 3 unblock disabled, 4 initialised, 5 needs padding, 6 unblocking PIN, 7 SO PIN, 8 disabling allowed.</param>
/// <param name="Type">How its characters are coded.</param>
/// <param name="MinLength">Least number of characters.</param>
/// <param name="StoredLength">Octets stored on the card.</param>
/// <param name="MaxLength">Greatest number of characters, or <c>null</c>.</param>
/// <param name="Reference">Key reference, P2 of VERIFY PIN; 0 if absent.</param>
/// <param name="PadCharacter">The octet that fills up to the stored length, or <c>null</c>.</param>
/// <param name="Path">Where the PIN is, or <c>null</c>.</param>
public sealed record Pkcs15Pin(
    uint Flags, Pkcs15PinType Type, int MinLength, int StoredLength, int? MaxLength, byte Reference, byte? PadCharacter, Pkcs15Path? Path);

/// <summary>One entry of an EF(AODF).</summary>
public sealed record AuthenticationObjectEntry
{
    /// <summary>The alternative used.</summary>
    public required AuthenticationObjectKind Kind { get; init; }

    /// <summary>CommonObjectAttributes.label, or <c>null</c>.</summary>
    public string? Label { get; init; }

    /// <summary>CommonAuthenticationObjectAttributes.authId: by what private objects name this one; <c>null</c> if absent.</summary>
    public ReadOnlyMemory<byte>? AuthId { get; init; }

    /// <summary>The PIN; <c>null</c> for the other kinds.</summary>
    public Pkcs15Pin? Pin { get; init; }

    /// <summary>What is understood though it is not in the form that the standard demands.</summary>
    public IReadOnlyList<FormatError> Remarks { get; init; } = [];

    /// <summary>Offset of the entry in the file.</summary>
    public int Offset { get; init; }

    /// <summary>Decodes an entry.</summary>
    internal static AuthenticationObjectEntry From(DerElement element)
    {
        var kind = element switch
        {
            { IsSequence: true } => AuthenticationObjectKind.Pin,
            _ when element.Tag == DerElement.Context0 => AuthenticationObjectKind.Biometric,
            _ when element.Tag == DerElement.Context1 => AuthenticationObjectKind.Key,
            _ when element.Tag == DerElement.Context2 => AuthenticationObjectKind.External,
            _ => throw new WireFormatException("AodfTag", element.Offset, $"an entry of EF(AODF) has tag 30, A0, A1 or A2, got {element.Name}"),
        };
        var parts = ObjectParts.Of(element, "an authentication object", "CommonAuthenticationObjectAttributes");
        var ofClass = parts.OfClass.Children("CommonAuthenticationObjectAttributes");
        var authId = ofClass.NextIf(UniversalTagNumber.OctetString);
        ofClass.SkipExtensions();
        var remarks = new List<FormatError>(parts.Common.Remarks);
        Pkcs15Pin? pin = null;
        if (kind == AuthenticationObjectKind.Pin)
        {
            pin = PinFrom(parts.Type.NextSequence("PinAttributes"), remarks);
            parts.Type.End();
        }

        return new AuthenticationObjectEntry
        {
            Kind = kind,
            Label = parts.Common.Label,
            AuthId = authId?.ReadOctets(),
            Pin = pin,
            Remarks = remarks,
            Offset = element.Offset,
        };
    }

    private static Pkcs15Pin PinFrom(DerElement sequence, List<FormatError> remarks)
    {
        var parts = sequence.Children("PinAttributes");
        var flags = parts.Next().ReadNamedBits(remarks);
        var typeElement = parts.Next();
        var type = typeElement.ReadEnumerated();
        if (type is < 0 or > (int)Pkcs15PinType.Iso9564)
            throw new WireFormatException("PinType", typeElement.Offset, $"a PIN type is 0 to 4, got {type}");
        var min = NotNegative(parts.Next());
        var stored = NotNegative(parts.Next());
        var max = parts.NextIf(UniversalTagNumber.Integer);
        var reference = parts.NextIf(DerElement.PrimitiveContext0);
        var pad = parts.NextIf(UniversalTagNumber.OctetString);
        _ = parts.NextIf(UniversalTagNumber.GeneralizedTime);
        var path = parts.NextIf(UniversalTagNumber.Sequence);
        parts.SkipExtensions();
        return new Pkcs15Pin(
            flags,
            (Pkcs15PinType)type,
            min,
            stored,
            max is { } present ? NotNegative(present) : null,
            reference is { } key ? ReferenceFrom(key, remarks) : (byte)0,
            pad is { } octets ? PadFrom(octets) : null,
            path is { } file ? Pkcs15Path.From(file) : null);
    }

    private static int NotNegative(DerElement element)
    {
        var value = element.ReadInt32();
        return value >= 0 ? value : throw new WireFormatException("PinLength", element.Offset, $"a PIN's length is not negative, got {value}");
    }

    /// <summary>A local PIN, 81, has two octets in DER (00 81); cards that write one mean the same.</summary>
    private static byte ReferenceFrom(DerElement element, List<FormatError> remarks)
    {
        var value = element.ReadInt32As(DerElement.PrimitiveContext0);
        if (value is >= -128 and < 0)
        {
            remarks.Add(new FormatError("PinReference", element.Offset, $"key reference {value & 0xFF:X2} is coded as a negative number"));
            return (byte)value;
        }

        return value is >= 0 and <= 255
            ? (byte)value
            : throw new WireFormatException("PinReference", element.Offset, $"a key reference is 0 to 255, got {value}");
    }

    private static byte PadFrom(DerElement element)
    {
        var octets = element.ReadOctets();
        return octets.Length == 1
            ? octets.Span[0]
            : throw new WireFormatException("PinPadding", element.Offset, $"a padding character has one octet, got {octets.Length}");
    }
}
