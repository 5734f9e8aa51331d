using System.Globalization;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Server;

public sealed partial class ServerSession
{
    private void StartChunks(ServerExchange exchange, ServerStep.SendInChunks step, SyncMlHeader header, List<SyncMlCommand> commands, ref bool final)
    {
        _outgoing = Outgoing.Of(exchange, step, SendsXml);
        if (!Exchanges.Contains(exchange))
            Exchanges = Exchanges.Add(exchange);
        _underWay.Add(exchange);
        AddChunk(header, commands, ref final);
    }

    private void AddChunk(SyncMlHeader header, List<SyncMlCommand> commands, ref bool final)
    {
        var outgoing = _outgoing!;
        if (outgoing.Step.InterruptAfter > 0 && outgoing.Sent == outgoing.Step.InterruptAfter)
        {
            // The rest never comes: whatever is next stands in its place.
            _outgoing = null;
            _chunked = null;
            _resumes = false;
            _underWay.Remove(outgoing.Exchange);
            AddCommands(header, commands, ref final);
            return;
        }

        var id = Id(commands.Count + 1);
        var wanted = Math.Min(outgoing.Step.ChunkOctets, outgoing.Left);
        var (command, octets) = Largest(outgoing, id, wanted, header, commands);
        if (command is null)
        {
            _outgoing = null;
            _underWay.Remove(outgoing.Exchange);
            outgoing.Exchange.NotSent = $"not even one octet of its data fits the client's MaxMsgSize of {ClientMaxMsgSize} octets";
            outgoing.Exchange.End();
            commands.Add(SyncMlCommand.Alert(id, 1223));
            Finish(ServerSessionEnd.ServerAborted);
            return;
        }

        outgoing.Advance(octets);
        _chunked = outgoing;
        var exchange = outgoing.Exchange;
        exchange.Command = command;
        exchange.MsgId = header.MsgId;
        exchange.ChunksSent = outgoing.Sent;
        _byReference[(header.MsgId!, id)] = exchange;
        final = outgoing.Left == 0;

        // Until it ends this package is ours to go on with, also when the client wants no more of the object.
        _resumes = !final;
        if (final)
            _outgoing = null;
    }

    /// <summary>The largest chunk that fits, put behind the commands; none when not even the smallest does.</summary>
    private (SyncMlCommand? Command, int Octets) Largest(Outgoing outgoing, string id, int wanted, SyncMlHeader header, List<SyncMlCommand> commands)
    {
        for (var octets = wanted; octets > 0 || wanted == 0; octets = octets * 7 / 8)
        {
            var whole = outgoing.Whole(octets);
            var command = outgoing.Command(id, whole);
            commands.Add(command);
            if (Fits(header, commands))
                return (command, whole);
            commands.RemoveAt(commands.Count - 1);
            if (wanted == 0)
                break;
        }

        return (null, 0);
    }

    /// <summary>A large object on its way to the client, as the octets that Data carries.</summary>
    private sealed class Outgoing
    {
        private readonly ReadOnlyMemory<byte> _conveyed;
        private readonly string? _format;
        private readonly string? _type;
        private readonly bool _isText;
        private readonly bool _isBase64;
        private int _at;
        private int _last;

        private Outgoing(ServerExchange exchange, ServerStep.SendInChunks step, ReadOnlyMemory<byte> conveyed, string? format, bool isText, bool isBase64)
        {
            (Exchange, Step, _conveyed, _format, _isText, _isBase64) = (exchange, step, conveyed, format, isText, isBase64);
            _type = step.Item.Meta?.Type;
        }

        public ServerExchange Exchange { get; }

        public ServerStep.SendInChunks Step { get; }

        public int Sent { get; private set; }

        public int Left => _conveyed.Length - _at;

        /// <summary>XML carries octets that are no text as base64, and counts its characters.</summary>
        public static Outgoing Of(ServerExchange exchange, ServerStep.SendInChunks step, bool asXml)
        {
            var octets = step.Item.Data?.Octets ?? default;
            var isText = step.Item.Data is { HasOpaque: false };
            var format = step.Item.Meta?.Format;
            if (isText || !asXml)
                return new Outgoing(exchange, step, octets, format, isText, isText && format == "b64");
            return new Outgoing(exchange, step, System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(octets.Span)), "b64", isText: true, isBase64: true);
        }

        /// <summary>At most that many octets, not ending inside a character.</summary>
        public int Whole(int octets)
        {
            if (!_isText || octets >= Left)
                return octets;
            if (_isBase64)
                return octets >= 4 ? octets / 4 * 4 : octets;
            var span = _conveyed.Span;
            var end = _at + octets;
            while (end > _at && (span[end] & 0xC0) == 0x80)
                end--;
            if (end > _at)
                return end - _at;
            // Less than one character: a whole one.
            end++;
            while (end < span.Length && (span[end] & 0xC0) == 0x80)
                end++;
            return end - _at;
        }

        public SyncMlCommand Command(string id, int octets)
        {
            var part = _conveyed.Slice(_at, octets);
            var size = Sent > 0 || Step.OmitSize ? null : (Step.AnnouncedSize ?? _conveyed.Length).ToString(CultureInfo.InvariantCulture);
            var item = Step.Item with
            {
                Meta = new SyncMlMeta { Format = _format, Type = _type, Size = size },
                Data = _isText ? SyncMlData.OfText(System.Text.Encoding.UTF8.GetString(part.Span)) : SyncMlData.OfOctets(part),
                MoreData = octets < Left,
            };
            return SyncMlCommand.Of(Step.Kind, id, item);
        }

        public void Advance(int octets)
        {
            _at += octets;
            _last = octets;
            Sent++;
        }

        /// <summary>Takes back the last chunk, which has to be sent again.</summary>
        public void Retreat()
        {
            _at -= _last;
            _last = 0;
            Sent--;
        }
    }
}
