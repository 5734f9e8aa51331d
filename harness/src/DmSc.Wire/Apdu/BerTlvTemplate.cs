using DmSc.Wire.Tlv;

namespace DmSc.Wire.Apdu;

/// <summary>The objects inside a constructed object. Unlike an EF, a template has no padding: every octet belongs to an object.</summary>
internal static class BerTlvTemplate
{
    /// <summary>Reads the objects in a template's value.</summary>
    /// <exception cref="WireFormatException">As <see cref="BerTlv.Read"/>.</exception>
    public static List<BerTlv> Read(BerTlv template)
    {
        var parts = new List<BerTlv>();
        var at = 0;
        while (at < template.Value.Length)
            parts.Add(BerTlv.Read(template.Value, ref at, template.ValueOffset));
        return parts;
    }
}
