using System.Collections.Immutable;
using System.Text;
using DmSc.Wire.Tnds;

namespace DmSc.Dm.Tree;

/// <summary>The tree that a serialized object describes, put together from nested nodes and those with Path, before it becomes part of a device's tree.</summary>
internal sealed class TndsDraft(string name)
{
    private readonly Dictionary<string, TndsDraft> _byName = new(StringComparer.Ordinal);

    public string Name { get; set; } = name;

    public List<TndsDraft> Children { get; } = [];

    /// <summary>What declares it; null for a node that only a Path or a URI names.</summary>
    public MgmtNode? Declaration { get; private set; }

    public bool IsXml { get; private set; }

    /// <summary>Takes the place of the declared value: a rewritten reference.</summary>
    public string? NewText { get; set; }

    public string ObjectId => Declaration?.Properties?.DdfName?.Trim() ?? "";

    /// <summary>Puts a serialized object together.</summary>
    /// <param name="tree">The object.</param>
    /// <param name="target">Last segment of the Target; empty for the root.</param>
    /// <returns>The node at the Target, declared when the object's topmost node is that node; and 0, or the status that says what is wrong.</returns>
    public static (TndsDraft Root, int Status) Of(MgmtTree tree, string target)
    {
        var root = new TndsDraft(target);
        var tops = tree.Nodes.Count(node => node.Path is null);
        foreach (var node in tree.Nodes)
        {
            var isTarget = node.Path is null && tops == 1 && (string.IsNullOrEmpty(node.Name) || node.Name == target);
            var status = isTarget ? root.Declare(node, tree.Form, 0) : root.Graft(node, tree.Form);
            if (status != 0)
                return (root, status);
        }

        return (root, 0);
    }

    public TndsDraft? Find(string segment) => _byName.GetValueOrDefault(segment);

    /// <summary>The node at a relative path, made when absent.</summary>
    public TndsDraft At(ReadOnlySpan<string> path)
    {
        var node = this;
        foreach (var segment in path)
            node = node.Find(segment) ?? node.Append(segment);
        return node;
    }

    /// <summary>Declares this node, with what is nested in it.</summary>
    public int Declare(MgmtNode node, TndsForm form, int depth)
    {
        if (Declaration is not null)
            return TreeStatus.AlreadyExists;
        if (depth > TreeLimits.HardDepth)
            return TreeStatus.UriTooLong;
        Declaration = node;
        IsXml = form == TndsForm.Xml;
        foreach (var child in node.Children)
        {
            var status = Graft(child, form, depth + 1);
            if (status != 0)
                return status;
        }

        return 0;
    }

    public void Drop(TndsDraft child)
    {
        Children.Remove(child);
        _byName.Remove(child.Name);
    }

    public string? TextOf(string child) => Find(child)?.Declaration?.Value?.Text;

    /// <summary>This node and all below it.</summary>
    public IEnumerable<TndsDraft> All() => Children.SelectMany(child => child.All()).Prepend(this);

    /// <summary>The node as part of a tree; or the status that says why it cannot be one.</summary>
    public (TreeNode? Node, int Status) ToNode(TreeOptions options, DateTimeOffset now)
    {
        var properties = Declaration?.Properties;
        var acl = Acl.Empty;
        if (properties?.Acl is { } text && !options.Quirks.DropTndsAcl && !Acl.TryParse(text.Trim(), out acl))
            return (null, TreeStatus.BadRequest);
        var segment = options.Quirks.LowerCaseNames ? Name.ToLowerInvariant() : Name;
        if (!TreeUri.IsName(segment))
            return (null, TreeStatus.BadRequest);
        if (!options.Quirks.IgnoreLimits && options.Limits.MaxSegLen != 0 && segment.Length > options.Limits.MaxSegLen)
            return (null, TreeStatus.UriTooLong);
        if (IsInterior(properties))
            return Interior(segment, properties, acl!, options, now);
        if (Children.Count > 0)
            return (null, TreeStatus.UnsupportedFormat);
        if (NewText is not null)
            return (Leaf(segment, "chr", Encoding.UTF8.GetBytes(NewText), properties, acl!, now), 0);
        var format = properties?.Format ?? "chr";
        if (!NodeValue.IsFormat(format))
            return (null, TreeStatus.UnsupportedFormat);
        if (NodeValue.Stored(format, Declaration?.Value?.Octets ?? default, IsXml) is not { } stored)
            return (null, TreeStatus.UnsupportedFormat);
        if (stored.Value.Length > options.MaxObjectSize)
            return (null, TreeStatus.TooLarge);
        return (Leaf(segment, stored.Format, stored.Value, properties, acl!, now), 0);
    }

    private static TreeNode Leaf(string segment, string format, ReadOnlyMemory<byte> value, RtProperties? properties, Acl acl, DateTimeOffset now) => new()
    {
        Name = segment,
        Format = format,
        Type = properties?.MimeType ?? "text/plain",
        Title = properties?.Title,
        Value = value.ToArray(),
        Acl = acl,
        Stamp = now,
        IsSecret = TreeNode.IsSecretName(segment),
    };

    private (TreeNode? Node, int Status) Interior(string segment, RtProperties? properties, Acl acl, TreeOptions options, DateTimeOffset now)
    {
        if (Declaration?.Value is { Octets.Length: > 0 })
            return (null, TreeStatus.UnsupportedFormat);
        var node = TreeNode.Interior(segment, ObjectId, now) with { Acl = acl, Title = properties?.Title };
        foreach (var child in Children)
        {
            var (made, status) = child.ToNode(options, now);
            if (made is null)
                return (null, status);
            node = node.With(made);
        }

        return (node, 0);
    }

    private bool IsInterior(RtProperties? properties) =>
        properties?.Format == "node"
        || (properties?.Format is null && Declaration?.Value is null && (Children.Count > 0 || properties?.MimeType is null));

    private int Graft(MgmtNode node, TndsForm form)
    {
        if (string.IsNullOrEmpty(node.Name))
            return TreeStatus.BadRequest;
        if (node.Path is not { } text)
            return Graft(node, form, 1);
        if (text is "" or "./")
            text = ".";
        var status = TreeUri.Path(text.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : ".", new TreeLimits(), out var path);
        if (status != 0)
            return status;
        return Under(path).Graft(node, form, path.Length + 1);
    }

    /// <summary>A Path is relative to the Target; encoders are found that begin it with the Target's own name.</summary>
    private TndsDraft Under(ImmutableArray<string> path) =>
        path.Length > 0 && path[0] == Name && Declaration is not null && Find(path[0]) is null ? At(path.AsSpan()[1..]) : At(path.AsSpan());

    private int Graft(MgmtNode node, TndsForm form, int depth)
    {
        if (string.IsNullOrEmpty(node.Name))
            return TreeStatus.BadRequest;
        return (Find(node.Name) ?? Append(node.Name)).Declare(node, form, depth);
    }

    private TndsDraft Append(string segment)
    {
        var child = new TndsDraft(segment);
        Children.Add(child);
        _byName[segment] = child;
        return child;
    }
}
