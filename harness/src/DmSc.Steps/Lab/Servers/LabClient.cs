using System.Collections.Immutable;
using System.Globalization;
using DmSc.Dm.Session;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Server;
using DmSc.Wire;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Steps.Lab.Servers;

/// <summary>What a server answered to a message of ours.</summary>
/// <param name="HttpStatus">Status of HTTP.</param>
/// <param name="Message">The DM message; <c>null</c> when there is none.</param>
internal sealed record ClientAnswer(int HttpStatus, SyncMlMessage? Message)
{
    /// <summary>Why the body is no DM message; <c>null</c> when it is one, or when there is none.</summary>
    public FormatError? Error { get; init; }

    /// <summary>Code of the Status for our header; <c>null</c> without one.</summary>
    public int? HeaderStatus => StatusOf("SyncHdr");

    /// <summary>The challenge of the server, or <c>null</c>.</summary>
    public SyncMlMeta? Challenge => Message?.Commands.FirstOrDefault(c => c.Kind == SyncMlCommandKind.Status && c.Challenge is not null)?.Challenge;

    /// <summary>Commands that want an answer.</summary>
    public ImmutableArray<SyncMlCommand> Commands =>
        Message is null ? [] : [.. Message.Commands.Where(c => c.Kind is not (SyncMlCommandKind.Status or SyncMlCommandKind.Results))];

    /// <summary>Code of the last Status for a command of ours; <c>null</c> without one.</summary>
    /// <param name="command">Its name.</param>
    public int? StatusOf(string command) =>
        Message?.Commands.LastOrDefault(c => c.Kind == SyncMlCommandKind.Status && c.Cmd == command)?.Data?.Text is { } text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null;
}

/// <summary>The device we play in a session with the server under test, one message at a time. It executes nothing.</summary>
internal sealed class LabClient
{
    private const int MaxNote = 16 * 1024;
    private const string BasicType = "syncml:auth-basic";
    private const string Md5Type = "syncml:auth-md5";
    private const string HmacType = "syncml:auth-MAC";

    private readonly ManagedDevice _device;
    private readonly IDmTransport _transport;
    private readonly ServerParty _party;
    private readonly string _sessionId;
    private string _uri;
    private int _message;
    private byte[] _clientNonce;
    private readonly byte[] _serverNonce;
    private string _type;
    private bool _rightPassword = true;
    private bool _isKnown;

    public LabClient(ManagedDevice device, IDmTransport transport, ServerParty party, string sessionId)
    {
        (_device, _transport, _party, _sessionId, _uri) = (device, transport, party, sessionId, device.Account.Address);
        _clientNonce = (device.Account.Client?.Nonce ?? default).ToArray();
        _serverNonce = (device.Account.Server?.Nonce ?? default).ToArray();
        _type = device.Account.Client?.Type switch
        {
            "BASIC" => BasicType,
            "HMAC" => HmacType,
            _ => Md5Type,
        };
    }

    /// <summary>The last answer.</summary>
    public ClientAnswer? Last { get; private set; }

    /// <summary>How often the server asked for credentials.</summary>
    public int Challenges { get; private set; }

    /// <summary>What the server's credentials in the last answer are: right, wrong, missing, or absent where the account has none.</summary>
    public string? ServerCredential { get; private set; }

    /// <summary>Nonce that the server is to use from the next session on, given with the next Status for its header; empty for none.</summary>
    public ReadOnlyMemory<byte> NextServerNonce { get; set; }

    /// <summary>Whether the server took a message with <see cref="NextServerNonce"/>.</summary>
    public bool GaveServerNonce { get; private set; }

    /// <summary>Opens the session, with credentials as often as the server asks for them with a new nonce (at most three times).</summary>
    public async ValueTask<ClientAnswer> OpenAsync(int alert, bool rightPassword, CancellationToken ct)
    {
        _rightPassword = rightPassword;
        while (true)
        {
            var answer = await SendAsync([SyncMlCommand.Alert("1", alert), SyncMlCommand.Of(SyncMlCommandKind.Replace, "2", DeviceInfo())], ct);
            if (answer.HeaderStatus is not (401 or 407) || answer.Challenge is null || ++Challenges >= 3)
                return answer;
        }
    }

    /// <summary>Answers the commands of the server until it has none; nothing is executed, every command is told so.</summary>
    /// <returns>How many messages that took; <c>null</c> when the server found no end.</returns>
    public async ValueTask<int?> FinishAsync(int limit, CancellationToken ct)
    {
        for (var sent = 0; sent < limit; sent++)
        {
            if (Last is not { Message: { } message } || Last.Commands.IsEmpty)
                return sent;
            var id = 1;
            // 212 holds for the session, so that a nonce beside it is for the next one (OMA DM Security 1.2, 5.3.3).
            var gives = !NextServerNonce.IsEmpty && !GaveServerNonce;
            var header = SyncMlCommand.Status(Number(id++), message.Header.MsgId ?? "", "0", "SyncHdr", 212) with { Challenge = gives ? NonceForServer() : null };
            ImmutableArray<SyncMlCommand> statuses =
            [
                header,
                .. Last.Commands.Select(c => SyncMlCommand.Status(Number(id++), message.Header.MsgId ?? "", c.CmdId ?? "", c.Kind.ToString(), c.Kind == SyncMlCommandKind.Alert ? 200 : c.Kind == SyncMlCommandKind.Get ? 404 : 405)),
            ];
            var answer = await SendAsync(statuses, ct);
            GaveServerNonce |= gives && answer.HeaderStatus is 200 or 212;
        }

        return null;
    }

    private SyncMlMeta NonceForServer() => SyncMlMeta.Of("b64", Md5Type) with { NextNonce = SyncMlData.OfText(Convert.ToBase64String(NextServerNonce.Span)) };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async ValueTask<ClientAnswer> SendAsync(ImmutableArray<SyncMlCommand> commands, CancellationToken ct)
    {
        var header = SyncMlHeader.Of(_sessionId, Number(++_message), _uri, _device.DeviceId) with
        {
            Source = new SyncMlAddress(_device.DeviceId, _device.Account.Client?.UserName),
            Cred = _isKnown ? null : Credential(),
            Meta = new SyncMlMeta { MaxMsgSize = "32768" },
        };
        var body = SyncMlMessage.Of(header, final: true, commands).ToWbxml();
        _party.Frame(ServerParty.DmChannel, FrameDirection.ToIut, body, Note($"POST {_uri}", body));
        DmReply reply;
        try
        {
            reply = await _transport.ExchangeAsync(new DmRequest(_uri, MediaTypes.DmWbxml, body, Hmac(body)), ct);
        }
        catch (DmTransportException e)
        {
            throw new StepFaultException(FaultKind.PeerUnreachable, $"no session with {_uri}: {e.Message}", e);
        }

        _party.Frame(ServerParty.DmChannel, FrameDirection.FromIut, reply.Body.Span, Note($"HTTP {reply.HttpStatus}", reply.Body));
        SyncMlMessage? message = null;
        FormatError? error = null;
        try
        {
            message = reply.HttpStatus == 200 && !reply.Body.IsEmpty ? SyncMlMessage.Parse(reply.Body, WbxmlOptions.FromPeer) : null;
        }
        catch (WireFormatException e)
        {
            error = e.Error;
        }

        if (message?.Header.RespUri is { Length: > 0 } next)
            _uri = next;
        ServerCredential = Judge(message, reply) ?? ServerCredential;
        Last = new ClientAnswer(reply.HttpStatus, message) { Error = error };
        Learn(Last);
        return Last;
    }

    /// <summary>212 holds for the session; after 200 every message has credentials, made with the nonce that came last (OMA DM Security 1.2, 5.3 and 5.4).</summary>
    private void Learn(ClientAnswer answer)
    {
        _isKnown |= answer.HeaderStatus == 212;
        if (answer.Challenge is not { } challenge)
            return;
        if (!_isKnown)
            _type = challenge.Type ?? _type;
        if (challenge.NextNonce is { } next)
            _clientNonce = next.Nonce(out _).ToArray();
    }

    private string? Judge(SyncMlMessage? message, DmReply reply)
    {
        if (message is null || _device.Account.Server is not { } server)
            return null;
        var credential = new Credential(server.UserName, server.Password);
        try
        {
            if (reply.Hmac is { } hmac)
                return HmacHeader.Parse(hmac).Verify(CredentialHash.Of(credential), _serverNonce, reply.Body.Span) == HmacMatch.Exact ? "right" : "wrong";
            if (message.Header.Cred is not { } cred)
                return ServerCredential is null ? "missing" : null;
            return cred.Meta?.Type switch
            {
                "syncml:auth-md5" => Md5Credential.Verify(cred.Data?.Text ?? "", CredentialHash.Of(credential), _serverNonce),
                "syncml:auth-basic" => BasicCredential.Verify(cred.Data?.Text ?? "", credential),
                _ => false,
            }
                ? "right"
                : "wrong";
        }
        catch (WireFormatException)
        {
            return "wrong";
        }
    }

    private Credential? Own => _device.Account.Client is { } client
        ? new Credential(client.UserName, _rightPassword ? client.Password : SecretOctets.Of("not the password"))
        : null;

    private SyncMlCred? Credential() => (_type, Own) switch
    {
        (_, null) or (HmacType, _) => null,
        (BasicType, { } own) => new SyncMlCred(SyncMlMeta.Of("b64", BasicType), SyncMlData.OfText(BasicCredential.Encode(own))),
        (Md5Type, { } own) => new SyncMlCred(SyncMlMeta.Of("b64", Md5Type), SyncMlData.OfText(Md5Credential.Encode(CredentialHash.Of(own), _clientNonce))),
        _ => throw new StepFaultException(FaultKind.BadFixture, $"the server asks for credentials of type '{_type}', which the device we play has not"),
    };

    private string? Hmac(byte[] body) => _type == HmacType && Own is { } own ? HmacHeader.Sign(own.UserName, CredentialHash.Of(own), _clientNonce, body).Format() : null;

    private ImmutableArray<SyncMlItem> DeviceInfo() =>
    [
        Source("./DevInfo/DevId", _device.DeviceId),
        Source("./DevInfo/Man", "DmSc"),
        Source("./DevInfo/Mod", "device that is played"),
        Source("./DevInfo/DmV", "1.2"),
        Source("./DevInfo/Lang", "en"),
    ];

    private static SyncMlItem Source(string uri, string value) => SyncMlItem.From(uri, SyncMlData.OfText(value));

    private static string Note(string head, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return head;
        try
        {
            var xml = SyncMlMessage.Parse(body, WbxmlOptions.FromPeer).ToXml();
            return xml.Length <= MaxNote ? $"{head}\n{xml}" : $"{head}\n{xml[..MaxNote]}... ({xml.Length} characters)";
        }
        catch (WireFormatException e)
        {
            return $"{head}: no DM message: {e.Error}";
        }
    }
}
