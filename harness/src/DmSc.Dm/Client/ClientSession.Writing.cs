using System.Collections.Immutable;
using System.Text;
using DmSc.Dm.Session;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Dm.Client;

public sealed partial class ClientSession
{
    private string CurrentSessionId => _options.Quirks.NewSessionIdMidSession && _sent > 0 ? (_sessionId == "7FFF" ? "7FFE" : "7FFF") : _sessionId;

    private void Enqueue(SyncMlCommand command) => _queue.AddLast(new Outgoing(command));

    /// <summary>As much of the queue as one message of the server's MaxMsgSize takes; Final when nothing is left and the server's package is complete.</summary>
    private DmRequest? Write()
    {
        var room = _options.Quirks.ExceedsMaxMsgSize || _sent == 0 ? int.MaxValue : _serverMaxMsg ?? int.MaxValue;
        while (true)
        {
            var count = Most(_queue.Count, n => Encode(n, null).Length <= room);
            if (count == _queue.Count && Encode(count, null) is var whole && whole.Length <= room)
                return Send(whole, count);
            var next = _queue.ElementAt(count);
            if (next.CanBeChunked && _options.Capabilities.LargeObjects && (count == 0 || !FitsAlone(next, room)))
            {
                var most = Most(next.Left - 1, n => next.Chunk(n, out _) is not { } chunk || Encode(count, chunk).Length <= room);
                if (next.Chunk(most, out var length) is { } part && Encode(count, part) is var octets && octets.Length <= room)
                {
                    var request = Send(octets, count);
                    next.Advance(length);
                    return request;
                }
            }

            if (count > 0)
                return Send(Encode(count, null), count);
            if (!Shrink(next))
                return End(ClientSessionEnd.DoesNotFit, $"{next.Command.Kind} does not fit into {room} octets");
        }
    }

    private bool FitsAlone(Outgoing next, int room)
    {
        ImmutableArray<SyncMlCommand> alone = [next.Rest];
        return Octets(alone, final: false).Length <= room;
    }

    /// <summary>Makes smaller what does not fit even alone: one Results per Item, a Status without what may be left out.</summary>
    private bool Shrink(Outgoing next)
    {
        var command = next.Command;
        if (command is { Kind: SyncMlCommandKind.Results, Items.Length: > 1 })
        {
            _queue.RemoveFirst();
            for (var i = command.Items.Length - 1; i >= 0; i--)
                _queue.AddFirst(new Outgoing(command with { Items = [command.Items[i]] }));
            return true;
        }

        if (command.Kind == SyncMlCommandKind.Status && (command.TargetRefs.Length > 0 || command.SourceRefs.Length > 0 || command.Items.Length > 0))
        {
            _queue.RemoveFirst();
            _queue.AddFirst(new Outgoing(command with { TargetRefs = [], SourceRefs = [], Items = [] }));
            return true;
        }

        return false;
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

    private byte[] Encode(int count, SyncMlCommand? chunk)
    {
        var commands = _queue.Take(count).Select(o => o.Rest).ToList();
        if (chunk is not null)
            commands.Add(chunk);
        var isLast = chunk is null && count == _queue.Count;
        if (isLast && !_serverFinal)
            commands.Add(AlertOf(1222));
        return Octets([.. commands], isLast && _serverFinal);
    }

    private byte[] Octets(ImmutableArray<SyncMlCommand> commands, bool final)
    {
        var all = ImmutableArray.CreateBuilder<SyncMlCommand>();
        if (_headerStatus != 0 && !_options.Quirks.MissingHeaderStatus)
            all.Add(SyncMlCommand.Status("", _headerMsgRef, "0", "SyncHdr", _headerStatus) with { Challenge = _headerChallenge });
        all.AddRange(commands);
        var id = 1;
        for (var i = 0; i < all.Count; i++)
            all[i] = all[i] with { CmdId = _options.Quirks.RepeatsCmdId ? "1" : $"{id++}" };
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
        return _options.Xml ? Encoding.UTF8.GetBytes(built.ToXml()) : built.ToWbxml();
    }

    private DmRequest Send(byte[] octets, int count)
    {
        for (var i = 0; i < count; i++)
            _queue.RemoveFirst();
        _sent++;
        return new DmRequest(_uri, _options.Xml ? MediaTypes.DmXml : MediaTypes.DmWbxml, octets, _self.Mac(octets));
    }
}
