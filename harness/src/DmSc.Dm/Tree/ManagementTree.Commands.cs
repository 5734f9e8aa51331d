using System.Collections.Immutable;
using System.Text;
using DmSc.Wire;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;

namespace DmSc.Dm.Tree;

public sealed partial class ManagementTree
{
    private const string InboxName = "Inbox";

    /// <summary>While a command that was refused is carried out all the same: a documented defect.</summary>
    private bool _obeys;

    /// <inheritdoc />
    public TreeAnswer Get(string serverId, string target)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        ArgumentNullException.ThrowIfNull(target);
        var status = TreeUri.Parse(target, Limits, out var uri);
        if (status != 0)
            return TreeAnswer.Of(status);
        var path = uri.Segments;
        if (IsInbox(path))
            return Quirks.InboxReadable ? Of(new TreeItem(target, "node", "text/plain", ReadOnlyMemory<byte>.Empty)) : TreeAnswer.Of(TreeStatus.NotAllowed);
        if (_root.Find(path.AsSpan()) is not { } node)
            return TreeAnswer.Of(TreeStatus.NotFound);
        if (IsBelow(path.AsSpan(), TreeNode.OutsideOrigin))
            return TreeAnswer.Of(TreeStatus.NotFound);
        if (!MayGet(serverId, path))
            return TreeAnswer.Of(TreeStatus.PermissionDenied);
        if (uri.Property is { } property)
            return GetProperty(target, path, node, property);
        if (!node.Access.HasFlag(NodeAccess.Get) || (node.IsSecret && !Quirks.SecretsReadable))
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        if (uri.List is { } list)
            return new TreeListing(this, serverId).Answer(path, node, list);
        if (!node.IsInterior && IsBelow(path.AsSpan(), TreeNode.MisreadOrigin) && path[^1] is not ("ServerID" or "AAuthLevel"))
            return Of(new TreeItem(target, node.Format, node.Type, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(node.Value.Span) + "?")));
        if (!node.IsInterior)
            return Of(new TreeItem(target, node.Format, node.Type, node.Value));
        if (node.Children.IsEmpty && Quirks.EmptyInteriorNotFound)
            return TreeAnswer.Of(TreeStatus.NotFound);
        return Of(new TreeItem(target, "node", "text/plain", Encoding.UTF8.GetBytes(string.Join('/', node.Children.Values.Where(child => child.Origin != TreeNode.OutsideOrigin).Select(child => TreeUri.Escape(child.Name))))));
    }

    /// <summary>Whether a node belongs to an object that the device, by a documented defect, does not show in its tree or tells wrongly.</summary>
    private bool IsBelow(ReadOnlySpan<string> path, string origin)
    {
        var node = _root;
        foreach (var name in path)
        {
            if (!node.Children.TryGetValue(name, out node))
                return false;
            if (node.Origin == origin)
                return true;
        }

        return false;
    }

    /// <inheritdoc />
    public TreeAnswer Add(string serverId, TreeWrite write)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        ArgumentNullException.ThrowIfNull(write);
        return InWords(() => AddAt(serverId, write));
    }

    /// <inheritdoc />
    public TreeAnswer Replace(string serverId, TreeWrite write)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        ArgumentNullException.ThrowIfNull(write);
        return InWords(() => ReplaceAt(serverId, write));
    }

    /// <summary>A command as it is answered; by a documented defect it is carried out although an ACL forbids it.</summary>
    private TreeAnswer InWords(Func<TreeAnswer> command)
    {
        var answer = command();
        if (!Quirks.RefusesInWordsOnly || _obeys || answer.Status != TreeStatus.PermissionDenied)
            return answer;
        _obeys = true;
        command();
        _obeys = false;
        return answer;
    }

    private TreeAnswer AddAt(string serverId, TreeWrite write)
    {
        var status = TreeUri.Parse(write.Target, Limits, out var uri);
        if (status != 0)
            return TreeAnswer.Of(status);
        if (uri.HasQuery)
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        if (IsInbox(uri.Segments))
            return AddToInbox(serverId, uri.Segments, write);
        var before = _root;
        var answer = IsTnds(write.Type) ? AddObject(serverId, uri.Segments, write) : AddNode(serverId, uri.Segments, write);
        if (!answer.IsSuccess && !Quirks.PartialTnds)
            _root = before;
        if (answer.Status == TreeStatus.AlreadyExists && Quirks.AddOverwritesInSecret && _root.Find(uri.Segments.AsSpan()) is { IsInterior: false } there)
            ReplaceValue(uri.Segments, there, write);
        return answer;
    }

    private TreeAnswer ReplaceAt(string serverId, TreeWrite write)
    {
        var status = TreeUri.Parse(write.Target, Limits, out var uri);
        if (status != 0)
            return TreeAnswer.Of(status);
        var path = uri.Segments;
        if (IsInbox(path) || uri.List is not null)
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        if (_root.Find(path.AsSpan()) is not { } node)
            return Quirks.ReplaceCreates && !uri.HasQuery ? Add(serverId, write) : TreeAnswer.Of(TreeStatus.NotFound);
        if (uri.Property is { } property)
            return ReplaceProperty(serverId, path, node, property, write);
        if (!Has(serverId, AclCommand.Replace, path))
            return TreeAnswer.Of(TreeStatus.PermissionDenied);
        if (!node.Access.HasFlag(NodeAccess.Replace))
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        return IsTnds(write.Type) ? ReplaceObject(serverId, path, node, write) : ReplaceValue(path, node, write);
    }

    /// <inheritdoc />
    public TreeAnswer Delete(string serverId, string target)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        ArgumentNullException.ThrowIfNull(target);
        var status = TreeUri.Parse(target, Limits, out var uri);
        if (status != 0)
            return TreeAnswer.Of(status);
        var path = uri.Segments;
        if (IsInbox(path))
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        if (uri.HasQuery)
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        if (_root.Find(path.AsSpan()) is not { } node)
            return TreeAnswer.Of(TreeStatus.NotFound);
        if (!Has(serverId, AclCommand.Delete, path))
            return TreeAnswer.Of(TreeStatus.PermissionDenied);
        if (path.IsEmpty || (!Quirks.DeletePermanent && (node.IsPermanent || node.HasPermanentBelow() || !node.Access.HasFlag(NodeAccess.Delete))))
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        var gone = ServerIdsBelow(node);
        _root = _root.Update(path.AsSpan()[..^1], parent => parent.Without(path[^1]))!;
        ForgetServers(gone);
        return TreeAnswer.Of(TreeStatus.Ok);
    }

    /// <inheritdoc />
    public TreeAnswer Copy(string serverId, string source, string target)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (!_options.SupportsCopy)
            return TreeAnswer.Of(TreeStatus.OptionalFeatureNotSupported);
        var status = TreeUri.Parse(source, Limits, out var from);
        if (status != 0)
            return TreeAnswer.Of(status);
        status = TreeUri.Parse(target, Limits, out var to);
        if (status != 0)
            return TreeAnswer.Of(status);
        if (from.HasQuery || to.HasQuery || IsInbox(from.Segments) || IsInbox(to.Segments) || from.Segments.IsEmpty)
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        if (_root.Find(from.Segments.AsSpan()) is not { } node)
            return TreeAnswer.Of(TreeStatus.NotFound);
        if (!MayGetAll(serverId, from.Segments, node))
            return TreeAnswer.Of(TreeStatus.PermissionDenied);
        if (HasSecret(node) && !Quirks.SecretsReadable)
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        return _root.Find(to.Segments.AsSpan()) is { } there ? CopyOnto(serverId, to.Segments, there, node) : CopyNew(serverId, to.Segments, node);
    }

    /// <inheritdoc />
    public TreeAnswer Exec(string serverId, string target, ReadOnlyMemory<byte> argument, string? correlator)
    {
        ArgumentNullException.ThrowIfNull(serverId);
        ArgumentNullException.ThrowIfNull(target);
        var status = TreeUri.Parse(target, Limits, out var uri);
        if (status != 0)
            return TreeAnswer.Of(status);
        var path = uri.Segments;
        if (IsInbox(path) || uri.HasQuery)
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        if (_root.Find(path.AsSpan()) is null)
            return TreeAnswer.Of(TreeStatus.NotFound);
        if (!Has(serverId, AclCommand.Exec, path))
            return TreeAnswer.Of(TreeStatus.PermissionDenied);
        var name = TreeUri.Text(path.AsSpan());
        return _exec.TryGetValue(name, out var action) ? action(new TreeExec(serverId, name, argument, correlator)) : TreeAnswer.Of(TreeStatus.NotAllowed);
    }

    internal bool MayGet(string serverId, ImmutableArray<string> path) => Has(serverId, AclCommand.Get, path);

    private static TreeAnswer Of(TreeItem item) => new(TreeStatus.Ok, [item]);

    private static bool IsInbox(ImmutableArray<string> path) => path.Length > 0 && path[0] == InboxName;

    private static bool IsTnds(string? type) => MediaTypes.Is(type, MediaTypes.TndsWbxml) || MediaTypes.Is(type, MediaTypes.TndsXml);

    private static bool HasSecret(TreeNode node) => node.IsSecret || node.Children.Values.Any(HasSecret);

    private bool MayGetAll(string serverId, ImmutableArray<string> path, TreeNode node) =>
        Has(serverId, AclCommand.Get, path) && node.Children.Values.All(child => MayGetAll(serverId, path.Add(child.Name), child));

    /// <summary>Whether the ACL that counts for a node gives a server a command.</summary>
    private bool Has(string serverId, AclCommand command, ReadOnlySpan<string> path)
    {
        if (Quirks.IgnoreAcl || _obeys)
            return true;
        var node = _root;
        var acl = node.Acl;
        var any = acl.Allows(command, serverId);
        foreach (var name in path)
        {
            if (!node.Children.TryGetValue(name, out node))
                break;
            if (!node.Acl.IsEmpty || Quirks.InheritNothing)
                acl = node.Acl;
            any |= node.Acl.Allows(command, serverId);
        }

        if (Quirks.GrantsToFirstOnly && !acl.Equals(_root.Acl))
            return acl.ServersOf(command) is [var first, ..] && first == serverId;
        return Quirks.MergeAcls ? any : acl.Allows(command, serverId);
    }

    private bool Has(string serverId, AclCommand command, ImmutableArray<string> path) => Has(serverId, command, path.AsSpan());

    private TreeAnswer AddNode(string serverId, ImmutableArray<string> path, TreeWrite write)
    {
        if (path.IsEmpty)
            return TreeAnswer.Of(TreeStatus.AlreadyExists);
        var allowed = MayInsert(serverId, path);
        if (!allowed.IsSuccess)
            return allowed;
        var name = Quirks.LowerCaseNames ? path[^1].ToLowerInvariant() : path[^1];
        if (write.Format == "node")
        {
            if (write.Data is { } content && (content.Octets.Length > 0 || content.Element.Elements.Any()))
                return TreeAnswer.Of(TreeStatus.UnsupportedFormat);
            var type = write.Type is null || MediaTypes.Is(write.Type, "text/plain") ? "" : write.Type.Trim();
            return Insert(serverId, path, TreeNode.Interior(name, type, _time.GetUtcNow()));
        }

        var (status, format, value) = ValueOf(write, null);
        if (status != 0)
            return TreeAnswer.Of(status);
        return Insert(serverId, path, new TreeNode
        {
            Name = name,
            Format = format,
            Type = write.Type ?? "text/plain",
            Value = value,
            Stamp = _time.GetUtcNow(),
            IsSecret = TreeNode.IsSecretName(name),
        });
    }

    /// <summary>Format and value of a leaf as a command carries them.</summary>
    private (int Status, string Format, ReadOnlyMemory<byte> Value) ValueOf(TreeWrite write, TreeNode? there)
    {
        // Without Meta the defaults hold (chr, text/plain), also where the leaf was something else before.
        var format = write.Format ?? "chr";
        if (!NodeValue.IsFormat(format))
            return (TreeStatus.UnsupportedFormat, format, default);

        // Markup as value is escaped or in CDATA; elements of the message itself are none.
        if (write.Data is { } data && data.Element.Elements.Any())
            return (TreeStatus.UnsupportedFormat, format, default);
        if (NodeValue.Stored(format, write.Data?.Octets ?? default, write.IsXml) is not { } stored)
            return (TreeStatus.UnsupportedFormat, format, default);
        if (stored.Value.Length > _options.MaxObjectSize)
            return (TreeStatus.TooLarge, format, default);
        return (0, format == "b64" && there is { Format: "b64" } ? "b64" : stored.Format, stored.Value.ToArray());
    }

    private TreeAnswer AddObject(string serverId, ImmutableArray<string> path, TreeWrite write)
    {
        if (Draft(path, write, out var draft) is var status && status != 0)
            return TreeAnswer.Of(status);
        return AddDraft(serverId, path, draft!);
    }

    private static int Draft(ImmutableArray<string> path, TreeWrite write, out TndsDraft? draft)
    {
        draft = null;
        if (write.Data is not { } data)
            return TreeStatus.UnsupportedFormat;
        try
        {
            var (made, status) = TndsDraft.Of(TndsReader.FromData(data, WbxmlOptions.FromPeer), path.IsEmpty ? "" : path[^1]);
            draft = made;
            return status;
        }
        catch (WireFormatException)
        {
            // No management tree: the media type promises what the data is not.
            return TreeStatus.UnsupportedFormat;
        }
    }

    private TreeAnswer AddDraft(string serverId, ImmutableArray<string> path, TndsDraft draft)
    {
        if (draft.Declaration is null && _root.Find(path.AsSpan()) is { IsInterior: true })
        {
            foreach (var child in draft.Children)
            {
                var answer = AddDraft(serverId, path.Add(child.Name), child);
                if (!answer.IsSuccess)
                    return answer;
            }

            return TreeAnswer.Of(TreeStatus.Ok);
        }

        var allowed = MayInsert(serverId, path);
        if (!allowed.IsSuccess)
            return allowed;
        var (node, status) = draft.ToNode(_options, _time.GetUtcNow());
        if (node is null || (status = Depth(path.Length, node)) != 0)
            return TreeAnswer.Of(status);
        return Insert(serverId, path, node);
    }

    private int Depth(int at, TreeNode node)
    {
        var limit = Limits.MaxDepth == 0 ? TreeLimits.HardDepth : Math.Min(Limits.MaxDepth, TreeLimits.HardDepth);
        if (at > limit)
            return TreeStatus.UriTooLong;
        return node.Children.Values.Select(child => Depth(at + 1, child)).FirstOrDefault(status => status != 0);
    }

    /// <summary>Whether a node could come here, as far as place and rights go.</summary>
    private TreeAnswer MayInsert(string serverId, ImmutableArray<string> path)
    {
        if (path.IsEmpty)
            return TreeAnswer.Of(TreeStatus.AlreadyExists);
        var there = Existing(path);
        var exists = there == path.Length;
        if (exists)
            there--;
        var failed = !exists && there + 1 < path.Length ? TreeUri.Text(path.AsSpan()[..(there + 1)]) : null;
        var parent = _root.Find(path.AsSpan()[..there])!;
        if (!Has(serverId, AclCommand.Add, path.AsSpan()[..there]))
            return new TreeAnswer(TreeStatus.PermissionDenied, [], failed);
        if (exists)
            return TreeAnswer.Of(Quirks.AddOverwrites ? TreeStatus.Ok : TreeStatus.AlreadyExists);
        if (!parent.IsInterior)
            return new TreeAnswer(Quirks.AddBelowLeafNotFound ? TreeStatus.NotFound : TreeStatus.NotAllowed, [], failed);
        if (!parent.Access.HasFlag(NodeAccess.Add))
            return new TreeAnswer(TreeStatus.NotAllowed, [], failed);
        if (failed is not null && !_options.CreatesParents)
            return new TreeAnswer(TreeStatus.NotFound, [], failed);
        return TreeAnswer.Of(TreeStatus.Ok);
    }

    /// <summary>Puts a new node in, with missing parents and the rights of its creator. <see cref="MayInsert"/> has been asked.</summary>
    private TreeAnswer Insert(string serverId, ImmutableArray<string> path, TreeNode node)
    {
        var there = Math.Min(Existing(path), path.Length - 1);
        var parentReplace = Has(serverId, AclCommand.Replace, path.AsSpan()[..there]);
        var hasParents = there < path.Length - 1;

        // The ACL of a leaf belongs to those with Replace on its parent; a parent made just now is the creator's own.
        if (!node.IsInterior && !node.Acl.IsEmpty && !parentReplace && !hasParents)
            return TreeAnswer.Of(TreeStatus.PermissionDenied);
        var chain = Chain(path, there, node);
        if (chain.IsInterior && chain.Acl.IsEmpty && !parentReplace && !Quirks.CreatorGetsNoAcl)
            chain = chain with { Acl = Acl.For(serverId, AclCommand.Add, AclCommand.Delete, AclCommand.Replace) };
        return Place(path.AsSpan()[..there], chain);
    }

    private TreeAnswer Place(ReadOnlySpan<string> parent, TreeNode node)
    {
        var root = _root.Update(parent, at => at.With(node))!;
        if (root.Nodes > _options.MaxNodes || root.Octets > _options.MaxOctets)
            return TreeAnswer.Of(TreeStatus.DeviceFull);
        _root = root;
        return TreeAnswer.Of(TreeStatus.Ok);
    }

    private TreeAnswer ReplaceValue(ImmutableArray<string> path, TreeNode node, TreeWrite write)
    {
        if (node.IsInterior || write.Format == "node")
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        var (status, format, value) = ValueOf(write, node);
        if (status != 0)
            return TreeAnswer.Of(status);
        return Place(path.AsSpan()[..^1], node.Changed(value, _time.GetUtcNow()) with { Format = format, Type = write.Type ?? "text/plain" });
    }

    private TreeAnswer ReplaceObject(string serverId, ImmutableArray<string> path, TreeNode node, TreeWrite write)
    {
        if (path.IsEmpty || node.HasPermanentBelow())
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        if (Draft(path, write, out var draft) is var status && status != 0)
            return TreeAnswer.Of(status);

        // An object that only has nodes below the target cannot go below a leaf.
        if (draft!.Declaration is null && !node.IsInterior)
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        var (made, failure) = draft.ToNode(_options, _time.GetUtcNow());
        if (made is null || (failure = Depth(path.Length, made)) != 0)
            return TreeAnswer.Of(failure);
        if (draft.Declaration is null)
            made = Repeopled(node, made);
        if (node.IsPermanent)
        {
            if (made.IsInterior != node.IsInterior)
                return TreeAnswer.Of(TreeStatus.NotAllowed);
            made = made with { IsPermanent = true, Access = node.Access, Acl = made.Acl.IsEmpty ? node.Acl : made.Acl };
        }

        if (Quirks.TndsReplaceMerges)
            made = node.Children.Values.Aggregate(made, (into, child) => into.Children.ContainsKey(child.Name) ? into : into.With(child));
        var parentReplace = Has(serverId, AclCommand.Replace, path.AsSpan()[..^1]);
        if (!made.IsInterior && !made.Acl.IsEmpty && !made.Acl.Equals(node.Acl) && !parentReplace)
            return TreeAnswer.Of(TreeStatus.PermissionDenied);
        if (made.IsInterior && made.Acl.IsEmpty && !parentReplace && !Quirks.CreatorGetsNoAcl)
            made = made with { Acl = Acl.For(serverId, AclCommand.Add, AclCommand.Delete, AclCommand.Replace) };
        var gone = ServerIdsBelow(node);
        var answer = Place(path.AsSpan()[..^1], made with { Name = node.Name, Origin = node.Origin, IsSecret = made.IsSecret || node.IsSecret });
        if (answer.IsSuccess)
            ForgetServers(gone);
        return answer;
    }

    /// <summary>The node as it was, with other children.</summary>
    private static TreeNode Repeopled(TreeNode node, TreeNode made) =>
        made.Children.Values.Aggregate(node.WithoutChildren(), (into, child) => into.With(child));

    private TreeAnswer CopyOnto(string serverId, ImmutableArray<string> path, TreeNode there, TreeNode node)
    {
        if (!Has(serverId, AclCommand.Replace, path))
            return TreeAnswer.Of(TreeStatus.PermissionDenied);
        if (node.IsInterior)
            return TreeAnswer.Of(TreeStatus.AlreadyExists);
        if (there.IsInterior)
            return TreeAnswer.Of(TreeStatus.Forbidden);
        if (!there.Access.HasFlag(NodeAccess.Replace))
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        return Place(path.AsSpan()[..^1], there.Changed(node.Value, _time.GetUtcNow()) with { Format = node.Format, Type = node.Type });
    }

    private TreeAnswer CopyNew(string serverId, ImmutableArray<string> path, TreeNode node)
    {
        var allowed = MayInsert(serverId, path);
        if (!allowed.IsSuccess)
            return allowed;
        var now = _time.GetUtcNow();
        var copy = node.Map(one => Independent(one, now)) with { Name = path[^1] };
        if (Depth(path.Length, copy) is var status && status != 0)
            return TreeAnswer.Of(status);
        return Insert(serverId, path, copy with { IsSecret = copy.IsSecret || (!copy.IsInterior && TreeNode.IsSecretName(copy.Name)) });
    }

    private static TreeNode Independent(TreeNode node, DateTimeOffset now) => node with
    {
        Acl = Acl.Empty,
        IsPermanent = false,
        Access = NodeAccess.All,
        Stamp = now,
        VerNo = 0,
        Origin = null,
        OriginDigest = null,
    };

    private TreeAnswer AddToInbox(string serverId, ImmutableArray<string> path, TreeWrite write)
    {
        if (_root.Find([InboxName]) is null)
            return TreeAnswer.Of(TreeStatus.NotFound);
        if (!Has(serverId, AclCommand.Add, path.AsSpan()[..1]))
            return TreeAnswer.Of(TreeStatus.PermissionDenied);
        if (path.Length > 2)
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        if (!IsTnds(write.Type))
            return TreeAnswer.Of(TreeStatus.UnsupportedFormat);
        if (Draft(path, write, out var draft) is var status && status != 0)
            return TreeAnswer.Of(status);
        var placer = new ObjectPlacer(this);
        var tops = path.Length == 1 && draft!.Declaration is null ? draft.Children : [draft!];
        var plan = placer.Plan(tops);
        if (plan.IsEmpty || plan.Length < tops.Count)
            return TreeAnswer.Of(TreeStatus.UnsupportedFormat);
        placer.Rewrite(plan);
        var before = _root;
        foreach (var (top, uri, _) in plan)
        {
            var to = LocalPath(uri);
            top.Name = to[^1];
            var (node, failure) = top.ToNode(_options, _time.GetUtcNow());
            if (node is null || (failure = Depth(to.Length, node)) != 0)
            {
                _root = before;
                return TreeAnswer.Of(failure);
            }

            var answer = Insert(serverId, to, node);
            if (!answer.IsSuccess)
            {
                _root = before;
                return answer;
            }
        }

        return TreeAnswer.Of(TreeStatus.Ok);
    }

    /// <summary>Servers whose accounts are in a subtree.</summary>
    private static ImmutableArray<string> ServerIdsBelow(TreeNode node)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        Collect(node);
        return found.ToImmutable();

        void Collect(TreeNode one)
        {
            if (one.IsInterior && one.Children.GetValueOrDefault("ServerID") is { IsInterior: false, Value.Length: > 0 } id && one.Children.ContainsKey("AppID"))
                found.Add(Encoding.UTF8.GetString(id.Value.Span));
            foreach (var child in one.Children.Values)
                Collect(child);
        }
    }

    /// <summary>Takes servers without any account left out of every ACL.</summary>
    private void ForgetServers(ImmutableArray<string> serverIds)
    {
        if (serverIds.IsEmpty)
            return;
        var left = ServerIdsBelow(_root);
        foreach (var serverId in serverIds)
        {
            if (!left.Contains(serverId))
                RemoveServer(serverId);
        }
    }
}
