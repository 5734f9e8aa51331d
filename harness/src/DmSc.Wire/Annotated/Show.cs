using System.Text;

namespace DmSc.Wire.Annotated;

/// <summary>Octets and texts as one line for people.</summary>
internal static class Show
{
    private const int MaxOctets = 48;
    private const int MaxText = 240;

    /// <summary>Octets as hexadecimal pairs; the middle of long ones is left out and counted.</summary>
    public static string Hex(ReadOnlySpan<byte> octets)
    {
        var shown = octets.Length > MaxOctets ? octets[..MaxOctets] : octets;
        var text = new StringBuilder(shown.Length * 3);
        foreach (var octet in shown)
            text.Append(text.Length == 0 ? "" : " ").Append(octet.ToString("X2"));
        if (shown.Length < octets.Length)
            text.Append($" ... ({octets.Length} octets)");
        return text.ToString();
    }

    /// <summary>Text in quotation marks with everything escaped that is not printable.</summary>
    public static string Quoted(string text)
    {
        var result = new StringBuilder("\"");
        foreach (var c in text.Length > MaxText ? text.AsSpan(0, MaxText) : text)
        {
            _ = c switch
            {
                '"' => result.Append("\\\""),
                '\\' => result.Append("\\\\"),
                '\r' => result.Append("\\r"),
                '\n' => result.Append("\\n"),
                '\t' => result.Append("\\t"),
                < ' ' or (>= '\u007F' and < '\u00A0') or '\uFEFF' => result.Append($"\\u{(int)c:X4}"),
                _ => result.Append(c),
            };
        }

        result.Append('"');
        if (text.Length > MaxText)
            result.Append($" ... ({text.Length} characters)");
        return result.ToString();
    }

    /// <summary>As text when the octets are printable US-ASCII or UTF-8, else as hexadecimal.</summary>
    public static string TextOrHex(ReadOnlySpan<byte> octets) =>
        Wbxml.TextRules.TryDecode(octets) is { } text && !text.AsSpan().ContainsAnyInRange('\0', '\b') ? Quoted(text) : Hex(octets);

    public static string Flag(bool set, string yes, string no = "") => set ? yes : no;
}
