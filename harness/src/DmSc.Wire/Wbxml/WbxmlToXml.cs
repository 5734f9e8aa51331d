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
    private bool _tagOpen;
    private bool _attributeOpen;
    private bool _afterOpaque;

    private enum Payload : byte
    {
        Unknown,
        Tree,
        DeviceInformation,
    }

    public void Write(ReadOnlySpan<byte> document, WbxmlOptions reading)
    {
        var reader = new WbxmlReader(document, reading);
        _open[0].Namespace = outerNamespace;
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
        if (!_tagOpen)
            return;
        if (_attributeOpen)
            output.Raw((byte)'"');
        output.Raw((byte)'>');
        _tagOpen = false;
        _attributeOpen = false;
    }

    private void StartElement(ref WbxmlReader reader)
    {
        if (reader.Depth == _open.Length)
            Array.Resize(ref _open, 2 * _open.Length);
        ref var parent = ref _open[reader.Depth - 1];
        parent.HasContent = true;
        ref var element = ref _open[reader.Depth];
        var ns = reader.Namespace;
        var isOther = !ReferenceEquals(ns, parent.Namespace) && ns != parent.Namespace;

        // What the Meta of a command announces holds for its Items as well, unless their own Meta says otherwise.
        element.Payload = parent.Payload;
        element.Namespace = ns;
        element.NameOctets = reader.NameArray ?? XmlOutput.SafeName(reader.NameOctets);
        element.IsType = ReferenceEquals(ns, WbxmlNamespaces.MetInf) && reader.NameOctets.SequenceEqual("Type"u8);
        element.IsData = !reader.IsLiteral && reader.CodeSpace.CanEmbed && reader.NameOctets.SequenceEqual("Data"u8);
        element.IsMetInf = ReferenceEquals(ns, WbxmlNamespaces.MetInf) && reader.NameOctets.SequenceEqual("MetInf"u8);
        element.HasContent = false;

        if (isOther && options.Annotate && parent.IsData && ReferenceEquals(ns, WbxmlNamespaces.DmDdf))
            output.Raw("<?wbxml inline?>"u8);
        output.Raw((byte)'<');
        output.Raw(element.NameOctets);
        if (isOther)
        {
            output.Raw(" xmlns=\""u8);
            output.Raw(WbxmlNamespaces.Utf8(ns));
            output.Raw((byte)'"');
        }

        _tagOpen = true;
        _afterOpaque = false;
    }

    private void StartAttribute(ref WbxmlReader reader)
    {
        if (_attributeOpen)
            output.Raw((byte)'"');
        output.Raw((byte)' ');
        output.Raw(reader.NameArray ?? XmlOutput.SafeName(reader.NameOctets));
        output.Raw("=\""u8);
        output.Attribute(reader.Value);
        _attributeOpen = true;
    }

    private void Text(ref WbxmlReader reader)
    {
        if (_afterOpaque && options.Annotate)
            output.Raw("<?wbxml text?>"u8);
        _afterOpaque = false;
        if (_open[reader.Depth].IsType)
            Announce(reader.Depth, reader.Value);
        _open[reader.Depth].HasContent = true;
        output.Text(reader.Value);
    }

    private void Opaque(ref WbxmlReader reader)
    {
        if (_open[reader.Depth].IsType)
            Announce(reader.Depth, reader.Value);
        ref var element = ref _open[reader.Depth];
        var alone = !element.HasContent;
        element.HasContent = true;
        if (element.IsData && alone && TryEmbed(ref reader, element.Payload))
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

    private bool TryEmbed(ref WbxmlReader reader, Payload payload)
    {
        if (payload == Payload.Unknown || embedding == MaxEmbedding || reader.Value.IsEmpty || XmlElements.LooksLikeXml(reader.Value))
            return false;
        var left = options.Reading.Limits.MaxDepth - reader.Depth;
        if (left < 1)
            return false;
        var reading = options.Reading with
        {
            TolerateTrailing = false,
            Hint = payload == Payload.Tree ? WbxmlCodeSpace.DmDdf12 : WbxmlCodeSpace.DevInf12,
            Limits = options.Reading.Limits with { MaxDepth = left },
        };
        if (!IsReadable(reader.Value, reading))
            return false;
        if (options.Annotate)
            output.Raw("<?wbxml opaque-document?>"u8);
        new WbxmlToXml(output, options with { Reading = reading }, _open[reader.Depth].Namespace, embedding + 1).Write(reader.Value, reading);
        return true;
    }

    /// <summary>What announces itself as a document and is none stays what it is: octets.</summary>
    private static bool IsReadable(ReadOnlySpan<byte> octets, WbxmlOptions reading)
    {
        try
        {
            var trial = new WbxmlReader(octets, reading);
            if (trial.CodeSpace != reading.Hint || !trial.Read() || WbxmlCodeSpace.ForRoot(trial.Namespace, trial.Name) != reading.Hint)
                return false;
            while (trial.Read())
            {
            }

            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }

    private void EndElement(int depth)
    {
        if (_tagOpen)
        {
            output.Raw(_attributeOpen ? "\"/>"u8 : "/>"u8);
            _tagOpen = false;
            _attributeOpen = false;
        }
        else
        {
            output.Raw("</"u8);
            output.Raw(_open[depth].NameOctets);
            output.Raw((byte)'>');
        }

        _afterOpaque = false;
    }

    /// <summary>Type stands in Meta, perhaps in a MetInf, and speaks for the parent of Meta.</summary>
    private void Announce(int depth, ReadOnlySpan<byte> type)
    {
        var owner = depth - (depth > 0 && _open[depth - 1].IsMetInf ? 3 : 2);
        if (owner < 1)
            return;
        _open[owner].Payload = type.IndexOf("syncml.dmtnds+"u8) >= 0 || type.IndexOf("syncml.dmddf+"u8) >= 0 ? Payload.Tree
            : type.IndexOf("syncml-devinf+"u8) >= 0 ? Payload.DeviceInformation
            : Payload.Unknown;
    }

    private struct OpenElement
    {
        public string Namespace;
        public byte[] NameOctets;
        public Payload Payload;
        public bool IsType;
        public bool IsData;
        public bool IsMetInf;
        public bool HasContent;
    }
}
