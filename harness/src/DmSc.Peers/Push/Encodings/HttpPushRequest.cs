using System.Collections.Immutable;
using System.Text;

namespace DmSc.Peers.Push.Encodings;

/// <summary>A POST that carries a push.</summary>
/// <param name="Path">Where to, with a slash in front.</param>
/// <param name="Fields">All headers but Host, in order, Content-Length among them.</param>
/// <param name="Body">The body of the request.</param>
public sealed record HttpPushRequest(string Path, ImmutableArray<KeyValuePair<string, string>> Fields, ReadOnlyMemory<byte> Body)
{
    /// <summary>The octets of the request.</summary>
    /// <param name="host">The value of Host.</param>
    /// <exception cref="FormatException">A path, host or header that is no line of US-ASCII.</exception>
    public byte[] Encode(string host)
    {
        var text = new StringBuilder("POST ").Append(Line(Path)).Append(" HTTP/1.1\r\nHost: ").Append(Line(host)).Append("\r\n");
        foreach (var (name, value) in Fields)
            text.Append(Line(name)).Append(": ").Append(Line(value)).Append("\r\n");
        return [.. Encoding.ASCII.GetBytes(text.Append("\r\n").ToString()), .. Body.Span];
    }

    /// <inheritdoc />
    public bool Equals(HttpPushRequest? other) =>
        other is not null && Path == other.Path && Fields.SequenceEqual(other.Fields) && Body.Span.SequenceEqual(other.Body.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Path, Fields.Length, Body.Length);

    private static string Line(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        ? throw new FormatException("a part of the head of a request is no line of US-ASCII")
        : text;
}
