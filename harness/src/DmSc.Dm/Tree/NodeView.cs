using System.Collections.Immutable;
using System.Text;

namespace DmSc.Dm.Tree;

/// <summary>A node as the device itself sees it, at one moment: later changes of the tree do not show.</summary>
public sealed class NodeView
{
    private readonly TreeNode _node;
    private readonly ImmutableArray<string> _path;

    internal NodeView(TreeNode node, ImmutableArray<string> path)
    {
        _node = node;
        _path = path;
    }

    /// <summary>URI, <c>./DMAcc/A1</c>.</summary>
    public string Uri => TreeUri.Text(_path.AsSpan());

    /// <summary>Name; <c>.</c> for the root.</summary>
    public string Name => _node.Name;

    /// <summary>Whether it has children instead of a value.</summary>
    public bool IsInterior => _node.IsInterior;

    /// <summary>Format.</summary>
    public string Format => _node.Format;

    /// <summary>Media type of a leaf, identifier of the management object of an interior node; empty for none.</summary>
    public string Type => _node.Type;

    /// <summary>Title, or <see langword="null"/>.</summary>
    public string? Title => _node.Title;

    /// <summary>The node's own ACL.</summary>
    public Acl Acl => _node.Acl;

    /// <summary>Value, decoded; empty for an interior node.</summary>
    public ReadOnlyMemory<byte> Value => _node.Value;

    /// <summary>The value as text; what is no UTF-8 is replaced.</summary>
    public string Text => Encoding.UTF8.GetString(_node.Value.Span);

    /// <summary>Version number of the value.</summary>
    public int VerNo => _node.VerNo;

    /// <summary>When the value changed last.</summary>
    public DateTimeOffset Stamp => _node.Stamp;

    /// <summary>Whether it is built in.</summary>
    public bool IsPermanent => _node.IsPermanent;

    /// <summary>Whether no Get tells its value.</summary>
    public bool IsSecret => _node.IsSecret;

    /// <summary>Where the object came from, <c>card</c>, or <see langword="null"/>.</summary>
    public string? Origin => _node.Origin;

    /// <summary>Digest of the object as it came from there, or <see langword="null"/>.</summary>
    public string? OriginDigest => _node.OriginDigest;

    /// <summary>The children by name.</summary>
    public IEnumerable<NodeView> Children => _node.Children.Values.Select(child => new NodeView(child, _path.Add(child.Name)));

    /// <summary>A node below this one, or <see langword="null"/>.</summary>
    /// <param name="path">Names from here, as they are (not escaped).</param>
    public NodeView? Find(params ReadOnlySpan<string> path) => _node.Find(path) is { } node ? new NodeView(node, _path.AddRange(path)) : null;

    /// <summary>Text of a leaf below this one; <see langword="null"/> when there is none.</summary>
    /// <param name="path">Names from here.</param>
    public string? TextOf(params ReadOnlySpan<string> path) => Find(path) is { IsInterior: false } leaf ? leaf.Text : null;

    /// <summary>This node and all below it, parents first.</summary>
    public IEnumerable<NodeView> All()
    {
        var open = new Stack<NodeView>([this]);
        while (open.TryPop(out var node))
        {
            yield return node;
            foreach (var child in node.Children.Reverse())
                open.Push(child);
        }
    }

    /// <summary>URI and format; never the value, which may be a secret.</summary>
    public override string ToString() => $"{Uri} ({Format})";
}
