using System.Collections.Immutable;
using DmSc.Dm.Tree;
using DmSc.Wire;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Dm.Bootstrap;

/// <summary>A bootstrap of the DM profile (OMA DM Bootstrap 1.2, 5.4.5).</summary>
internal sealed class DmProfileRun(BootstrapRun run)
{
    /// <summary>Objects that came in one serialized tree: references lead from one to another.</summary>
    private readonly List<Group> _groups = [];
    private readonly HashSet<TndsDraft> _older = [];
    private readonly ContentGate _gate = new(run.Options);

    public void Process(BootstrapMessage message)
    {
        foreach (var remark in message.Remarks)
            run.Remark(remark);
        Collect(message);
        ChooseVersions();
        foreach (var group in _groups)
        {
            if (!Process(group))
                return;
        }
    }

    private void Collect(BootstrapMessage message)
    {
        var objects = message.Objects.GroupBy(one => one.Offset).ToDictionary(same => same.Key, same => same.First());
        var inbox = new TndsDraft("Inbox");
        var count = 0;
        foreach (var command in message.Commands)
        {
            if (command.Kind is not (SyncMlCommandKind.Add or SyncMlCommandKind.Replace))
                continue;
            if (run.Quirks.OnlyFirstAdd && count++ > 0)
                break;
            foreach (var item in command.Items)
            {
                var judgement = _gate.Judge(command, item, out var payload);
                run.Judge(judgement);
                if (!judgement.IsAccepted)
                    Refuse(judgement);
                else if (payload is { } content && IsObject(judgement.Target, content))
                    Collect(judgement, content);
                else if (payload is { } value)
                    Plain(command, Clear(item, value), inbox);
                else if (objects.TryGetValue(item.Offset, out var one))
                    Collect(one);
                else
                    Plain(command, item, inbox);
            }
        }

        if (inbox.Children.Count > 0)
            _groups.Add(new Group("./Inbox", null, [.. inbox.Children]));
    }

    private void Refuse(ContentJudgement judgement)
    {
        var isUnknown = judgement.Reason is ContentJudgement.SignatureNotSupported or ContentJudgement.EncryptionNotSupported;
        run.Note(new BootstrapPart(
            judgement.Target,
            "",
            isUnknown ? BootstrapDisposition.Ignored : BootstrapDisposition.Failed,
            $"the content is refused: {judgement.Reason}"));
    }

    /// <summary>What goes to the Inbox itself can be nothing else; elsewhere content tells by its root.</summary>
    private static bool IsObject(string target, ReadOnlyMemory<byte> content) =>
        target.TrimEnd('/') is "./Inbox" or "Inbox" || ContentRoots.IsTree(content);

    /// <summary>The Item of a single node with its content in clear.</summary>
    private static SyncMlItem Clear(SyncMlItem item, ReadOnlyMemory<byte> content) => item with
    {
        Meta = ContentRoots.IsXml(content) ? SyncMlMeta.Of("xml", ProtectedContent.SignedType) : SyncMlMeta.Of("chr", "text/plain"),
        Data = SyncMlData.OfOctets(content),
    };

    private void Collect(ContentJudgement judgement, ReadOnlyMemory<byte> content)
    {
        var one = new BootstrapObject(null, judgement.Target, "xml", null, null, null, judgement.Offset) { Protection = judgement.Announced };
        try
        {
            var tree = TndsReader.FromOctets(content, WbxmlOptions.FromFile);
            foreach (var remark in tree.Remarks)
                run.Remark(remark with { Offset = judgement.Offset });
            one = one with { Tree = tree };
        }
        catch (WireFormatException failure)
        {
            // Its offset counts in the content, not in the message.
            one = one with { Error = new FormatError(failure.Error.Code, judgement.Offset, "in the protected content: " + failure.Error) };
        }

        Collect(one);
    }

    private void Collect(BootstrapObject one)
    {
        var target = one.Target?.Trim() ?? "";
        if (one.Tree is null)
        {
            run.Note(new BootstrapPart(target, "", BootstrapDisposition.Failed, $"the object cannot be read: {one.Error}"));
            return;
        }

        var rejects = one.Tree.Form switch
        {
            TndsForm.Inline => run.Quirks.RejectsInlineTnds,
            TndsForm.Xml => run.Quirks.RejectsXmlTnds,
            _ => run.Quirks.RejectsSeparateDocument,
        };
        if (rejects)
        {
            run.Note(new BootstrapPart(target, "", BootstrapDisposition.Ignored, $"objects as {one.Tree.Form} are not supported"));
            return;
        }

        if (TreeUri.Path(target.Length > 1 ? target.TrimEnd('/') : target, new TreeLimits(), out var path) is var status && status != 0)
        {
            run.Note(new BootstrapPart(target, "", BootstrapDisposition.Failed, "the Target is no URI"));
            return;
        }

        var (draft, fault) = TndsDraft.Of(one.Tree, path.IsEmpty ? "" : path[^1]);
        if (fault != 0)
        {
            run.Note(new BootstrapPart(target, "", BootstrapDisposition.Failed, fault == TreeStatus.AlreadyExists ? "a node occurs twice" : "a node has no name"));
            return;
        }

        // A topmost node named like the Inbox stands for the Inbox itself.
        var isItself = draft.Declaration is not null && path is not ["Inbox"];
        var above = isItself ? path[..^1] : path;
        _groups.Add(new Group(target, path is ["Inbox", ..] ? null : TreeUri.Text(above.AsSpan()), isItself ? [draft] : [.. draft.Children]));
    }

    /// <summary>An Add of a single node: below the Inbox it is part of an object that is complete only at the end.</summary>
    private void Plain(SyncMlCommand command, SyncMlItem item, TndsDraft inbox)
    {
        var target = item.Target?.LocUri?.Trim() ?? "";
        if (TreeUri.Path(target, new TreeLimits(), out var path) != 0 || path.IsEmpty)
        {
            run.Note(new BootstrapPart(target, "", BootstrapDisposition.Failed, "the Target is no URI"));
            return;
        }

        var format = command.FormatOf(item) ?? "chr";
        var type = command.TypeOf(item);
        var node = format == "node"
            ? MgmtNode.Interior(path[^1], type is "text/plain" or null ? "" : type)
            : MgmtNode.Leaf(path[^1], TndsValue.OfOctets(item.Data?.Octets ?? default), format, type ?? "text/plain");
        if (path is ["Inbox", _, ..])
        {
            if (inbox.At(path.AsSpan()[1..]).Declare(node, TndsForm.Document, 0) != 0)
                run.Note(new BootstrapPart(target, "", BootstrapDisposition.Failed, "the node is added twice"));
            return;
        }

        if (run.Tree.Find(target) is not null)
        {
            run.Note(new BootstrapPart(target, "", BootstrapDisposition.Failed, "the node exists already"));
            return;
        }

        var draft = new TndsDraft(path[^1]);
        draft.Declare(node, TndsForm.Document, 0);
        var status = path[0] == "Inbox" ? TreeStatus.NotAllowed : run.Tree.PutObject(TreeUri.Text(path.AsSpan()), draft, null, null);
        run.Note(status == 0
            ? new BootstrapPart(target, draft.ObjectId, BootstrapDisposition.Accepted, "added", TreeUri.Text(path.AsSpan()))
            : new BootstrapPart(target, draft.ObjectId, BootstrapDisposition.Failed, $"the tree refuses it with {status}"));
    }

    /// <summary>Of several versions of an object the newest supported one counts (5.4.5). Accounts are the same when their server is.</summary>
    private void ChooseVersions()
    {
        var known = _groups.SelectMany(group => group.Tops)
            .Select(top => (Top: top, Place: run.Placer.PlaceOf(top)))
            .Where(one => one.Place is not null)
            .GroupBy(one => (one.Place!.Parent, one.Place.Prefix, BootstrapRun.IsAccount(one.Top) ? one.Top.TextOf("ServerID") : null));
        foreach (var same in known)
        {
            var newest = run.Quirks.TakesFirstVersion ? same.First().Place!.ObjectId : same.MaxBy(one => (one.Place!.Rank, VersionOf(one.Place.ObjectId))).Place!.ObjectId;
            foreach (var (top, place) in same)
            {
                if (place!.ObjectId != newest)
                    _older.Add(top);
            }
        }
    }

    private static Version VersionOf(string objectId) =>
        Version.TryParse(objectId[(objectId.LastIndexOf(':') + 1)..], out var version) ? version : new Version(0, 0);

    /// <returns>Whether to go on.</returns>
    private bool Process(Group group)
    {
        if (group.Parent is null && run.Quirks.SkipsInbox)
        {
            foreach (var top in group.Tops)
                run.Note(new BootstrapPart($"{group.Target}/{top.Name}", ObjectPlacer.IdOf(top), BootstrapDisposition.Ignored, "there is no Inbox"));
            return true;
        }

        var plan = ImmutableArray.CreateBuilder<(TndsDraft Top, string Source, Placement Placement)>();
        foreach (var top in group.Tops)
        {
            var source = $"{group.Parent ?? "./Inbox"}/{top.Name}";
            var id = ObjectPlacer.IdOf(top);
            if (run.Placer.PlaceOf(top) is not { } place)
            {
                run.Note(new BootstrapPart(source, id, BootstrapDisposition.Ignored, "the object is not supported"));
                if (run.Quirks.StopsAtUnknownMo)
                    return false;
                continue;
            }

            if (group.Parent is null && run.Quirks.LeavesInInbox)
                place = place with { Parent = "./Inbox" };
            if (_older.Contains(top))
            {
                run.Note(new BootstrapPart(source, id, BootstrapDisposition.Ignored, "a newer version of the object is in the message"));
                continue;
            }

            if (top.Find("Ext") is { } extension)
            {
                if (run.Quirks.RejectsExt)
                {
                    run.Note(new BootstrapPart(source, id, BootstrapDisposition.Failed, "the object has an extension"));
                    continue;
                }

                top.Drop(extension);
                run.Note(new BootstrapPart($"{source}/Ext", "", BootstrapDisposition.Ignored, "the extension is not known"));
            }

            if (run.IsUseless(top, source))
                continue;
            plan.Add((top, source, run.Locate(top, place, group.Parent is { } parent ? $"{(parent == "." ? "." : parent)}/{TreeUri.Escape(top.Name)}" : null)));
        }

        if (!run.Quirks.NoRefRewrite)
        {
            var dangling = run.Placer.Rewrite([.. plan.Select(one => (one.Top, one.Placement.Uri, one.Top.Name))]);
            foreach (var reference in dangling)
                run.Remark(new FormatRemark("DanglingReference", 0, $"{reference} leads to no object of the same serialized tree"));
        }

        foreach (var (top, source, placement) in plan)
            run.Put(top, source, placement);
        return true;
    }

    /// <param name="Target">Target as sent.</param>
    /// <param name="Parent">URI of the node they go below as sent; null for the Inbox.</param>
    /// <param name="Tops">The objects.</param>
    private sealed record Group(string Target, string? Parent, ImmutableArray<TndsDraft> Tops);
}
