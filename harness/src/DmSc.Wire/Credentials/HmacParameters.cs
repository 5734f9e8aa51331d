using System.Buffers;
using System.Text;

namespace DmSc.Wire.Credentials;

/// <summary>One <c>name=value</c> of the header; the offset is that of the name.</summary>
internal readonly record struct HmacParameter(string Name, string Value, bool Quoted, int Offset);

/// <summary>The comma list of RFC 2616, 2.1 (#rule), with values that are base64 text, tokens or quoted strings.</summary>
internal static class HmacParameters
{
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private const int MaxParameters = 32;

    public static List<HmacParameter> Read(string text)
    {
        var list = new List<HmacParameter>();
        var at = SkipSeparators(text, 0);
        while (at < text.Length)
        {
            if (list.Count == MaxParameters)
                throw new WireFormatException(CredentialErrors.LimitExceeded, at, $"more than {MaxParameters} parameters");
            var first = at;
            while (at < text.Length && s_token.Contains(text[at]))
                at++;
            if (at == first)
                throw Syntax(at, "a parameter name was expected");
            var name = text[first..at];
            at = SkipSpace(text, at);
            if (at == text.Length || text[at] != '=')
                throw Syntax(at, $"= was expected behind {name}");
            at = SkipSpace(text, at + 1);
            var quoted = at < text.Length && text[at] == '"';
            var value = quoted ? ReadQuoted(text, ref at) : ReadPlain(text, ref at);
            list.Add(new HmacParameter(name, value, quoted, first));
            at = SkipSpace(text, at);
            if (at < text.Length && text[at] != ',')
                throw Syntax(at, "a comma or the end was expected");
            at = SkipSeparators(text, at);
        }

        return list;
    }

    public static string Token(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(s_token)
        ? text
        : throw new FormatException("a token of a header holds a separator, a control character or nothing");

    public static string Plain(string text) => text.Length > 0 && !text.Any(c => c is ' ' or ',' or '"' || char.IsControl(c))
        ? text
        : throw new FormatException("a plain value of a header holds white space, a comma, a quotation mark or nothing");

    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (char.IsControl(c) && c != '\t')
                throw new FormatException("a quoted string of a header holds a control character");
            if (c is '"' or '\\')
                quoted.Append('\\');
            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static string ReadQuoted(string text, ref int at)
    {
        var first = at++;
        var value = new StringBuilder();
        while (at < text.Length && text[at] != '"')
        {
            if (text[at] == '\\' && ++at == text.Length)
                break;
            if (char.IsControl(text[at]) && text[at] != '\t')
                throw Syntax(at, $"control character {(int)text[at]:X2} in a quoted string");
            value.Append(text[at++]);
        }

        if (at == text.Length)
            throw Syntax(first, "the quoted string does not end");
        at++;
        return value.ToString();
    }

    private static string ReadPlain(string text, ref int at)
    {
        var first = at;
        while (at < text.Length && text[at] is not (',' or ' ' or '\t' or '"') && !char.IsControl(text[at]))
            at++;
        return at > first ? text[first..at] : throw Syntax(at, "a value was expected");
    }

    // Folded lines arrive joined, but some transports keep the line ends.
    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && text[at] is (' ' or '\t' or '\r' or '\n'))
            at++;
        return at;
    }

    private static int SkipSeparators(string text, int at)
    {
        at = SkipSpace(text, at);
        while (at < text.Length && text[at] == ',')
            at = SkipSpace(text, at + 1);
        return at;
    }

    private static WireFormatException Syntax(int at, string reason) => new(CredentialErrors.HeaderSyntax, at, reason);
}
