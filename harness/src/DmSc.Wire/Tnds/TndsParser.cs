using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Tnds;

/// <summary>From elements to a management tree. Recursion is bounded by the depth that the document was read with.</summary>
/// <param name="remarks">Where remarks go; their offsets count in the outermost input.</param>
/// <param name="offset">What to add to the elements' offsets for that.</param>
/// <param name="isDescription">Whether a device description is read, where each node has DFProperties.</param>
internal sealed class TndsParser(RemarkLog remarks, int offset, bool isDescription = false)
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
        var unknown = ImmutableArray.CreateBuilder<WbxmlElement>();
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
                    Rules.Unknown(unknown, child, root);
                    break;
            }
        }

        if (nodes.Count == 0)
            throw new WireFormatException(WbxmlErrors.MissingElement, root.Offset, "MgmtTree has no Node");
        if (verDtd is null)
            _inner.Add("MissingVerDtd", root.Offset, "MgmtTree has no VerDTD");
        remarks.AddRange(_inner.ToImmutable(), offset);
        return new MgmtTree(verDtd, man, mod, nodes.ToImmutable(), form, offset + root.Offset, remarks.ToImmutable()) { Unknown = unknown.ToImmutable() };
    }

    private MgmtNode Node(WbxmlElement element)
    {
        string? name = null;
        string? path = null;
        RtProperties? properties = null;
        WbxmlElement? value = null;
        DfProperties? description = null;
        var unknown = ImmutableArray.CreateBuilder<WbxmlElement>();
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
                    description = ElementRules.Once(description, child, Description(child));
                    if (!isDescription)
                        _inner.Add("UnexpectedDfProperties", child.Offset, "DFProperties belong into a device description, not into a serialized object");
                    break;
                default:
                    Rules.Unknown(unknown, child, element);
                    break;
            }
        }

        if (value is not null && children.Count > 0)
            throw new WireFormatException(WbxmlErrors.UnexpectedElement, value.Offset, "a Node has nested Nodes or a Value, not both");
        if (isDescription && description is null)
            _inner.Add("MissingDfProperties", element.Offset, $"Node {name} has no DFProperties");
        if (properties is null && !isDescription)
            _inner.Add("MissingRtProperties", element.Offset, $"Node {name} has no RTProperties");
        return new MgmtNode(
            name,
            path,
            properties,
            value is null ? null : new TndsValue(value, offset + value.Offset),
            children.ToImmutable(),
            offset + element.Offset)
        {
            Description = description,
            Unknown = unknown.ToImmutable(),
        };
    }

    private RtProperties Properties(WbxmlElement element)
    {
        var properties = new RtProperties(offset + element.Offset);
        WbxmlElement? type = null;
        var unknown = ImmutableArray.CreateBuilder<WbxmlElement>();
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
                    Rules.Unknown(unknown, child, element);
                    break;
            }
        }

        if (type is null)
            _inner.Add("MissingType", element.Offset, "RTProperties have no Type");
        return properties with { Unknown = unknown.ToImmutable() };
    }

    private DfProperties Description(WbxmlElement element)
    {
        var description = new DfProperties(offset + element.Offset);
        WbxmlElement? accessType = null;
        WbxmlElement? dfType = null;
        var unknown = ImmutableArray.CreateBuilder<WbxmlElement>();
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "AccessType":
                    accessType = ElementRules.Once(accessType, child, child);
                    description = description with { AccessType = AccessTypes(child) };
                    break;
                case "DefaultValue":
                    description = description with { DefaultValue = Rules.OnceText(description.DefaultValue, child) };
                    break;
                case "Description":
                    description = description with { Text = Rules.OnceText(description.Text, child) };
                    break;
                case "DFFormat":
                    description = description with { Format = ElementRules.Once(description.Format, child, Format(child)) };
                    break;
                case "Occurrence":
                    description = description with { Occurrence = ElementRules.Once(description.Occurrence, child, OccurrenceOf(child)) };
                    break;
                case "Scope":
                    description = description with { Scope = ElementRules.Once(description.Scope, child, OneOf(child, "Permanent", "Dynamic").Name) };
                    break;
                case "DFTitle":
                    description = description with { Title = Rules.OnceText(description.Title, child) };
                    break;
                case "DFType":
                    dfType = ElementRules.Once(dfType, child, child);
                    description = Type(description, child);
                    break;
                case "CaseSense":
                    description = description with { CaseSense = ElementRules.Once(description.CaseSense, child, OneOf(child, "CS", "CIS").Name) };
                    break;
                default:
                    Rules.Unknown(unknown, child, element);
                    break;
            }
        }

        if (accessType is null)
            _inner.Add("MissingAccessType", element.Offset, "DFProperties have no AccessType");
        if (description.Format is null)
            _inner.Add("MissingFormat", element.Offset, "DFProperties have no DFFormat");
        if (dfType is null)
            _inner.Add("MissingType", element.Offset, "DFProperties have no DFType");
        return description with { Unknown = unknown.ToImmutable() };
    }

    private ImmutableArray<string> AccessTypes(WbxmlElement element)
    {
        var types = ImmutableArray.CreateBuilder<string>();
        foreach (var child in ElementRules.Children(element))
        {
            if (NameOf(child) is not ("Add" or "Copy" or "Delete" or "Exec" or "Get" or "Replace"))
                _inner.Add("UnknownAccessType", child.Offset, $"{child.Name} is no access type");
            types.Add(child.Name);
        }

        return types.ToImmutable();
    }

    private DfOccurrence OccurrenceOf(WbxmlElement element)
    {
        var kind = OneOf(element, "One", "ZeroOrOne", "ZeroOrMore", "OneOrMore", "ZeroOrN", "OneOrN");
        return new DfOccurrence(kind.Name, kind.Name is "ZeroOrN" or "OneOrN" ? Rules.Text(kind).Trim() : null);
    }

    private WbxmlElement OneOf(WbxmlElement element, params ReadOnlySpan<string> names)
    {
        WbxmlElement? only = null;
        foreach (var child in ElementRules.Children(element))
        {
            only = ElementRules.Once(only, child, child);
            if (NameOf(child) is not { } name || !names.Contains(name))
                throw new WireFormatException(WbxmlErrors.UnexpectedElement, child.Offset, $"{child.Name} in {element.Name}; one of {string.Join(", ", names!)} was expected");
        }

        return only ?? throw new WireFormatException(WbxmlErrors.MissingElement, element.Offset, $"{element.Name} is empty; one of {string.Join(", ", names!)} was expected");
    }

    private DfProperties Type(DfProperties description, WbxmlElement element)
    {
        var types = description.MimeTypes.ToBuilder();
        foreach (var child in ElementRules.Children(element))
        {
            switch (NameOf(child))
            {
                case "MIME":
                    types.Add(Rules.Text(child));
                    break;
                case "DDFName":
                    description = description with { DdfName = Rules.OnceText(description.DdfName, child) };
                    break;
                default:
                    Unknown(child, element);
                    break;
            }
        }

        return description with { MimeTypes = types.ToImmutable() };
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
