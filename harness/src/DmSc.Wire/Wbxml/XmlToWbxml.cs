using System.Text;
using System.Xml;

namespace DmSc.Wire.Wbxml;

/// <summary>From XML text to one document, and to the documents embedded in it.</summary>
internal sealed class XmlToWbxml(WbxmlXmlOptions options)
{
    private readonly bool _keepWhiteSpace = options.KeepWhiteSpace;
    private readonly bool _literals = options.Writing.Literals;
    private OctetBuffer? _opaque;
    private OctetBuffer? _white;
    private bool[] _hasElements = new bool[32];
    private int _depth;
    private int _offset;
    private WbxmlWriter? _writer;
    private WbxmlWriter? _outer;
    private int _outerDepth;
    private bool _canEmbed;
    private Values _mode = Values.Text;
    private int _dataDepth = -1;
    private bool _inline;

    private enum Values : byte
    {
        Text,
        Opaque,
        OpaqueBase64,
    }

    public byte[] Encode(ReadOnlySpan<byte> xml)
    {
        var scanner = new XmlScanner(xml, options.Reading.Limits);
        try
        {
            while (scanner.Read())
            {
                _offset = scanner.Offset;
                Token(ref scanner);
            }
        }
        catch (ArgumentException failure)
        {
            // The writer's objections: a name without a token.
            throw new WireFormatException(WbxmlErrors.NoToken, _offset, failure.Message);
        }
        catch (FormatException failure)
        {
            throw new WireFormatException(WbxmlErrors.BadCharacterData, _offset, $"no base64: {failure.Message}");
        }
        finally
        {
            _opaque?.Return();
            _white?.Return();
        }

        return _writer!.TakeDocument();
    }

    private void Token(ref XmlScanner scanner)
    {
        switch (scanner.Kind)
        {
            case XmlTokenKind.StartElement:
                if (_mode != Values.Text)
                    FinishOpaque();
                Start(ref scanner);
                break;

            case XmlTokenKind.EndElement:
                if (_mode != Values.Text)
                    FinishOpaque();
                if (_white is { Length: > 0 } && !_hasElements[_depth])
                    FlushWhite();
                _white?.Clear();
                End();
                break;

            case XmlTokenKind.Text or XmlTokenKind.CData when _mode != Values.Text:
                (_opaque ??= new OctetBuffer(scanner.Value.Length)).Write(scanner.Value);
                break;

            case XmlTokenKind.Text when scanner.IsWhiteSpace && !_keepWhiteSpace:
                (_white ??= new OctetBuffer(scanner.Value.Length)).Write(scanner.Value);
                break;

            case XmlTokenKind.Text or XmlTokenKind.CData:
                FlushWhite();
                _writer!.Text(scanner.Value);
                break;

            case XmlTokenKind.Instruction when _depth > 0 && scanner.Name.SequenceEqual("wbxml"u8):
                if (_mode != Values.Text)
                    FinishOpaque();
                Instruction(scanner.Value);
                break;
        }
    }

    private void FlushWhite()
    {
        if (_white is not { Length: > 0 })
            return;
        _writer!.Text(_white.Written);
        _white.Clear();
    }

    private void Instruction(ReadOnlySpan<byte> text)
    {
        switch (Encoding.UTF8.GetString(text))
        {
            case WbxmlXml.Opaque:
                _mode = Values.Opaque;
                break;
            case WbxmlXml.OpaqueBase64:
                _mode = Values.OpaqueBase64;
                break;
            case WbxmlXml.OpaqueDocument:
                _inline = false;
                break;
            case WbxmlXml.Inline:
                _inline = true;
                break;
            case WbxmlXml.Text:
                break;
            case var other:
                throw new WireFormatException(WbxmlErrors.UnexpectedToken, _offset, $"instruction \"{other}\" is not known");
        }
    }

    private void FinishOpaque()
    {
        var text = _opaque is null ? [] : _opaque.Written;
        _writer!.Opaque(_mode == Values.Opaque ? text : Convert.FromBase64String(Encoding.UTF8.GetString(text)));
        _opaque?.Clear();
        _mode = Values.Text;
    }

    private void Start(ref XmlScanner scanner)
    {
        _white?.Clear();
        if (_depth + 1 == _hasElements.Length)
            Array.Resize(ref _hasElements, 2 * _hasElements.Length);
        _hasElements[_depth] = true;
        if (_writer is null)
            Begin(ref scanner);
        else if (_dataDepth == _depth && _canEmbed && !_inline)
            Embed(ref scanner);
        _inline = false;

        _hasElements[++_depth] = false;
        if (_canEmbed && _dataDepth < 0 && scanner.Name.SequenceEqual("Data"u8))
            _dataDepth = _depth;
        _writer!.StartElement(scanner.Namespace, Decoded(scanner.Name));
        if (scanner.AttributeCount > 0)
            Attributes(ref scanner);
        if (scanner.IsEmptyElement)
            End();
    }

    private void Begin(ref XmlScanner scanner)
    {
        var space = options.CodeSpace ?? WbxmlCodeSpace.ForRoot(scanner.Namespace, scanner.Name)
            ?? throw new WireFormatException(
                WbxmlErrors.UnexpectedRoot,
                _offset,
                $"{Encoding.UTF8.GetString(scanner.Name)} of namespace \"{scanner.Namespace}\" is the root of no known document type");
        _canEmbed = space.CanEmbed;
        _writer = new WbxmlWriter(space, options.Writing);
    }

    /// <summary>Below Data a document of another type goes into an OPAQUE, unless it was inline.</summary>
    private void Embed(ref XmlScanner scanner)
    {
        if (WbxmlCodeSpace.ForRoot(scanner.Namespace, scanner.Name) is not { CanEmbed: false } inner || inner == WbxmlCodeSpace.Provisioning)
            return;
        (_outer, _outerDepth) = (_writer, _depth);
        _writer = new WbxmlWriter(inner, options.Writing);
        _canEmbed = false;
    }

    private void Attributes(ref XmlScanner scanner)
    {
        for (var i = 0; i < scanner.AttributeCount; i++)
        {
            // Declarations of namespaces and xml:lang have no place in WBXML.
            if (!scanner.IsPlainAttribute(i))
                continue;
            _offset = scanner.AttributeOffset(i);
            _writer!.Attribute(Decoded(scanner.AttributeName(i)), scanner.AttributeValue(i));
        }
    }

    private ReadOnlySpan<byte> Decoded(ReadOnlySpan<byte> name) =>
        _literals && name.Contains((byte)'_') ? TextRules.Encode(XmlConvert.DecodeName(Encoding.UTF8.GetString(name))) : name;

    private void End()
    {
        _writer!.EndElement();
        if (_dataDepth == _depth)
            _dataDepth = -1;
        _depth--;
        if (_outer is null || _outerDepth != _depth)
            return;

        // What is embedded embeds nothing.
        _outer.Embed(_writer);
        (_writer, _outer) = (_outer, null);
        _canEmbed = true;
    }
}
