using System.Buffers;
using System.Globalization;
using System.Text;

namespace DmSc.Wire.Annotated;

/// <summary>How octets are written in a file.</summary>
public enum OctetNotation
{
    /// <summary>As they are; XML and HTTP texts too.</summary>
    Raw,

    /// <summary>Hexadecimal digits.</summary>
    Hex,

    /// <summary>Base64.</summary>
    Base64,
}

/// <summary>Octets as users have them: raw, as hexadecimal text or as base64.</summary>
/// <param name="Octets">The octets.</param>
/// <param name="Notation">How they were written.</param>
/// <param name="Remark">What else the text could have been, or <c>null</c>.</param>
public sealed record InputOctets(ReadOnlyMemory<byte> Octets, OctetNotation Notation, string? Remark)
{
    private static readonly SearchValues<byte> s_base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"u8);

    /// <summary>
    /// Octets of a file. Hexadecimal: digits in pairs with blanks, line ends, <c>0x</c>, commas and colons between them, comments from
    /// <c>#</c>, <c>;</c> or <c>//</c> to the end of the line, and a column of offsets in front of each line when it counts right.
    /// Base64: with line ends. Anything else, and what starts as XML does: raw.
    /// </summary>
    /// <param name="content">The content of the file.</param>
    public static InputOctets Detect(ReadOnlyMemory<byte> content)
    {
        if (TryHex(content.Span, out var octets, out _))
        {
            var isBase64 = !content.Span.ContainsAnyExcept(s_base64) && TryBase64(content.Span, out _);
            return new InputOctets(octets, OctetNotation.Hex, isBase64 ? "the text would be valid base64 too" : null);
        }

        return TryBase64(content.Span, out octets)
            ? new InputOctets(octets, OctetNotation.Base64, null)
            : new InputOctets(content, OctetNotation.Raw, null);
    }

    /// <summary>Octets of hexadecimal text.</summary>
    /// <param name="text">See <see cref="Detect"/>.</param>
    /// <exception cref="WireFormatException">Not hexadecimal; the offset counts in the text.</exception>
    public static ReadOnlyMemory<byte> FromHex(ReadOnlySpan<byte> text) => TryHex(text, out var octets, out var badAt)
        ? octets
        : throw new WireFormatException("BadHex", badAt, badAt < text.Length ? $"octet {text[badAt]:X2} where pairs of hexadecimal digits were expected" : "pairs of hexadecimal digits were expected");

    /// <summary>Octets of base64 text.</summary>
    /// <param name="text">With white space or without.</param>
    /// <exception cref="WireFormatException">Not base64; the offset counts in the text.</exception>
    public static ReadOnlyMemory<byte> FromBase64(ReadOnlySpan<byte> text) => TryBase64(text, out var octets)
        ? octets
        : throw new WireFormatException("BadBase64", Math.Max(text.IndexOfAnyExcept(s_base64), 0), "base64 was expected");

    private static bool TryBase64(ReadOnlySpan<byte> text, out byte[] octets)
    {
        octets = [];
        var bad = text.IndexOfAnyExcept(s_base64);
        if (bad >= 0 || text.Length < 4)
            return false;
        var buffer = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(Encoding.ASCII.GetString(text), buffer, out var written) || written == 0)
            return false;
        octets = buffer[..written];
        return true;
    }

    private static bool TryHex(ReadOnlySpan<byte> text, out byte[] octets, out int badAt)
    {
        octets = [];
        if (text.StartsWith("\uFEFF"u8))
        {
            var rest = TryHex(text[3..], out octets, out badAt);
            badAt += 3;
            return rest;
        }

        var output = new ArrayBufferWriter<byte>(Math.Max(16, text.Length / 2));
        // A column of offsets is believed only when it counts right on every line.
        if (TryLines(text, columns: true, output, out badAt) && output.WrittenCount > 0)
        {
            octets = output.WrittenSpan.ToArray();
            return true;
        }

        output.ResetWrittenCount();
        if (!TryLines(text, columns: false, output, out badAt) || output.WrittenCount == 0)
            return false;
        octets = output.WrittenSpan.ToArray();
        return true;
    }

    private static bool TryLines(ReadOnlySpan<byte> text, bool columns, ArrayBufferWriter<byte> output, out int badAt)
    {
        var at = 0;
        while (at < text.Length)
        {
            var end = text[at..].IndexOf((byte)'\n');
            var line = end < 0 ? text[at..] : text.Slice(at, end);
            var skip = 0;
            var content = Content(line);
            if (columns && !content.IsEmpty && !TryColumn(content, output.WrittenCount, out skip))
            {
                badAt = at;
                return false;
            }

            if (!TryPairs(content[skip..], output, out var bad))
            {
                badAt = at + skip + bad;
                return false;
            }

            at += line.Length + 1;
        }

        badAt = text.Length;
        return true;
    }

    /// <summary>A line without its comment and the white space at its end.</summary>
    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> line)
    {
        var comment = line.IndexOfAny((byte)'#', (byte)';');
        var slashes = line.IndexOf("//"u8);
        if (slashes >= 0 && (comment < 0 || slashes < comment))
            comment = slashes;
        return (comment < 0 ? line : line[..comment]).TrimEnd(" \t\r"u8);
    }

    private static bool TryColumn(ReadOnlySpan<byte> line, int expected, out int length)
    {
        length = 0;
        while (length < line.Length && char.IsAsciiHexDigit((char)line[length]))
            length++;
        if (length is < 4 or > 8)
            return false;
        var digits = Encoding.ASCII.GetString(line[..length]);
        var separated = line[length..].StartsWith(":"u8) || line[length..].StartsWith("  "u8);
        if (!separated || int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) != expected)
            return false;
        length += line[length] == ':' ? 1 : 2;
        return true;
    }

    private static bool TryPairs(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output, out int badAt)
    {
        for (badAt = 0; badAt < line.Length;)
        {
            var c = (char)line[badAt];
            if (c is ' ' or '\t' or '\r' or ',' or ':')
            {
                badAt++;
                continue;
            }

            if (c == '0' && badAt + 1 < line.Length && line[badAt + 1] is (byte)'x' or (byte)'X')
            {
                badAt += 2;
                continue;
            }

            if (!char.IsAsciiHexDigit(c))
                return false;
            if (badAt + 1 >= line.Length || !char.IsAsciiHexDigit((char)line[badAt + 1]))
            {
                badAt++;
                return false;
            }

            output.GetSpan(1)[0] = (byte)((Digit(line[badAt]) << 4) | Digit(line[badAt + 1]));
            output.Advance(1);
            badAt += 2;
        }

        return true;
    }

    private static int Digit(byte c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
