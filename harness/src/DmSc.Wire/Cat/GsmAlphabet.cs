using System.Buffers.Binary;
using System.Text;

namespace DmSc.Wire.Cat;

/// <summary>The GSM 7-bit default alphabet (3GPP TS 23.038, 6.2.1) and the codings of text built on it.</summary>
internal static class GsmAlphabet
{
    private const byte Escape = 0x1B;
    private const byte CarriageReturn = 0x0D;

    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    private const string ExtensionCodes = "\u000A\u0014\u0028\u0029\u002F\u003C\u003D\u003E\u0040\u0065";
    private const string ExtensionCharacters = "\f^{}\\[~]|€";

    /// <summary>The text of unpacked octets, or null when one of them is no character.</summary>
    public static string? Decode(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder(octets.Length);
        for (var i = 0; i < octets.Length; i++)
        {
            if (octets[i] > 0x7F)
                return null;
            if (octets[i] != Escape)
            {
                text.Append(Basic[octets[i]]);
                continue;
            }

            if (++i == octets.Length || ExtensionCodes.IndexOf((char)octets[i], StringComparison.Ordinal) is not (>= 0 and var at))
                return null;
            text.Append(ExtensionCharacters[at]);
        }

        return text.ToString();
    }

    /// <summary>The text in unpacked octets, or null when a character is not of the alphabet.</summary>
    public static byte[]? Encode(string text)
    {
        var octets = new List<byte>(text.Length);
        foreach (var c in text)
        {
            if (c != Escape && Basic.IndexOf(c, StringComparison.Ordinal) is >= 0 and var code)
            {
                octets.Add((byte)code);
            }
            else if (ExtensionCharacters.IndexOf(c, StringComparison.Ordinal) is >= 0 and var at)
            {
                octets.Add(Escape);
                octets.Add((byte)ExtensionCodes[at]);
            }
            else
            {
                return null;
            }
        }

        return [.. octets];
    }

    /// <summary>Septets out of packed octets. A carriage return that fills the last octet is padding.</summary>
    public static byte[] Unpack(ReadOnlySpan<byte> packed)
    {
        var septets = new byte[packed.Length * 8 / 7];
        for (var i = 0; i < septets.Length; i++)
        {
            var (at, shift) = (i * 7 / 8, i * 7 % 8);
            var pair = packed[at] | (at + 1 < packed.Length ? packed[at + 1] << 8 : 0);
            septets[i] = (byte)((pair >> shift) & 0x7F);
        }

        return septets.Length > 0 && septets.Length % 8 == 0 && septets[^1] == CarriageReturn ? septets[..^1] : septets;
    }

    /// <summary>Septets packed into octets, padded with a carriage return where seven bits would be left.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> septets)
    {
        var padded = septets.Length % 8 == 7 || (septets.Length > 0 && septets.Length % 8 == 0 && septets[^1] == CarriageReturn);
        byte[] all = padded ? [.. septets, CarriageReturn] : septets.ToArray();
        var packed = new byte[(all.Length * 7 + 7) / 8];
        for (var i = 0; i < all.Length; i++)
        {
            var (at, shift) = (i * 7 / 8, i * 7 % 8);
            packed[at] |= (byte)(all[i] << shift);
            if (shift > 1)
                packed[at + 1] |= (byte)(all[i] >> (8 - shift));
        }

        return packed;
    }

    /// <summary>UCS2 text, high octet first, or null when the octets are not whole characters.</summary>
    public static string? DecodeUcs2(ReadOnlySpan<byte> octets) => octets.Length % 2 == 0 ? Encoding.BigEndianUnicode.GetString(octets) : null;

    /// <summary>An alpha identifier (ETSI TS 102 221, annex A): the alphabet unpacked, or one of three UCS2 codings.</summary>
    public static string? DecodeAlpha(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty || octets[0] < 0x80)
            return Decode(octets);
        if (octets[0] == 0x80)
            return DecodeUcs2(octets[1..]);
        var header = octets[0] == 0x81 ? 3 : octets[0] == 0x82 ? 4 : int.MaxValue;
        if (octets.Length < header || octets.Length - header != octets[1])
            return null;
        var page = octets[0] == 0x81 ? octets[2] << 7 : BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        var text = new StringBuilder();
        foreach (var octet in octets[header..])
        {
            if (octet >= 0x80)
                text.Append((char)(page + (octet & 0x7F)));
            else if (Decode([octet]) is { } character)
                text.Append(character);
            else
                return null;
        }

        return text.ToString();
    }
}
