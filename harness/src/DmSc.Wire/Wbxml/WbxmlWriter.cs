using System.Buffers;

namespace DmSc.Wire.Wbxml;

/// <summary>
/// Writes WBXML as conforming peers like it best: text inline, integers in their shortest form, a switch of code pages only where the page
/// changes and directly before the token, no content bit on empty elements, public identifier as number where there is one.
/// </summary>
public sealed class WbxmlWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly WbxmlCodeSpace _space;
    private readonly ArrayBufferWriter<byte> _attributes = new();
    private byte _tagPage;
    private byte _attributePage;
    private byte _pendingTag;
    private bool _pending;
    private int _depth;
    private bool _rootClosed;

    /// <summary>Writes the header: charset UTF-8; a string table only when the public identifier needs it.</summary>
    /// <param name="output">Where the document goes.</param>
    /// <param name="space">Its document type.</param>
    /// <param name="version">01 = WBXML 1.1, 02 = 1.2, 03 = 1.3.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another version.</exception>
    public WbxmlWriter(IBufferWriter<byte> output, WbxmlCodeSpace space, byte version = 2)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentOutOfRangeException.ThrowIfZero(version);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, (byte)3);
        _output = output;
        _space = space;

        WriteOctet(_output, version);
        WriteInteger(_output, space.PublicId);
        if (space.PublicId == 0)
            WriteInteger(_output, 0);
        WriteInteger(_output, 106);
        if (space.PublicId == 0)
        {
            WriteInteger(_output, (uint)space.FormalPublicId.Length + 1);
            WriteTerminated(_output, space.FormalPublicId);
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
    public static byte[] Encode(WbxmlElement root, WbxmlCodeSpace space, byte version = 2)
    {
        var output = new ArrayBufferWriter<byte>();
        new WbxmlWriter(output, space, version).WriteElement(root);
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
        if (!_space.TryFindTag(ns, name, out var page, out var code))
            throw new ArgumentException($"{_space.Title} has no token for {name} of namespace \"{ns}\"", nameof(name));
        FlushTag(hasContent: true);
        if (page != _tagPage)
        {
            WriteOctet(_output, WbxmlTokens.SwitchPage);
            WriteOctet(_output, page);
            _tagPage = page;
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
        if (token == 0)
            throw new ArgumentException($"{_space.Title} has no token for attribute {name}", nameof(name));
        var text = TextRules.Encode(value);
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

        WriteOctet(_attributes, WbxmlTokens.StrI);
        _attributes.Write(text);
        WriteOctet(_attributes, 0);
    }

    /// <summary>Adds text to the innermost open element; nothing when it is empty.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    /// <exception cref="InvalidOperationException">No element is open.</exception>
    public void Text(string text)
    {
        var octets = TextRules.Encode(text);
        RequireOpen();
        if (octets.Length == 0)
            return;
        FlushTag(hasContent: true);
        WriteOctet(_output, WbxmlTokens.StrI);
        _output.Write(octets);
        WriteOctet(_output, 0);
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
                case WbxmlText text:
                    Text(text.Value);
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
        if (!hasAttributes)
            return;
        _output.Write(_attributes.WrittenSpan);
        _attributes.ResetWrittenCount();
        WriteOctet(_output, WbxmlTokens.End);
    }

    private static void WriteTerminated(IBufferWriter<byte> output, string text)
    {
        output.Write(TextRules.Encode(text));
        WriteOctet(output, 0);
    }

    private static void WriteOctet(IBufferWriter<byte> output, byte octet)
    {
        output.GetSpan(1)[0] = octet;
        output.Advance(1);
    }

    private static void WriteInteger(IBufferWriter<byte> output, uint value)
    {
        for (var shift = 28; shift > 0; shift -= 7)
        {
            if (value >> shift != 0)
                WriteOctet(output, (byte)(0x80 | ((value >> shift) & 0x7F)));
        }

        WriteOctet(output, (byte)(value & 0x7F));
    }
}
