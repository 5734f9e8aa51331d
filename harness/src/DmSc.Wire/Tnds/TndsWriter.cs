using System.Collections.Immutable;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Tnds;

/// <summary>Writes serialized management objects and device descriptions, with elements in the order of the document type definition.</summary>
public static class TndsWriter
{
    /// <summary>The tree as elements.</summary>
    /// <param name="tree">The tree; nested no deeper than a message may be.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public static WbxmlElement ToElement(MgmtTree tree) => Tree(tree, octetsAsBase64: false);

    /// <summary>The tree as a WBXML document of its own.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="options">How; <see cref="WbxmlWriterOptions.Default"/> when absent.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public static byte[] ToWbxml(MgmtTree tree, WbxmlWriterOptions? options = null) =>
        WbxmlWriter.Encode(ToElement(tree), WbxmlCodeSpace.DmDdf12, (options ?? WbxmlWriterOptions.Default) with { Literals = true });

    /// <summary>The tree as XML text. Octets that are no text become base64, and the Format of their node b64.</summary>
    /// <param name="tree">The tree.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public static string ToXml(MgmtTree tree) => XmlElements.Write(Tree(tree, octetsAsBase64: true));

    /// <summary>The tree as Data of an Item, in one of the three forms in which messages carry it.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="form">The form: a document in an OPAQUE, as peers like it best; elements of the message; or XML as text.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public static SyncMlData ToData(MgmtTree tree, TndsForm form) => form switch
    {
        TndsForm.Document => SyncMlData.OfOctets(ToWbxml(tree)),
        TndsForm.Inline => SyncMlData.OfElement(ToElement(tree)),
        TndsForm.Xml => SyncMlData.OfText(ToXml(tree)),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "no form of TNDS"),
    };

    /// <summary>An Item that carries the tree, with the Meta that its form demands.</summary>
    /// <param name="target">LocURI of Target.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="form">See <see cref="ToData"/>.</param>
    /// <param name="format">Format; xml as the specification's example has it.</param>
    public static SyncMlItem ToItem(string target, MgmtTree tree, TndsForm form, string format = "xml") => SyncMlItem.To(target) with
    {
        Meta = SyncMlMeta.Of(format, form == TndsForm.Document ? MediaTypes.TndsWbxml : MediaTypes.TndsXml),
        Data = ToData(tree, form),
    };

    private static WbxmlElement Tree(MgmtTree tree, bool octetsAsBase64)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        Text(parts, "VerDTD", tree.VerDtd);
        Text(parts, "Man", tree.Man);
        Text(parts, "Mod", tree.Mod);
        foreach (var node in tree.Nodes)
            parts.Add(Node(node, octetsAsBase64));
        parts.AddRange(tree.Unknown);
        return Element("MgmtTree", parts.ToImmutable());
    }

    private static WbxmlElement Node(MgmtNode node, bool octetsAsBase64)
    {
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        Text(parts, "NodeName", node.Name);
        Text(parts, "Path", node.Path);
        var becomesBase64 = octetsAsBase64 && node.Value is { } data && !TextRules.IsText(data.Octets.Span);
        if (node.Properties is { } properties)
            parts.Add(RunTime(becomesBase64 ? properties with { Format = "b64" } : properties));
        if (node.Description is { } description)
            parts.Add(Description(description));
        foreach (var child in node.Children)
            parts.Add(Node(child, octetsAsBase64));
        if (node.Value is { } value)
            parts.Add(becomesBase64 ? WbxmlElement.OfText(WbxmlNamespaces.DmDdf, "Value", Convert.ToBase64String(value.Octets.Span)) : Element("Value", value.Content));
        parts.AddRange(node.Unknown);
        return Element("Node", parts.ToImmutable());
    }

    private static WbxmlElement RunTime(RtProperties properties)
    {
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        Text(parts, "ACL", properties.Acl);
        Choice(parts, "Format", properties.Format);
        Text(parts, "Name", properties.Name);
        Text(parts, "Size", properties.Size);
        Text(parts, "Title", properties.Title);
        Text(parts, "TStamp", properties.TStamp);
        if (properties.MimeType is not null || properties.DdfName is not null)
            parts.Add(Types("Type", properties.MimeType is { } mime ? [mime] : [], properties.DdfName));
        Text(parts, "VerNo", properties.VerNo);
        parts.AddRange(properties.Unknown);
        return Element("RTProperties", parts.ToImmutable());
    }

    private static WbxmlElement Description(DfProperties description)
    {
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        parts.Add(Element("AccessType", [.. description.AccessType.Select(type => Element(type))]));
        Text(parts, "DefaultValue", description.DefaultValue);
        Text(parts, "Description", description.Text);
        Choice(parts, "DFFormat", description.Format);
        if (description.Occurrence is { } occurrence)
            parts.Add(Element("Occurrence", TextElement(occurrence.Kind, occurrence.Number ?? "")));
        Choice(parts, "Scope", description.Scope);
        Text(parts, "DFTitle", description.Title);
        if (!description.MimeTypes.IsEmpty || description.DdfName is not null)
            parts.Add(Types("DFType", description.MimeTypes, description.DdfName));
        Choice(parts, "CaseSense", description.CaseSense);
        parts.AddRange(description.Unknown);
        return Element("DFProperties", parts.ToImmutable());
    }

    private static WbxmlElement Types(string name, ImmutableArray<string> mimeTypes, string? ddfName)
    {
        var parts = ImmutableArray.CreateBuilder<WbxmlContent>();
        foreach (var type in mimeTypes)
            Text(parts, "MIME", type);
        Text(parts, "DDFName", ddfName);
        return Element(name, parts.ToImmutable());
    }

    private static void Choice(ImmutableArray<WbxmlContent>.Builder into, string name, string? choice)
    {
        if (!string.IsNullOrEmpty(choice))
            into.Add(Element(name, Element(choice)));
    }

    private static void Text(ImmutableArray<WbxmlContent>.Builder into, string name, string? text)
    {
        if (text is not null)
            into.Add(TextElement(name, text));
    }

    private static WbxmlElement TextElement(string name, string text) =>
        text.Length == 0 ? Element(name) : WbxmlElement.OfText(WbxmlNamespaces.DmDdf, name, text);

    private static WbxmlElement Element(string name, params ImmutableArray<WbxmlContent> content) => WbxmlElement.Of(WbxmlNamespaces.DmDdf, name, content);
}
