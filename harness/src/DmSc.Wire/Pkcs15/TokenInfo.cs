using System.Formats.Asn1;

namespace DmSc.Wire.Pkcs15;

/// <summary>Content of EF(TokenInfo), 5032, as far as a device uses it (PKCS #15 v1.1, 6.9).</summary>
/// <param name="Version">0 for version 1.</param>
/// <param name="SerialNumber">The token's serial number, on a UICC the ICCID.</param>
/// <param name="Manufacturer">manufacturerID, or <c>null</c>.</param>
/// <param name="Label">label, or <c>null</c>.</param>
/// <param name="Flags">Bit 0 read-only, 1 login required, 2 random numbers, 3 EID compliant.</param>
public sealed record TokenInfo(int Version, ReadOnlyMemory<byte> SerialNumber, string? Manufacturer, string? Label, uint Flags)
{
    /// <summary>What is understood though it is not in the form that the standard demands.</summary>
    public IReadOnlyList<FormatError> Remarks { get; init; } = [];

    /// <summary>Decodes the file.</summary>
    /// <param name="content">The whole EF; what follows the element is padding.</param>
    /// <exception cref="WireFormatException">Not a TokenInfo in DER.</exception>
    public static TokenInfo Parse(ReadOnlyMemory<byte> content)
    {
        var at = 0;
        var element = DerElement.Read(content, ref at, 0);
        if (!element.IsSequence)
            throw new WireFormatException("DerTag", 0, $"TokenInfo is a SEQUENCE (30), got tag {element.Name}");
        var parts = element.Children("TokenInfo");
        var version = parts.Next().ReadInt32();
        var serial = parts.Next().ReadOctets();
        var manufacturer = parts.NextIf(UniversalTagNumber.UTF8String);
        var label = parts.NextIf(DerElement.PrimitiveContext0);
        var remarks = new List<FormatError>();
        var flags = parts.Next().ReadNamedBits(remarks);
        while (!parts.IsAtEnd)
            _ = parts.Next();
        return new TokenInfo(version, serial, manufacturer?.ReadUtf8(), label?.ReadUtf8As(DerElement.PrimitiveContext0), flags) { Remarks = remarks };
    }
}
