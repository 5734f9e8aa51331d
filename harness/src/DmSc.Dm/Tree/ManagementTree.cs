using System.Collections.Immutable;
using System.Text;

namespace DmSc.Dm.Tree;

/// <summary>What a server asks a node to do.</summary>
/// <param name="ServerId">Who asks.</param>
/// <param name="Uri">The node.</param>
/// <param name="Argument">Data of the command.</param>
/// <param name="Correlator">Correlator of the command, or <see langword="null"/>.</param>
public sealed record TreeExec(string ServerId, string Uri, ReadOnlyMemory<byte> Argument, string? Correlator);

/// <summary>
/// The management tree of a device (OMA DM Tree and Description 1.2). Servers come through <see cref="IDmTree"/>, bound by ACLs; the device itself through
/// the other members, bound by nothing but the shape of a tree. Not for several threads at once.
/// </summary>
public sealed partial class ManagementTree : IDmTree
{
    private readonly TreeOptions _options;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, Func<TreeExec, TreeAnswer>> _exec = new(StringComparer.Ordinal);
    private TreeNode _root;
    private object? _transaction;

    /// <summary>A tree with nothing but a root, whose ACL is <c>Add=*&amp;Get=*</c>.</summary>
    /// <param name="time">Clock for the property TStamp.</param>
    /// <param name="options">How it behaves.</param>
    public ManagementTree(TimeProvider time, TreeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _options = options ?? new TreeOptions();
        _root = TreeNode.Interior(".", "", time.GetUtcNow()) with
        {
            IsPermanent = true,
            Access = NodeAccess.Add | NodeAccess.Get | NodeAccess.Replace,
            Acl = Acl.Parse("Add=*&Get=*"),
        };
    }

    /// <summary>How it behaves.</summary>
    public TreeOptions Options => _options;

    /// <summary>The root, with all below it as it is now.</summary>
    public NodeView Root => new(_root, []);

    private TreeQuirks Quirks => _options.Quirks;

    private TreeLimits Limits => Quirks.IgnoreLimits ? new TreeLimits() : _options.Limits;

    /// <summary>The tree as it is now; keeps being what it is when the tree changes.</summary>
    internal TreeNode Snapshot => _root;

    /// <summary>Puts a snapshot in place of all there is.</summary>
    internal void Restore(TreeNode root) => _root = root;

    /// <summary>A node, or <see langword="null"/> when there is none or the URI is none.</summary>
    /// <param name="uri">Its URI.</param>
    public NodeView? Find(string uri) =>
        TreeUri.Path(uri, new TreeLimits(), out var path) == 0 && _root.Find(path.AsSpan()) is { } node ? new NodeView(node, path) : null;

    /// <summary>The text of a leaf, or <see langword="null"/> when there is no such leaf.</summary>
    /// <param name="uri">Its URI.</param>
    public string? Text(string uri) => Find(uri) is { IsInterior: false } leaf ? leaf.Text : null;

    /// <summary>Topmost nodes of the objects with an identifier, in the order of their URIs.</summary>
    /// <param name="objectIds">The identifiers that count, compared without case.</param>
    public ImmutableArray<NodeView> FindObjects(params IEnumerable<string> objectIds)
    {
        var wanted = new HashSet<string>(objectIds, StringComparer.OrdinalIgnoreCase);
        return [.. Root.All().Where(node => node.IsInterior && node.Type.Length > 0 && wanted.Contains(node.Type))];
    }

    /// <summary>Adds an interior node; missing parents come as dynamic nodes. A node that is there already stays as it is.</summary>
    /// <param name="uri">Its URI.</param>
    /// <param name="objectId">Identifier of the management object; empty for none.</param>
    /// <param name="permanent">Whether it is built in.</param>
    /// <param name="access">What can be done to it.</param>
    /// <exception cref="ArgumentException">No URI, or a leaf stands there or above.</exception>
    public void AddInterior(string uri, string objectId = "", bool permanent = false, NodeAccess access = NodeAccess.All)
    {
        var path = LocalPath(uri);
        if (_root.Find(path.AsSpan()) is { } there)
        {
            if (!there.IsInterior)
                throw new ArgumentException($"{uri} is a leaf", nameof(uri));
            return;
        }

        Put(path, TreeNode.Interior(path[^1], objectId, _time.GetUtcNow()) with { IsPermanent = permanent, Access = access });
    }

    /// <summary>Adds a leaf, or sets its value when it is there; missing parents come as dynamic nodes.</summary>
    /// <param name="uri">Its URI.</param>
    /// <param name="value">Value.</param>
    /// <param name="format">Format.</param>
    /// <param name="type">Media type.</param>
    /// <param name="permanent">Whether it is built in.</param>
    /// <param name="access">What can be done to it.</param>
    /// <exception cref="ArgumentException">No URI, an interior node stands there, a leaf above, or the value is none of that format.</exception>
    public void SetLeaf(
        string uri,
        ReadOnlyMemory<byte> value,
        string format = "chr",
        string type = "text/plain",
        bool permanent = false,
        NodeAccess access = NodeAccess.All)
    {
        var path = LocalPath(uri);
        if (!NodeValue.IsFormat(format) || !NodeValue.Suits(format, value.Span))
            throw new ArgumentException($"the value of {uri} is none of format {format}", nameof(value));
        var now = _time.GetUtcNow();
        if (_root.Find(path.AsSpan()) is not { } there)
        {
            Put(path, new TreeNode
            {
                Name = path[^1],
                Format = format,
                Type = type,
                Value = value.ToArray(),
                Stamp = now,
                IsPermanent = permanent,
                IsSecret = TreeNode.IsSecretName(path[^1]),
                Access = access,
            });
            return;
        }

        if (there.IsInterior)
            throw new ArgumentException($"{uri} is an interior node", nameof(uri));
        Change(path, node => node.Changed(value.ToArray(), now) with { Format = format, Type = type });
    }

    /// <summary>Adds a leaf with text, or sets its text when it is there.</summary>
    /// <param name="uri">Its URI.</param>
    /// <param name="text">Value.</param>
    /// <param name="format">Format.</param>
    /// <param name="permanent">Whether it is built in.</param>
    /// <param name="access">What can be done to it.</param>
    /// <exception cref="ArgumentException">As the other overload.</exception>
    public void SetLeaf(string uri, string text, string format = "chr", bool permanent = false, NodeAccess access = NodeAccess.All) =>
        SetLeaf(uri, Encoding.UTF8.GetBytes(text), format, "text/plain", permanent, access);

    /// <summary>Sets the ACL of a node, as a user interface would: clock and version number move.</summary>
    /// <param name="uri">Its URI.</param>
    /// <param name="acl">The list.</param>
    /// <exception cref="ArgumentException">No such node, or no value for the root.</exception>
    public void SetAcl(string uri, Acl acl)
    {
        ArgumentNullException.ThrowIfNull(acl);
        var path = LocalPath(uri, allowRoot: true);
        if (path.IsEmpty && acl.IsEmpty)
            throw new ArgumentException("the ACL of the root has a value", nameof(acl));
        Change(path, node => node.Changed(node.Value, _time.GetUtcNow()) with { Acl = acl });
    }

    /// <summary>Removes a node with all below it, permanent ones too. Nothing happens when there is none.</summary>
    /// <param name="uri">Its URI.</param>
    /// <exception cref="ArgumentException">The root.</exception>
    public void Remove(string uri)
    {
        var path = LocalPath(uri);
        if (_root.Update(path.AsSpan()[..^1], parent => parent.Without(path[^1])) is { } root)
            _root = root;
    }

    /// <summary>Lets a node be executed: what it does answers with the status, 200 when done, 202 when the result comes later.</summary>
    /// <param name="uri">The node; it need not be there yet.</param>
    /// <param name="action">What it does.</param>
    /// <exception cref="ArgumentException">No URI.</exception>
    public void OnExec(string uri, Func<TreeExec, TreeAnswer> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        _exec[TreeUri.Text(LocalPath(uri).AsSpan())] = action;
    }

    /// <summary>Takes a server out of every ACL, as the removal of its account demands (7.7.1.4): commands without a server go, lists without a command inherit.</summary>
    /// <param name="serverId">The server.</param>
    public void RemoveServer(string serverId)
    {
        ArgumentException.ThrowIfNullOrEmpty(serverId);
        if (Quirks.KeepsRemovedServerInAcls || serverId == "*")
            return;
        var before = _root.Acl;
        var root = _root.Map(node => node.Acl.Without(serverId) is var acl && ReferenceEquals(acl, node.Acl) ? node : node with { Acl = acl });

        // A command of the root that loses its last server is open to everybody (7.7.1.4).
        var rootAcl = root.Acl;
        foreach (var command in Enum.GetValues<AclCommand>())
        {
            if (!before.ServersOf(command).IsEmpty && rootAcl.ServersOf(command).IsEmpty)
                rootAcl = rootAcl.WithAnybody(command);
        }

        _root = root with { Acl = rootAcl };
    }

    /// <inheritdoc />
    public ITreeTransaction Begin()
    {
        if (_transaction is not null)
            throw new InvalidOperationException("a transaction is open");
        var transaction = new Transaction(this);
        _transaction = transaction;
        return transaction;
    }

    /// <summary>Puts a ready subtree below a parent that is made when missing; replaces what is there.</summary>
    internal void Put(ImmutableArray<string> path, TreeNode node)
    {
        var there = Existing(path);
        if (there == path.Length)
        {
            _root = _root.Update(path.AsSpan()[..^1], parent => parent.With(node))!;
            return;
        }

        if (_root.Find(path.AsSpan()[..there])!.IsInterior is false)
            throw new ArgumentException($"{TreeUri.Text(path.AsSpan()[..there])} is a leaf", nameof(path));
        var chain = Chain(path, there, node);
        _root = _root.Update(path.AsSpan()[..there], parent => parent.With(chain))!;
    }

    /// <summary>Puts a management object in, as the device itself; replaces what is there.</summary>
    /// <returns>0, or the status that says why it cannot be.</returns>
    internal int PutObject(string uri, TndsDraft draft, string? origin, string? digest)
    {
        var path = LocalPath(uri);
        draft.Name = path[^1];
        var (node, status) = draft.ToNode(_options, _time.GetUtcNow());
        if (node is null || (status = Depth(path.Length, node)) != 0)
            return status;
        var there = Math.Min(Existing(path), path.Length - 1);
        var parent = path.AsSpan()[..there];
        if (!_root.Find(parent)!.IsInterior)
            return TreeStatus.NotAllowed;
        return Place(parent, Chain(path, there, node with { Origin = origin, OriginDigest = digest })) is { IsSuccess: false, Status: var failure } ? failure : 0;
    }

    internal void Change(ImmutableArray<string> path, Func<TreeNode, TreeNode> change) =>
        _root = _root.Update(path.AsSpan(), change) ?? throw new ArgumentException($"there is no node {TreeUri.Text(path.AsSpan())}", nameof(path));

    internal static ImmutableArray<string> LocalPath(string uri, bool allowRoot = false)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (TreeUri.Path(uri, new TreeLimits(), out var path) != 0 || (path.IsEmpty && !allowRoot))
            throw new ArgumentException($"\"{uri}\" is no URI of a node", nameof(uri));
        return path;
    }

    /// <summary>How many segments of a path exist.</summary>
    private int Existing(ImmutableArray<string> path)
    {
        var node = _root;
        for (var i = 0; i < path.Length; i++)
        {
            if (!node.Children.TryGetValue(path[i], out var child))
                return i;
            node = child;
        }

        return path.Length;
    }

    /// <summary>The node with the parents that are missing.</summary>
    private TreeNode Chain(ImmutableArray<string> path, int there, TreeNode node)
    {
        for (var i = path.Length - 2; i >= there; i--)
            node = TreeNode.Interior(path[i], "", _time.GetUtcNow()).With(node);
        return node;
    }

    private TreeNode Renamed(ImmutableArray<string> path, string name) =>
        _root.Update(path.AsSpan()[..^1], parent => parent.Without(path[^1]).With(parent.Children[path[^1]] with { Name = name }))!;

    private sealed class Transaction(ManagementTree tree) : ITreeTransaction
    {
        private readonly TreeNode _before = tree._root;

        public void Commit() => End();

        public void Dispose()
        {
            if (tree._transaction == this && !tree.Quirks.NoRollback)
                tree._root = _before;
            End();
        }

        private void End()
        {
            if (tree._transaction == this)
                tree._transaction = null;
        }
    }
}
