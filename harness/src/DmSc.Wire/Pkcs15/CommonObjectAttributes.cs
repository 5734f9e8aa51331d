using System.Formats.Asn1;

namespace DmSc.Wire.Pkcs15;

/// <summary>CommonObjectAttributes, alike in all directory files (PKCS #15 v1.1, 6.1.8).</summary>
internal sealed record CommonObjectAttributes(
    string? Label,
    bool IsPrivate,
    bool IsModifiable,
    ReadOnlyMemory<byte>? AuthId,
    int? UserConsent,
    ReadOnlyMemory<byte>? AccessControlRules,
    IReadOnlyList<FormatError> Remarks)
{
    public static CommonObjectAttributes From(DerElement common)
    {
        var parts = common.Children("CommonObjectAttributes");
        var label = parts.NextIf(UniversalTagNumber.UTF8String);
        var flagBits = parts.NextIf(UniversalTagNumber.BitString);
        var authId = parts.NextIf(UniversalTagNumber.OctetString);
        var consent = parts.NextIf(UniversalTagNumber.Integer);
        var rules = parts.NextIf(UniversalTagNumber.Sequence);
        parts.SkipExtensions();
        var remarks = new List<FormatError>();
        var flags = flagBits?.ReadNamedBits(remarks) ?? 0;
        return new CommonObjectAttributes(
            label?.ReadUtf8(), (flags & 1) != 0, (flags & 2) != 0, authId?.ReadOctets(), consent?.ReadInt32(), rules?.Encoded, remarks);
    }
}
