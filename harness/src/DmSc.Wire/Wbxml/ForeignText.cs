using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>Text in the character sets that are not octet-compatible with UTF-8: ISO-8859-1 and UTF-16.</summary>
internal static class ForeignText
{
    /// <summary>MIBenum of ISO-8859-1.</summary>
    public const uint Latin1 = 4;

    /// <summary>MIBenum of UTF-16: big-endian, unless a string begins with a byte order mark that says otherwise (RFC 2781, 4.3).</summary>
    public const uint Utf16 = 1015;

    public static int TerminatorLength(uint charset) => charset == Utf16 ? 2 : 1;

    /// <summary>Octets in front of the terminator, or -1 when there is none.</summary>
    public static int Length(ReadOnlySpan<byte> text, uint charset)
    {
        if (charset != Utf16)
            return text.IndexOf((byte)0);
        var units = MemoryMarshal.Cast<byte, ushort>(text).IndexOf((ushort)0);
        return units < 0 ? -1 : 2 * units;
    }

    /// <summary>Converts checked text.</summary>
    /// <param name="text">Without terminator.</param>
    /// <param name="offset">Where it stands in the document.</param>
    /// <param name="charset">One of the constants.</param>
    /// <param name="buffer">Takes the result; made longer when needed.</param>
    /// <returns>Octets in the buffer.</returns>
    /// <exception cref="WireFormatException">Half a surrogate pair, half a character, or no XML character.</exception>
    public static int ToUtf8(ReadOnlySpan<byte> text, int offset, uint charset, [NotNull] ref byte[]? buffer)
    {
        if (buffer is null || buffer.Length < 2 * text.Length)
            buffer = new byte[Math.Max(64, 2 * text.Length)];
        var written = 0;
        var at = 0;
        var littleEndian = false;
        if (charset == Utf16)
        {
            littleEndian = text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]);
            if (littleEndian || text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
                at = 2;
        }

        while (at < text.Length)
        {
            var start = at;
            var rune = charset == Utf16 ? NextUtf16(text, ref at, littleEndian, offset) : new Rune(text[at++]);
            if (!TextRules.IsXmlChar(rune))
                throw new WireFormatException(WbxmlErrors.IllegalXmlChar, offset + start, $"character U+{rune.Value:X4} is not allowed");
            written += rune.EncodeToUtf8(buffer.AsSpan(written));
        }

        return written;
    }

    private static Rune NextUtf16(ReadOnlySpan<byte> text, ref int at, bool littleEndian, int offset)
    {
        var start = at;
        var first = Unit(text, ref at, littleEndian);
        if (Rune.TryCreate(first, out var rune))
            return rune;
        if (char.IsHighSurrogate(first) && text.Length - at >= 2 && Rune.TryCreate(first, Unit(text, ref at, littleEndian), out rune))
            return rune;
        throw new WireFormatException(WbxmlErrors.BadCharacterData, offset + start, $"{(int)first:X4} is not UTF-16 here");

        char Unit(ReadOnlySpan<byte> octets, ref int position, bool little)
        {
            if (octets.Length - position < 2)
                throw new WireFormatException(WbxmlErrors.BadCharacterData, offset + position, "half a character of UTF-16");
            var unit = little ? BinaryPrimitives.ReadUInt16LittleEndian(octets[position..]) : BinaryPrimitives.ReadUInt16BigEndian(octets[position..]);
            position += 2;
            return (char)unit;
        }
    }
}
