using System.Collections.Immutable;

namespace DmSc.Dm.Tree;

/// <summary>A node with all below it. It never changes: a changed tree shares what did not change with the one before, so that a rollback is to keep the old root.</summary>
internal sealed record TreeNode
{
    /// <summary>Origin of an object that the device uses but does not show in its tree: a documented defect.</summary>
    public const string OutsideOrigin = "outside-tree";

    /// <summary>Origin of an object whose leaves the device tells wrongly: a documented defect.</summary>
    public const string MisreadOrigin = "misread";

    private static readonly ImmutableSortedDictionary<string, TreeNode> s_none = ImmutableSortedDictionary.Create<string, TreeNode>(StringComparer.Ordinal);

    public required string Name { get; init; }

    public bool IsInterior { get; init; }

    public string Format { get; init; } = "chr";

    /// <summary>Media type of a leaf, identifier of the management object of an interior node; empty for none.</summary>
    public string Type { get; init; } = "";

    public string? Title { get; init; }

    public Acl Acl { get; init; } = Acl.Empty;

    public ReadOnlyMemory<byte> Value { get; init; }

    public ushort VerNo { get; init; }

    public DateTimeOffset Stamp { get; init; }

    public bool IsPermanent { get; init; }

    /// <summary>A value that no Get tells, however the node is called later.</summary>
    public bool IsSecret { get; init; }

    public NodeAccess Access { get; init; } = NodeAccess.All;

    /// <summary>Where the object came from: <c>card</c>; null for all else. On the topmost node of an object.</summary>
    public string? Origin { get; init; }

    /// <summary>Digest of the object as it came, to know it again.</summary>
    public string? OriginDigest { get; init; }

    public ImmutableSortedDictionary<string, TreeNode> Children { get; private init; } = s_none;

    /// <summary>Nodes from here down, this one included.</summary>
    public int Nodes { get; private init; } = 1;

    /// <summary>Octets of the values below this node.</summary>
    public long OctetsBelow { get; private init; }

    public long Octets => OctetsBelow + Value.Length;

    public static TreeNode Interior(string name, string type, DateTimeOffset stamp) =>
        new() { Name = name, IsInterior = true, Format = "node", Type = type, Stamp = stamp };

    public static bool IsSecretName(string name) => name is "AAuthSecret" or "AAuthData" or "AuthSecr";

    public TreeNode With(TreeNode child)
    {
        var before = Children.GetValueOrDefault(child.Name);
        return this with
        {
            Children = Children.SetItem(child.Name, child),
            Nodes = Nodes + child.Nodes - (before?.Nodes ?? 0),
            OctetsBelow = OctetsBelow + child.Octets - (before?.Octets ?? 0),
        };
    }

    public TreeNode Without(string name) => Children.GetValueOrDefault(name) is { } child
        ? this with { Children = Children.Remove(name), Nodes = Nodes - child.Nodes, OctetsBelow = OctetsBelow - child.Octets }
        : this;

    public TreeNode WithoutChildren() => this with { Children = s_none, Nodes = 1, OctetsBelow = 0 };

    /// <summary>The node with another value: the clock and the version number move.</summary>
    public TreeNode Changed(ReadOnlyMemory<byte> value, DateTimeOffset now) => this with { Value = value, Stamp = now, VerNo = unchecked((ushort)(VerNo + 1)) };

    /// <summary>This node, or what is below it, with a change applied; null when there is no such node.</summary>
    public TreeNode? Update(ReadOnlySpan<string> path, Func<TreeNode, TreeNode> change)
    {
        if (path.IsEmpty)
            return change(this);
        return Children.GetValueOrDefault(path[0])?.Update(path[1..], change) is { } child ? With(child) : null;
    }

    public TreeNode? Find(ReadOnlySpan<string> path)
    {
        var node = this;
        foreach (var name in path)
        {
            if (!node.Children.TryGetValue(name, out node))
                return null;
        }

        return node;
    }

    public bool HasPermanentBelow() => Children.Values.Any(child => child.IsPermanent || child.HasPermanentBelow());

    /// <summary>The same tree with a change applied to every node.</summary>
    public TreeNode Map(Func<TreeNode, TreeNode> change)
    {
        var node = change(this);
        foreach (var child in Children.Values)
        {
            var changed = child.Map(change);
            if (!ReferenceEquals(changed, child))
                node = node.With(changed);
        }

        return node;
    }
}
