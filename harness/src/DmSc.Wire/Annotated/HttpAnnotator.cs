using System.Collections.Immutable;
using System.Text;
using DmSc.Wire.Push;

namespace DmSc.Wire.Annotated;

/// <summary>A push over HTTP: a request, or the message inside application/http. The body is decoded by content type.</summary>
internal static class HttpAnnotator
{
    private const int MaxFields = 128;

    public static bool LooksLikeHttp(ReadOnlySpan<byte> octets) => octets.StartsWith("HTTP/1."u8) || octets.StartsWith("POST "u8);

    public static AnnotatedNode Annotate(ReadOnlyMemory<byte> octets)
    {
        var span = octets.Span;
        if (!LooksLikeHttp(span))
            throw new WireFormatException(PushErrors.BadHttp, 0, "a status line of HTTP/1.x or a request line with POST was expected");
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        var at = 0;
        var start = Line(span, ref at);
        parts.Add(new AnnotatedNode(0, at, "start line", Show.Quoted(start)));
        string? mediaType = null;
        long? announced = null;
        var announcedAt = 0;
        while (true)
        {
            var offset = at;
            var line = Line(span, ref at);
            if (line.Length == 0)
                break;
            if (parts.Count > MaxFields)
                throw new WireFormatException(PushErrors.LimitExceeded, offset, $"more than {MaxFields} headers");
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !HttpContentType.IsToken(line[..colon]))
                throw new WireFormatException(PushErrors.BadHttp, offset, "a header is a name, a colon and a value");
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim(' ', '\t'));
            parts.Add(new AnnotatedNode(offset, at - offset, name, Show.Quoted(value)));
            if (name.Equals(OtaHttpField.ContentType, StringComparison.OrdinalIgnoreCase))
                mediaType = mediaType is null ? value : throw new WireFormatException(PushErrors.BadHttp, offset, $"{name} occurs twice");
            else if (name.Equals(OtaHttpField.ContentLength, StringComparison.OrdinalIgnoreCase))
                (announced, announcedAt) = (long.TryParse(value, out var length) ? length : -1, offset);
        }

        if (mediaType is null)
            throw new WireFormatException(PushErrors.ContentTypeMissing, at, "the push has no Content-Type");
        if (announced is { } octetsAnnounced && octetsAnnounced != octets.Length - at)
            throw new WireFormatException(PushErrors.BadHttp, announcedAt, $"Content-Length is not {octets.Length - at}, the octets of the body");
        parts.Add(PushAnnotator.BodyOf("body", mediaType, octets[at..], at));
        return new AnnotatedNode(0, octets.Length, "push over HTTP", null, parts.ToImmutable());
    }

    private static string Line(ReadOnlySpan<byte> octets, ref int at)
    {
        var first = at;
        var length = octets[at..].IndexOf((byte)'\n');
        if (length < 0)
            throw new WireFormatException(PushErrors.UnexpectedEnd, octets.Length, "the headers do not end with an empty line");
        at += length + 1;
        var line = octets.Slice(first, length);
        return Encoding.Latin1.GetString(line.EndsWith("\r"u8) ? line[..^1] : line);
    }
}
