using System.Collections.Immutable;
using System.Text;
using System.Xml;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Tnds;

/// <summary>Reads XML text into the same elements that WBXML gives: no document type declaration, nothing fetched, bounded.</summary>
internal static class XmlElements
{
    public static WbxmlElement Read(ReadOnlySpan<byte> octets, WbxmlLimits limits, int depth, bool keepAttributes = false)
    {
        if (octets.Length > limits.MaxSize)
            throw new WireFormatException(WbxmlErrors.LimitExceeded, limits.MaxSize, $"{octets.Length} octets, the limit is {limits.MaxSize}");
        var mark = octets.StartsWith("\uFEFF"u8) ? 3 : 0;
        TextRules.Validate(octets[mark..], mark, ascii: false);
        var text = Encoding.UTF8.GetString(octets[mark..]);
        var places = new TextPlaces(text, mark);

        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            MaxCharactersFromEntities = 1024,
            MaxCharactersInDocument = limits.MaxSize,
        };
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), settings);
            return Read(reader, places, limits, depth, keepAttributes);
        }
        catch (XmlException failure)
        {
            throw new WireFormatException(WbxmlErrors.BadXml, places.OffsetOf(failure.LineNumber, failure.LinePosition), failure.Message);
        }
    }

    private static WbxmlElement Read(XmlReader reader, TextPlaces places, WbxmlLimits limits, int depth, bool keepAttributes)
    {
        var lines = (IXmlLineInfo)reader;
        var open = new Stack<Open>();
        WbxmlElement? root = null;
        var elements = 0;
        while (reader.Read())
        {
            var offset = places.OffsetOf(lines.LineNumber, lines.LinePosition);
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    // The reader points behind "<".
                    offset = Math.Max(0, offset - 1);
                    if (depth + open.Count >= limits.MaxDepth)
                        throw new WireFormatException(WbxmlErrors.DepthLimit, offset, $"elements nested deeper than {limits.MaxDepth}");
                    if (++elements > limits.MaxElements)
                        throw new WireFormatException(WbxmlErrors.LimitExceeded, offset, $"more than {limits.MaxElements} elements");
                    var isEmpty = reader.IsEmptyElement;
                    var (ns, name) = (reader.NamespaceURI, reader.LocalName);
                    open.Push(new Open(ns, name, offset, keepAttributes ? Attributes(reader, places) : [], ImmutableArray.CreateBuilder<WbxmlContent>()));
                    if (isEmpty)
                        Close();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    if (open.TryPeek(out var holder))
                        holder.Content.Add(new WbxmlText(Encoding.UTF8.GetBytes(reader.Value), offset));
                    break;
                case XmlNodeType.EndElement:
                    Close();
                    break;
            }
        }

        return root!;

        void Close()
        {
            var closed = open.Pop();
            var element = new WbxmlElement(closed.Namespace, closed.Name, closed.Offset, depth + open.Count + 1, closed.Attributes, closed.Content.ToImmutable());
            if (open.TryPeek(out var parent))
                parent.Content.Add(element);
            else
                root = element;
        }
    }

    /// <summary>The attributes, without declarations of namespaces.</summary>
    private static ImmutableArray<WbxmlAttribute> Attributes(XmlReader reader, TextPlaces places)
    {
        var lines = (IXmlLineInfo)reader;
        var attributes = ImmutableArray.CreateBuilder<WbxmlAttribute>();
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI != "http://www.w3.org/2000/xmlns/")
                attributes.Add(new WbxmlAttribute(reader.Name, reader.Value, places.OffsetOf(lines.LineNumber, lines.LinePosition)));
        }

        reader.MoveToElement();
        return attributes.ToImmutable();
    }

    private sealed record Open(
        string Namespace,
        string Name,
        int Offset,
        ImmutableArray<WbxmlAttribute> Attributes,
        ImmutableArray<WbxmlContent>.Builder Content);

    /// <summary>From the line and column of an XML reader to an octet offset in the UTF-8 text.</summary>
    private sealed class TextPlaces
    {
        private readonly string _text;
        private readonly List<int> _lineOffsets = [];
        private readonly List<int> _lineStarts = [0];

        // The reader asks in document order: counting on from the last answer keeps one long line linear.
        private int _lastIndex;
        private int _lastOffset;

        public TextPlaces(string text, int firstOffset)
        {
            _text = text;
            _lineOffsets.Add(firstOffset);
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                {
                    _lineOffsets.Add(_lineOffsets[^1] + Encoding.UTF8.GetByteCount(text.AsSpan(_lineStarts[^1], i + 1 - _lineStarts[^1])));
                    _lineStarts.Add(i + 1);
                }
            }
        }

        public int OffsetOf(int line, int column)
        {
            if (line < 1 || line > _lineStarts.Count)
                return _lineOffsets[0];
            var start = _lineStarts[line - 1];
            var index = start + Math.Clamp(column - 1, 0, _text.Length - start);
            var (from, offset) = _lastIndex >= start && _lastIndex <= index ? (_lastIndex, _lastOffset) : (start, _lineOffsets[line - 1]);
            (_lastIndex, _lastOffset) = (index, offset + Encoding.UTF8.GetByteCount(_text.AsSpan(from, index - from)));
            return _lastOffset;
        }
    }
}
