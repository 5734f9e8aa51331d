using System.Buffers;
using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>Rules for character data that is to become XML (XML 1.0, 2.2).</summary>
internal static class TextRules
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Octets that are allowed text whatever their neighbours are.</summary>
    public static readonly SearchValues<byte> PlainOctets = SearchValues.Create(
        [0x09, 0x0A, 0x0D, .. Enumerable.Range(0x20, 0x60).Select(octet => (byte)octet)]);

    public static bool IsXmlChar(Rune rune) =>
        rune.Value is >= 0x20 and not (0xFFFE or 0xFFFF) or 0x09 or 0x0A or 0x0D;

    /// <summary>Checks octets that stand at <paramref name="offset"/> of the document.</summary>
    /// <exception cref="WireFormatException">Not in the character set, or not XML; the offset is that of the first bad octet.</exception>
    public static void Validate(ReadOnlySpan<byte> text, int offset, bool ascii)
    {
        var at = text.IndexOfAnyExcept(PlainOctets);
        if (at < 0)
            return;
        while (at < text.Length)
        {
            if (ascii && text[at] > 0x7F)
                throw new WireFormatException(WbxmlErrors.BadCharacterData, offset + at, $"octet {text[at]:X2} in US-ASCII text");
            if (Rune.DecodeFromUtf8(text[at..], out var rune, out var consumed) != OperationStatus.Done)
                throw new WireFormatException(WbxmlErrors.BadCharacterData, offset + at, $"octet {text[at]:X2} is not UTF-8 here");
            if (!IsXmlChar(rune))
                throw new WireFormatException(WbxmlErrors.IllegalXmlChar, offset + at, $"character U+{rune.Value:X4} is not allowed");
            at += consumed;
        }
    }

    /// <summary>The octets as text, or null when they are not UTF-8 text of XML characters.</summary>
    public static string? TryDecode(ReadOnlySpan<byte> octets) => IsText(octets) ? s_strict.GetString(octets) : null;

    /// <summary>Whether octets are UTF-8 text of XML characters.</summary>
    public static bool IsText(ReadOnlySpan<byte> octets)
    {
        var at = octets.IndexOfAnyExcept(PlainOctets);
        while (at >= 0 && at < octets.Length)
        {
            if (Rune.DecodeFromUtf8(octets[at..], out var rune, out var consumed) != OperationStatus.Done || !IsXmlChar(rune))
                return false;
            at += consumed;
        }

        return true;
    }

    /// <summary>Whether there is nothing but white space.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> text) =>
        !text.ContainsAnyExcept(" \t\r\n"u8) || string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(text));

    /// <summary>The text as UTF-8.</summary>
    /// <exception cref="ArgumentException">A character that XML forbids, or half a surrogate pair.</exception>
    public static byte[] Encode(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' and not ('\t' or '\n' or '\r') or '\uFFFE' or '\uFFFF')
                throw new ArgumentException($"character U+{(int)c:X4} cannot stand in an XML document", nameof(text));
        }

        try
        {
            return s_strict.GetBytes(text);
        }
        catch (EncoderFallbackException failure)
        {
            throw new ArgumentException("half a surrogate pair cannot stand in an XML document", nameof(text), failure);
        }
    }
}
