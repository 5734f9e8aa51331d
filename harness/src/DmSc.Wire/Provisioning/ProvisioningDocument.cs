using System.Collections.Immutable;
using System.Text;
using System.Xml;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Provisioning;

/// <summary>A Client Provisioning document (OMA Provisioning Content 1.1), in the order in which it was written.</summary>
public sealed class ProvisioningDocument
{
    private const string RootName = "wap-provisioningdoc";
    private const string PublicId = "-//WAPFORUM//DTD PROV 1.0//EN";
    private const string SystemId = "http://www.wapforum.org/DTD/prov.dtd";

    private ProvisioningDocument(string? version, ImmutableArray<Characteristic> characteristics, ImmutableArray<FormatRemark> remarks)
    {
        Version = version;
        Characteristics = characteristics;
        Remarks = remarks;
    }

    /// <summary>Creates a document to be written.</summary>
    /// <param name="version">"1.0", "1.1", or <see langword="null"/> for none.</param>
    /// <param name="characteristics">Its characteristics.</param>
    public ProvisioningDocument(string? version, params ReadOnlySpan<Characteristic> characteristics)
        : this(version, ImmutableArray.Create(characteristics), [])
    {
    }

    /// <summary>The version attribute; <see langword="null"/> when absent.</summary>
    public string? Version { get; }

    /// <summary>The outer characteristics, known or not, in document order.</summary>
    public ImmutableArray<Characteristic> Characteristics { get; }

    /// <summary>What was accepted on reading although it should not be so. What the content should not be, <see cref="ProvisioningRules"/> tells.</summary>
    public ImmutableArray<FormatRemark> Remarks { get; }

    /// <summary>Octets of the input that the document takes; an EF may hold more. 0 when not read from WBXML.</summary>
    public int OctetsUsed { get; private init; }

    /// <summary>The APPLICATION characteristics.</summary>
    public IEnumerable<ProvisionedApplication> Applications => Of("APPLICATION").Select(one => new ProvisionedApplication(one));

    /// <summary>The APPLICATION characteristics for device management (APPID w7).</summary>
    public IEnumerable<ProvisionedApplication> DmAccounts => Applications.Where(one => one.AppId == ProvisionedApplication.DmAppId);

    /// <summary>The NAPDEF characteristics.</summary>
    public IEnumerable<NetworkAccessPoint> NetworkAccessPoints => Of("NAPDEF").Select(one => new NetworkAccessPoint(one));

    /// <summary>The PXLOGICAL characteristics.</summary>
    public IEnumerable<LogicalProxy> Proxies => Of("PXLOGICAL").Select(one => new LogicalProxy(one));

    /// <summary>The outer characteristics of a type.</summary>
    /// <param name="type">The type.</param>
    public IEnumerable<Characteristic> Of(string type) => Characteristics.Where(one => one.Type == type);

    /// <summary>Reads the tokenized form.</summary>
    /// <param name="octets">The document.</param>
    /// <param name="options">How to read it: <see cref="WbxmlOptions.FromPeer"/> for a message, <see cref="WbxmlOptions.FromFile"/> for an EF;
    /// <see cref="WbxmlOptions.Strict"/> when absent.</param>
    /// <exception cref="WireFormatException">No WBXML, another document type, or elements that do not make a provisioning document.</exception>
    public static ProvisioningDocument FromWbxml(ReadOnlyMemory<byte> octets, WbxmlOptions? options = null)
    {
        var document = WbxmlDocument.Parse(octets, (options ?? WbxmlOptions.Strict) with { Hint = WbxmlCodeSpace.Provisioning });
        var remarks = new RemarkLog();
        remarks.AddRange(document.Remarks);
        return FromElement(document.Root, remarks, document.OctetsUsed);
    }

    /// <summary>Reads the textual form. A document type declaration may name the document type; it is not fetched, and an internal subset is an error.</summary>
    /// <param name="octets">UTF-8 text.</param>
    /// <param name="limits">Bounds on the input.</param>
    /// <exception cref="WireFormatException">No well-formed XML, or elements that do not make a provisioning document.</exception>
    public static ProvisioningDocument FromXml(ReadOnlySpan<byte> octets, WbxmlLimits? limits = null)
    {
        limits ??= WbxmlLimits.Default;
        var text = DocumentType.Blanked(octets, limits);
        return FromElement(XmlElements.Read(text, limits, depth: 0), new RemarkLog(), used: 0);
    }

    /// <summary>Reads the root element of a document.</summary>
    /// <param name="root">The element.</param>
    /// <exception cref="WireFormatException">The elements do not make a provisioning document.</exception>
    public static ProvisioningDocument FromElement(WbxmlElement root)
    {
        ArgumentNullException.ThrowIfNull(root);
        return FromElement(root, new RemarkLog(), used: 0);
    }

    /// <summary>The document as an element tree.</summary>
    public WbxmlElement ToElement() => new(
        WbxmlNamespaces.None,
        RootName,
        0,
        1,
        Version is null ? [] : [new WbxmlAttribute("version", Version, 0)],
        [.. Characteristics.Select(one => ToElement(one, 2))]);

    /// <summary>The tokenized form.</summary>
    /// <param name="version">01 = WBXML 1.1, 02 = 1.2, 03 = 1.3.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public byte[] ToWbxml(byte version = 3) => WbxmlWriter.Encode(ToElement(), WbxmlCodeSpace.Provisioning, version);

    /// <summary>The textual form, UTF-8 without a mark, with the document type declaration.</summary>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public byte[] ToXml()
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            IndentChars = " ",
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.Entitize,
        };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            writer.WriteDocType(RootName, PublicId, SystemId, subset: null);
            writer.WriteStartElement(RootName);
            if (Version is not null)
                writer.WriteAttributeString("version", Version);
            foreach (var one in Characteristics)
                Write(writer, one);
            writer.WriteEndElement();
        }

        return stream.ToArray();
    }

    /// <summary>Types of the outer characteristics; never content, which holds secrets.</summary>
    public override string ToString() => $"provisioning document: {string.Join(", ", Characteristics.Select(one => one.Type))}";

    private static ProvisioningDocument FromElement(WbxmlElement root, RemarkLog remarks, int used)
    {
        if (root.Name != RootName || root.Namespace.Length > 0)
            throw new WireFormatException(WbxmlErrors.UnexpectedRoot, root.Offset, $"{root.Name}; {RootName} was expected");
        string? version = null;
        foreach (var attribute in root.Attributes)
        {
            if (attribute.Name == "version")
                version = attribute.Value;
            else
                Unknown(remarks, root, attribute);
        }

        if (version is not null && version != "1" && !version.StartsWith("1.", StringComparison.Ordinal))
            throw new WireFormatException(ProvisioningErrors.UnsupportedDocumentVersion, root.Offset, $"version \"{version}\"; 1.0 or 1.1 was expected");

        var characteristics = ImmutableArray.CreateBuilder<Characteristic>();
        foreach (var child in ElementRules.Children(root))
        {
            switch (Part(child, remarks))
            {
                case Characteristic one:
                    characteristics.Add(one);
                    break;
                case Parm parm:
                    throw new WireFormatException(WbxmlErrors.UnexpectedElement, child.Offset, $"{parm} stands outside a characteristic");
            }
        }

        return new ProvisioningDocument(version, characteristics.ToImmutable(), remarks.ToImmutable()) { OctetsUsed = used };
    }

    /// <summary>A part, or null for an element that the document type does not have.</summary>
    private static ProvisioningPart? Part(WbxmlElement element, RemarkLog remarks)
    {
        switch (element)
        {
            case { Name: "characteristic", Namespace.Length: 0 }:
                var type = Attributes(element, "type", null, remarks).First;
                var parts = ImmutableArray.CreateBuilder<ProvisioningPart>();
                foreach (var child in ElementRules.Children(element))
                {
                    if (Part(child, remarks) is { } part)
                        parts.Add(part);
                }

                return new Characteristic(type, parts.ToImmutable()) { Offset = element.Offset };
            case { Name: "parm", Namespace.Length: 0 }:
                foreach (var child in ElementRules.Children(element))
                    throw new WireFormatException(WbxmlErrors.UnexpectedElement, child.Offset, $"a parm is empty; it holds {child.Name}");
                var (name, value) = Attributes(element, "name", "value", remarks);
                return new Parm(name, value) { Offset = element.Offset };
            default:
                remarks.Add("UnknownElement", element.Offset, $"{element.Name} is no element of a provisioning document; it is left out");
                return null;
        }
    }

    private static (string First, string? Second) Attributes(WbxmlElement element, string required, string? optional, RemarkLog remarks)
    {
        string? first = null, second = null;
        foreach (var attribute in element.Attributes)
        {
            if (attribute.Name == required)
                first = attribute.Value;
            else if (attribute.Name == optional)
                second = attribute.Value;
            else
                Unknown(remarks, element, attribute);
        }

        return first is null
            ? throw new WireFormatException(ProvisioningErrors.MissingAttribute, element.Offset, $"{element.Name} has no attribute {required}")
            : (first, second);
    }

    private static void Unknown(RemarkLog remarks, WbxmlElement element, WbxmlAttribute attribute) =>
        remarks.Add("UnknownAttribute", attribute.Offset, $"{element.Name} has no attribute {attribute.Name}; it is left out");

    private static WbxmlElement ToElement(ProvisioningPart part, int depth) => part switch
    {
        Characteristic one => new WbxmlElement(
            WbxmlNamespaces.None,
            "characteristic",
            0,
            depth,
            [new WbxmlAttribute("type", one.Type, 0)],
            [.. one.Parts.Select(inner => ToElement(inner, depth + 1))]),
        Parm { Value: null } parm => new WbxmlElement(WbxmlNamespaces.None, "parm", 0, depth, [new WbxmlAttribute("name", parm.Name, 0)], []),
        _ => new WbxmlElement(
            WbxmlNamespaces.None,
            "parm",
            0,
            depth,
            [new WbxmlAttribute("name", ((Parm)part).Name, 0), new WbxmlAttribute("value", ((Parm)part).Value!, 0)],
            []),
    };

    private static void Write(XmlWriter writer, ProvisioningPart part)
    {
        if (part is Characteristic one)
        {
            writer.WriteStartElement("characteristic");
            writer.WriteAttributeString("type", one.Type);
            foreach (var inner in one.Parts)
                Write(writer, inner);
        }
        else if (part is Parm parm)
        {
            writer.WriteStartElement("parm");
            writer.WriteAttributeString("name", parm.Name);
            if (parm.Value is not null)
                writer.WriteAttributeString("value", parm.Value);
        }

        writer.WriteEndElement();
    }
}
