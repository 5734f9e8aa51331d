using System.Collections.Immutable;
using DmSc.Dm.Session;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Server.Validation;

internal sealed partial class CheckedMessage
{
    private static readonly ImmutableHashSet<int> s_codes =
    [
        101, 200, 202, 212, 213, 214, 215, 216, 304, 400, 401, 403, 404, 405, 406, 407, 408, 409, 410, 412, 413, 414, 415, 416, 418, 420, 424, 425,
        500, 501, 503, 505, 506, 507, 508, 510, 513, 516, 517,
    ];

    private static readonly ImmutableHashSet<string> s_marks = ["fatal", "critical", "minor", "warning", "informational", "harmless", "indeterminate"];

    private readonly List<(OwedAnswer Answered, int? Code, SyncMlCommand Status)> _answered = [];

    private void Answers(SyncMlMessage message)
    {
        var refusal = HeaderStatus(message);
        foreach (var command in message.Commands)
        {
            if (command.Kind == SyncMlCommandKind.Status && command.CmdRef != "0")
                Status(command, refusal);
            else if (command.Kind == SyncMlCommandKind.Results)
                Results(command, refusal);
        }

        Order();
        Groups();
        GoesOn(message);
        var chunk = Open.Owed.FirstOrDefault(o => o.IsChunk && !o.IsOptional);
        if (chunk is not null && !Aborts)
            Breach(SessionRules.ChunkStatus, $"no Status for the chunk in {chunk.Kind} {chunk.CmdId} of message {chunk.MsgId}", 0);
        if (chunk is not null)
            Open = Open with { Owed = [.. Open.Owed.Where(o => !o.IsChunk)] };

        if (!message.Final)
            return;
        if (!Aborts)
            Complete();
        Open = Open.Closed();
    }

    /// <summary>A large object that was begun goes on.</summary>
    private void GoesOn(SyncMlMessage message)
    {
        if (history.Open.Object is not { } begun || Aborts || HasAlert(message, 1225) || history.IsAnswerUnknown)
            return;
        if (history.MayReopen && OpeningAlerts > 0)
        {
            Open = Open with { Object = null };
            return;
        }

        Occasion(SessionRules.ChunkContiguous);
        if (Open.Object == begun)
            Breach(SessionRules.ChunkContiguous, "the object begun goes on in no Results", 0);
    }

    private void Complete()
    {
        if (Open.IsAsked)
            Occasion(SessionRules.StatusForEach);
        if (Open.HasSucceeded)
            Occasion(SessionRules.ResultsForEach);
        foreach (var owed in Open.Owed)
        {
            if (!owed.IsOptional)
                Breach(SessionRules.StatusForEach, $"no Status for {owed.Kind} {owed.CmdId} of message {owed.MsgId}", 0);
        }

        foreach (var owed in Open.OwedResults)
            Breach(SessionRules.ResultsForEach, $"no Results for Get {owed.CmdId} of message {owed.MsgId}", 0);
    }

    /// <returns>Whether the client refuses the server.</returns>
    private bool HeaderStatus(SyncMlMessage message)
    {
        if (history.LastServer is not { } server || history.IsAnswerUnknown)
            return false;
        SyncMlCommand? first = null;
        SyncMlCommand? status = null;
        foreach (var command in message.Commands)
        {
            if (command.Kind != SyncMlCommandKind.Status)
                continue;
            first ??= command;
            if (command.CmdRef == "0")
                status ??= command;
        }

        if (status is null)
        {
            if (!Aborts)
                Breach(SessionRules.HeaderStatus, "no Status for the header", 0);
            return false;
        }

        Occasion(SessionRules.HeaderStatus);
        Occasion(SessionRules.StatusReference);
        // The first Status, not the first command: the definition of SyncBody leaves the order of commands open.
        if (first != status)
            Breach(SessionRules.HeaderStatus, $"a Status for {Seen(first!.Cmd)} stands before it", status.Offset);
        if (status.MsgRef != server.Header.MsgId || status.Cmd != "SyncHdr")
            Breach(SessionRules.StatusReference, $"MsgRef {Seen(status.MsgRef)} and Cmd {Seen(status.Cmd)} for the header of message {server.Header.MsgId}", status.Offset);
        var code = Code(status);
        if (code is not (401 or 407))
            return false;
        Refusal(status, server, code.Value);
        return true;
    }

    private void Refusal(SyncMlCommand status, SyncMlMessage server, int code)
    {
        Occasion(SessionRules.Challenge);
        var known = DmAuthenticationName.Parse(status.Challenge?.Type);
        var isDigest = known is DmAuthentication.Md5 or DmAuthentication.Hmac;
        if (status.Challenge is not { Type.Length: > 0 } challenge || isDigest && (challenge.Format != "b64" || challenge.NextNonce is null))
            Breach(SessionRules.Challenge, status.Challenge is null ? $"{code} without Chal" : "Chal without Type, Format b64 or NextNonce", status.Offset);
        var commands = server.Commands.Any(c => c.Kind != SyncMlCommandKind.Status);
        if (commands)
            Occasion(SessionRules.RefusalOnlyStatus);
        else if (history.ChallengeType is null)
            Breach(SessionRules.NeedlessChallenge, $"{code} for a message without commands and challenge", status.Offset);
    }

    private int? Code(SyncMlCommand status)
    {
        var code = ServerExchange.CodeOf(status);
        Occasion(SessionRules.StatusCode);
        if (code is not { } known || !s_codes.Contains(known))
            Breach(SessionRules.StatusCode, Seen(status.Data?.Text), status.Offset);
        return code;
    }

    private void Status(SyncMlCommand status, bool refusal)
    {
        var code = Code(status);
        var (msgRef, cmdRef) = (status.MsgRef, status.CmdRef);
        var owed = Open.Owed.FirstOrDefault(o => o.MsgId == msgRef && o.CmdId == cmdRef);
        var known = owed ?? Open.Several.FirstOrDefault(o => o.MsgId == msgRef && o.CmdId == cmdRef);
        if (known is not null || !history.IsAnswerUnknown)
            Occasion(SessionRules.StatusReference);
        if (known is null ? !history.IsAnswerUnknown : status.Cmd != known.Kind.ToString())
            Breach(SessionRules.StatusReference, $"MsgRef {Seen(msgRef)}, CmdRef {Seen(cmdRef)}, Cmd {Seen(status.Cmd)}", status.Offset);
        if (known is null)
            return;

        // What a refused server asked for, not what was carried out before.
        if (refusal && IsCarriedOut(code) && known.MsgId == history.LastServer?.Header.MsgId && !known.IsOptional)
            Breach(SessionRules.RefusalOnlyStatus, $"{code} for {known.Kind}", status.Offset);
        if (known.IsChunk)
        {
            Occasion(SessionRules.ChunkStatus);
            if (IsCarriedOut(code) && code != 213)
                Breach(SessionRules.ChunkStatus, $"{code} for a chunk that is not the last", status.Offset);
        }

        if (owed is not null)
            Open = Open with { Owed = Open.Owed.Remove(owed), Several = owed.Items > 1 ? Open.Several.Add(owed) : Open.Several };
        _answered.Add((known, code, status));
        if (known.Kind != SyncMlCommandKind.Get || code != 200)
            return;
        Occasion(SessionRules.MaxObjSize, history.MaxObjSize is not null);
        var missing = !Open.WithResults.Contains((known.MsgId, known.CmdId)) && !Open.OwedResults.Contains(known);
        Open = Open with { HasSucceeded = true, OwedResults = missing ? Open.OwedResults.Add(known) : Open.OwedResults };
    }

    private void Results(SyncMlCommand results, bool refusal)
    {
        var key = (results.MsgRef ?? "1", results.CmdRef ?? "");
        var isGet = history.Gets.Contains(key);
        Occasion(SessionRules.ResultsReference, isGet || !history.IsAnswerUnknown);
        if (!isGet && !history.IsAnswerUnknown)
            Breach(SessionRules.ResultsReference, $"MsgRef {Seen(results.MsgRef)} and CmdRef {Seen(results.CmdRef)} name no Get", results.Offset);
        else if (Open.Owed.Any(o => (o.MsgId, o.CmdId) == key))
            Breach(SessionRules.ResultsReference, $"Results of Get {results.CmdRef} stand before its Status", results.Offset);
        if (refusal && key.Item1 == history.LastServer?.Header.MsgId)
            Breach(SessionRules.RefusalOnlyStatus, "Results for a server that was refused", results.Offset);
        Open = Open with { OwedResults = [.. Open.OwedResults.Where(o => (o.MsgId, o.CmdId) != key)], WithResults = Open.WithResults.Add(key) };
        foreach (var item in results.Items)
        {
            Occasion(SessionRules.ResultsSource);
            if (string.IsNullOrEmpty(item.Source?.LocUri))
                Breach(SessionRules.ResultsSource, "an Item without it", item.Offset);
            Chunk(results, item);
        }
    }

    private void Chunk(SyncMlCommand results, SyncMlItem item)
    {
        var key = $"{results.MsgRef ?? "1"} {results.CmdRef} {item.Source?.LocUri}";
        var octets = item.Data?.Octets.Length ?? 0;
        var isBase64 = results.FormatOf(item) == "b64";
        var size = SessionHistory.Number((item.Meta?.Size ?? results.Meta?.Size)?.Trim());
        if (Open.Object is { } open && open.Key != key && history.IsAnswerUnknown)
            Open = Open with { Object = null };
        if (Open.Object is { } begun)
        {
            if (begun.Key != key)
            {
                Breach(SessionRules.ChunkContiguous, "another Item before the object begun was whole", item.Offset);
                Open = Open with { Object = null };
            }
            else if (size is not null && !history.IsAnswerUnknown)
            {
                Breach(SessionRules.ChunkSize, "Size in a later chunk", item.Offset);
            }
        }
        else if (item.MoreData && !history.IsAnswerUnknown)
        {
            Occasion(SessionRules.ChunkSize);
            if (size is null)
                Breach(SessionRules.ChunkSize, "no Size in the first chunk", item.Offset);
        }

        if (Open.Object is null && !item.MoreData)
        {
            Limit(octets, isBase64, item.Offset);
            return;
        }

        // Whether a chunk comes again that nobody has heard cannot be told: such an object is not counted.
        var soFar = new ChunkedObject(
            key,
            history.IsAnswerUnknown ? null : Open.Object is { } known ? known.Size : size,
            (Open.Object?.Octets ?? 0) + octets,
            Open.Object?.IsBase64 ?? isBase64);
        Limit(history.IsAnswerUnknown ? octets : Math.Max(soFar.Octets, soFar.Size ?? 0), soFar.IsBase64, item.Offset);
        if (!item.MoreData && soFar.Size is { } announced)
        {
            Occasion(SessionRules.ChunkSum);
            if (announced != soFar.Octets)
                Breach(SessionRules.ChunkSum, $"{soFar.Octets} octets, Size was {announced}", item.Offset);
        }

        Open = Open with { Object = item.MoreData ? soFar : null };
    }

    /// <summary>MaxObjSize bounds the object; base64 is only how it travels.</summary>
    private void Limit(long conveyed, bool isBase64, int offset)
    {
        if (history.MaxObjSize is not { } most)
            return;
        Occasion(SessionRules.MaxObjSize);
        var octets = isBase64 ? Math.Max(0, (conveyed * 3 / 4) - 2) : conveyed;
        if (octets > most)
            Breach(SessionRules.MaxObjSize, $"{octets} octets, MaxObjSize of the server is {most}", offset);
    }

    /// <summary>Only commands of one message and one group are compared: whether a group stands before its commands is left to the client.</summary>
    private void Order()
    {
        for (var i = 1; i < _answered.Count; i++)
        {
            var (last, next) = (_answered[i - 1].Answered, _answered[i].Answered);
            if (last.MsgId != next.MsgId || last.Parent != next.Parent || last == next)
                continue;
            Occasion(SessionRules.StatusOrder);
            if (next.Position < last.Position)
                Breach(SessionRules.StatusOrder, $"{next.Kind} {next.CmdId} after {last.Kind} {last.CmdId}", _answered[i].Status.Offset);
        }
    }

    private void Groups()
    {
        foreach (var (group, code, status) in _answered)
        {
            if (group.Kind is not (SyncMlCommandKind.Atomic or SyncMlCommandKind.Sequence))
                continue;
            var inner = _answered.Where(a => a.Answered.Parent == group.CmdId && a.Answered.MsgId == group.MsgId).ToList();
            if (group.Kind == SyncMlCommandKind.Sequence)
            {
                Occasion(SessionRules.SequenceStatus);
                if (code != 200 && inner.Any(a => a.Code == 200))
                    Breach(SessionRules.SequenceStatus, $"{code} for a Sequence of which a command was carried out", status.Offset);
                continue;
            }

            Occasion(SessionRules.AtomicStatus);
            if (code == 200 && inner.Find(a => !IsCarriedOut(a.Code)) is { Answered: not null } failed)
                Breach(SessionRules.AtomicStatus, $"200 for an Atomic in which a command has {failed.Code}", status.Offset);
            // What a user has seen cannot be taken back: an Alert keeps its code.
            else if (code is not 200 && inner.Any(a => a.Code == 200 && a.Answered.Kind != SyncMlCommandKind.Alert))
                Breach(SessionRules.AtomicStatus, $"200 in an Atomic that has {code}", status.Offset);
        }
    }

    private void Alert(SyncMlCommand alert, SyncMlMessage message)
    {
        var code = ServerExchange.CodeOf(alert);
        Occasion(SessionRules.AlertCode);
        if (code == 1223)
            Occasion(SessionRules.AbortFinal);
        if (code is not (1200 or 1201 or 1222 or 1223 or 1224 or 1225 or 1226))
            Breach(SessionRules.AlertCode, Seen(alert.Data?.Text), alert.Offset);
        if (code == 1223 && !message.Final)
            Breach(SessionRules.AbortFinal, "no Final", alert.Offset);
        if (code is not (1224 or 1226))
            return;
        Occasion(SessionRules.AlertItems);
        if (alert.Items.IsEmpty)
            Breach(SessionRules.AlertItems, "no Item", alert.Offset);
        foreach (var item in alert.Items)
        {
            if (item.Meta is not { Type.Length: > 0, Format.Length: > 0 } meta || item.Data is null)
            {
                Breach(SessionRules.AlertItems, "an Item without Type, Format or Data", item.Offset);
                continue;
            }

            if (code == 1224)
                continue;
            Occasion(SessionRules.GenericAlertType);
            Occasion(SessionRules.GenericAlertMark, meta.Mark is not null);
            if (!meta.Type.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase) && !meta.Type.StartsWith("Reversed-Domain-Name:", StringComparison.OrdinalIgnoreCase))
                Breach(SessionRules.GenericAlertType, Seen(meta.Type), meta.Offset);
            if (meta.Mark is { } mark && !s_marks.Contains(mark.Trim()))
                Breach(SessionRules.GenericAlertMark, Seen(mark), meta.Offset);
        }
    }
}
