using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>From the tokens of one document to XML text.</summary>
/// <param name="output">Where the text goes.</param>
/// <param name="options">How.</param>
/// <param name="outerNamespace">The default namespace in force where the document goes.</param>
/// <param name="embedding">How many documents this one stands in.</param>
internal sealed class WbxmlToXml(XmlOutput output, WbxmlXmlOptions options, string outerNamespace = "", int embedding = 0)
{
    private const int MaxEmbedding = 2;

    private OpenElement[] _open = new OpenElement[16];
    private bool _justStarted;
    private bool _tagOpen;
    private bool _attributeOpen;
    private bool _afterOpaque;

    private enum Payload : byte
    {
        Unknown,
        Tree,
        DeviceInformation,
    }

    public void Write(ReadOnlySpan<byte> document)
    {
        var reader = new WbxmlReader(document, options.Reading);
        Write(ref reader);
    }

    private void Write(ref WbxmlReader reader)
    {
        while (reader.Read())
        {
            switch (reader.Kind)
            {
                case WbxmlTokenKind.StartElement:
                    FinishTag();
                    StartElement(ref reader);
                    break;
                case WbxmlTokenKind.Attribute:
                    StartAttribute(ref reader);
                    break;
                case WbxmlTokenKind.AttributeValue when reader.ValueOffset >= 0:
                    output.Attribute(reader.ValueAndRest, reader.Value.Length);
                    break;
                case WbxmlTokenKind.AttributeValue:
                    output.Attribute(reader.Value);
                    break;
                case WbxmlTokenKind.Text when reader.Value.IsEmpty:
                    break;
                case WbxmlTokenKind.Text:
                    FinishTag();
                    Text(ref reader);
                    break;
                case WbxmlTokenKind.Opaque:
                    FinishTag();
                    Opaque(ref reader);
                    break;
                case WbxmlTokenKind.EndElement:
                    EndElement(reader.Depth);
                    break;
            }
        }
    }

    private void FinishTag()
    {
        _justStarted = false;
        if (_tagOpen)
            CloseTag();
    }

    private void CloseTag()
    {
        output.Raw(_attributeOpen ? "\">"u8 : ">"u8);
        _tagOpen = false;
        _attributeOpen = false;
    }

    private void StartElement(ref WbxmlReader reader)
    {
        var depth = reader.Depth;
        if (depth == _open.Length)
            Array.Resize(ref _open, 2 * _open.Length);
        ref var parent = ref _open[depth - 1];
        parent.HasContent = true;
        ref var element = ref _open[depth];
        var tag = reader.Tag ?? new WbxmlTag(WbxmlNamespaces.None, XmlOutput.SafeName(reader.NameOctets));

        // What the Meta of a command announces holds for its Items as well, unless their own Meta says otherwise.
        element.Payload = parent.Payload;
        element.Tag = tag;
        element.HasContent = false;

        var outer = parent.Tag is null ? outerNamespace : parent.Tag.Namespace;
        if (ReferenceEquals(tag.Namespace, outer) || tag.Namespace == outer)
        {
            output.Piece(tag.Start);
        }
        else
        {
            if (options.Annotate && parent.Tag is { IsData: true } && ReferenceEquals(tag.Namespace, WbxmlNamespaces.DmDdf))
                output.Raw("<?wbxml inline?>"u8);
            output.Raw(tag.StartWithNamespace);
        }

        _justStarted = !reader.HasAttributes;
        _tagOpen = !_justStarted;
        if (_tagOpen)
            output.Cut(output.Length - 1);
        _afterOpaque = false;
    }

    private void StartAttribute(ref WbxmlReader reader)
    {
        if (_attributeOpen)
            output.Raw((byte)'"');
        output.Raw((byte)' ');
        output.Raw(reader.AttributeNameArray ?? Encoding.UTF8.GetBytes(XmlOutput.SafeName(reader.NameOctets)));
        output.Raw("=\""u8);
        output.Attribute(reader.Value);
        _attributeOpen = true;
    }

    private void Text(ref WbxmlReader reader)
    {
        if (_afterOpaque && options.Annotate)
            output.Raw("<?wbxml text?>"u8);
        _afterOpaque = false;
        ref var element = ref _open[reader.Depth];
        element.HasContent = true;
        if (element.Tag is { IsType: true })
            Announce(reader.Depth, reader.Value);
        if (reader.ValueOffset >= 0)
            output.Text(reader.ValueAndRest, reader.Value.Length);
        else
            output.Text(reader.Value);
    }

    private void Opaque(ref WbxmlReader reader)
    {
        ref var element = ref _open[reader.Depth];
        if (element.Tag is { IsType: true })
            Announce(reader.Depth, reader.Value);
        var alone = !element.HasContent;
        element.HasContent = true;
        if (alone && element.Tag is { IsData: true } && TryEmbed(ref reader, element))
        {
            _afterOpaque = false;
            return;
        }

        var isText = TextRules.IsText(reader.Value);
        if (options.Annotate)
            output.Raw(isText ? "<?wbxml opaque?>"u8 : "<?wbxml opaque-base64?>"u8);
        if (isText)
            output.Text(reader.Value);
        else
            output.Base64(reader.Value);
        _afterOpaque = true;
    }

    private bool TryEmbed(ref WbxmlReader reader, in OpenElement element)
    {
        if (element.Payload == Payload.Unknown || embedding == MaxEmbedding || reader.Value.IsEmpty || XmlElements.LooksLikeXml(reader.Value))
            return false;
        var left = options.Reading.Limits.MaxDepth - reader.Depth;
        if (left < 1)
            return false;
        var reading = options.Reading with
        {
            TolerateTrailing = false,
            Hint = element.Payload == Payload.Tree ? WbxmlCodeSpace.DmDdf12 : WbxmlCodeSpace.DevInf12,
            Limits = options.Reading.Limits with { MaxDepth = left },
        };
        var before = output.Length;
        if (options.Annotate)
            output.Raw("<?wbxml opaque-document?>"u8);
        var inner = new WbxmlToXml(output, options with { Reading = reading }, element.Tag!.Namespace, embedding + 1);
        if (inner.TryWrite(reader.Value))
            return true;

        // What announces itself as a document and is none stays what it is: octets.
        output.Cut(before);
        return false;
    }

    private bool TryWrite(ReadOnlySpan<byte> document)
    {
        try
        {
            var reader = new WbxmlReader(document, options.Reading);
            var first = reader;
            if (reader.CodeSpace != options.Reading.Hint || !first.Read() || WbxmlCodeSpace.ForRoot(first.Namespace, first.NameOctets) != options.Reading.Hint)
                return false;
            Write(ref reader);
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    private void EndElement(int depth)
    {
        if (_justStarted)
        {
            output.Cut(output.Length - 1);
            output.Raw("/>"u8);
            _justStarted = false;
        }
        else if (_tagOpen)
        {
            output.Raw(_attributeOpen ? "\"/>"u8 : "/>"u8);
            _tagOpen = false;
            _attributeOpen = false;
        }
        else
        {
            output.Piece(_open[depth].Tag!.End);
        }

        _afterOpaque = false;
    }

    /// <summary>Type stands in Meta, perhaps in a MetInf, and speaks for the parent of Meta.</summary>
    private void Announce(int depth, ReadOnlySpan<byte> type)
    {
        var owner = depth - (depth > 0 && _open[depth - 1].Tag is { IsMetInf: true } ? 3 : 2);
        if (owner < 1)
            return;
        _open[owner].Payload = type.IndexOf("syncml.dmtnds+"u8) >= 0 || type.IndexOf("syncml.dmddf+"u8) >= 0 ? Payload.Tree
            : type.IndexOf("syncml-devinf+"u8) >= 0 ? Payload.DeviceInformation
            : Payload.Unknown;
    }

    private struct OpenElement
    {
        /// <summary>What stands around the root has none; a literal has one of its own.</summary>
        public WbxmlTag? Tag;
        public Payload Payload;
        public bool HasContent;
    }
}
