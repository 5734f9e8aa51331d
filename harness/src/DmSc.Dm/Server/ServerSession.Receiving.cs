using System.Collections.Immutable;
using System.Globalization;
using DmSc.Dm.Server.Validation;
using DmSc.Dm.Session;
using DmSc.Wire;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Server;

public sealed partial class ServerSession
{
    private const int MaxNonces = 8;
    private const int MaxBreaches = 1000;

    private readonly Dictionary<(string MsgId, string CmdId), ServerExchange> _byReference = [];
    private readonly List<ReadOnlyMemory<byte>> _olderNonces = [];
    private readonly List<OwedStatus> _owed = [];
    private readonly List<SyncMlCommand> _replaces = [];
    private ReadOnlyMemory<byte>? _clientNonce;
    private Incoming? _incoming;
    private SyncMlMessage? _message;
    private string _requestUri = "";
    private string? _requestType;
    private string _clientMsgId = "1";
    private bool _isXml;
    private bool _clientDone;
    private bool _asksForMore;
    private long _octets;
    private CredentialVerdict _verdict;
    private bool _serverChallenged;
    private int _serverChallenges;
    private DmAuthentication? _askedOfServer;

    private bool NeedsSteps => _message is not null && _clientDone && _outgoing is null && (!_serverChallenged || _underWay.Count == 0) && IsAccepted(_verdict);

    /// <summary>Whether it has been given all that is kept of one session; whoever goes on is to be turned away.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
                return Received.Length > Policy.MaxMessages || Transcript.Length > 2 * (Policy.MaxMessages + 1) || _octets > Policy.MaxOctets;
        }
    }

    /// <summary>Takes a message of the client. Never throws for what is in it: see <see cref="Unreadable"/>.</summary>
    /// <param name="request">The message.</param>
    public void Accept(DmRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Accept(request, ReceivedMessage.Read(request.Body));
    }

    /// <summary>Takes a message of the client that was read already, to find the session it belongs to.</summary>
    /// <param name="request">The message.</param>
    /// <param name="read">What was read in its body.</param>
    public void Accept(DmRequest request, ReceivedMessage read)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(read);
        lock (_gate)
        {
            Transcript = Transcript.Add(SessionFrame.Of(_time.GetUtcNow(), request));
            _octets += request.Body.Length;
            (_requestUri, _requestType) = (request.Uri, request.ContentType);
            (_message, Unreadable) = (read.Message, read.Error);
            if (_message is not { } message)
            {
                Validate(request, read, null);
                Finish(ServerSessionEnd.Unreadable);
                return;
            }

            Received = Received.Add(message);
            if (IsFull)
                Finish(ServerSessionEnd.TooLong);
            _isXml = read.IsXml;
            _clientDone = message.Final;
            _serverChallenged = false;
            Header(message.Header);
            Authenticate(message, request);
            Validate(request, read, _verdict);
            Owe(message);
            HearOpening(message);
            if (!IsAccepted(_verdict))
            {
                HearNonce(message);
                return;
            }

            _asksForMore = message.Commands.Any(c => c.Kind == SyncMlCommandKind.Alert && AlertCode(c) == 1222);
            foreach (var command in message.Commands)
                Take(command);
            if (message.Final)
                EndAnswered();
        }
    }

    /// <summary>Rules that the client's messages broke, in order.</summary>
    public ImmutableArray<RuleBreach> Breaches { get; private set; } = [];

    /// <summary>What the client's next message is measured against.</summary>
    public SessionHistory History { get; private set; } = SessionHistory.Start;

    private void Validate(DmRequest request, ReceivedMessage read, CredentialVerdict? verdict)
    {
        if (History.ClientMessages == 0)
            History = History with { NotifiedSessionId = Policy.NotifiedSessionId };
        var (breaches, next) = MessageValidator.Check(History, request, read, verdict);
        // Endless breaches of an endless session are of no use to anybody.
        if (!breaches.IsEmpty && Breaches.Length < MaxBreaches)
            Breaches = Breaches.AddRange(breaches);
        History = next;
    }

    private static bool IsAccepted(CredentialVerdict verdict) =>
        verdict is CredentialVerdict.Right or CredentialVerdict.PrintedMacForm or CredentialVerdict.StillGood or CredentialVerdict.NotNeeded;

    private static long? Number(string? text) =>
        long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? AlertCode(SyncMlCommand alert) => ServerExchange.CodeOf(alert);

    private void Header(SyncMlHeader header)
    {
        SessionId ??= header.SessionId;
        DeviceId ??= header.Source?.LocUri;
        _serverUri ??= header.Target?.LocUri;
        _clientMsgId = header.MsgId ?? "1";
        if (Number(header.Meta?.MaxMsgSize) is { } size and > 0)
            ClientMaxMsgSize = (int)Math.Min(size, int.MaxValue);
        if (Number(header.Meta?.MaxObjSize) is { } objects)
            ClientMaxObjSize = objects;
    }

    private void Authenticate(SyncMlMessage message, DmRequest request)
    {
        var header = message.Header;
        if (Account is null && (header.Source?.LocName ?? NameIn(header) ?? header.Source?.LocUri) is { } name)
            Account = _accounts(name) ?? (header.Source?.LocUri is { } uri ? _accounts(uri) : null);
        var hmac = request.Hmac;
        var perMessage = Account is { } account && (account.EveryMessage || account.ClientAuthentication == DmAuthentication.Hmac);
        if (IsClientAuthenticated && !perMessage && header.Cred is null && hmac is null)
            _verdict = CredentialVerdict.StillGood;
        else
            (_verdict, MacForm) = ClientCredentials.Judge(Account, header, hmac, request.Body.Span, NonceInForce, _olderNonces);
        // Once is enough: who shows the same again does no harm.
        if (IsClientAuthenticated && !perMessage && _verdict == CredentialVerdict.StaleNonce)
            _verdict = CredentialVerdict.StillGood;
        CredentialVerdicts = CredentialVerdicts.Add(_verdict);
        if (IsAccepted(_verdict))
            IsClientAuthenticated = true;
    }

    /// <summary>Which wrong form the client's last MAC had; <see langword="null"/> when it had none.</summary>
    public string? MacForm { get; private set; }

    private ReadOnlyMemory<byte> NonceInForce => _clientNonce ?? Account?.Nonces.Client ?? default;

    /// <summary>The name in basic credentials, for clients that leave LocName out.</summary>
    private static string? NameIn(SyncMlHeader header)
    {
        if (DmAuthenticationName.Parse(header.Cred?.Meta?.Type) != DmAuthentication.Basic || header.Cred?.Data?.Text is not { } text)
            return null;
        try
        {
            return Wire.Credentials.BasicCredential.Decode(text.Trim()).UserName;
        }
        catch (WireFormatException)
        {
            return null;
        }
    }

    private void Owe(SyncMlMessage message)
    {
        foreach (var command in message.Commands)
        {
            if (command.Kind is SyncMlCommandKind.Status or SyncMlCommandKind.Results)
                continue;
            _owed.Add(new OwedStatus(_clientMsgId, command.CmdId ?? "", command.Kind.ToString(), CodeFor(command)));
        }
    }

    private static int CodeFor(SyncMlCommand command) => command.Kind switch
    {
        SyncMlCommandKind.Alert => AlertCode(command) is >= 1200 and <= 1226 ? 200 : 406,
        SyncMlCommandKind.Replace => 200,
        _ => 405,
    };

    /// <summary>How a session was opened shows whoever opened it.</summary>
    private void HearOpening(SyncMlMessage message)
    {
        if (OpeningAlert is not null)
            return;
        foreach (var command in message.Commands)
        {
            if (command.Kind == SyncMlCommandKind.Alert && AlertCode(command) is 1200 or 1201)
                OpeningAlert ??= AlertCode(command);
        }
    }

    private void Take(SyncMlCommand command)
    {
        switch (command.Kind)
        {
            case SyncMlCommandKind.Status:
                TakeStatus(command);
                break;
            case SyncMlCommandKind.Results:
                TakeResults(command);
                break;
            case SyncMlCommandKind.Alert:
                TakeAlert(command);
                break;
            case SyncMlCommandKind.Replace:
                TakeDevInfo(command);
                break;
        }
    }

    private void TakeAlert(SyncMlCommand alert)
    {
        var code = AlertCode(alert);
        if (code == 1222)
            return;
        ClientAlerts = ClientAlerts.Add(alert);

        // A client that has just taken a chunk means an object before this one.
        if (code == 1225 && _outgoing is { Exchange.Status: 213 })
            return;
        if (code == 1225)
            _outgoing = null;
        if (code == 1223)
            _clientAborted = true;
    }

    private void TakeDevInfo(SyncMlCommand replace)
    {
        _replaces.Add(replace);
        _devInfo = null;
    }

    /// <summary>Only who asks for the leaves of ./DevInfo needs them by name.</summary>
    private ImmutableDictionary<string, string> Leaves()
    {
        var leaves = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var replace in _replaces)
        {
            foreach (var item in replace.Items)
            {
                if (item.Source?.LocUri is { } uri && leaves.Count < 64)
                    leaves[uri] = item.Data?.Text ?? "";
            }
        }

        return leaves.ToImmutable();
    }

    private void TakeStatus(SyncMlCommand status)
    {
        if (status.CmdRef == "0" || status.Cmd == "SyncHdr")
        {
            TakeHeaderStatus(status);
            return;
        }

        if (!_byReference.TryGetValue((status.MsgRef ?? "", status.CmdRef ?? ""), out var exchange))
            return;
        exchange.Add(status);
        if (_outgoing is not { } outgoing || outgoing.Exchange != exchange || exchange.Status == 213)
            return;
        // Who asks for the next message wants the rest, whatever it said to the chunk.
        if (exchange.Status is not (>= 200 and < 300) || !_asksForMore)
            _outgoing = null;
    }

    private void TakeHeaderStatus(SyncMlCommand status)
    {
        var code = ServerExchange.CodeOf(status) ?? 0;
        HeaderStatuses = HeaderStatuses.Add(code);
        if (code is 401 or 407)
        {
            _serverChallenged = true;
            _serverChallenges++;
            _askedOfServer = DmAuthenticationName.Parse(status.Challenge?.Type);
        }
        else if (code is 200 or 212)
        {
            IsServerAuthenticated = true;
            _serverEveryMessage = code == 200;
        }

        HearNonce(status);
    }

    /// <summary>Of a message that is refused only the nonce counts: the newest one is used whoever gave it (OMA DM Security 1.2, 5.3.4).</summary>
    private void HearNonce(SyncMlMessage message)
    {
        foreach (var command in message.Commands)
        {
            if (command is { Kind: SyncMlCommandKind.Status, CmdRef: "0" })
                HearNonce(command);
        }
    }

    private void HearNonce(SyncMlCommand status)
    {
        if (status.Challenge?.NextNonce is not { } next)
            return;
        var nonce = next.Nonce(out _);
        _serverNonce = nonce.ToArray();
        // Stored only for a client that is who it says (OMA DM Security 1.2, 5.3.4).
        if (IsClientAuthenticated && IsAccepted(_verdict))
            Account?.Nonces.StoreServer(nonce.Span);
    }

    private void TakeResults(SyncMlCommand results)
    {
        if (!_byReference.TryGetValue((results.MsgRef ?? "1", results.CmdRef ?? ""), out var exchange))
            return;
        exchange.AddResults(results);
        foreach (var item in results.Items)
        {
            var octets = item.Data?.Octets ?? default;
            if (_incoming is null && !item.MoreData)
                exchange.AddValue(results, item, octets, item.Data);
            else
                Collect(exchange, results, item, octets);
        }
    }

    private void Collect(ServerExchange exchange, SyncMlCommand results, SyncMlItem item, ReadOnlyMemory<byte> octets)
    {
        var incoming = _incoming ??= new Incoming(exchange, results, item, Number((item.Meta ?? results.Meta)?.Size));
        incoming.Octets.Write(octets.Span);
        // Base64 is only how an object travels.
        var tooLarge = (results.FormatOf(item) == "b64" ? incoming.Octets.Length * 3 / 4 : incoming.Octets.Length) > Policy.MaxCollected;
        if (item.MoreData && !tooLarge)
        {
            _owed.Add(new OwedStatus(_clientMsgId, results.CmdId ?? "", "Results", 213));
            return;
        }

        _incoming = null;
        var whole = incoming.Octets.ToArray();
        if (tooLarge)
            _owed.Add(new OwedStatus(_clientMsgId, results.CmdId ?? "", "Results", 413));
        else if (incoming.Size is { } size && size != whole.Length)
            _owed.Add(new OwedStatus(_clientMsgId, results.CmdId ?? "", "Results", 424));
        else
            incoming.Exchange.AddValue(incoming.First, incoming.Item, whole, null);
    }

    private void EndAnswered()
    {
        foreach (var exchange in _underWay)
        {
            if (_outgoing?.Exchange != exchange && !_serverChallenged)
                exchange.End();
        }
    }

    /// <summary>A Status that we have not sent yet.</summary>
    private sealed record OwedStatus(string MsgRef, string CmdRef, string Cmd, int Code);

    /// <summary>A large object of which the client still has chunks.</summary>
    private sealed record Incoming(ServerExchange Exchange, SyncMlCommand First, SyncMlItem Item, long? Size)
    {
        public MemoryStream Octets { get; } = new();
    }
}
