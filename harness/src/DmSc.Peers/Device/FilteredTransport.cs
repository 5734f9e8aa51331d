using System.Globalization;
using System.Text;
using DmSc.Dm.Session;
using DmSc.Peers.Deviations;
using DmSc.Wire;
using DmSc.Wire.SyncMl;

namespace DmSc.Peers.Device;

/// <summary>The way of one session's messages through the defects that a device was told to have; without such it changes nothing.</summary>
internal sealed class FilteredTransport(IDmTransport transport, DeviceQuirks quirks)
{
    /// <summary>Octets that a defect adds to a message at most: it shall break its own rule, not the server's MaxMsgSize.</summary>
    public const int MostAdded = 200;

    private SyncMlMessage? _previous;
    private SyncMlMessage? _server;
    private DmRequest? _last;
    private int _sent;

    public async ValueTask<DmReply> ExchangeAsync(DmRequest request, CancellationToken ct)
    {
        if (quirks.Messages is null && quirks.MacHeader is null && quirks is { SpeaksAfterEnd: false, CutsMessages: false })
            return await transport.ExchangeAsync(request, ct);
        _sent++;
        _last = request = Filtered(request);
        var reply = await transport.ExchangeAsync(Spoilt(request), ct);
        _server = Read(reply.Body);
        return reply;
    }

    /// <summary>The defect of a device that goes on when the session is over.</summary>
    public async ValueTask EndAsync(CancellationToken ct)
    {
        if (!quirks.SpeaksAfterEnd || _server is not { } ended || !IsEnd(ended) || _last is not { Hmac: null } last || Read(last.Body) is not { } message)
            return;
        var header = message.Header with { MsgId = (_sent + 1).ToString(CultureInfo.InvariantCulture), Cred = null };
        var item = new SyncMlItem { Meta = SyncMlMeta.Of("chr", "Reversed-Domain-Name: example.dmsc.late"), Data = SyncMlData.OfText("late") };
        var late = SyncMlMessage.Of(
            header,
            final: true,
            SyncMlCommand.Status("1", ended.Header.MsgId ?? "1", "0", "SyncHdr", 200),
            SyncMlCommand.Alert("2", 1226, item));
        await transport.ExchangeAsync(last with { Uri = ended.Header.RespUri ?? last.Uri, Body = Octets(late, last.ContentType) }, ct);
    }

    /// <summary>Whether the server had nothing more to say: no command, no challenge.</summary>
    private static bool IsEnd(SyncMlMessage server) =>
        server.Final && server.Commands.All(c => c.Kind == SyncMlCommandKind.Status && !(c.CmdRef == "0" && c.Data?.Text?.Trim() is "401" or "407"));

    private DmRequest Spoilt(DmRequest request) => quirks.CutsMessages ? request with { Body = request.Body[..(request.Body.Length / 2)] } : request;

    private DmRequest Filtered(DmRequest request)
    {
        // A MAC is made of the octets: what is signed goes out as it is.
        if (request.Hmac is { } mac)
            return quirks.MacHeader is { } change ? request with { Hmac = change(mac) } : request;
        if (quirks.Messages is not { } filter || Read(request.Body) is not { } message)
            return request;
        var filtered = filter(new OutgoingMessage(message, _sent, _server, _previous));
        _previous = message;
        return request with { Body = Octets(filtered, request.ContentType) };
    }

    private static SyncMlMessage? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return body.IsEmpty ? null : SyncMlMessage.Parse(body, Wire.Wbxml.WbxmlOptions.FromPeer);
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    private static byte[] Octets(SyncMlMessage message, string contentType) =>
        contentType.Contains("+xml", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetBytes(message.ToXml()) : message.ToWbxml();
}
