using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Tnds;

/// <summary>How a management tree was carried in a message.</summary>
public enum TndsForm
{
    /// <summary>A complete WBXML document of its own, in an OPAQUE or alone.</summary>
    Document,

    /// <summary>Elements of code page 2 inside the outer document.</summary>
    Inline,

    /// <summary>XML text.</summary>
    Xml,
}

/// <summary>A serialized management object (OMA DM TNDS 1.2; content model of the DM DDF 1.2).</summary>
/// <param name="VerDtd">VerDTD, 1.2; <see langword="null"/> when absent.</param>
/// <param name="Man">Manufacturer of the device it describes.</param>
/// <param name="Mod">Model of the device it describes.</param>
/// <param name="Nodes">Topmost nodes.</param>
/// <param name="Form">How it was carried.</param>
/// <param name="Offset">Offset of MgmtTree in the outermost input.</param>
/// <param name="Remarks">What was accepted although it should not be there; offsets in the outermost input.</param>
public sealed record MgmtTree(
    string? VerDtd,
    string? Man,
    string? Mod,
    ImmutableArray<MgmtNode> Nodes,
    TndsForm Form,
    int Offset,
    ImmutableArray<FormatRemark> Remarks)
{
    /// <summary>A tree to be sent.</summary>
    /// <param name="nodes">Topmost nodes.</param>
    public static MgmtTree Of(params ImmutableArray<MgmtNode> nodes) => new("1.2", null, null, nodes, TndsForm.Document, 0, []);

    /// <summary>Elements beside those of the content model.</summary>
    public ImmutableArray<WbxmlElement> Unknown { get; init; } = [];
}

/// <summary>A node of a serialized management object.</summary>
/// <param name="Name">NodeName; empty = the name comes from the Target; <see langword="null"/> = absent, the client chooses.</param>
/// <param name="Path">Path, relative to the Target; <see langword="null"/> when absent.</param>
/// <param name="Properties">RTProperties; <see langword="null"/> when absent.</param>
/// <param name="Value">Value; <see langword="null"/> when absent.</param>
/// <param name="Children">Nested nodes.</param>
/// <param name="Offset">Offset of the element in the outermost input.</param>
public sealed record MgmtNode(
    string? Name,
    string? Path,
    RtProperties? Properties,
    TndsValue? Value,
    ImmutableArray<MgmtNode> Children,
    int Offset)
{
    /// <summary>A leaf to be sent.</summary>
    /// <param name="name">NodeName.</param>
    /// <param name="value">Value; <see langword="null"/> for none.</param>
    /// <param name="format">Format.</param>
    /// <param name="type">Media type.</param>
    /// <param name="acl">ACL, or <see langword="null"/> for none.</param>
    public static MgmtNode Leaf(string name, TndsValue? value, string format = "chr", string type = "text/plain", string? acl = null) =>
        new(name, null, new RtProperties { Format = format, MimeType = type, Acl = acl }, value, [], 0);

    /// <summary>A leaf with text to be sent.</summary>
    /// <param name="name">NodeName.</param>
    /// <param name="text">Value.</param>
    /// <param name="format">Format.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public static MgmtNode Leaf(string name, string text, string format = "chr") => Leaf(name, TndsValue.OfText(text), format);

    /// <summary>An interior node to be sent.</summary>
    /// <param name="name">NodeName.</param>
    /// <param name="id">Identifier of the management object; empty for none.</param>
    /// <param name="children">Nested nodes.</param>
    public static MgmtNode Interior(string name, string id, params ImmutableArray<MgmtNode> children) =>
        new(name, null, new RtProperties { Format = "node", DdfName = id }, null, children, 0);

    /// <summary>DFProperties, in a device description.</summary>
    public DfProperties? Description { get; init; }

    /// <summary>Elements beside those of the content model.</summary>
    public ImmutableArray<WbxmlElement> Unknown { get; init; } = [];
}

/// <summary>RTProperties of a node.</summary>
/// <param name="Offset">Offset of the element in the outermost input.</param>
public sealed record RtProperties(int Offset = 0)
{
    /// <summary>ACL, as sent.</summary>
    public string? Acl { get; init; }

    /// <summary>Format: b64 bin bool chr int node null xml date time float.</summary>
    public string? Format { get; init; }

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>Size.</summary>
    public string? Size { get; init; }

    /// <summary>Title.</summary>
    public string? Title { get; init; }

    /// <summary>TStamp.</summary>
    public string? TStamp { get; init; }

    /// <summary>VerNo.</summary>
    public string? VerNo { get; init; }

    /// <summary>Type as media type, for leaves.</summary>
    public string? MimeType { get; init; }

    /// <summary>Type as identifier of a management object, for interior nodes; empty when the element is.</summary>
    public string? DdfName { get; init; }

    /// <summary>Elements beside those of the content model.</summary>
    public ImmutableArray<WbxmlElement> Unknown { get; init; } = [];
}

/// <summary>The value of a leaf.</summary>
/// <param name="element">The Value element.</param>
/// <param name="offset">Its offset in the outermost input.</param>
public sealed class TndsValue(WbxmlElement element, int offset)
{
    /// <summary>Text to be sent.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public static TndsValue OfText(string text) => new(WbxmlElement.OfText(WbxmlNamespaces.DmDdf, "Value", text), 0);

    /// <summary>Octets to be sent: an OPAQUE in WBXML, base64 in XML.</summary>
    /// <param name="octets">The octets; kept, not copied.</param>
    public static TndsValue OfOctets(ReadOnlyMemory<byte> octets) =>
        new(WbxmlElement.Of(WbxmlNamespaces.DmDdf, "Value", new WbxmlOpaque(octets, 0, 0)), 0);

    /// <summary>Text and opaque octets as sent.</summary>
    internal ImmutableArray<WbxmlContent> Content { get; } = element.Content;

    /// <summary>The octets as sent, before any base64 is undone.</summary>
    public ReadOnlyMemory<byte> Octets { get; } = element.Octets;

    /// <summary>The octets as text, or <see langword="null"/> when they are no UTF-8 text.</summary>
    public string? Text => TextRules.TryDecode(Octets.Span);

    /// <summary>Offset of the element in the outermost input.</summary>
    public int Offset { get; } = offset;

    /// <summary>Tells the length only: the value may be a secret.</summary>
    public override string ToString() => $"value of {Octets.Length} octets at {Offset}";
}
