using System.Collections.Immutable;
using System.Text;

namespace DmSc.Dm.Tree;

/// <summary>A URI as a command names it, taken apart (OMA DM Tree and Description 1.2, 5 and 6).</summary>
/// <param name="Segments">Names below the root, escapes undone; empty for the root.</param>
/// <param name="Property">What follows <c>?prop=</c>.</param>
/// <param name="List">What follows <c>?list=</c>.</param>
internal readonly record struct TreeUri(ImmutableArray<string> Segments, string? Property, string? List)
{
    public bool HasQuery => Property is not null || List is not null;

    /// <summary>Takes a URI apart.</summary>
    /// <returns>0, or the status code that says what is wrong with it.</returns>
    public static int Parse(string text, TreeLimits limits, out TreeUri uri)
    {
        uri = default;
        if (text.Length > 4 * TreeLimits.HardLength)
            return TreeStatus.UriTooLong;
        var query = text.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? text : text[..query];
        var status = Path(path, limits, out var segments);
        if (status != 0)
            return status;
        if (query < 0)
        {
            uri = new TreeUri(segments, null, null);
            return 0;
        }

        var rest = text[(query + 1)..];
        if (rest.StartsWith("prop=", StringComparison.Ordinal))
            uri = new TreeUri(segments, rest[5..], null);
        else if (rest.StartsWith("list=", StringComparison.Ordinal))
            uri = new TreeUri(segments, null, rest[5..]);
        else
            return TreeStatus.OptionalFeatureNotSupported;
        return 0;
    }

    /// <summary>Takes a path apart.</summary>
    /// <returns>0, or the status code that says what is wrong with it.</returns>
    public static int Path(string path, TreeLimits limits, out ImmutableArray<string> segments)
    {
        segments = [];
        if (path == ".")
            return 0;
        if (path.Length > (limits.MaxTotLen == 0 ? TreeLimits.HardLength : limits.MaxTotLen))
            return TreeStatus.UriTooLong;
        var raw = (path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path).Split('/');
        if (raw.Length > (limits.MaxDepth == 0 ? TreeLimits.HardDepth : Math.Min(limits.MaxDepth, TreeLimits.HardDepth)))
            return TreeStatus.UriTooLong;
        var names = ImmutableArray.CreateBuilder<string>(raw.Length);
        foreach (var one in raw)
        {
            if (Unescape(one) is not { } name || !IsName(name))
                return TreeStatus.NotFound;
            if (limits.MaxSegLen != 0 && name.Length > limits.MaxSegLen)
                return TreeStatus.UriTooLong;
            names.Add(name);
        }

        segments = names.MoveToImmutable();
        return 0;
    }

    /// <summary>Whether a node can have that name.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= TreeLimits.HardLength && name is not ("." or "..") && !name.Any(c => c == '/' || char.IsControl(c)) && IsWellFormed(name);

    /// <summary>The URI in its one form: from the root, with only those characters escaped that would be misread.</summary>
    public static string Text(ReadOnlySpan<string> segments)
    {
        if (segments.IsEmpty)
            return ".";
        var text = new StringBuilder(".");
        foreach (var segment in segments)
            text.Append('/').Append(Escape(segment));
        return text.ToString();
    }

    /// <summary>A name as it stands in a URI.</summary>
    public static string Escape(string name) =>
        name.AsSpan().IndexOfAny('%', '?', '#') < 0
            ? name
            : name.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3F", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);

    private static string? Unescape(string segment)
    {
        if (!segment.Contains('%', StringComparison.Ordinal))
            return segment;
        var octets = new List<byte>(segment.Length);
        var text = Encoding.UTF8.GetBytes(segment);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                octets.Add(text[i]);
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit((char)text[i + 1]) || !char.IsAsciiHexDigit((char)text[i + 2]))
                return null;
            octets.Add(Convert.FromHexString([(char)text[i + 1], (char)text[i + 2]])[0]);
            i += 2;
        }

        return TextOf([.. octets]);
    }

    private static string? TextOf(ReadOnlySpan<byte> octets) =>
        System.Text.Unicode.Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : null;

    private static bool IsWellFormed(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsSurrogate(name[i]))
                continue;
            if (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[i + 1]))
                return false;
            i++;
        }

        return true;
    }
}
