using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace DmSc.Wire.Push;

/// <summary>A parameter of a textual content type.</summary>
/// <param name="Name">As sent; names have no case.</param>
/// <param name="Value">Without quotation marks.</param>
public sealed record HttpParameter(string Name, string Value)
{
    /// <summary>Offset of the name in the text that was read, in characters; 0 in one that was made.</summary>
    public int Offset { get; init; }

    /// <inheritdoc />
    public bool Equals(HttpParameter? other) => other is not null && Name == other.Name && Value == other.Value;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Value);
}

/// <summary>A content type as text: <c>application/vnd.syncml.dm+wbxml; SEC=USERPIN; MAC=...</c> (RFC 2616, 3.7).</summary>
/// <param name="MediaType">As sent; it has no case.</param>
/// <param name="Parameters">In order.</param>
public sealed record HttpContentType(string MediaType, ImmutableArray<HttpParameter> Parameters)
{
    /// <summary>Most characters that are read.</summary>
    public const int MaxLength = 8192;

    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <summary>A content type of parts.</summary>
    /// <param name="mediaType">Type and subtype.</param>
    /// <param name="parameters">In order.</param>
    public static HttpContentType Of(string mediaType, params ReadOnlySpan<HttpParameter> parameters) => new(mediaType, [.. parameters]);

    /// <summary>Reads the value of a Content-Type header.</summary>
    /// <param name="value">Offsets in errors are characters of it.</param>
    /// <exception cref="WireFormatException"><see cref="PushErrors.BadHttp"/>, <see cref="PushErrors.LimitExceeded"/>.</exception>
    public static HttpContentType Parse(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length > MaxLength)
            throw new WireFormatException(PushErrors.LimitExceeded, MaxLength, $"the content type has {value.Length} characters; {MaxLength} are the most");
        var at = SkipSpace(value, 0);
        var first = at;
        Token(value, ref at, "a media type");
        if (at == value.Length || value[at] != '/')
            throw Bad(at, "a / was expected in the media type");
        at++;
        Token(value, ref at, "a media subtype");
        var mediaType = value[first..at];
        var parameters = ImmutableArray.CreateBuilder<HttpParameter>();
        while ((at = SkipSpace(value, at)) < value.Length)
        {
            if (value[at] != ';')
                throw Bad(at, "; or the end was expected");
            at = SkipSpace(value, at + 1);
            if (at == value.Length || value[at] == ';')
                continue;
            var nameAt = at;
            Token(value, ref at, "a parameter name");
            var name = value[nameAt..at];
            at = SkipSpace(value, at);
            if (at == value.Length || value[at] != '=')
                throw Bad(at, $"= was expected behind {name}");
            at = SkipSpace(value, at + 1);
            parameters.Add(new HttpParameter(name, Value(value, ref at)) { Offset = nameAt });
        }

        return new HttpContentType(mediaType, parameters.ToImmutable());
    }

    /// <summary>The value of a Content-Type header.</summary>
    /// <exception cref="FormatException">A name that is no token, or a value with a control character.</exception>
    public string Format()
    {
        var text = new StringBuilder(MediaType);
        foreach (var parameter in Parameters)
        {
            if (!IsToken(parameter.Name))
                throw new FormatException($"'{parameter.Name}' is no name of a parameter");
            text.Append("; ").Append(parameter.Name).Append('=').Append(IsToken(parameter.Value) ? parameter.Value : Quoted(parameter.Value));
        }

        return text.ToString();
    }

    /// <inheritdoc />
    public bool Equals(HttpContentType? other) => other is not null && MediaType == other.MediaType && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(MediaType, Parameters.Length);

    internal static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(s_token);

    private static string Value(string text, ref int at)
    {
        var first = at;
        if (at == text.Length || text[at] != '"')
        {
            // Senders leave base64 and URIs without quotation marks; only what ends the value ends it.
            while (at < text.Length && text[at] is not (';' or ' ' or '\t' or '"') && !char.IsControl(text[at]))
                at++;
            return at > first ? text[first..at] : throw Bad(at, "a value was expected");
        }

        var value = new StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\' && ++at == text.Length)
                break;
            if (char.IsControl(text[at]) && text[at] != '\t')
                throw Bad(at, $"control character {(int)text[at]:X2} in a quoted string");
            value.Append(text[at]);
        }

        if (at >= text.Length)
            throw Bad(first, "the quoted string does not end");
        at++;
        return value.ToString();
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (char.IsControl(c) && c != '\t')
                throw new FormatException("a value of a content type holds a control character");
            if (c is '"' or '\\')
                quoted.Append('\\');
            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static void Token(string text, ref int at, string what)
    {
        var first = at;
        while (at < text.Length && s_token.Contains(text[at]))
            at++;
        if (at == first)
            throw Bad(at, $"{what} was expected");
    }

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && text[at] is (' ' or '\t'))
            at++;
        return at;
    }

    private static WireFormatException Bad(int at, string reason) => new(PushErrors.BadHttp, at, reason);
}
