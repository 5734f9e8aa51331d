using System.Collections.Immutable;
using System.Text;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Annotated;

/// <summary>A WBXML document token by token, documents embedded in OPAQUE or text included.</summary>
internal static class WbxmlAnnotator
{
    /// <summary>How many documents may stand inside one another, the outermost included.</summary>
    private const int MaxLevel = 2;

    internal const string Label = "WBXML document";

    public static AnnotatedNode Annotate(ReadOnlyMemory<byte> octets, WbxmlOptions options, int level = 1)
    {
        var reader = new WbxmlReader(octets.Span, options);
        var top = ImmutableArray.CreateBuilder<AnnotatedNode>();
        Header(octets.Span, reader.Header, reader.CodeSpace, top);
        var open = new Stack<Open>();
        var type = new MediaTypeInForce();
        var gapAt = reader.Header.BodyOffset;
        while (reader.Read())
        {
            var parts = open.TryPeek(out var current) ? current.Parts : top;
            // The end of an element without content has the offset of its tag.
            Gap(octets.Span, gapAt, reader.Offset >= gapAt ? reader.Offset : reader.Consumed, parts);
            gapAt = reader.Consumed;
            switch (reader.Kind)
            {
                case WbxmlTokenKind.StartElement:
                    type.Start(reader.Name);
                    open.Push(new Open(reader.Offset, reader.Name, reader.Namespace, reader.IsLiteral));
                    break;
                case WbxmlTokenKind.Attribute:
                    parts.Add(new AnnotatedNode(reader.Offset, reader.Consumed - reader.Offset, "@" + reader.Name, Encoding.UTF8.GetString(reader.Value)));
                    break;
                case WbxmlTokenKind.AttributeValue:
                    var index = parts.Count - 1;
                    while (parts[index].Label[0] != '@')
                        index--;
                    var attribute = parts[index];
                    parts[index] = attribute with { Length = reader.Consumed - attribute.Offset, Value = attribute.Value + Encoding.UTF8.GetString(reader.Value) };
                    break;
                case WbxmlTokenKind.Text:
                    var text = Encoding.UTF8.GetString(reader.Value);
                    type.Text(current!.Name, text);
                    parts.Add(Text(octets, text, reader.Offset, reader.Consumed, reader.ValueOffset, reader.Value.Length, current.Name, options.Limits));
                    break;
                case WbxmlTokenKind.Opaque:
                    parts.Add(Opaque(octets.Slice(reader.ValueOffset, reader.Value.Length), reader.Offset, reader.ValueOffset, current!.Name, type, options, level));
                    break;
                case WbxmlTokenKind.EndElement:
                    open.Pop();
                    type.End(current!.Name);
                    (open.TryPeek(out var outer) ? outer.Parts : top).Add(current.Close(reader.Consumed, outer?.Namespace));
                    break;
            }
        }

        if (reader.Consumed < octets.Length)
            top.Add(new AnnotatedNode(reader.Consumed, octets.Length - reader.Consumed, "after the document", Show.Hex(octets.Span[reader.Consumed..])));
        return new AnnotatedNode(0, octets.Length, $"{Label}, {reader.CodeSpace.Title}", null, top.ToImmutable());
    }

    private static void Header(ReadOnlySpan<byte> octets, WbxmlHeader header, WbxmlCodeSpace space, ImmutableArray<AnnotatedNode>.Builder parts)
    {
        parts.Add(new AnnotatedNode(0, 1, "version", $"WBXML 1.{header.Version}"));
        var at = 1 + IntegerLength(octets, 1);
        if (header.PublicId == 0)
        {
            at += IntegerLength(octets, at);
            parts.Add(new AnnotatedNode(1, at - 1, "public id", $"in the string table: \"{space.FormalPublicId}\""));
        }
        else
        {
            parts.Add(new AnnotatedNode(1, at - 1, "public id", $"0x{header.PublicId:X} \"{space.FormalPublicId}\""));
        }

        var charset = header.Charset switch { 0 => "unknown, read as UTF-8", 3 => "US-ASCII", 4 => "ISO-8859-1", 106 => "UTF-8", 1015 => "UTF-16", _ => "" };
        var length = IntegerLength(octets, at);
        parts.Add(new AnnotatedNode(at, length, "charset", $"{header.Charset} {charset}"));
        at += length;
        var table = ImmutableArray.CreateBuilder<AnnotatedNode>();
        for (var index = 0; index < header.StringTableLength;)
        {
            var rest = octets.Slice(header.StringTableOffset + index, header.StringTableLength - index);
            var end = header.Charset == 1015 ? -1 : rest.IndexOf((byte)0);
            var whole = end < 0 ? rest.Length : end + 1;
            table.Add(new AnnotatedNode(header.StringTableOffset + index, whole, $"string {index}", Show.TextOrHex(end < 0 ? rest : rest[..end])));
            index += whole;
        }

        parts.Add(new AnnotatedNode(at, header.BodyOffset - at, "string table", $"{header.StringTableLength} octets", table.ToImmutable()));
    }

    private static void Gap(ReadOnlySpan<byte> octets, int from, int to, ImmutableArray<AnnotatedNode>.Builder parts)
    {
        while (from < to)
        {
            if (octets[from] == WbxmlTokens.SwitchPage && from + 1 < to)
            {
                parts.Add(new AnnotatedNode(from, 2, "SWITCH_PAGE", $"page {octets[from + 1]}"));
                from += 2;
                continue;
            }

            // An END of an attribute list says nothing by itself; the rest are processing instructions.
            if (octets[from] == WbxmlTokens.End)
            {
                from++;
                continue;
            }

            parts.Add(new AnnotatedNode(from, to - from, "processing instruction or switch of pages", Show.Hex(octets[from..to])));
            return;
        }
    }

    private static AnnotatedNode Text(
        ReadOnlyMemory<byte> octets, string text, int offset, int end, int valueOffset, int valueLength, string element, WbxmlLimits limits)
    {
        var token = octets.Span[offset] switch
        {
            WbxmlTokens.StrI => "STR_I",
            WbxmlTokens.StrT => "STR_T",
            _ => "ENTITY",
        };
        var inner = element == "Data" && valueOffset >= 0 && XmlElements.LooksLikeXml(octets.Span.Slice(valueOffset, valueLength))
            ? Nested.Try(octets.Slice(valueOffset, valueLength), valueOffset, xml => XmlAnnotator.Annotate(xml, limits))
            : null;
        return new AnnotatedNode(offset, end - offset, token, Show.Quoted(text), Nested.OneOrNone(inner));
    }

    private static AnnotatedNode Opaque(
        ReadOnlyMemory<byte> octets, int offset, int valueOffset, string element, MediaTypeInForce type, WbxmlOptions options, int level)
    {
        var whole = valueOffset - offset + octets.Length;
        var hint = type.CodeSpace;
        var inner = options with { TolerateTrailing = false, Hint = hint };
        if (element == "Data" && (hint is not null || WbxmlDetection.LooksLikeWbxml(octets.Span)))
        {
            if (level >= MaxLevel)
            {
                return new AnnotatedNode(offset, whole, "OPAQUE", Show.Hex(octets.Span))
                {
                    Problem = new FormatError(WbxmlErrors.DepthLimit, valueOffset, $"a document embedded in an embedded document; {MaxLevel} levels are read"),
                };
            }

            if (hint is not null)
                return Nested.Read($"OPAQUE, {type.Value}", octets, valueOffset, document => Annotate(document, inner, level + 1)) with { Offset = offset, Length = whole };
            if (Nested.Try(octets, valueOffset, document => Annotate(document, inner, level + 1)) is { } found)
                return new AnnotatedNode(offset, whole, "OPAQUE, a WBXML document", null, [found]);
        }

        if (element == "Data" && XmlElements.LooksLikeXml(octets.Span) && Nested.Try(octets, valueOffset, xml => XmlAnnotator.Annotate(xml, options.Limits)) is { } tree)
            return new AnnotatedNode(offset, whole, "OPAQUE, XML text", null, [tree]);
        return new AnnotatedNode(offset, whole, "OPAQUE", Show.TextOrHex(octets.Span));
    }

    private static int IntegerLength(ReadOnlySpan<byte> octets, int at)
    {
        var length = 1;
        while ((octets[at++] & 0x80) != 0)
            length++;
        return length;
    }

    /// <summary>The Meta Type that counts for the next Data: of the same Item, else of the command around it.</summary>
    private sealed class MediaTypeInForce
    {
        private string? _ofCommand;

        public string? Value { get; private set; }

        public WbxmlCodeSpace? CodeSpace =>
            MediaTypes.Is(Value, MediaTypes.TndsWbxml) || MediaTypes.Is(Value, MediaTypes.DdfWbxml) ? WbxmlCodeSpace.DmDdf12
            : MediaTypes.Is(Value, MediaTypes.DevInfWbxml) ? WbxmlCodeSpace.DevInf12
            : null;

        public void Start(string element)
        {
            if (element == "Item")
                _ofCommand = Value;
        }

        public void Text(string element, string text)
        {
            if (element == "Type" && text.Contains('/', StringComparison.Ordinal))
                Value = text;
        }

        public void End(string element)
        {
            if (element == "Item")
                Value = _ofCommand;
            else if (element is "Add" or "Replace" or "Results" or "Put" or "Exec" or "Alert" or "Copy" or "Delete" or "Get" or "Status")
                (Value, _ofCommand) = (null, null);
        }
    }

    private sealed class Open(int offset, string name, string ns, bool literal)
    {
        public string Name => name;

        public string Namespace => ns;

        public ImmutableArray<AnnotatedNode>.Builder Parts { get; } = ImmutableArray.CreateBuilder<AnnotatedNode>();

        public AnnotatedNode Close(int end, string? outer)
        {
            var label = (ns == outer || ns.Length == 0 ? $"<{name}>" : $"<{name} xmlns=\"{ns}\">") + (literal ? " (literal)" : "");
            // One string is the element's value; more is shown part by part.
            return Parts is [{ Label: "STR_I" or "STR_T", Children.IsEmpty: true } only]
                ? new AnnotatedNode(offset, end - offset, label, only.Label == "STR_T" ? only.Value + " (STR_T)" : only.Value)
                : new AnnotatedNode(offset, end - offset, label, null, Parts.ToImmutable());
        }
    }
}
