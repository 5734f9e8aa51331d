using System.Text;
using System.Xml;

namespace DmSc.Wire.Wbxml;

/// <summary>XML text that is read without a document type declaration, with nothing fetched, and bounded.</summary>
internal sealed class XmlSource
{
    private readonly int _mark;
    private readonly List<int> _lineOffsets = [];
    private readonly List<int> _lineStarts = [];

    // The reader asks in document order: counting on from the last answer keeps one long line linear.
    private int _lastIndex;
    private int _lastOffset;

    /// <param name="octets">UTF-8, with or without byte order mark.</param>
    /// <param name="limits">Its bounds.</param>
    /// <exception cref="WireFormatException">Too long, not UTF-8, or characters that XML forbids.</exception>
    public XmlSource(ReadOnlySpan<byte> octets, WbxmlLimits limits)
    {
        if (octets.Length > limits.MaxSize)
            throw new WireFormatException(WbxmlErrors.LimitExceeded, limits.MaxSize, $"{octets.Length} octets, the limit is {limits.MaxSize}");
        _mark = octets.StartsWith("\uFEFF"u8) ? 3 : 0;
        TextRules.Validate(octets[_mark..], _mark, ascii: false);
        Text = Encoding.UTF8.GetString(octets[_mark..]);
        Limits = limits;
    }

    public string Text { get; }

    public WbxmlLimits Limits { get; }

    public XmlReader Open(bool ignoreInstructions) => XmlReader.Create(new StringReader(Text), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = ignoreInstructions,
        MaxCharactersFromEntities = 1024,
        MaxCharactersInDocument = Limits.MaxSize,
    });

    /// <summary>The error of the XML reader as ours.</summary>
    public WireFormatException Error(XmlException failure) => new(WbxmlErrors.BadXml, OffsetOf(failure.LineNumber, failure.LinePosition), failure.Message);

    /// <summary>Octet offset of what the reader stands on; of an element it is that of its "&lt;".</summary>
    public int OffsetOf(XmlReader reader)
    {
        var lines = (IXmlLineInfo)reader;
        var offset = OffsetOf(lines.LineNumber, lines.LinePosition);

        // The reader points behind "<" of an element.
        return reader.NodeType == XmlNodeType.Element ? Math.Max(0, offset - 1) : offset;
    }

    private int OffsetOf(int line, int column)
    {
        if (_lineStarts.Count == 0)
            FindLines();
        if (line < 1 || line > _lineStarts.Count)
            return _lineOffsets[0];
        var start = _lineStarts[line - 1];
        var index = start + Math.Clamp(column - 1, 0, Text.Length - start);
        var (from, offset) = _lastIndex >= start && _lastIndex <= index ? (_lastIndex, _lastOffset) : (start, _lineOffsets[line - 1]);
        (_lastIndex, _lastOffset) = (index, offset + Encoding.UTF8.GetByteCount(Text.AsSpan(from, index - from)));
        return _lastOffset;
    }

    private void FindLines()
    {
        _lineStarts.Add(0);
        _lineOffsets.Add(_mark);
        (_lastIndex, _lastOffset) = (0, _mark);
        for (var i = 0; i < Text.Length; i++)
        {
            if (Text[i] != '\n' && (Text[i] != '\r' || (i + 1 < Text.Length && Text[i + 1] == '\n')))
                continue;
            _lineOffsets.Add(_lineOffsets[^1] + Encoding.UTF8.GetByteCount(Text.AsSpan(_lineStarts[^1], i + 1 - _lineStarts[^1])));
            _lineStarts.Add(i + 1);
        }
    }
}
