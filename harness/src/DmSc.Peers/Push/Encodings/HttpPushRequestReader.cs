using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace DmSc.Peers.Push.Encodings;

/// <summary>Reads the octets of one whole POST, as <see cref="HttpPushRequest.Encode"/> writes them: for pushes that are handed over as octets.</summary>
public static class HttpPushRequestReader
{
    private const int MaxHead = 32 * 1024;

    /// <summary>Reads a request. The body is what Content-Length says; transfer codings have been undone by whoever recorded it.</summary>
    /// <param name="octets">The whole request.</param>
    /// <exception cref="FormatException">No such request; says at which octet.</exception>
    public static HttpPushRequest Parse(ReadOnlyMemory<byte> octets)
    {
        var end = octets.Span[..Math.Min(octets.Length, MaxHead)].IndexOf("\r\n\r\n"u8);
        if (end < 0)
            throw new FormatException($"no empty line within the first {MaxHead} octets of an HTTP request of {octets.Length} octets");
        var lines = Encoding.Latin1.GetString(octets.Span[..end]).Split("\r\n");
        var start = lines[0].Split(' ');
        if (start.Length != 3 || start[0] != "POST" || !start[1].StartsWith('/') || !start[2].StartsWith("HTTP/1.", StringComparison.Ordinal))
            throw new FormatException($"an HTTP request begins with 'POST /path HTTP/1.1', not '{(lines[0].Length > 80 ? lines[0][..80] : lines[0])}'");
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        var body = octets[(end + 4)..];
        foreach (var line in lines.AsSpan(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                throw new FormatException($"a header of an HTTP request without a name: '{(line.Length > 80 ? line[..80] : line)}'");
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name.Equals("Host", StringComparison.OrdinalIgnoreCase))
                continue;
            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
                && (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length != body.Length))
            {
                throw new FormatException($"Content-Length {value}, but {body.Length} octets follow the head at octet {end + 4}");
            }

            fields.Add(new(name, value));
        }

        return new HttpPushRequest(start[1], fields.ToImmutable(), body);
    }
}
