using System.Collections.Immutable;
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
        var start = HttpLines.Next(span, ref at);
        parts.Add(new AnnotatedNode(0, at, "start line", Show.Quoted(start)));
        string? mediaType = null;
        long? announced = null;
        var announcedAt = 0;
        while (true)
        {
            var offset = at;
            var line = HttpLines.Next(span, ref at);
            if (line.Length == 0)
                break;
            if (parts.Count > MaxFields)
                throw new WireFormatException(PushErrors.LimitExceeded, offset, $"more than {MaxFields} headers");
            var (name, value) = HttpLines.Field(line, offset);
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
}
