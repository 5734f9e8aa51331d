using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace DmSc.Wire.Wbxml;

/// <summary>
/// Writes WBXML as conforming peers like it best: text inline, integers in their shortest form, a switch of code pages only where the page
/// changes and directly before the token, no content bit on empty elements, public identifier as number where there is one.
/// <see cref="WbxmlWriterOptions"/> asks for shared strings and for literals.
/// </summary>
public sealed class WbxmlWriter
{
    private readonly IBufferWriter<byte>? _final;
    private OctetBuffer _output;
    private readonly bool _shareStrings;
    private readonly bool _literals;
    private StringTableBuilder? _strings;
    private readonly WbxmlCodeSpace _space;
    private readonly int _tableStart;
    private readonly int _bodyStart;
    private byte _tagPage;
    private WbxmlTagPage? _page;
    private byte _attributePage;
    private int _tagAt;
    private string? _literal;
    private int _literalGap;
    private bool _hasAttributes;
    private bool _pending;
    private int _depth;
    private bool _rootClosed;

    /// <summary>Begins a document: charset UTF-8; a string table only when the public identifier needs it.</summary>
    /// <param name="output">Where the document goes when its root is closed.</param>
    /// <param name="space">Its document type.</param>
    /// <param name="version">01 = WBXML 1.1, 02 = 1.2, 03 = 1.3.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another version.</exception>
    public WbxmlWriter(IBufferWriter<byte> output, WbxmlCodeSpace space, byte version = 2)
        : this(output, space, version == 2 ? WbxmlWriterOptions.Default : new WbxmlWriterOptions { Version = version })
    {
    }

    /// <summary>Begins a document.</summary>
    /// <param name="output">Where the document goes when its root is closed.</param>
    /// <param name="space">Its document type.</param>
    /// <param name="options">How to write it.</param>
    public WbxmlWriter(IBufferWriter<byte> output, WbxmlCodeSpace space, WbxmlWriterOptions options)
        : this(space, options)
    {
        ArgumentNullException.ThrowIfNull(output);
        _final = output;
    }

    /// <summary>Begins a document that <see cref="TakeDocument"/> will hand over.</summary>
    internal WbxmlWriter(WbxmlCodeSpace space, WbxmlWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(options);
        _space = space;
        _shareStrings = options.ShareStrings;
        _literals = options.Literals;
        _output = new OctetBuffer(1024);
        _output.Octet(options.Version);
        _output.Integer(space.PublicId);
        if (space.PublicId == 0)
            _output.Octet(0);
        _output.Integer(106);
        _tableStart = _output.Length;

        // The table as it is without strings; the first string that belongs there begins another, which replaces it.
        if (space.PublicId == 0)
        {
            _output.Integer((uint)space.FormalPublicIdUtf8.Length + 1);
            _output.Write(space.FormalPublicIdUtf8);
            _output.Octet(0);
        }
        else
        {
            _output.Octet(0);
        }

        _bodyStart = _output.Length;
    }

    private StringTableBuilder Strings => _strings ??= new StringTableBuilder(_shareStrings);

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
        var writer = new WbxmlWriter(space, options);
        writer.WriteElement(root);
        return writer.TakeDocument();
    }

    /// <summary>Opens an element.</summary>
    /// <param name="ns">Namespace, which selects the code page.</param>
    /// <param name="name">Local name.</param>
    /// <exception cref="ArgumentException">The document type has no token for it.</exception>
    /// <exception cref="InvalidOperationException">The root is closed.</exception>
    public void StartElement(string ns, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Span<byte> octets = stackalloc byte[64];
        if (Utf8.FromUtf16(name, octets, out _, out var length, replaceInvalidSequences: false) == OperationStatus.Done)
            StartElement(ns, octets[..length]);
        else
            StartElement(ns, TextRules.Encode(name));
    }

    /// <summary>The same for a name in UTF-8.</summary>
    internal void StartElement(string ns, ReadOnlySpan<byte> name)
    {
        if (_rootClosed)
            throw new InvalidOperationException("a document has one root element");
        var code = ReferenceEquals(_page?.Namespace, ns) ? _page!.Find(name) : (byte)0;
        if (code != 0)
        {
            FlushTag(hasContent: true);
            _output.Octet(code);
        }
        else if (_space.TryFindTag(ns, name, _tagPage, out var page, out code))
        {
            FlushTag(hasContent: true);
            if (page != _tagPage)
            {
                _output.Octet(WbxmlTokens.SwitchPage);
                _output.Octet(page);
                _tagPage = page;
            }

            _output.Octet(code);

            // The preferred page may differ from the first one; from here on the page in force is where to look first.
            _page = _space.TagPage(page);
        }
        else if (_literals && name.Length > 0)
        {
            FlushTag(hasContent: true);
            _output.Octet(WbxmlTokens.Literal);
            _literal = Encoding.UTF8.GetString(name);
            _literalGap = Strings.Reserve(_output.Length);
        }
        else
        {
            throw new ArgumentException($"{_space.Title} has no token for {Encoding.UTF8.GetString(name)} of namespace \"{ns}\"", nameof(name));
        }

        // What else the tag has is not known yet: its bits are set when it comes.
        _tagAt = _output.Length - 1;
        _hasAttributes = false;
        _pending = true;
        _depth++;
    }

    /// <summary>Adds an attribute to the element just opened, as tokens where the code page in force, or else another one, has them.</summary>
    /// <param name="name">Name.</param>
    /// <param name="value">Value.</param>
    /// <exception cref="ArgumentException">No token for the name, or characters that XML forbids.</exception>
    /// <exception cref="InvalidOperationException">No element was just opened.</exception>
    public void Attribute(string name, string value) => Attribute(TextRules.Encode(name), TextRules.Encode(value));

    /// <summary>The same for UTF-8, which is checked already.</summary>
    internal void Attribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!_pending)
            throw new InvalidOperationException("attributes follow the start of their element");
        var (page, token, whole) = FindStart(name, value);
        if (token == 0 && !(_literals && name.Length > 0))
            throw new ArgumentException($"{_space.Title} has no token for attribute {Encoding.UTF8.GetString(name)}", nameof(name));
        _hasAttributes = true;
        _output.Set(_tagAt, WbxmlTokens.HasAttributes);
        if (token == 0)
        {
            _output.Octet(WbxmlTokens.Literal);
            Strings.Add(_output.Length, Encoding.UTF8.GetString(name), literal: true);
            if (value.Length > 0)
                WriteText(value);
            return;
        }

        if (page != _attributePage)
        {
            _output.Octet(WbxmlTokens.SwitchPage);
            _output.Octet(page);
            _attributePage = page;
        }

        _output.Octet(token);
        if (whole || value.Length == 0)
            return;
        var valueToken = _space.AttributePage(page)!.FindValue(value);
        if (valueToken != 0)
            _output.Octet(valueToken);
        else
            WriteText(value);
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        if (_shareStrings)
        {
            Strings.Add(_output.Length, Encoding.UTF8.GetString(text), literal: false);
            return;
        }

        _output.Write(WbxmlTokens.StrI, text, 0);
    }

    /// <summary>Adds text to the innermost open element; nothing when it is empty.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    /// <exception cref="InvalidOperationException">No element is open.</exception>
    public void Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_shareStrings || text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            Text(TextRules.Encode(text));
            return;
        }

        RequireOpen();
        FlushTag(hasContent: true);
        _output.WriteAscii(WbxmlTokens.StrI, text, 0);
    }

    /// <summary>The same for UTF-8, which is checked already.</summary>
    internal void Text(ReadOnlySpan<byte> octets)
    {
        RequireOpen();
        if (octets.Length == 0)
            return;
        FlushTag(hasContent: true);
        WriteText(octets);
    }

    /// <summary>Adds octets to the innermost open element, as one OPAQUE.</summary>
    /// <param name="octets">The octets; may be empty.</param>
    /// <exception cref="InvalidOperationException">No element is open.</exception>
    public void Opaque(ReadOnlySpan<byte> octets)
    {
        RequireOpen();
        FlushTag(hasContent: true);
        _output.Octet(WbxmlTokens.Opaque);
        _output.Integer((uint)octets.Length);
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
            _output.Octet(WbxmlTokens.End);
        _depth--;
        _rootClosed = _depth == 0;
        if (!_rootClosed)
            return;
        if (_strings is not null)
        {
            var whole = new OctetBuffer(2 * _output.Length);
            _strings.Write(whole, _output.Written, _tableStart, _bodyStart, _space.PublicId == 0 ? _space.FormalPublicIdUtf8 : []);
            _output.Return();
            _output = whole;
        }

        if (_final is null)
            return;
        _final.Write(_output.Written);
        _output.Return();
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
            WriteContent(part);
        EndElement();
    }

    /// <summary>Writes a piece of content into the innermost open element.</summary>
    internal void WriteContent(WbxmlContent part)
    {
        switch (part)
        {
            case WbxmlElement child:
                WriteElement(child);
                break;
            case WbxmlText text when !TextRules.IsText(text.Octets.Span):
                Text(text.Value);
                break;
            case WbxmlText text:
                Text(text.Octets.Span);
                break;
            case WbxmlOpaque opaque:
                Opaque(opaque.Octets.Span);
                break;
        }
    }

    /// <summary>The finished document, once.</summary>
    internal byte[] TakeDocument()
    {
        var document = _output.Written.ToArray();
        _output.Return();
        return document;
    }

    /// <summary>Adds the document of another writer, as one OPAQUE.</summary>
    internal void Embed(WbxmlWriter finished)
    {
        Opaque(finished._output.Written);
        finished._output.Return();
    }

    private (byte Page, byte Token, bool Whole) FindStart(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var index = WbxmlTokenTables.AttributeIndex(name);
        if (index < 0)
            return default;
        if (value.Length > 0 && FindStart(index, value) is { Token: not 0 } whole)
            return (whole.Page, whole.Token, true);
        var (page, token) = FindStart(index, []);
        return (page, token, false);
    }

    private (byte Page, byte Token) FindStart(int name, ReadOnlySpan<byte> asked)
    {
        if (_space.AttributePage(_attributePage)?.FindStart(name, asked) is { } here and not 0)
            return (_attributePage, here);
        for (byte page = 0; page < _space.AttributePageCount; page++)
        {
            if (_space.AttributePage(page)?.FindStart(name, asked) is { } there and not 0)
                return (page, there);
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

        // The names of its attributes stand before it in the table.
        if (_literal is not null)
            _strings!.Fill(_literalGap, _literal);
        _literal = null;
        if (_hasAttributes)
            _output.Octet(WbxmlTokens.End);
        if (hasContent)
            _output.Set(_tagAt, WbxmlTokens.HasContent);
    }
}
