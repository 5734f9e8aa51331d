using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace DmSc.Dm.Tree;

/// <summary>Values of leaves: formats and their texts (OMA DM Tree and Description 1.2, 7.7.2).</summary>
internal static class NodeValue
{
    public static bool IsFormat(string format) =>
        format is "b64" or "bin" or "bool" or "chr" or "int" or "null" or "xml" or "date" or "time" or "float";

    /// <summary>Whether octets are a value of a format. An empty value suits every format: a node may be without an initial one.</summary>
    public static bool Suits(string format, ReadOnlySpan<byte> value)
    {
        if (format == "null")
            return value.IsEmpty;
        if (value.IsEmpty || format is "b64" or "bin" or "xml")
            return true;
        if (!System.Text.Unicode.Utf8.IsValid(value))
            return false;
        if (format is "chr" or "date" or "time")
            return true;
        var text = Encoding.UTF8.GetString(value);
        return format switch
        {
            "bool" => text is "true" or "false",
            "int" => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            _ => text is "INF" or "-INF" or "NaN"
                || (double.TryParse(text, NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite), CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number)),
        };
    }

    /// <summary>Octets of base64 text, or null when it is none.</summary>
    public static byte[]? FromBase64(ReadOnlySpan<byte> text)
    {
        if (!Base64.IsValid(text, out var length))
            return null;
        var decoded = new byte[length];
        return Base64.DecodeFromUtf8(text, decoded, out _, out var written) == OperationStatus.Done && written == length ? decoded : null;
    }

    /// <summary>What is stored of a value as sent; null when it cannot be of that format.</summary>
    /// <param name="format">Format as sent.</param>
    /// <param name="octets">Octets as sent.</param>
    /// <param name="isText">Whether the carrier is XML, where binary values come as base64 and Format b64 stands for bin.</param>
    public static (string Format, ReadOnlyMemory<byte> Value)? Stored(string format, ReadOnlyMemory<byte> octets, bool isText)
    {
        switch (format)
        {
            case "b64":
                return FromBase64(octets.Span) is { } decoded ? (isText ? "bin" : "b64", decoded) : null;
            case "bin" when isText:
                return ("bin", FromBase64(octets.Span) ?? octets);
            default:
                return Suits(format, octets.Span) ? (format, octets) : null;
        }
    }
}
