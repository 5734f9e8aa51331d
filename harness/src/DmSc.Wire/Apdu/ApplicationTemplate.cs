using System.Text;
using DmSc.Wire.Tlv;

namespace DmSc.Wire.Apdu;

/// <summary>An application template, tag 61, from a record of EF(DIR) (ETSI TS 102 221, 13.1; ISO/IEC 7816-4, 8.2.1.1).</summary>
/// <param name="Aid">Tag 4F; <c>null</c> if absent.</param>
/// <param name="Label">Tag 50 as coded; <c>null</c> if absent.</param>
/// <param name="Path">Tag 51: file identifiers, 3F00 first; <c>null</c> if absent.</param>
/// <param name="Others">The other objects: command APDU (52), discretionary data (53, 73), URL (5F50).</param>
public sealed record ApplicationTemplate(
    ReadOnlyMemory<byte>? Aid, ReadOnlyMemory<byte>? Label, ReadOnlyMemory<byte>? Path, IReadOnlyList<BerTlv> Others)
{
    /// <summary>The label as text: UCS2 forms 80, 81 and 82 (ETSI TS 102 221, annex A), else octets as ASCII, with U+FFFD for any other.</summary>
    public string? LabelText => Label is { } label ? Decode(label.Span) : null;

    /// <summary>Decodes a record.</summary>
    /// <param name="record">The whole record, padded with FF or 00.</param>
    /// <returns>The template, or <c>null</c> for a record without content.</returns>
    /// <exception cref="WireFormatException">Another tag than 61, an object given twice, an AID not of 1..16 octets, a path of odd length,
    /// other octets than padding behind the template.</exception>
    public static ApplicationTemplate? Parse(ReadOnlyMemory<byte> record)
    {
        if (record.IsEmpty || record.Span[0] is 0x00 or 0xFF)
            return null;
        var end = 0;
        var template = BerTlv.Read(record, ref end);
        if (template.Tag != 0x61)
            throw new WireFormatException("DirTag", 0, $"a record of EF(DIR) holds an application template (61), got tag {template.Tag:X2}");
        var rest = record.Span[end..];
        if (rest.IndexOfAnyExcept((byte)0xFF, (byte)0x00) is >= 0 and var behind)
            throw new WireFormatException("TrailingOctets", end + behind, "octets other than padding follow the application template");

        ReadOnlyMemory<byte>? aid = null, label = null, path = null;
        var others = new List<BerTlv>();
        foreach (var tlv in BerTlvTemplate.Read(template))
        {
            switch (tlv.Tag)
            {
                case 0x4F:
                    if (tlv.Value.Length is < 1 or > 16)
                        throw new WireFormatException("AidLength", tlv.ValueOffset, $"an AID has 1 to 16 octets, got {tlv.Value.Length}");
                    aid = Once(aid, tlv);
                    break;
                case 0x50:
                    label = Once(label, tlv);
                    break;
                case 0x51:
                    if (tlv.Value.IsEmpty || tlv.Value.Length % 2 != 0)
                        throw new WireFormatException("PathLength", tlv.ValueOffset, $"a path consists of file identifiers of 2 octets, got {tlv.Value.Length} octets");
                    path = Once(path, tlv);
                    break;
                default:
                    others.Add(tlv);
                    break;
            }
        }

        return new ApplicationTemplate(aid, label, path, others);
    }

    private static ReadOnlyMemory<byte> Once(ReadOnlyMemory<byte>? already, BerTlv tlv) => already is null
        ? tlv.Value
        : throw new WireFormatException("DuplicateTag", tlv.Offset, $"tag {tlv.Tag:X2} appears twice in the application template");

    private static string Decode(ReadOnlySpan<byte> label)
    {
        var text = new StringBuilder();
        if (!label.IsEmpty && label[0] == 0x80)
        {
            for (var at = 1; at + 1 < label.Length && (label[at] & label[at + 1]) != 0xFF; at += 2)
                text.Append((char)((label[at] << 8) | label[at + 1]));
            return text.ToString();
        }

        if (label.Length >= 3 && label[0] == 0x81)
            return WithBase(label[3..], label[1], label[2] << 7);
        if (label.Length >= 4 && label[0] == 0x82)
            return WithBase(label[4..], label[1], (label[2] << 8) | label[3]);
        foreach (var octet in label)
            text.Append(Ascii(octet));
        return text.ToString();
    }

    private static string WithBase(ReadOnlySpan<byte> octets, int count, int basePointer)
    {
        var text = new StringBuilder();
        foreach (var octet in octets[..Math.Min(count, octets.Length)])
            text.Append(octet < 0x80 ? Ascii(octet) : (char)(basePointer + (octet & 0x7F)));
        return text.ToString();
    }

    private static char Ascii(byte octet) => octet is >= 0x20 and < 0x7F ? (char)octet : '\uFFFD';
}
