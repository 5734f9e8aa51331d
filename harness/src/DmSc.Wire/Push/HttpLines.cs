using System.Text;

namespace DmSc.Wire.Push;

/// <summary>The head of a message over HTTP/1.1, line by line.</summary>
internal static class HttpLines
{
    /// <summary>The line that begins at a place, without its end; the place moves behind it.</summary>
    /// <exception cref="WireFormatException">It has no end.</exception>
    public static string Next(ReadOnlySpan<byte> octets, ref int at)
    {
        var first = at;
        var length = octets[at..].IndexOf((byte)'\n');
        if (length < 0)
            throw new WireFormatException(PushErrors.UnexpectedEnd, octets.Length, "the headers do not end with an empty line");
        at += length + 1;
        var line = octets.Slice(first, length);
        return Encoding.Latin1.GetString(line.EndsWith("\r"u8) ? line[..^1] : line);
    }

    /// <summary>Name and value of a header.</summary>
    /// <param name="line">The line.</param>
    /// <param name="offset">Where it begins.</param>
    /// <exception cref="WireFormatException">It is no header.</exception>
    public static (string Name, string Value) Field(string line, int offset)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !HttpContentType.IsToken(line[..colon]))
            throw new WireFormatException(PushErrors.BadHttp, offset, "a header is a name, a colon and a value");
        return (line[..colon], line[(colon + 1)..].Trim(' ', '\t'));
    }
}
