using System.Text;

namespace DmSc.Reports.Files;

/// <summary>Makes text of an IUT harmless to look at: what cannot be seen, or turns the reading order, is spelled out.</summary>
internal static class PlainText
{
    /// <summary>Spells out control characters (but not tab and line feed), lone surrogates, non-characters and bidi overrides as <c>\u{1B}</c>.</summary>
    public static string Visible(string text)
    {
        var at = FirstHidden(text);
        if (at < 0)
            return text;

        var result = new StringBuilder(text.Length + 16).Append(text, 0, at);
        for (var i = at; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                result.Append(c).Append(text[++i]);
            else if (IsHidden(c))
                result.Append("\\u{").Append(((int)c).ToString("X")).Append('}');
            else
                result.Append(c);
        }

        return result.ToString();
    }

    /// <summary>The same in a single line.</summary>
    public static string OneLine(string text) => Visible(text).ReplaceLineEndings(" ").Replace('\t', ' ');

    /// <summary>A single line of at most <paramref name="width"/> characters, an ellipsis at its end when something was cut.</summary>
    public static string Clip(string text, int width)
    {
        var line = OneLine(text);
        if (line.Length <= width)
            return line;
        var end = width - 1;
        if (end > 0 && char.IsHighSurrogate(line[end - 1]))
            end--;
        return string.Concat(line.AsSpan(0, end), "…");
    }

    private static int FirstHidden(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (IsHidden(text[i]))
                return i;
        }

        return -1;
    }

    private static bool IsHidden(char c) =>
        c is < ' ' and not '\t' and not '\n' or (>= '\u007F' and <= '\u009F') or '\u200E' or '\u200F' or '\u2028' or '\u2029'
            or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF' or '\uFFFE' or '\uFFFF'
        || char.IsSurrogate(c);
}
