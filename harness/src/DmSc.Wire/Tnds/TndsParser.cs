using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Tnds;

/// <summary>From elements to a management tree. Recursion is bounded by the depth that the document was read with.</summary>
/// <param name="remarks">Where remarks go; their offsets count in the outermost input.</param>
/// <param name="offset">What to add to the elements' offsets for that.</param>
internal sealed class TndsParser(RemarkLog remarks, int offset)
{
    private readonly RemarkLog _inner = new();
    private string _namespace = WbxmlNamespaces.DmDdf;

    private ElementRules Rules => field ??= new ElementRules(_inner);

    public MgmtTree Tree(WbxmlElement root, TndsForm form)
    {
        if (root.Name != "MgmtTree" || root.Namespace is not (WbxmlNamespaces.DmDdf or WbxmlNamespaces.None))
            throw new WireFormatException(WbxmlErrors.UnexpectedRoot, root.Offset, $"{root.Name} of namespace \"{root.Namespace}\"; MgmtTree of {WbxmlNamespaces.DmDdf} was expected");
        _namespace = root.Namespace;
        if (_namespace.Length == 0)
            _inner.Add("MissingNamespace", root.Offset, $"MgmtTree has no namespace; {WbxmlNamespaces.DmDdf} was expected");

        string? verDtd = null;
        string? man = null;
        string? mod = null;
        var nodes = ImmutableArray.CreateBuilder<MgmtNode>();
        foreach (var child in ElementRules.Children(root))
        {
            switch (NameOf(child))
            {
                case "VerDTD":
                    verDtd = Rules.OnceText(verDtd, child);
                    break;
                case "Man":
                    man = Rules.OnceText(man, child);
                    break;
                case "Mod":
                    mod = Rules.OnceText(mod, child);
                    break;
                case "Node":
                    nodes.Add(Node(child));
                    break;
                default:
                    Unknown(child, root);
                    break;
            }
        }

        if (nodes.Count == 0)
            throw new WireFormatException(WbxmlErrors.MissingElement, root.Offset, "MgmtTree has no Node");
        if (verDtd is null)
            _inner.Add("MissingVerDtd", root.Offset, "MgmtTree has no VerDTD");
        remarks.AddRange(_inner.ToImmutable(), offset);
        return new MgmtTree(verDtd, man, mod, nodes.ToImmutable(), form, offset + root.Offset, remarks.ToImmutable());
    }

    private MgmtNode Node(WbxmlElement element)
    {
        string? name = null;
        string? path = null;
        RtProperties? properties = null;
        WbxmlElement? value = null;
        var children = ImmutableArray.CreateBuilder<MgmtNode>();
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "NodeName":
                    name = Rules.OnceText(name, child);
                    break;
                case "Path":
                    path = Rules.OnceText(path, child);
                    break;
                case "RTProperties":
                    properties = ElementRules.Once(properties, child, Properties(child));
                    break;
                case "Value":
                    foreach (var markup in child.Elements)
                        throw new WireFormatException(WbxmlErrors.UnexpectedElement, markup.Offset, $"Value holds data, not the element {markup.Name}");
                    value = ElementRules.Once(value, child, child);
                    break;
                case "Node":
                    children.Add(Node(child));
                    break;
                case "DFProperties":
                    _inner.Add("UnexpectedDfProperties", child.Offset, "DFProperties belong into a device description, not into a serialized object");
                    break;
                default:
                    Unknown(child, element);
                    break;
            }
        }

        if (value is not null && children.Count > 0)
            throw new WireFormatException(WbxmlErrors.UnexpectedElement, value.Offset, "a Node has nested Nodes or a Value, not both");
        if (properties is null)
            _inner.Add("MissingRtProperties", element.Offset, $"Node {name} has no RTProperties");
        return new MgmtNode(
            name,
            path,
            properties,
            value is null ? null : new TndsValue(value, offset + value.Offset),
            children.ToImmutable(),
            offset + element.Offset);
    }

    private RtProperties Properties(WbxmlElement element)
    {
        var properties = new RtProperties(offset + element.Offset);
        WbxmlElement? type = null;
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "ACL":
                    properties = properties with { Acl = Rules.OnceText(properties.Acl, child) };
                    break;
                case "Format":
                    properties = properties with { Format = ElementRules.Once(properties.Format, child, Format(child)) };
                    break;
                case "Name":
                    properties = properties with { Name = Rules.OnceText(properties.Name, child) };
                    break;
                case "Size":
                    properties = properties with { Size = Rules.OnceText(properties.Size, child) };
                    break;
                case "Title":
                    properties = properties with { Title = Rules.OnceText(properties.Title, child) };
                    break;
                case "TStamp":
                    properties = properties with { TStamp = Rules.OnceText(properties.TStamp, child) };
                    break;
                case "VerNo":
                    properties = properties with { VerNo = Rules.OnceText(properties.VerNo, child) };
                    break;
                case "Type":
                    type = ElementRules.Once(type, child, child);
                    properties = Type(properties, child);
                    break;
                default:
                    Unknown(child, element);
                    break;
            }
        }

        if (type is null)
            _inner.Add("MissingType", element.Offset, "RTProperties have no Type");
        return properties;
    }

    private string Format(WbxmlElement element)
    {
        string? format = null;
        foreach (var child in element.Elements)
        {
            format = ElementRules.Once(format, child, child.Name);
            if (NameOf(child) is not ("b64" or "bin" or "bool" or "chr" or "int" or "node" or "null" or "xml" or "date" or "time" or "float"))
                _inner.Add("UnknownFormat", child.Offset, $"{child.Name} is no format");
        }

        if (format is not null)
            return format;
        _inner.Add("FormatAsText", element.Offset, "Format holds text; an empty element was expected");
        return Rules.Text(element).Trim();
    }

    private RtProperties Type(RtProperties properties, WbxmlElement element)
    {
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "MIME":
                    properties = properties with { MimeType = Rules.OnceText(properties.MimeType, child) };
                    break;
                case "DDFName":
                    properties = properties with { DdfName = Rules.OnceText(properties.DdfName, child) };
                    break;
                default:
                    Unknown(child, element);
                    break;
            }
        }

        return properties;
    }

    private void Unknown(WbxmlElement element, WbxmlElement parent) =>
        _inner.Add("UnknownElement", element.Offset, $"{element.Name} is not expected in {parent.Name}");

    private string? NameOf(WbxmlElement element) => element.Namespace == _namespace ? element.Name : null;
}
