using System.Collections.Immutable;
using DmSc.Wire.Push;

namespace DmSc.Wire.Annotated;

/// <summary>A connectionless WSP push, header by header, its body decoded by content type.</summary>
internal static class PushAnnotator
{
    public static AnnotatedNode Annotate(ReadOnlyMemory<byte> octets)
    {
        var pdu = PushPdu.Parse(octets);
        var reader = new WspReader(octets, 2, octets.Length);
        var length = reader.Uintvar("the length of the headers");
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        parts.Add(new AnnotatedNode(0, 1, "TID", $"{pdu.TransactionId:X2}"));
        parts.Add(new AnnotatedNode(1, 1, "PDU type", "06 Push"));
        parts.Add(new AnnotatedNode(2, reader.At - 2, "HeadersLen", $"{length}"));
        var block = reader.Part(length, 2, "the headers");
        parts.Add(Type(octets, block, pdu.ContentType));
        foreach (var header in pdu.Headers)
            parts.Add(Header(octets, header, pdu.BodyOffset, parts));
        parts.Add(Body(pdu));
        return new AnnotatedNode(0, octets.Length, "WSP Push", null, parts.ToImmutable());
    }

    /// <summary>Decodes a body by its media type.</summary>
    internal static AnnotatedNode BodyOf(string label, string? mediaType, ReadOnlyMemory<byte> body, int offset)
    {
        var type = mediaType?.Split(';')[0].Trim().ToUpperInvariant();
        Func<ReadOnlyMemory<byte>, AnnotatedNode>? annotate = type switch
        {
            _ when body.IsEmpty => null,
            "APPLICATION/VND.SYNCML.NOTIFICATION" or "APPLICATION/VND.SYNCML.DM.NOTIFICATION" => NotificationAnnotator.Annotate,
            "APPLICATION/HTTP" => HttpAnnotator.Annotate,
            not null when type.EndsWith("WBXML", StringComparison.Ordinal) => document => WbxmlAnnotator.Annotate(document, AnnotatedInput.Strict),
            not null when type.EndsWith("XML", StringComparison.Ordinal) => document => XmlAnnotator.Annotate(document, AnnotatedInput.Limits),
            _ => null,
        };
        return annotate is null
            ? new AnnotatedNode(offset, body.Length, label, Show.TextOrHex(body.Span))
            : Nested.Read(label, body, offset, annotate);
    }

    private static AnnotatedNode Body(PushPdu pdu) => BodyOf("body", pdu.ContentType.MediaType, pdu.Body, pdu.BodyOffset);

    private static AnnotatedNode Type(ReadOnlyMemory<byte> octets, WspReader block, WspContentType type)
    {
        var start = block.At;
        WspContentType.Read(block);
        var end = block.At;
        var children = ImmutableArray.CreateBuilder<AnnotatedNode>();
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            var parameter = type.Parameters[i];
            var next = i + 1 < type.Parameters.Length ? type.Parameters[i + 1].Offset : end;
            children.Add(new AnnotatedNode(parameter.Offset, next - parameter.Offset, parameter.Name ?? $"parameter {parameter.Code:X2}", Parameter(parameter)));
        }

        FormatError? problem = null;
        try
        {
            SecurityParameters.Read(type);
        }
        catch (WireFormatException failure)
        {
            problem = failure.Error;
        }

        var code = type.Code is { } number ? $"{number:X2} " : "";
        return new AnnotatedNode(start, end - start, "Content-Type", $"{code}{type.MediaType ?? "not known"}", children.ToImmutable()) { Problem = problem };
    }

    private static string Parameter(WspParameter parameter)
    {
        var value = Value(parameter.Value);
        return parameter.Is(WspCodes.Sec) && parameter.Value.Integer is { } method
            ? value + method switch { 0 => " NETWPIN / NETWORKID", 1 => " USERPIN", 2 => " USERNETWPIN / USERPIN_NETWORKID", 3 => " USERPINMAC", _ => "" }
            : parameter.Is(WspCodes.Charset) && parameter.Value.Integer == 106 ? value + " UTF-8" : value;
    }

    private static AnnotatedNode Header(ReadOnlyMemory<byte> octets, WspHeader header, int end, ImmutableArray<AnnotatedNode>.Builder parts)
    {
        var before = parts[^1].Offset + parts[^1].Length;
        if (before < header.Offset)
            parts.Add(new AnnotatedNode(before, header.Offset - before, "header code page shift", Show.Hex(octets.Span[before..header.Offset])));
        var reader = new WspReader(octets, header.Offset, end);
        if (header.Code is null)
            WspNames.Read(reader, "a header name");
        else
            reader.Octet("a header");
        reader.Value("a value");
        var value = Value(header.Value);
        if (header.Is(WspCodes.ApplicationId) && header.Value.Integer is { } code and <= int.MaxValue)
            value += " " + (PushApplication.Uri((int)code) ?? "not registered");
        else if (header.Is(WspCodes.PushFlag) && header.Value.Integer is { } bits)
            value += $" {(PushFlags)(bits & 0x7F)}";
        return new AnnotatedNode(header.Offset, reader.At - header.Offset, header.Name ?? $"header {header.Code:X2} of page {header.Page}", value);
    }

    private static string Value(WspValue value) => value switch
    {
        WspValue.Short or WspValue.Uintvar => $"{value.Integer}",
        WspValue.Octets { Integer: { } number } => $"{number} (0x{number:X})",
        WspValue.Octets octets => Show.Hex(octets.Content.Span),
        _ => Show.Quoted(value.Characters ?? ""),
    };
}
