using DmSc.Wire.Tlv;

namespace DmSc.Wire.Apdu;

/// <summary>One PIN of a PIN status template, tag C6 (ETSI TS 102 221, 9.5.2).</summary>
/// <param name="KeyReference">The key reference, P2 of VERIFY PIN.</param>
/// <param name="IsEnabled">Its bit in the PS octets.</param>
/// <param name="UsageQualifier">Value of the 95 before it (08: the Universal PIN is in use), or <c>null</c>.</param>
public sealed record PinStatus(byte KeyReference, bool IsEnabled, byte? UsageQualifier)
{
    /// <summary>Decodes the template.</summary>
    /// <exception cref="WireFormatException">No PS octets, more PINs than PS bits, or a malformed object.</exception>
    internal static IReadOnlyList<PinStatus> Parse(BerTlv template)
    {
        var pins = new List<PinStatus>();
        BerTlv? status = null;
        byte? usage = null;
        foreach (var part in BerTlvTemplate.Read(template))
        {
            if (part.Tag == 0x90)
            {
                status = status is null ? part : throw new WireFormatException("DuplicateTag", part.Offset, "a PIN status template has one PS object (90)");
                continue;
            }

            if (part.Tag is not (0x83 or 0x95))
                continue;
            if (part.Value.Length != 1)
                throw new WireFormatException("PinStatusLength", part.ValueOffset, $"tag {part.Tag:X2} has one octet, got {part.Value.Length}");
            if (part.Tag == 0x95)
            {
                usage = part.Value.Span[0];
                continue;
            }

            if (status is not { } ps)
                throw new WireFormatException("PinStatusOrder", part.Offset, "the PS object (90) comes before the key references (83)");
            if (pins.Count >= ps.Value.Length * 8)
                throw new WireFormatException("PinStatusLength", ps.ValueOffset, $"{ps.Value.Length} PS octets hold fewer PINs than are listed");
            var enabled = (ps.Value.Span[pins.Count / 8] & (0x80 >> (pins.Count % 8))) != 0;
            pins.Add(new PinStatus(part.Value.Span[0], enabled, usage));
            usage = null;
        }

        return status is not null
            ? pins
            : throw new WireFormatException("PinStatusOrder", template.Offset, "a PIN status template has a PS object (90)");
    }
}
