using System.Globalization;
using DmSc.Dm.Session;
using DmSc.Dm.Tree;
using DmSc.Wire;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Dm.Client;

/// <summary>A DM client in one session (OMA DM Protocol 1.2): messages in, messages out, nothing else. With the same options, random octets, tree
/// and answers of the user it sends the same octets. Not for several threads.</summary>
public sealed partial class ClientSession
{
    private const int MaxChallenges = 2;
    private const int MaxRemarks = 100;
    private readonly ClientSessionOptions _options;
    private readonly IDmTree _tree;
    private readonly IUserInteraction _user;
    private readonly TimeProvider _time;
    private readonly ClientIdentity _self;
    private readonly ServerIdentity _server;
    private readonly string _sessionId;
    private readonly LinkedList<Outgoing> _queue = new();
    private readonly List<ClientAlert> _alerts = [];
    private readonly List<ServerRemark> _remarks = [];
    private readonly Dictionary<(string MsgId, string CmdId), SyncMlCommandKind> _unanswered = [];
    private readonly HashSet<(string MsgId, string CmdId)> _sentIds = [];
    private string _uri;
    private string _headerMsgRef = "";
    private int _headerStatus;
    private SyncMlMeta? _headerChallenge;
    private int _sent;
    private int _heard;
    private int? _serverMaxMsg;
    private int? _serverMaxObj;
    private bool _serverFinal = true;
    private bool _ownFinal;
    private bool _abort;
    private long _started;
    private bool _xmlReceived;

    /// <summary>A session that has not started.</summary>
    /// <param name="options">Account and device.</param>
    /// <param name="tree">The management tree.</param>
    /// <param name="user">The user.</param>
    /// <param name="random">Where nonces come from.</param>
    /// <param name="time">Bounds the session.</param>
    public ClientSession(ClientSessionOptions options, IDmTree tree, IUserInteraction user, IRandomOctets random, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        _tree = tree;
        _user = user;
        _time = time;
        _uri = options.ServerUri;
        _self = new ClientIdentity(options);
        _server = new ServerIdentity(options, random);
        _sessionId = options.Quirks.IgnoresTriggerSessionId && options.ServerInitiated ? (options.SessionId == "FFFE" ? "FFFD" : "FFFE") : options.SessionId;
        _alerts.AddRange(options.Alerts);
    }

    /// <summary>How the session ended; <see langword="null"/> while it goes on.</summary>
    public ClientSessionOutcome? Outcome { get; private set; }

    /// <summary>The nonce to be stored for the client's credentials of the next session; <see langword="null"/> to keep the old one. A nonce of a server
    /// that did not show who it is does not count (DM Security 1.2, 5.3.4).</summary>
    public ReadOnlyMemory<byte>? NewClientNonce => _heard > 0 && (_server.IsKnown || !_server.IsNeeded) ? _self.ReceivedNonce : null;

    /// <summary>The nonce to be stored for the server's credentials, also those of notifications; <see langword="null"/> to keep the old one.</summary>
    public ReadOnlyMemory<byte>? NewServerNonce => _server.NewNonce;

    /// <summary>What the server did against the rules without ending the session, in order.</summary>
    public IReadOnlyList<ServerRemark> Remarks => _remarks;

    /// <summary>Lets an alert go out with the next message: the result of an Exec that was answered 202, for example.</summary>
    /// <param name="alert">The alert.</param>
    public void Announce(ClientAlert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);
        _alerts.Add(alert);
    }

    /// <summary>Lets the next message abort the session with Alert 1223.</summary>
    public void Abort() => _abort = true;

    /// <summary>Package 1.</summary>
    /// <exception cref="InvalidOperationException">The session has started.</exception>
    public DmRequest Start()
    {
        if (_sent > 0)
            throw new InvalidOperationException("the session has started");
        _started = _time.GetTimestamp();
        EnqueueSetup();
        return Write() ?? throw new InvalidOperationException("the first message has no bound");
    }

    /// <summary>Takes the server's answer to the last message.</summary>
    /// <param name="reply">The answer.</param>
    /// <returns>The next message, or <see langword="null"/> when the session is over: see <see cref="Outcome"/>.</returns>
    /// <exception cref="InvalidOperationException">The session has not started.</exception>
    public DmRequest? Receive(DmReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (_sent == 0)
            throw new InvalidOperationException("the session has not started");
        if (Outcome is not null)
            return null;
        if (reply.HttpStatus != 200 || reply.Body.IsEmpty)
            return End(ClientSessionEnd.NoMessage, $"the transport answered {reply.HttpStatus} with {reply.Body.Length} octets");
        if (reply.ContentType is { } type && !MediaTypes.Is(type, MediaTypes.DmWbxml) && !MediaTypes.Is(type, MediaTypes.DmXml))
            return End(ClientSessionEnd.ProtocolBreach, $"the media type {type} is none of DM");
        SyncMlMessage message;
        try
        {
            message = SyncMlMessage.Parse(reply.Body, WbxmlOptions.FromPeer);
        }
        catch (WireFormatException broken)
        {
            Outcome = new ClientSessionOutcome(ClientSessionEnd.BrokenMessage, "the message cannot be read", broken.Error);
            return null;
        }

        _xmlReceived = reply.Body.Span.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'<', ..];
        _headerMsgRef = message.Header.MsgId ?? "1";
        if (_time.GetElapsedTime(_started) > _options.Limits.MaxDuration)
            return End(ClientSessionEnd.LimitExceeded, "the session took too long");
        if (_sent >= _options.Limits.MaxMessages)
            return End(ClientSessionEnd.LimitExceeded, $"{_sent} messages were sent");
        _serverMaxMsg = Positive(message.Header.Meta?.MaxMsgSize) ?? _serverMaxMsg;
        _serverMaxObj = Positive(message.Header.Meta?.MaxObjSize) ?? _serverMaxObj;
        if (Breach(message, reply) is var (code, reason))
            return Refuse(code, reason);
        _heard++;
        return Answer(message, reply);
    }

    private DmRequest? Answer(SyncMlMessage message, DmReply reply)
    {
        var header = message.Header;
        _uri = string.IsNullOrWhiteSpace(header.RespUri) || _options.Quirks.IgnoresRespUri ? _options.ServerUri : header.RespUri;

        // While our package goes on, the server's that was complete stays so: it only asks for the rest (Alert 1222, no Final).
        _serverFinal = message.Final || (!_ownFinal && _serverFinal);
        var aborts = HasAlert(message, 1223) && !_options.Quirks.IgnoresAbort;
        var own = message.Commands.FirstOrDefault(c => c.Kind == SyncMlCommandKind.Status && c.CmdRef == "0" && IsOurs(c.MsgRef));
        if (own is null)
            return aborts ? End(ClientSessionEnd.AbortedByServer, "Alert 1223 came") : Refuse(400, "the Status of the header is missing");
        _headerStatus = _server.Judge(header, reply.Hmac, reply.Body.Span);
        var refused = _self.Hear(CodeOf(own), own.Challenge, out var repeat);
        if (aborts)
            return End(ClientSessionEnd.AbortedByServer, "Alert 1223 came");
        if (refused is not null)
        {
            Outcome = refused;
            return null;
        }

        if (_server.AnsweredWithOtherType)
            return End(ClientSessionEnd.ServerNotAuthenticated, "the server answered a challenge with another type of credentials");
        HearStatuses(message);
        _headerChallenge = null;
        if (!_server.IsKnown)
            return Unknown(message, HasCredentials(header, reply), repeat);
        if (_server.IsNeeded && HasCredentials(header, reply) && _options.ServerType != DmAuthentication.Basic)
            _headerChallenge = _server.Challenge();
        if (repeat)
        {
            // A server that refuses our credentials has nothing to ask for in the same message (DM Protocol 1.2, 9): nothing of it is carried out.
            Requeue();
            RefuseAll(message, 215);
            return Write();
        }

        Execute(message);
        return Continue();
    }

    /// <summary>Nothing of an unknown server is carried out: every command gets the status of the header, which challenges.</summary>
    private DmRequest? Unknown(SyncMlMessage message, bool hasCredentials, bool repeat)
    {
        var asksNothing = message.Unknown.IsEmpty && message.Commands.All(c => c.Kind == SyncMlCommandKind.Status);
        DropAnswers();
        if (repeat)
        {
            // A server that challenges need not have shown who it is yet; it will, when it has something to ask for.
            if (asksNothing && !hasCredentials)
                _headerStatus = 200;
            else
                _headerChallenge = _server.Challenge();
            Requeue();
            RefuseAll(message, _headerStatus);
            return Write();
        }

        if (asksNothing && !_options.Quirks.ChallengesWithoutNeed)
            return End(ClientSessionEnd.ServerNotAuthenticated, "the server did not show who it is and asks for nothing");
        if (_server.Failures > MaxChallenges)
            return End(ClientSessionEnd.ServerNotAuthenticated, "the server did not meet the challenges");
        _headerChallenge = _server.Challenge();
        if (_options.Quirks.ObeysWhileRefusing)
        {
            Execute(message);
            return Write();
        }

        if (_options.Quirks.ObeysInSecret)
        {
            Execute(message);
            DropAnswers();
        }

        RefuseAll(message, _headerStatus);
        return Write();
    }

    private DmRequest? Continue()
    {
        if (_abort)
        {
            _serverFinal = true;
            Enqueue(AlertOf(1223));
            LeaveRoomForLast();
            var last = Write();
            Outcome ??= new ClientSessionOutcome(ClientSessionEnd.AbortedByClient, "Alert 1223 was sent");
            return last;
        }

        EnqueueAlerts();
        if (_queue.Count > 0 || !_serverFinal)
            return Write();
        if (_options.Quirks.SendsEmptyPackage && Outcome is null)
        {
            Outcome = new ClientSessionOutcome(ClientSessionEnd.Completed, "the server had nothing more to say");
            return Write();
        }

        return End(ClientSessionEnd.Completed, "the server had nothing more to say");
    }

    private (int Code, string Reason)? Breach(SyncMlMessage message, DmReply reply)
    {
        var header = message.Header;
        if (header.VerDtd != "1.2")
            return (505, $"VerDTD is {header.VerDtd ?? "missing"}");
        if (header.VerProto != "DM/1.2")
            return (513, $"VerProto is {header.VerProto ?? "missing"}");
        if (header.SessionId != CurrentSessionId && header.SessionId != _sessionId)
            return (400, "SessionID is not that of the session");
        if (!int.TryParse(header.MsgId, NumberStyles.None, CultureInfo.InvariantCulture, out var msgId) || msgId != _heard + 1)
            return (400, $"MsgID is {header.MsgId ?? "missing"}, not {_heard + 1}");
        if (_options.MaxMsgSize is { } most && reply.Body.Length > most)
            return (413, $"the message has {reply.Body.Length} octets, {most} are the most");
        if (header.Target?.LocUri?.Trim() != _options.DeviceId)
            return (400, $"Target is {header.Target?.LocUri ?? "missing"}, not the device");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var count = 0;
        return Check(message.Commands, ids, ref count);
    }

    private (int Code, string Reason)? Check(IEnumerable<SyncMlCommand> commands, HashSet<string> ids, ref int count)
    {
        foreach (var command in commands)
        {
            if (++count > _options.Limits.MaxCommands)
                return (413, $"more than {_options.Limits.MaxCommands} commands");
            if (string.IsNullOrEmpty(command.CmdId) || command.CmdId == "0")
                return (400, $"{command.Kind} has no CmdID");
            if (!ids.Add(command.CmdId))
                return (400, $"CmdID {command.CmdId} occurs twice");
            if (Check(command.Commands, ids, ref count) is { } inner)
                return inner;
        }

        return null;
    }

    /// <summary>Tells the server what it broke, and ends.</summary>
    private DmRequest? Refuse(int code, string reason)
    {
        _queue.Clear();
        _headerStatus = code;
        _headerChallenge = null;
        _serverFinal = true;
        Enqueue(AlertOf(1223));
        var request = Write();
        Outcome = new ClientSessionOutcome(ClientSessionEnd.ProtocolBreach, reason, Status: code);
        return request;
    }

    private DmRequest? End(ClientSessionEnd end, string detail)
    {
        Outcome = new ClientSessionOutcome(end, detail);
        return null;
    }

    private void EnqueueSetup()
    {
        var code = _options.ServerInitiated || _options.Quirks.Sends1200ForClientInitiated ? 1200 : 1201;
        Enqueue(AlertOf(code));
        var leaves = _options.Quirks.DevInfoIncomplete && _options.DevInfo.Length > 0 ? _options.DevInfo[..^1] : _options.DevInfo;
        if (!_options.Quirks.NoDevInfo && leaves.Length > 0)
        {
            Enqueue(new SyncMlCommand(SyncMlCommandKind.Replace)
            {
                Items = [.. leaves.Select(leaf => SyncMlItem.From(leaf.Key, SyncMlData.OfText(leaf.Value)))],
            });
        }

        EnqueueAlerts();
    }

    private void EnqueueAlerts()
    {
        foreach (var alert in _alerts)
        {
            Enqueue(AlertOf(alert.Code) with
            {
                Correlator = alert.Correlator,
                Items =
                [
                    new SyncMlItem
                    {
                        Source = alert.Source is null ? null : new SyncMlAddress(alert.Source),
                        Meta = SyncMlMeta.Of(alert.Format, alert.Type) with { Mark = alert.Mark },
                        Data = SyncMlData.OfText(alert.Data),
                    },
                ],
            });
        }

        _alerts.Clear();
    }

    private void HearStatuses(SyncMlMessage message)
    {
        foreach (var status in message.Commands)
        {
            if (status.Kind != SyncMlCommandKind.Status || status.CmdRef == "0")
                continue;
            var reference = (status.MsgRef ?? "", status.CmdRef ?? "");
            _unanswered.Remove(reference);
            if (!_sentIds.Contains(reference))
                Remark(message, $"Status {status.CmdId} answers command {status.CmdRef ?? "?"} of message {status.MsgRef ?? "?"}, which was not sent");

            // An object of ours that the server does not take any further is given up.
            if (status.Cmd == "Results" && CodeOf(status) is not (213 or 200))
                GiveUpChunks();
        }

        if (!message.Final || !_ownFinal)
            return;
        foreach (var ((msgId, cmdId), kind) in _unanswered)
            Remark(message, $"no Status for {kind} {cmdId} of message {msgId}");
        _unanswered.Clear();
    }

    private void Remark(SyncMlMessage message, string text)
    {
        if (_remarks.Count < MaxRemarks)
            _remarks.Add(new ServerRemark(message.Header.MsgId ?? "", text));
    }

    private void GiveUpChunks()
    {
        if (_queue.First is { Value.IsBegun: true } begun)
            _queue.Remove(begun);
    }

    private bool IsOurs(string? msgRef) => msgRef == $"{_sent}" || (_options.Quirks.MsgIdNotIncremented && msgRef == "1");

    private static bool HasCredentials(SyncMlHeader header, DmReply reply) => header.Cred is not null || reply.Hmac is not null;

    private static bool HasAlert(SyncMlMessage message, int code) => message.Commands.Any(c => c.Kind == SyncMlCommandKind.Alert && CodeOf(c) == code);

    private static int CodeOf(SyncMlCommand command) =>
        int.TryParse(command.Data?.Text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : 0;

    private static int? Positive(string? text) =>
        int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static SyncMlCommand AlertOf(int code) => SyncMlCommand.Alert("", code);
}
