using System.Collections.Immutable;
using System.Text;
using DmSc.Dm.Tree;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;

namespace DmSc.Dm.Client;

public sealed partial class ClientSession
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly ImmutableArray<string> s_notInDm = ["Map", "Put", "Search", "Sync", "Move"];
    private readonly List<SyncMlCommand> _statuses = [];
    private readonly List<SyncMlCommand> _results = [];
    private IncomingObject? _incoming;
    private bool _cancelled;

    private enum Place
    {
        Body,
        Sequence,
        Atomic,
    }

    private void Execute(SyncMlMessage message)
    {
        _statuses.Clear();
        _results.Clear();
        _cancelled = false;
        foreach (var (known, other) in InOrder(message.Commands, message.Unknown))
            Execute(known, other, Place.Body);
        if (_incoming is not null && message.Final)
            LoseObject();
        if (_options.Quirks.StatusOutOfOrder)
            _statuses.Reverse();
        if (_options.Quirks.ResultsBeforeStatus)
        {
            foreach (var command in _results.Concat(_statuses))
                Enqueue(command);
            return;
        }

        EnqueueStatuses(_statuses);
        foreach (var command in _results)
            Enqueue(command);
    }

    /// <summary>Commands and elements that DM does not have, in the order in which they stand.</summary>
    private static IEnumerable<(SyncMlCommand? Known, WbxmlElement? Other)> InOrder(ImmutableArray<SyncMlCommand> commands, ImmutableArray<WbxmlElement> others)
    {
        if (others.IsEmpty)
            return commands.Select(c => ((SyncMlCommand?)c, (WbxmlElement?)null));
        return commands.Select(c => (c.Offset, Known: (SyncMlCommand?)c, Other: (WbxmlElement?)null))
            .Concat(others.Select(u => (u.Offset, Known: (SyncMlCommand?)null, Other: (WbxmlElement?)u)))
            .OrderBy(s => s.Offset)
            .Select(s => (s.Known, s.Other));
    }

    private bool Execute(SyncMlCommand? known, WbxmlElement? other, Place place) => known is null ? RefuseUnknown(other!, _cancelled ? 215 : null) : Execute(known, place);

    /// <returns>Whether it went well, which decides about Atomic.</returns>
    private bool Execute(SyncMlCommand command, Place place)
    {
        if (command.Kind is SyncMlCommandKind.Status)
            return true;
        if (_cancelled)
        {
            RefuseInto(command, 215);
            return false;
        }

        // A request for the next message is not a new command; everything else in between loses the object.
        var isNextMessage = command.Kind == SyncMlCommandKind.Alert && CodeOf(command) == 1222;
        if (_incoming is { } begun && !isNextMessage && !(command.Items is [var first, ..] && begun.ContinuesWith(command.Kind, first)))
            LoseObject();
        switch (command.Kind)
        {
            case SyncMlCommandKind.Atomic:
                return Atomic(command, place);
            case SyncMlCommandKind.Sequence:
                return Sequence(command, place);
            case SyncMlCommandKind.Alert:
                return Alert(command);
            case SyncMlCommandKind.Results:
                return Report(command, 406);
            case SyncMlCommandKind.Get when place == Place.Atomic:
            case SyncMlCommandKind.Exec when place == Place.Atomic:
                return Report(command, 500);
            case SyncMlCommandKind.Copy when !_options.Capabilities.Copy:
            case SyncMlCommandKind.Exec when !_options.Capabilities.Exec:
                return Report(command, 406);
            case SyncMlCommandKind.Exec when command.Items.Length != 1:
                return Report(command, 412);
            default:
                return Items(command, place);
        }
    }

    private bool Items(SyncMlCommand command, Place place)
    {
        if (command.Items.IsEmpty)
            return Report(command, 412);
        var answers = command.Items.Select(item => (Item: item, Answer: One(command, item, place))).ToList();
        foreach (var (_, answer) in answers)
        {
            if (command.Kind == SyncMlCommandKind.Get && answer.IsSuccess && !answer.Items.IsEmpty)
                _results.Add(ResultsOf(command, answer));
        }

        var isOne = answers.TrueForAll(a => a.Answer.Status == answers[0].Answer.Status && a.Answer.FailedUri is null);
        if (isOne && answers.Count > 1)
            return Report(command, answers[0].Answer.Status);
        foreach (var (item, answer) in answers)
        {
            var status = StatusOf(command, answer.Status);
            if ((command.Kind != SyncMlCommandKind.Get || answers.Count > 1) && item.Target?.LocUri is { Length: > 0 } target)
                status = status with { TargetRefs = [target] };
            if (command.Kind == SyncMlCommandKind.Copy && item.Source?.LocUri is { Length: > 0 } source)
                status = status with { SourceRefs = [source] };
            if (answer.FailedUri is { } failed)
                status = status with { Items = [SyncMlItem.To(failed)] };
            _statuses.Add(status);
        }

        return answers.TrueForAll(a => a.Answer.IsSuccess);
    }

    private TreeAnswer One(SyncMlCommand command, SyncMlItem item, Place place)
    {
        if (item.Target?.LocUri is not { Length: > 0 } target)
            return TreeAnswer.Of(412);

        // An Item is no chunk of the object of another (DM Protocol 1.2, 7).
        if (_incoming is { } begun && !begun.ContinuesWith(command.Kind, item))
            LoseObject();
        if ((item.MoreData || _incoming is not null) && command.Kind is SyncMlCommandKind.Add or SyncMlCommandKind.Replace)
            return Chunk(command, item, place);
        var id = _options.ServerId;
        switch (command.Kind)
        {
            case SyncMlCommandKind.Add:
                return TooLarge(item) ? TreeAnswer.Of(413) : _tree.Add(id, WriteOf(command, item, target));
            case SyncMlCommandKind.Replace:
                return TooLarge(item) ? TreeAnswer.Of(413) : _tree.Replace(id, WriteOf(command, item, target));
            case SyncMlCommandKind.Delete:
                return _tree.Delete(id, target);
            case SyncMlCommandKind.Copy:
                return item.Source?.LocUri is { Length: > 0 } source ? _tree.Copy(id, source, target) : TreeAnswer.Of(412);
            case SyncMlCommandKind.Exec:
                return _tree.Exec(id, target, item.Data?.Octets ?? default, command.Correlator);
            default:
                var got = _tree.Get(id, target);
                return got.IsSuccess && got.Items.Any(IsTooLargeToSend) ? TreeAnswer.Of(413) : got;
        }
    }

    private bool TooLarge(SyncMlItem item) => _options.MaxObjSize is { } most && item.Data?.Octets.Length > most;

    private bool IsTooLargeToSend(TreeItem item)
    {
        var sent = ItemOf(item);
        if (sent.Data?.Octets.Length > _serverMaxObj && !_options.Quirks.IgnoresMaxObjSize)
            return true;
        var canBeChunked = _options.Capabilities.LargeObjects && sent.Data?.Element.Elements.Any() != true;
        return !canBeChunked && !Fits([SyncMlCommand.Results("", _headerMsgRef, "99999", sent)]);
    }

    private TreeWrite WriteOf(SyncMlCommand command, SyncMlItem item, string target) =>
        new(target, command.FormatOf(item), command.TypeOf(item), item.Data, _xmlReceived);

    private TreeAnswer Chunk(SyncMlCommand command, SyncMlItem item, Place place)
    {
        if (!_options.Capabilities.LargeObjects || (place == Place.Atomic && item.MoreData))
            return TreeAnswer.Of(406);
        if (item.Data?.Element.Elements.Any() == true)
            return TreeAnswer.Of(412);
        if (_incoming is not { } incoming)
        {
            if (IncomingObject.SizeOf(command, item) is not { } size)
                return TreeAnswer.Of(411);
            if (size > _options.Limits.MaxObject || size > _options.MaxObjSize)
                return TreeAnswer.Of(413);
            _incoming = incoming = new IncomingObject(command, item, size);
        }

        incoming.Append(item);
        if (_options.Quirks.StoresLastChunkOnly && !item.MoreData && incoming.Length == incoming.Size)
        {
            _incoming = null;
            return Commit(command.Kind, incoming, item.Data);
        }

        var isWrong = item.MoreData ? incoming.Length > incoming.Size : incoming.Length != incoming.Size;
        if (isWrong && (!_options.Quirks.AcceptsWrongSize || item.MoreData))
        {
            _incoming = null;
            return TreeAnswer.Of(424);
        }

        if (item.MoreData)
            return TreeAnswer.Of(213);
        _incoming = null;
        return Commit(command.Kind, incoming);
    }

    private TreeAnswer Commit(SyncMlCommandKind kind, IncomingObject incoming, SyncMlData? instead = null)
    {
        var whole = incoming.Whole();
        if (instead is not null)
            whole = whole with { Data = instead };
        var write = WriteOf(new SyncMlCommand(kind) { Meta = incoming.CommandMeta }, whole, incoming.Target ?? "");
        return kind == SyncMlCommandKind.Add ? _tree.Add(_options.ServerId, write) : _tree.Replace(_options.ServerId, write);
    }

    private void LoseObject()
    {
        if (_incoming is not { } lost)
            return;
        _incoming = null;
        if (_options.Quirks.CommitsIncompleteObject)
            Commit(lost.Kind, lost);
        _results.Add(SyncMlCommand.Alert("", 1225, SyncMlItem.To(lost.Target ?? "")));
    }

    private bool Atomic(SyncMlCommand command, Place place)
    {
        if (place != Place.Body || !_options.Capabilities.Atomic)
        {
            _statuses.Add(StatusOf(command, _options.Capabilities.Atomic ? 500 : 406));
            RefuseInner(command, 215);
            return false;
        }

        var at = _statuses.Count;
        _statuses.Add(StatusOf(command, 200));
        using var transaction = _tree.Begin();
        var failed = false;
        foreach (var (known, other) in InOrder(command.Commands, Commands(command.Unknown)))
        {
            if (failed)
                RefuseInto(known, other, 215);
            else
                failed = !Execute(known, other, Place.Atomic);
        }

        // Statuses that take several messages could get lost in part (DM Protocol 1.2, 6): then nothing happens at all.
        var status = failed ? 507 : Fits(_statuses.Skip(at)) ? 200 : 517;
        if (status == 200)
        {
            transaction.Commit();
            return true;
        }

        _statuses[at] = StatusOf(command, status);
        for (var i = at + 1; i < _statuses.Count; i++)
        {
            if (_statuses[i].Cmd is not "Alert" && CodeOf(_statuses[i]) is >= 200 and < 300 and not 215 and not 216)
                _statuses[i] = _statuses[i] with { Data = SyncMlData.OfText("216") };
        }

        if (_options.Quirks.AtomicWithoutRollback)
            transaction.Commit();
        return false;
    }

    private bool Sequence(SyncMlCommand command, Place place)
    {
        if (place != Place.Body)
        {
            _statuses.Add(StatusOf(command, 500));
            RefuseInner(command, 215);
            return false;
        }

        _statuses.Add(StatusOf(command, 200));
        var stopped = false;
        var inOrder = InOrder(command.Commands, Commands(command.Unknown));
        foreach (var (known, other) in _options.Quirks.SequenceOutOfOrder ? inOrder.Reverse() : inOrder)
        {
            if (stopped)
            {
                RefuseInto(known, other, 215);
                continue;
            }

            var went = Execute(known, other, Place.Sequence);
            stopped = !went && known is { Kind: SyncMlCommandKind.Alert } && CodeOf(_statuses[^1]) is 304 or 214 or 408;
        }

        return true;
    }

    private bool Alert(SyncMlCommand command)
    {
        var code = CodeOf(command);
        switch (code)
        {
            case 1222:
                return Report(command, 200);
            case 1223:
                return Report(command, 200);
            case 1225:
                GiveUpChunks();
                return Report(command, 200);
            case >= 1100 and <= 1104:
                return Ask(command, code);
            default:
                return Report(command, code == 0 ? 412 : 406);
        }
    }

    private bool Ask(SyncMlCommand command, int code)
    {
        if (!_options.Capabilities.UserInteraction)
            return Report(command, 406);
        var texts = command.Items.Select(item => item.Data?.Text ?? "").ToImmutableArray();
        if (texts.Length < (code >= 1103 ? 3 : 2))
            return Report(command, 412);
        var answer = _user.Ask(new UserPrompt(code, texts[0], texts[1], texts[2..]));
        var status = answer.Reaction switch
        {
            UserReaction.Accepted => 200,
            UserReaction.Rejected => code == 1101 ? 304 : 214,
            UserReaction.Cancelled => 214,
            UserReaction.TimedOut => 408,
            UserReaction.TooLong => 416,
            _ => 406,
        };
        _cancelled = status == 214;
        var items = status == 200 && code >= 1102 ? answer.Entries.Select(entry => new SyncMlItem { Data = SyncMlData.OfText(entry) }) : [];
        _statuses.Add(StatusOf(command, status) with { Items = [.. items] });
        return status == 200;
    }

    private bool Report(SyncMlCommand command, int status)
    {
        _statuses.Add(StatusOf(command, status));
        return status is >= 200 and < 300 and not 215;
    }

    private void RefuseInto(SyncMlCommand command, int status)
    {
        if (command.Kind == SyncMlCommandKind.Status)
            return;
        _statuses.Add(StatusOf(command, status));
        RefuseInner(command, status);
    }

    private void RefuseInto(SyncMlCommand? known, WbxmlElement? other, int status)
    {
        if (known is not null)
            RefuseInto(known, status);
        else
            RefuseUnknown(other!, status);
    }

    private void RefuseInner(SyncMlCommand command, int status)
    {
        foreach (var (known, other) in InOrder(command.Commands, Commands(command.Unknown)))
            RefuseInto(known, other, status);
    }

    private void RefuseAll(SyncMlMessage message, int status)
    {
        _statuses.Clear();
        foreach (var (known, other) in InOrder(message.Commands, message.Unknown))
            RefuseInto(known, other, status);
        EnqueueStatuses(_statuses);
    }

    /// <summary>What stands in Atomic or Sequence and is a command, although none of DM.</summary>
    private static ImmutableArray<WbxmlElement> Commands(ImmutableArray<WbxmlElement> others) => others.IsEmpty ? others : [.. others.Where(other => IdOf(other) is not null)];

    private static string? IdOf(WbxmlElement element) => element.Child(element.Namespace, "CmdID")?.Text is { Length: > 0 } id ? id : null;

    private bool RefuseUnknown(WbxmlElement element, int? status = null)
    {
        if (IdOf(element) is { } id)
            _statuses.Add(SyncMlCommand.Status("", _headerMsgRef, id, element.Name, status ?? (s_notInDm.Contains(element.Name) ? 406 : 501)));
        return false;
    }

    private SyncMlCommand StatusOf(SyncMlCommand command, int code) => SyncMlCommand.Status("", _headerMsgRef, command.CmdId!, command.Kind.ToString(), code);

    private SyncMlCommand ResultsOf(SyncMlCommand get, TreeAnswer answer) =>
        SyncMlCommand.Results("", _headerMsgRef, get.CmdId!, [.. answer.Items.Select(ItemOf)]);

    private SyncMlItem ItemOf(TreeItem item)
    {
        if (item.Subtree is { } subtree)
        {
            var whole = TndsWriter.ToItem(item.Source, subtree, _options.Xml ? TndsForm.Xml : TndsForm.Document, _options.Xml ? "xml" : "bin");
            return whole with { Target = null, Source = new SyncMlAddress(item.Source) };
        }

        var format = item.Format is "chr" ? null : item.Format;
        var type = item.Type is "text/plain" ? null : item.Type;
        SyncMlData? data = null;
        if (item.Value is { } value)
        {
            if (format == "b64" || (format == "bin" && _options.Xml) || (_options.Xml && TextOf(value.Span) is null))
            {
                format = "b64";
                data = SyncMlData.OfText(Convert.ToBase64String(value.Span));
            }
            else
            {
                data = format != "bin" && TextOf(value.Span) is { } text ? SyncMlData.OfText(text) : SyncMlData.OfOctets(value);
            }
        }

        return SyncMlItem.From(item.Source, data) with { Meta = format is null && type is null ? null : SyncMlMeta.Of(format, type) };
    }

    private static string? TextOf(ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
        {
            if (octet < 0x20 && octet is not (0x09 or 0x0A or 0x0D))
                return null;
        }

        try
        {
            var text = s_strict.GetString(octets);
            return text.AsSpan().ContainsAny('\uFFFE', '\uFFFF') ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
