using System.Collections.Immutable;
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
        if (history.Object is not null && Object == history.Object && !message.Commands.Any(c => IsAlert(c, 1225) || IsAlert(c, 1223)))
            Breach(SessionRules.ChunkContiguous, "the object begun goes on in no Results", 0);
        var chunk = Owed.FirstOrDefault(o => o.IsChunk);
        if (chunk is not null && !Aborts)
        {
            Breach(SessionRules.ChunkStatus, $"no Status for the chunk in {chunk.Kind} {chunk.CmdId} of message {chunk.MsgId}", 0);
            Owed = [.. Owed.Where(o => !o.IsChunk)];
        }

        if (!message.Final)
            return;
        if (!Aborts)
        {
            foreach (var owed in Owed.Where(o => !o.IsOptional))
                Breach(SessionRules.StatusForEach, $"no Status for {owed.Kind} {owed.CmdId} of message {owed.MsgId}", 0);
            foreach (var owed in OwedResults)
                Breach(SessionRules.ResultsForEach, $"no Results for Get {owed.CmdId} of message {owed.MsgId}", 0);
        }

        (Owed, OwedResults) = ([], []);
    }

    /// <returns>Whether the client refuses the server.</returns>
    private bool HeaderStatus(SyncMlMessage message)
    {
        if (history.LastServer is not { } server)
            return false;
        var status = message.Commands.FirstOrDefault(c => c.Kind == SyncMlCommandKind.Status && c.CmdRef == "0");
        if (status is null)
        {
            if (!Aborts)
                Breach(SessionRules.HeaderStatus, "no Status for the header", 0);
            return false;
        }

        if (message.Commands[0] != status)
            Breach(SessionRules.HeaderStatus, $"{message.Commands[0].Kind} stands before it", status.Offset);
        if (status.MsgRef != server.Header.MsgId || status.Cmd != "SyncHdr")
            Breach(SessionRules.StatusReference, $"MsgRef {Seen(status.MsgRef)} and Cmd {Seen(status.Cmd)} for the header of message {server.Header.MsgId}", status.Offset);
        var code = Code(status);
        if (code is not (401 or 407))
            return false;
        var needsNonce = status.Challenge?.Type != "syncml:auth-basic";
        if (status.Challenge is not { Type.Length: > 0, Format: "b64" } challenge || needsNonce && challenge.NextNonce is null)
            Breach(SessionRules.Challenge, status.Challenge is null ? $"{code} without Chal" : "Chal without Type, Format b64 or NextNonce", status.Offset);
        var commands = server.Commands.Any(c => c.Kind != SyncMlCommandKind.Status);
        if (!commands && history.ChallengeType is null)
            Breach(SessionRules.NeedlessChallenge, $"{code} for a message without commands and challenge", status.Offset);
        return true;
    }

    private int? Code(SyncMlCommand status)
    {
        var code = ServerExchange.CodeOf(status);
        if (code is not { } known || !s_codes.Contains(known))
            Breach(SessionRules.StatusCode, Seen(status.Data?.Text), status.Offset);
        return code;
    }

    private void Status(SyncMlCommand status, bool refusal)
    {
        var code = Code(status);
        var owed = Owed.FirstOrDefault(o => o.MsgId == status.MsgRef && o.CmdId == status.CmdRef);
        var known = owed ?? _answered.Select(a => a.Answered).FirstOrDefault(o => o.MsgId == status.MsgRef && o.CmdId == status.CmdRef && o.Items > 1);
        if (known is null || status.Cmd != known.Kind.ToString())
        {
            Breach(SessionRules.StatusReference, $"MsgRef {Seen(status.MsgRef)}, CmdRef {Seen(status.CmdRef)}, Cmd {Seen(status.Cmd)}", status.Offset);
            if (known is null)
                return;
        }

        if (refusal && IsGood(code))
            Breach(SessionRules.RefusalOnlyStatus, $"{code} for {known.Kind}", status.Offset);
        if (known.IsChunk && IsGood(code) && code != 213)
            Breach(SessionRules.ChunkStatus, $"{code} for a chunk that is not the last", status.Offset);
        if (owed is not null)
            Owed = Owed.Remove(owed);
        _answered.Add((known, code, status));
        if (known.Kind == SyncMlCommandKind.Get && code == 200 && !OwedResults.Contains(known))
            OwedResults = OwedResults.Add(known);
    }

    private void Results(SyncMlCommand results, bool refusal)
    {
        var key = (results.MsgRef ?? "1", results.CmdRef ?? "");
        if (!history.Gets.Contains(key))
            Breach(SessionRules.ResultsReference, $"MsgRef {Seen(results.MsgRef)} and CmdRef {Seen(results.CmdRef)} name no Get", results.Offset);
        else if (Owed.Any(o => (o.MsgId, o.CmdId) == key))
            Breach(SessionRules.ResultsReference, $"Results of Get {results.CmdRef} stand before its Status", results.Offset);
        if (refusal)
            Breach(SessionRules.RefusalOnlyStatus, "Results for a server that was refused", results.Offset);
        OwedResults = [.. OwedResults.Where(o => (o.MsgId, o.CmdId) != key)];
        foreach (var item in results.Items)
        {
            if (string.IsNullOrEmpty(item.Source?.LocUri))
                Breach(SessionRules.ResultsSource, "an Item without it", item.Offset);
            Chunk(results, item);
        }
    }

    private void Chunk(SyncMlCommand results, SyncMlItem item)
    {
        var key = $"{results.MsgRef ?? "1"} {results.CmdRef} {item.Source?.LocUri}";
        var octets = item.Data?.Octets.Length ?? 0;
        var size = SessionHistory.Number((item.Meta?.Size ?? results.Meta?.Size)?.Trim());
        if (Object is { } open)
        {
            if (open.Key != key)
            {
                Breach(SessionRules.ChunkContiguous, "another Item before the object begun was whole", item.Offset);
                Object = null;
            }
            else if (size is not null)
            {
                Breach(SessionRules.ChunkSize, "Size in a later chunk", item.Offset);
            }
        }
        else if (item.MoreData && size is null)
        {
            Breach(SessionRules.ChunkSize, "no Size in the first chunk", item.Offset);
        }

        if (Object is null && !item.MoreData)
        {
            Limit(octets, item.Offset);
            return;
        }

        var soFar = new ChunkedObject(key, Object?.Size ?? size, (Object?.Octets ?? 0) + octets);
        Limit(Math.Max(soFar.Octets, soFar.Size ?? 0), item.Offset);
        if (!item.MoreData && soFar.Size is { } announced && announced != soFar.Octets)
            Breach(SessionRules.ChunkSum, $"{soFar.Octets} octets, Size was {announced}", item.Offset);
        Object = item.MoreData ? soFar : null;
    }

    private void Limit(long octets, int offset)
    {
        if (history.MaxObjSize is { } most && octets > most)
            Breach(SessionRules.MaxObjSize, $"{octets} octets, MaxObjSize of the server is {most}", offset);
    }

    /// <summary>Only commands of one message and one group are compared: whether a group stands before its commands is left to the client.</summary>
    private void Order()
    {
        for (var i = 1; i < _answered.Count; i++)
        {
            var (last, next) = (_answered[i - 1].Answered, _answered[i].Answered);
            if (last.MsgId == next.MsgId && last.Parent == next.Parent && history.Owed.IndexOf(next) < history.Owed.IndexOf(last))
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
                if (code != 200 && inner.Any(a => a.Code == 200))
                    Breach(SessionRules.SequenceStatus, $"{code} for a Sequence of which a command was carried out", status.Offset);
            }
            else if (code == 200 && inner.Any(a => !IsGood(a.Code) || a.Code is 215 or 216))
            {
                Breach(SessionRules.AtomicStatus, $"200 for an Atomic in which a command has {inner.First(a => !IsGood(a.Code) || a.Code is 215 or 216).Code}", status.Offset);
            }
            else if (code is not 200 && inner.Any(a => a.Code == 200))
            {
                Breach(SessionRules.AtomicStatus, $"200 in an Atomic that has {code}", status.Offset);
            }
        }
    }

    private void Alert(SyncMlCommand alert, SyncMlMessage message)
    {
        var code = ServerExchange.CodeOf(alert);
        if (code is not (1200 or 1201 or 1222 or 1223 or 1224 or 1225 or 1226))
            Breach(SessionRules.AlertCode, Seen(alert.Data?.Text), alert.Offset);
        if (code == 1223 && !message.Final)
            Breach(SessionRules.AbortFinal, "no Final", alert.Offset);
        if (code is not (1224 or 1226))
            return;
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
            if (!meta.Type.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase) && !meta.Type.StartsWith("Reversed-Domain-Name:", StringComparison.OrdinalIgnoreCase))
                Breach(SessionRules.GenericAlertType, Seen(meta.Type), meta.Offset);
            if (meta.Mark is { } mark && !s_marks.Contains(mark.Trim()))
                Breach(SessionRules.GenericAlertMark, Seen(mark), meta.Offset);
        }
    }
}
