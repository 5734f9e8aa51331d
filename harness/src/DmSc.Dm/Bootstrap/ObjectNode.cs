using DmSc.Wire;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;

namespace DmSc.Dm.Bootstrap;

/// <summary>A node of the tree that a bootstrap message would build, while it is put together.</summary>
/// <param name="name">Last segment of its URI.</param>
/// <param name="offset">Offset of what creates it.</param>
internal sealed class ObjectNode(string name, int offset)
{
    private const int MaxSegments = 64;
    private Dictionary<string, ObjectNode>? _byName;
    private bool _declared;

    public string Name { get; } = name;

    public int Offset { get; private set; } = offset;

    public List<ObjectNode> Children { get; } = [];

    public ReadOnlyMemory<byte>? Octets { get; private set; }

    public string? Text { get; private set; }

    public string? Format { get; private set; }

    public string? ObjectId { get; private set; }

    public string? Acl { get; private set; }

    public bool IsXml { get; private set; }

    /// <summary>The first child of that name.</summary>
    public ObjectNode? Find(string segment) => _byName?.GetValueOrDefault(segment);

    /// <summary>The node below this one at a relative URI, made when absent.</summary>
    /// <exception cref="WireFormatException">More segments than any device offers; the tree is walked recursively.</exception>
    public ObjectNode At(string path, int offset)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length > MaxSegments)
            throw new WireFormatException(WbxmlErrors.LimitExceeded, offset, $"a URI of {segments.Length} segments, the limit is {MaxSegments}");
        var node = this;
        foreach (var segment in segments)
        {
            if (segment != ".")
                node = node.Find(segment) ?? node.Append(segment, offset);
        }

        return node;
    }

    public string? TextOf(string name) => Find(name)?.Text;

    public void Set(ReadOnlyMemory<byte> octets, string? text, string? format)
    {
        (Octets, Text, Format) = (octets, text, format);
    }

    /// <summary>Names the management object whose topmost node this is.</summary>
    public void Identify(string id) => ObjectId ??= id.Trim();

    /// <summary>Puts the nodes of a serialized object below this one, the target, as a client would.</summary>
    /// <param name="tree">The object.</param>
    /// <param name="remarks">Gets a remark for each node that occurs twice; both are kept, so that none hides the other.</param>
    public void Graft(MgmtTree tree, ICollection<FormatRemark> remarks)
    {
        // A sole topmost node without a name takes that of the target (TNDS 1.2, 5); several cannot.
        var takesTarget = tree.Nodes.Count(node => node.Path is null) == 1;
        foreach (var node in tree.Nodes)
        {
            if (node.Path is null && string.IsNullOrEmpty(node.Name) && takesTarget)
                Fill(node, this, tree.Form, remarks);
            else
                Graft(node, this, tree.Form, remarks);
        }
    }

    private void Graft(MgmtNode node, ObjectNode target, TndsForm form, ICollection<FormatRemark> remarks)
    {
        // A Path is relative to the target (TNDS 1.2, 5).
        var parent = node.Path is { } path ? target.At(path, node.Offset) : this;
        var segment = node.Name ?? "";
        var there = parent.Find(segment);
        if (there is { _declared: true })
        {
            remarks.Add(new FormatRemark("DuplicateNode", node.Offset, $"a node named {segment} occurs twice in one place"));
            there = null;
        }

        (there ?? parent.Append(segment, node.Offset)).Fill(node, target, form, remarks);
    }

    private void Fill(MgmtNode node, ObjectNode target, TndsForm form, ICollection<FormatRemark> remarks)
    {
        _declared = true;
        Offset = node.Offset;
        if (node.Properties?.DdfName is { Length: > 0 } id)
            Identify(id);
        Acl = node.Properties?.Acl;
        IsXml = form == TndsForm.Xml;
        if (node.Value is { } value)
            Set(value.Octets, value.Text, node.Properties?.Format);
        foreach (var child in node.Children)
            Graft(child, target, form, remarks);
    }

    private ObjectNode Append(string segment, int offset)
    {
        var child = new ObjectNode(segment, offset);
        Children.Add(child);
        (_byName ??= new Dictionary<string, ObjectNode>(StringComparer.Ordinal)).TryAdd(segment, child);
        return child;
    }
}
