using System.Buffers;

namespace DmSc.Wire.Wbxml;

/// <summary>
/// Writes WBXML as conforming peers like it best: text inline, integers in their shortest form, a switch of code pages only where the page
/// changes and directly before the token, no content bit on empty elements, public identifier as number where there is one.
/// <see cref="WbxmlWriterOptions"/> asks for shared strings and for literals.
/// </summary>
public sealed class WbxmlWriter
{
    private readonly IBufferWriter<byte> _final;
    private readonly IBufferWriter<byte> _output;
    private readonly WbxmlWriterOptions _options;
    private readonly StringTableBuilder? _strings;
    private readonly WbxmlCodeSpace _space;
    private readonly ArrayBufferWriter<byte> _attributes = new();
    private byte _tagPage;
    private byte _attributePage;
    private byte _pendingTag;
    private string? _pendingLiteral;
    private int _pendingGaps;
    private bool _pending;
    private int _depth;
    private bool _rootClosed;

    /// <summary>Writes the header: charset UTF-8; a string table only when the public identifier needs it.</summary>
    /// <param name="output">Where the document goes.</param>
    /// <param name="space">Its document type.</param>
    /// <param name="version">01 = WBXML 1.1, 02 = 1.2, 03 = 1.3.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another version.</exception>
    public WbxmlWriter(IBufferWriter<byte> output, WbxmlCodeSpace space, byte version = 2)
        : this(output, space, version == 2 ? WbxmlWriterOptions.Default : new WbxmlWriterOptions { Version = version })
    {
    }

    /// <summary>Begins a document.</summary>
    /// <param name="output">Where the document goes.</param>
    /// <param name="space">Its document type.</param>
    /// <param name="options">How to write it.</param>
    public WbxmlWriter(IBufferWriter<byte> output, WbxmlCodeSpace space, WbxmlWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(options);
        _final = output;
        _space = space;
        _options = options;
        _strings = options.ShareStrings || options.Literals ? new StringTableBuilder(options.ShareStrings) : null;
        _output = _strings?.Body ?? output;

        WriteOctet(_final, options.Version);
        WriteInteger(_final, space.PublicId);
        if (space.PublicId == 0)
            WriteInteger(_final, 0);
        WriteInteger(_final, 106);
        if (_strings is not null)
            return;
        if (space.PublicId == 0)
        {
            WriteInteger(_output, (uint)space.FormalPublicId.Length + 1);
            WriteTerminated(_output, TextRules.Encode(space.FormalPublicId));
        }
        else
        {
            WriteInteger(_output, 0);
        }
    }

    /// <summary>Encodes a tree as a document.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="space">Its document type.</param>
    /// <param name="version">See the constructor.</param>
    /// <exception cref="ArgumentException">A name without a token, or characters that XML forbids.</exception>
    public static byte[] Encode(WbxmlElement root, WbxmlCodeSpace space, byte version = 2) =>
        Encode(root, space, version == 2 ? WbxmlWriterOptions.Default : new WbxmlWriterOptions { Version = version });

    /// <summary>Encodes a tree as a document.</summary>
    /// <param name="root">Its root.</param>
    /// <param name="space">Its document type.</param>
    /// <param name="options">How to write it.</param>
    /// <exception cref="ArgumentException">A name without a token, or characters that XML forbids.</exception>
    public static byte[] Encode(WbxmlElement root, WbxmlCodeSpace space, WbxmlWriterOptions options)
    {
        var output = new ArrayBufferWriter<byte>();
        new WbxmlWriter(output, space, options).WriteElement(root);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Opens an element.</summary>
    /// <param name="ns">Namespace, which selects the code page.</param>
    /// <param name="name">Local name.</param>
    /// <exception cref="ArgumentException">The document type has no token for it.</exception>
    /// <exception cref="InvalidOperationException">The root is closed.</exception>
    public void StartElement(string ns, string name)
    {
        if (_rootClosed)
            throw new InvalidOperationException("a document has one root element");
        if (_space.TryFindTag(ns, name, _tagPage, out var page, out var code))
        {
            FlushTag(hasContent: true);
            if (page != _tagPage)
            {
                WriteOctet(_output, WbxmlTokens.SwitchPage);
                WriteOctet(_output, page);
                _tagPage = page;
            }

            _pendingLiteral = null;
        }
        else if (_options.Literals && name.Length > 0)
        {
            FlushTag(hasContent: true);
            code = WbxmlTokens.Literal;
            _pendingLiteral = name;
        }
        else
        {
            throw new ArgumentException($"{_space.Title} has no token for {name} of namespace \"{ns}\"", nameof(name));
        }

        _pendingTag = code;
        _pending = true;
        _depth++;
    }

    /// <summary>Adds an attribute to the element just opened, as tokens where the code page in force, or else another one, has them.</summary>
    /// <param name="name">Name.</param>
    /// <param name="value">Value.</param>
    /// <exception cref="ArgumentException">No token for the name, or characters that XML forbids.</exception>
    /// <exception cref="InvalidOperationException">No element was just opened.</exception>
    public void Attribute(string name, string value)
    {
        if (!_pending)
            throw new InvalidOperationException("attributes follow the start of their element");
        var (page, token, whole) = FindStart(name, value);
        if (token == 0 && _options.Literals && name.Length > 0)
        {
            WriteOctet(_attributes, WbxmlTokens.Literal);
            AddGap(name, literal: true);
            if (value.Length > 0)
                WriteAttributeText(value);
            return;
        }

        if (token == 0)
            throw new ArgumentException($"{_space.Title} has no token for attribute {name}", nameof(name));
        if (page != _attributePage)
        {
            WriteOctet(_attributes, WbxmlTokens.SwitchPage);
            WriteOctet(_attributes, page);
            _attributePage = page;
        }

        WriteOctet(_attributes, token);
        if (whole || value.Length == 0)
            return;
        if (_space.AttributePage(page)!.ValueTokens.TryGetValue(value, out var valueToken))
        {
            WriteOctet(_attributes, valueToken);
            return;
        }

        WriteAttributeText(value);
    }

    private void WriteAttributeText(string value)
    {
        if (_options.ShareStrings)
        {
            AddGap(value, literal: false);
            return;
        }

        var text = TextRules.Encode(value);
        WriteOctet(_attributes, WbxmlTokens.StrI);
        WriteTerminated(_attributes, text);
    }

    private void AddGap(string text, bool literal)
    {
        _strings!.Add(_attributes.WrittenCount, text, literal);
        _pendingGaps++;
    }

    /// <summary>Adds text to the innermost open element; nothing when it is empty.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    /// <exception cref="InvalidOperationException">No element is open.</exception>
    public void Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_options.ShareStrings && text.Length > 0)
        {
            RequireOpen();
            FlushTag(hasContent: true);
            _strings!.Add(_strings.Body.WrittenCount, text, literal: false);
            return;
        }

        TextOctets(TextRules.Encode(text));
    }

    private void TextOctets(ReadOnlySpan<byte> octets)
    {
        RequireOpen();
        if (octets.Length == 0)
            return;
        FlushTag(hasContent: true);
        WriteOctet(_output, WbxmlTokens.StrI);
        WriteTerminated(_output, octets);
    }

    /// <summary>Adds octets to the innermost open element, as one OPAQUE.</summary>
    /// <param name="octets">The octets; may be empty.</param>
    /// <exception cref="InvalidOperationException">No element is open.</exception>
    public void Opaque(ReadOnlySpan<byte> octets)
    {
        RequireOpen();
        FlushTag(hasContent: true);
        WriteOctet(_output, WbxmlTokens.Opaque);
        WriteInteger(_output, (uint)octets.Length);
        _output.Write(octets);
    }

    /// <summary>Closes the innermost open element.</summary>
    /// <exception cref="InvalidOperationException">No element is open.</exception>
    public void EndElement()
    {
        RequireOpen();
        if (_pending)
            FlushTag(hasContent: false);
        else
            WriteOctet(_output, WbxmlTokens.End);
        _depth--;
        _rootClosed = _depth == 0;
        if (_rootClosed)
            _strings?.Write(_final, _space.PublicId == 0 ? _space.FormalPublicId : "");
    }

    /// <summary>Writes an element with all it holds.</summary>
    /// <param name="element">The element.</param>
    /// <exception cref="ArgumentException">A name without a token, or characters that XML forbids.</exception>
    public void WriteElement(WbxmlElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        StartElement(element.Namespace, element.Name);
        foreach (var attribute in element.Attributes)
            Attribute(attribute.Name, attribute.Value);
        foreach (var part in element.Content)
        {
            switch (part)
            {
                case WbxmlElement child:
                    WriteElement(child);
                    break;
                case WbxmlText text when _options.ShareStrings || !TextRules.IsText(text.Octets.Span):
                    Text(text.Value);
                    break;
                case WbxmlText text:
                    TextOctets(text.Octets.Span);
                    break;
                case WbxmlOpaque opaque:
                    Opaque(opaque.Octets.Span);
                    break;
            }
        }

        EndElement();
    }

    private (byte Page, byte Token, bool Whole) FindStart(string name, string value)
    {
        foreach (var asked in (ReadOnlySpan<string>)[value, ""])
        {
            if (_space.AttributePage(_attributePage)?.FindStart(name, asked) is { } here and not 0)
                return (_attributePage, here, asked.Length > 0);
            for (byte page = 0; page < _space.AttributePageCount; page++)
            {
                if (_space.AttributePage(page)?.FindStart(name, asked) is { } there and not 0)
                    return (page, there, asked.Length > 0);
            }
        }

        return default;
    }

    private void RequireOpen()
    {
        if (_depth == 0)
            throw new InvalidOperationException("no element is open");
    }

    private void FlushTag(bool hasContent)
    {
        if (!_pending)
            return;
        _pending = false;
        var hasAttributes = _attributes.WrittenCount > 0;
        WriteOctet(_output, (byte)(_pendingTag | (hasContent ? WbxmlTokens.HasContent : 0) | (hasAttributes ? WbxmlTokens.HasAttributes : 0)));

        // The name stands before the attributes, whose gaps are known already.
        if (_pendingLiteral is not null)
            _strings!.Insert(_pendingGaps, _strings.Body.WrittenCount, _pendingLiteral);
        if (!hasAttributes)
            return;
        if (_pendingGaps > 0)
            _strings!.Shift(_pendingGaps);
        _pendingGaps = 0;
        _output.Write(_attributes.WrittenSpan);
        _attributes.ResetWrittenCount();
        WriteOctet(_output, WbxmlTokens.End);
    }

    private static void WriteTerminated(IBufferWriter<byte> output, ReadOnlySpan<byte> text)
    {
        var span = output.GetSpan(text.Length + 1);
        text.CopyTo(span);
        span[text.Length] = 0;
        output.Advance(text.Length + 1);
    }

    internal static void WriteOctet(IBufferWriter<byte> output, byte octet)
    {
        output.GetSpan(1)[0] = octet;
        output.Advance(1);
    }

    internal static void WriteInteger(IBufferWriter<byte> output, uint value)
    {
        for (var shift = 28; shift > 0; shift -= 7)
        {
            if (value >> shift != 0)
                WriteOctet(output, (byte)(0x80 | ((value >> shift) & 0x7F)));
        }

        WriteOctet(output, (byte)(value & 0x7F));
    }
}
