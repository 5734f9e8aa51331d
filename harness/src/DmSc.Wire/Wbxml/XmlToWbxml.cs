using System.Buffers;
using System.Text;
using System.Xml;

namespace DmSc.Wire.Wbxml;

/// <summary>From XML text to one document, and to the documents embedded in it.</summary>
internal sealed class XmlToWbxml(WbxmlXmlOptions options)
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Stack<Outer> _outers = new();
    private readonly StringBuilder _opaque = new();
    private readonly List<bool> _hasElements = [];
    private WbxmlWriter? _writer;
    private WbxmlCodeSpace? _space;
    private bool _canEmbed;
    private string _mode = WbxmlXml.Text;
    private readonly StringBuilder _white = new();
    private int _dataDepth = -1;
    private string _form = "";

    public byte[] Encode(ReadOnlySpan<byte> xml)
    {
        var source = new XmlSource(xml, options.Reading.Limits);
        using var reader = source.Open(ignoreInstructions: false);
        try
        {
            while (reader.Read())
                Node(reader, source);
        }
        catch (XmlException failure)
        {
            throw source.Error(failure);
        }
        catch (ArgumentException failure)
        {
            // The writer's objections: a name without a token.
            throw new WireFormatException(WbxmlErrors.NoToken, source.OffsetOf(reader), failure.Message);
        }
        catch (FormatException failure)
        {
            throw new WireFormatException(WbxmlErrors.BadCharacterData, source.OffsetOf(reader), $"no base64: {failure.Message}");
        }

        return _output.WrittenSpan.ToArray();
    }

    private void Node(XmlReader reader, XmlSource source)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                FinishOpaque();
                Start(reader, source);
                break;

            case XmlNodeType.EndElement:
                FinishOpaque();
                if (options.KeepWhiteSpace || !_hasElements[^1])
                    FlushWhite();
                _white.Clear();
                End();
                break;

            case XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when ReferenceEquals(_mode, WbxmlXml.Text):
                if (options.KeepWhiteSpace)
                    Text(reader.Value);
                else if (_hasElements.Count > 0)
                    _white.Append(reader.Value);
                break;

            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                if (_hasElements.Count == 0)
                    break;
                if (!ReferenceEquals(_mode, WbxmlXml.Text))
                {
                    _opaque.Append(reader.Value);
                    break;
                }

                FlushWhite();
                Text(reader.Value);
                break;

            case XmlNodeType.ProcessingInstruction when reader.Name == WbxmlXml.Instruction && _hasElements.Count > 0:
                Instruction(reader, source);
                break;
        }
    }

    private void Text(string text)
    {
        if (_hasElements.Count > 0)
            _writer!.Text(text);
    }

    private void FlushWhite()
    {
        if (_white.Length > 0)
            _writer!.Text(_white.ToString());
        _white.Clear();
    }

    private void Instruction(XmlReader reader, XmlSource source)
    {
        FinishOpaque();
        switch (reader.Value)
        {
            case WbxmlXml.Opaque:
                _mode = WbxmlXml.Opaque;
                break;
            case WbxmlXml.OpaqueBase64:
                _mode = WbxmlXml.OpaqueBase64;
                break;
            case WbxmlXml.OpaqueDocument:
                _form = WbxmlXml.OpaqueDocument;
                break;
            case WbxmlXml.Inline:
                _form = WbxmlXml.Inline;
                break;
            case WbxmlXml.Text:
                break;
            default:
                throw new WireFormatException(WbxmlErrors.UnexpectedToken, source.OffsetOf(reader), $"instruction \"{reader.Value}\" is not known");
        }
    }

    private void FinishOpaque()
    {
        if (ReferenceEquals(_mode, WbxmlXml.Text))
            return;
        var text = _opaque.ToString();
        _opaque.Clear();
        _writer!.Opaque(ReferenceEquals(_mode, WbxmlXml.Opaque) ? Encoding.UTF8.GetBytes(text) : Convert.FromBase64String(text));
        _mode = WbxmlXml.Text;
    }

    private void Start(XmlReader reader, XmlSource source)
    {
        _white.Clear();
        var limits = source.Limits;
        if (_hasElements.Count >= limits.MaxDepth)
            throw new WireFormatException(WbxmlErrors.DepthLimit, source.OffsetOf(reader), $"elements nested deeper than {limits.MaxDepth}");
        if (_hasElements.Count > 0)
            _hasElements[^1] = true;

        var (ns, name) = (reader.NamespaceURI, reader.LocalName);
        if (_writer is null)
            Begin(reader, source);
        else
            Embed(reader, ns, name);
        _form = "";

        _hasElements.Add(false);
        if (_canEmbed && name == "Data" && _dataDepth < 0)
            _dataDepth = _hasElements.Count;
        _writer!.StartElement(ns, Decoded(name));
        var isEmpty = reader.IsEmptyElement;
        if (reader.HasAttributes)
            Attributes(reader);
        if (isEmpty)
            End();
    }

    private void Begin(XmlReader reader, XmlSource source)
    {
        _space = options.CodeSpace ?? WbxmlCodeSpace.ForRoot(reader.NamespaceURI, reader.LocalName)
            ?? throw new WireFormatException(WbxmlErrors.UnexpectedRoot, source.OffsetOf(reader), $"{reader.LocalName} of namespace \"{reader.NamespaceURI}\" is the root of no known document type");
        _canEmbed = _space.CanEmbed;
        _writer = new WbxmlWriter(_output, _space, options.Writing);
    }

    /// <summary>Below Data a document of another type goes into an OPAQUE, unless it was inline.</summary>
    private void Embed(XmlReader reader, string ns, string name)
    {
        if (!_canEmbed || _dataDepth != _hasElements.Count || ReferenceEquals(_form, WbxmlXml.Inline))
            return;
        if (WbxmlCodeSpace.ForRoot(ns, name) is not { CanEmbed: false } inner || inner == WbxmlCodeSpace.Provisioning)
            return;
        var buffer = new ArrayBufferWriter<byte>();
        _outers.Push(new Outer(_writer!, buffer, _hasElements.Count));
        _writer = new WbxmlWriter(buffer, inner, options.Writing);
        _canEmbed = false;
    }

    private void Attributes(XmlReader reader)
    {
        while (reader.MoveToNextAttribute())
        {
            // Declarations of namespaces and xml:lang have no place in WBXML.
            if (reader.NamespaceURI.Length == 0)
                _writer!.Attribute(Decoded(reader.LocalName), reader.Value);
        }

        reader.MoveToElement();
    }

    private string Decoded(string name) => options.Writing.Literals ? XmlConvert.DecodeName(name) : name;

    private void End()
    {
        _writer!.EndElement();
        if (_dataDepth == _hasElements.Count)
            _dataDepth = -1;
        _hasElements.RemoveAt(_hasElements.Count - 1);
        if (!_outers.TryPeek(out var outer) || outer.Depth != _hasElements.Count)
            return;
        _outers.Pop();
        _writer = outer.Writer;
        _canEmbed = true;
        _writer.Opaque(outer.Buffer.WrittenSpan);
    }

    private readonly record struct Outer(WbxmlWriter Writer, ArrayBufferWriter<byte> Buffer, int Depth);
}
