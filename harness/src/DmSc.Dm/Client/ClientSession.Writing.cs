using System.Collections.Immutable;
using System.Text;
using DmSc.Dm.Session;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Dm.Client;

public sealed partial class ClientSession
{
    private string CurrentSessionId => _options.Quirks.NewSessionIdMidSession && _sent > 0 ? (_sessionId == "7FFF" ? "7FFE" : "7FFF") : _sessionId;

    private readonly List<Outgoing> _lastSent = [];
    private (Outgoing Object, int Octets)? _lastChunk;

    private void Enqueue(SyncMlCommand command) => _queue.AddLast(new Outgoing(command));

    /// <summary>Statuses go in front of all but Statuses: they stand first in a message, in the order of what they answer.</summary>
    private void EnqueueStatuses(IEnumerable<SyncMlCommand> statuses)
    {
        var next = _queue.First;
        while (next?.Value.Command.Kind == SyncMlCommandKind.Status)
            next = next.Next;
        foreach (var status in statuses)
        {
            if (next is null)
                Enqueue(status);
            else
                _queue.AddBefore(next, new Outgoing(status));
        }
    }

    /// <summary>What the last message carried has to go out again: the server did not accept its credentials.</summary>
    private void Requeue()
    {
        if (_lastChunk is var (chunked, octets))
            chunked.Retreat(octets);
        for (var i = _lastSent.Count - 1; i >= 0; i--)
            _queue.AddFirst(_lastSent[i]);
        _lastSent.Clear();
        _lastChunk = null;
    }

    /// <summary>Answers to commands of a server that turns out to be unknown do not go out: once it is known it repeats them.</summary>
    private void DropAnswers()
    {
        for (var at = _queue.First; at is not null;)
        {
            var next = at.Next;
            if (at.Value.Command.Kind is SyncMlCommandKind.Status or SyncMlCommandKind.Results)
                _queue.Remove(at);
            at = next;
        }
    }

    private int Room => _options.Quirks.ExceedsMaxMsgSize || _sent == 0 || _serverMaxMsg is not { } most ? int.MaxValue : most - _options.Quirks.ReservedOctets;

    private bool Fits(IEnumerable<SyncMlCommand> commands) => Room is int.MaxValue || Build([.. commands], final: true).Octets.Length <= Room;

    /// <summary>Takes answers out until the last command, an abort, fits into one message with what is in front of it.</summary>
    private void LeaveRoomForLast()
    {
        while (_queue.Count > 1 && Encode(_queue.Count, null).Octets.Length > Room)
            _queue.Remove(_queue.Last!.Previous!);
    }

    /// <summary>As much of the queue as one message of the server's MaxMsgSize takes; Final when nothing is left and the server's package is complete.</summary>
    private DmRequest? Write()
    {
        var room = Room;
        while (true)
        {
            var count = Most(_queue.Count, n => Encode(n, null).Octets.Length <= room);
            if (count == _queue.Count && Encode(count, null) is var whole && whole.Octets.Length <= room)
                return Send(whole, count);
            if (_queue.Count == 0)
                return End(ClientSessionEnd.DoesNotFit, $"not even the header fits into {room} octets");
            var next = _queue.ElementAt(count);
            if (next.CanBeChunked && _options.Capabilities.LargeObjects && (count == 0 || next.IsBegun || !FitsAlone(next, room)))
            {
                var most = Most(next.Left - 1, n => next.Chunk(n, out _) is not { } chunk || Encode(count, chunk).Octets.Length <= room);
                if (next.Chunk(most, out var length) is { } part && Encode(count, part) is var built && built.Octets.Length <= room)
                {
                    var request = Send(built, count);
                    next.Advance(length);
                    _lastChunk = (next, length);
                    return request;
                }
            }

            if (count > 0 && !FitsAlone(next, room) && Shrink(next))
                continue;
            if (count > 0 && next.Command.Kind != SyncMlCommandKind.Status && IsStuck(count))
            {
                _queue.Remove(next);
                _queue.AddFirst(next);
                continue;
            }

            if (count > 0)
                return Send(Encode(count, null), count);
            if (!Shrink(next))
                return End(ClientSessionEnd.DoesNotFit, $"{next.Command.Kind} does not fit into {room} octets");
        }
    }

    /// <summary>Whether again nothing would go out but answers to requests for the next message, each of which brings such a request.</summary>
    private bool IsStuck(int count) => _lastSent.Count > 0 && _lastSent.Concat(_queue.Take(count)).All(o => o.Command is { Kind: SyncMlCommandKind.Status, Cmd: "Alert" });

    private bool FitsAlone(Outgoing next, int room)
    {
        return Build([next.Rest], final: false).Octets.Length <= room;
    }

    /// <summary>Makes smaller what does not fit even alone: one Results or Replace per Item, a Status without what may be left out.</summary>
    private bool Shrink(Outgoing next)
    {
        var command = next.Command;
        if (next.IsBegun)
            return false;
        var parts = command switch
        {
            { Kind: SyncMlCommandKind.Results or SyncMlCommandKind.Replace, Items.Length: > 1 } => [.. command.Items.Select(item => command with { Items = [item] })],
            { Kind: SyncMlCommandKind.Status } when command.TargetRefs.Length + command.SourceRefs.Length + command.Items.Length > 0 => [command with { TargetRefs = [], SourceRefs = [], Items = [] }],
            _ => ImmutableArray<SyncMlCommand>.Empty,
        };
        var at = _queue.Find(next)!;
        foreach (var part in parts)
            _queue.AddBefore(at, new Outgoing(part));
        if (!parts.IsEmpty)
            _queue.Remove(at);
        return !parts.IsEmpty;
    }

    /// <summary>The largest number that still fits, where a smaller one always does.</summary>
    private static int Most(int upTo, Func<int, bool> fits)
    {
        if (fits(upTo))
            return upTo;
        var low = 0;
        var high = upTo;
        while (low < high - 1)
        {
            var middle = low + ((high - low) / 2);
            if (fits(middle))
                low = middle;
            else
                high = middle;
        }

        return low;
    }

    private Built Encode(int count, SyncMlCommand? chunk)
    {
        var commands = _queue.Take(count).Select(o => o.Rest).ToList();
        if (chunk is not null)
            commands.Add(chunk);
        var isLast = chunk is null && count == _queue.Count;
        if (isLast && !_serverFinal)
            commands.Add(AlertOf(1222));
        return Build([.. commands], isLast && _serverFinal);
    }

    private Built Build(ImmutableArray<SyncMlCommand> commands, bool final)
    {
        var all = ImmutableArray.CreateBuilder<SyncMlCommand>();
        if (_headerStatus != 0 && !_options.Quirks.MissingHeaderStatus)
            all.Add(SyncMlCommand.Status("", _headerMsgRef, "0", "SyncHdr", _headerStatus) with { Challenge = _headerChallenge });
        all.AddRange(commands);
        var id = 1;
        for (var i = 0; i < all.Count; i++)
            all[i] = all[i] with { CmdId = _options.Quirks.RepeatsCmdId ? "1" : $"{id++}" };
        if (_options.Quirks.PutsCredInCommand)
        {
            for (var i = 0; i < all.Count; i++)
            {
                if (all[i].Kind == SyncMlCommandKind.Alert && CodeOf(all[i]) is 1200 or 1201)
                    all[i] = all[i] with { Cred = _self.Cred };
            }
        }

        if (_options.Quirks.WrongMsgRef)
        {
            for (var i = 0; i < all.Count; i++)
            {
                if (all[i].Kind == SyncMlCommandKind.Status)
                    all[i] = all[i] with { MsgRef = "99" };
            }
        }

        var msgId = _options.Quirks.MsgIdNotIncremented ? "1" : $"{_sent + 1}";
        var header = SyncMlHeader.Of(CurrentSessionId, msgId, _uri, _options.DeviceId) with
        {
            Source = new SyncMlAddress(_options.DeviceId, _self.LocName),
            Cred = _self.Cred,
            Meta = _sent == 0 && (_options.MaxMsgSize is not null || _options.MaxObjSize is not null)
                ? new SyncMlMeta
                {
                    MaxMsgSize = _options.MaxMsgSize is { } message ? $"{message}" : null,
                    MaxObjSize = _options.MaxObjSize is { } large ? $"{large}" : null,
                }
                : null,
        };
        var built = SyncMlMessage.Of(header, final, all.ToImmutable());
        return new Built(_options.Xml ? Encoding.UTF8.GetBytes(built.ToXml()) : built.ToWbxml(), built);
    }

    private DmRequest Send(Built built, int count)
    {
        _lastSent.Clear();
        _lastChunk = null;
        for (var i = 0; i < count; i++)
        {
            _lastSent.Add(_queue.First!.Value);
            _queue.RemoveFirst();
        }

        _sent++;
        _ownFinal = built.Message.Final;
        // A challenge that was left out is in force for nobody.
        if (_headerChallenge is not null && !_options.Quirks.MissingHeaderStatus)
            _server.ChallengeSent();
        foreach (var command in built.Message.Commands)
        {
            var id = (built.Message.Header.MsgId ?? "", command.CmdId ?? "");
            _sentIds.Add(id);
            if (command.Kind is SyncMlCommandKind.Alert or SyncMlCommandKind.Replace)
                _unanswered[id] = command.Kind;
        }

        return new DmRequest(_uri, _options.Xml ? MediaTypes.DmXml : MediaTypes.DmWbxml, built.Octets, _self.Mac(built.Octets));
    }

    /// <summary>A message with its octets.</summary>
    private sealed record Built(byte[] Octets, SyncMlMessage Message);
}
