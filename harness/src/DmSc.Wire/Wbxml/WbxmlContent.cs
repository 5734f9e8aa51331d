using System.Collections.Immutable;
using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>A piece of an element's content.</summary>
public abstract class WbxmlContent
{
    private protected WbxmlContent(int offset) => Offset = offset;

    /// <summary>Offset of its token in the document; for an XML source, of its first octet in the XML text.</summary>
    public int Offset { get; }
}

/// <summary>Character data: an inline string, a string of the table or an entity.</summary>
/// <param name="octets">UTF-8, XML characters only.</param>
/// <param name="offset">Offset of its token.</param>
public sealed class WbxmlText(ReadOnlyMemory<byte> octets, int offset) : WbxmlContent(offset)
{
    /// <summary>UTF-8, a slice of the document where possible.</summary>
    public ReadOnlyMemory<byte> Octets { get; } = octets;

    /// <summary>The text.</summary>
    public string Value => Encoding.UTF8.GetString(Octets.Span);

    /// <summary>Tells the length only: the content may be a secret.</summary>
    public override string ToString() => $"text of {Octets.Length} octets at {Offset}";
}

/// <summary>An OPAQUE: octets without a character set.</summary>
/// <param name="octets">The octets, a slice of the document.</param>
/// <param name="offset">Offset of the OPAQUE token.</param>
/// <param name="octetsOffset">Offset of the first of the octets.</param>
public sealed class WbxmlOpaque(ReadOnlyMemory<byte> octets, int offset, int octetsOffset) : WbxmlContent(offset)
{
    /// <summary>The octets, a slice of the document.</summary>
    public ReadOnlyMemory<byte> Octets { get; } = octets;

    /// <summary>Offset of the first of the octets.</summary>
    public int OctetsOffset { get; } = octetsOffset;

    /// <summary>Tells the length only: the content may be a secret.</summary>
    public override string ToString() => $"{Octets.Length} opaque octets at {Offset}";
}

/// <summary>An attribute with its pieces put together.</summary>
/// <param name="Name">Name.</param>
/// <param name="Value">Value.</param>
/// <param name="Offset">Offset of its start token.</param>
public sealed record WbxmlAttribute(string Name, string Value, int Offset)
{
    /// <summary>Tells the name only: the value may be a secret.</summary>
    public override string ToString() => $"attribute {Name} at {Offset}";
}

/// <summary>An element.</summary>
/// <param name="ns">Namespace of its code page; empty for Client Provisioning and for literals.</param>
/// <param name="name">Local name.</param>
/// <param name="offset">Offset of its tag.</param>
/// <param name="depth">Nesting level, 1 for the root.</param>
/// <param name="attributes">Attributes in document order.</param>
/// <param name="content">Content in document order.</param>
public sealed class WbxmlElement(
    string ns,
    string name,
    int offset,
    int depth,
    ImmutableArray<WbxmlAttribute> attributes,
    ImmutableArray<WbxmlContent> content) : WbxmlContent(offset)
{
    /// <summary>An element to be written, whose place does not matter.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="name">Local name.</param>
    /// <param name="content">Content.</param>
    public static WbxmlElement Of(string ns, string name, params ImmutableArray<WbxmlContent> content) => new(ns, name, 0, 0, [], content);

    /// <summary>An element with text to be written, whose place does not matter.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="name">Local name.</param>
    /// <param name="text">Text.</param>
    /// <exception cref="ArgumentException">The text has characters that XML forbids.</exception>
    public static WbxmlElement OfText(string ns, string name, string text) => Of(ns, name, new WbxmlText(TextRules.Encode(text), 0));

    /// <summary>Namespace of its code page; empty for Client Provisioning and for literals.</summary>
    public string Namespace { get; } = ns;

    /// <summary>Local name, case sensitive.</summary>
    public string Name { get; } = name;

    /// <summary>Nesting level, 1 for the root.</summary>
    public int Depth { get; } = depth;

    /// <summary>Attributes in document order.</summary>
    public ImmutableArray<WbxmlAttribute> Attributes { get; } = attributes;

    /// <summary>Content in document order.</summary>
    public ImmutableArray<WbxmlContent> Content { get; } = content;

    /// <summary>The elements among the content.</summary>
    public IEnumerable<WbxmlElement> Elements => Content.OfType<WbxmlElement>();

    /// <summary>Whether it is <paramref name="name"/> of <paramref name="ns"/>.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="name">Local name.</param>
    public bool Is(string ns, string name) => Name == name && Namespace == ns;

    /// <summary>The first child element of that name, if any.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="name">Local name.</param>
    public WbxmlElement? Child(string ns, string name)
    {
        foreach (var part in Content)
        {
            if (part is WbxmlElement element && element.Is(ns, name))
                return element;
        }

        return null;
    }

    /// <summary>All character data and opaque octets in a row; child elements contribute nothing. No copy when there is one part.</summary>
    public ReadOnlyMemory<byte> Octets
    {
        get
        {
            ReadOnlyMemory<byte> only = default;
            List<byte>? several = null;
            var parts = 0;
            foreach (var part in Content)
            {
                var octets = part switch
                {
                    WbxmlText text => text.Octets,
                    WbxmlOpaque opaque => opaque.Octets,
                    _ => default(ReadOnlyMemory<byte>?),
                };
                if (octets is not { } some)
                    continue;
                if (parts++ == 0)
                {
                    only = some;
                    continue;
                }

                several ??= [.. only.Span];
                several.AddRange(some.Span);
            }

            return several is null ? only : several.ToArray();
        }
    }

    /// <summary>Offset of the first octet of the content's data, or of the element when it has none.</summary>
    public int DataOffset
    {
        get
        {
            foreach (var part in Content)
            {
                if (part is not WbxmlElement)
                    return part is WbxmlOpaque opaque ? opaque.OctetsOffset : part.Offset;
            }

            return Offset;
        }
    }

    /// <summary>The content as text, or <see langword="null"/> when it has child elements or octets that are no text.</summary>
    public string? Text
    {
        get
        {
            if (Content is [WbxmlText only])
                return TextRules.TryDecode(only.Octets.Span);
            foreach (var part in Content)
            {
                if (part is WbxmlElement)
                    return null;
            }

            return TextRules.TryDecode(Octets.Span);
        }
    }

    /// <summary>Name and place; never content.</summary>
    public override string ToString() => $"{Name} at {Offset}";
}
