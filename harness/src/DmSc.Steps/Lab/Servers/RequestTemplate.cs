using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DmSc.Steps.Lab.Servers;

/// <summary>Where the push is that an order brings.</summary>
internal enum RequestResult
{
    /// <summary>It goes to our receiver.</summary>
    Push,

    /// <summary>The answer is the push, its headers and its body.</summary>
    Body,

    /// <summary>The answer is JSON with a list of pushes, and what the user is told; what goes to our receiver is not in it.</summary>
    Pushes,

    /// <summary>The answer is JSON with values of the device.</summary>
    Device,
}

/// <summary>A request to a server's own interface, with <c>${names}</c> to be filled in.</summary>
/// <param name="Method">Method of HTTP.</param>
/// <param name="Url">Address.</param>
/// <param name="Headers">Headers; Content-Type among them says how values are escaped in the body.</param>
/// <param name="Body">Body, or <c>null</c>.</param>
/// <param name="Result">What the answer is worth.</param>
internal sealed record RequestTemplate(string Method, string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, string? Body, RequestResult Result)
{
    private static readonly Regex s_name = new(@"\$\{(?<name>[^}]*)\}", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Names in a text.</summary>
    public static IEnumerable<string> NamesIn(string text) => s_name.Matches(text).Select(m => m.Groups["name"].Value);

    /// <summary>Names that the request is filled in with.</summary>
    public IEnumerable<string> Names => Headers.Select(h => h.Value).Append(Url).Append(Body ?? "").SelectMany(NamesIn);

    /// <summary>The request with values: percent-escaped in the address, and in the body as its Content-Type wants it.</summary>
    public HttpRequestMessage With(IReadOnlyDictionary<string, string> values)
    {
        var type = Headers.FirstOrDefault(h => string.Equals(h.Key, "Content-Type", StringComparison.OrdinalIgnoreCase)).Value ?? "text/plain";
        var request = new HttpRequestMessage(new HttpMethod(Method), Fill(Url, values, Uri.EscapeDataString));
        if (Body is not null)
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Fill(Body, values, EscapeFor(type))));
        foreach (var (name, value) in Headers)
        {
            var filled = Fill(value, values, text => text.ReplaceLineEndings(" "));
            if (!request.Headers.TryAddWithoutValidation(name, filled))
                request.Content?.Headers.TryAddWithoutValidation(name, filled);
        }

        return request;
    }

    private static Func<string, string> EscapeFor(string type)
    {
        if (type.Contains("json", StringComparison.OrdinalIgnoreCase))
            return text => JsonEncodedText.Encode(text).ToString();
        if (type.Contains("xml", StringComparison.OrdinalIgnoreCase) || type.Contains("html", StringComparison.OrdinalIgnoreCase))
            return text => WebUtility.HtmlEncode(text);
        return type.Contains("x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) ? Uri.EscapeDataString : text => text;
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string> values, Func<string, string> escape) =>
        s_name.Replace(text, m => escape(values.GetValueOrDefault(m.Groups["name"].Value, "")));
}
