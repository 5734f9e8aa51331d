using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Peers.Server;
using DmSc.Wire;
using DmSc.Wire.SyncMl;

namespace DmSc.Steps.Lab.Devices;

/// <summary>
/// The emulated DM server of a lease: every session that comes is held until the case says what to do with it. What came is listed until a step takes it, or until the
/// case closes it off: then it stands for nothing that follows.
/// </summary>
internal sealed class LabServer : IDmTransport, IDisposable
{
    /// <summary>The channel name of DM messages.</summary>
    public const string Channel = "dm";

    /// <summary>Where it is when nobody needs a socket to reach it.</summary>
    public const string InProcessAddress = "http://server.in-process/dm";

    private const int MaxSessions = 64;
    private const int MaxNote = 16 * 1024;

    // Longer than any step may wait: who owes a message for as long has fallen silent.
    private static readonly TimeSpan s_idle = TimeSpan.FromHours(2);

    private readonly Lock _gate = new();
    private readonly DmServer _server;
    private readonly Dictionary<string, LabAccount> _accounts = new(StringComparer.Ordinal);
    private readonly List<LabSession> _sessions = [];
    private readonly List<LabRefusal> _refusals = [];
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<LabSession, bool>? _isAwaited;

    public LabServer(TimeProvider time, IRandomOctets random)
    {
        _server = new DmServer(
            new DmServerSettings
            {
                Find = Find,
                Opened = OnOpened,
                Recognised = OnRecognised,
                Refused = OnRefused,
                MaxSessions = MaxSessions,
                Idle = s_idle,

                // A person may have to do something first. The case, the switch of the device or the end of the lease lets go of every session.
                MaxHold = Timeout.InfiniteTimeSpan,
            },
            time,
            random);
    }

    /// <summary>The server itself, for a socket in front of it.</summary>
    public DmServer Server => _server;

    /// <summary>Where devices reach it.</summary>
    public string Address { get; set; } = InProcessAddress;

    /// <summary>Makes an account known.</summary>
    public void Register(LabAccount account)
    {
        lock (_gate)
            _accounts[account.ServerId] = account;
    }

    /// <summary>The account of a ServerID.</summary>
    /// <exception cref="StepFaultException">The case drew no such account.</exception>
    public LabAccount Account(string serverId)
    {
        lock (_gate)
        {
            return _accounts.GetValueOrDefault(serverId)
                ?? throw new StepFaultException(Model.Verdicts.FaultKind.BadFixture, $"no account '{serverId}' was drawn in this case; dm-server.account draws one");
        }
    }

    /// <summary>Sessions so far, in order of arrival.</summary>
    public IReadOnlyList<LabSession> Sessions
    {
        get
        {
            lock (_gate)
                return [.. _sessions];
        }
    }

    /// <summary>
    /// Waits for one account: as long as the result lives, an untaken session of another one is not held, so that it does not keep the device from the one waited for.
    /// A device chooses itself which of its new servers it turns to first (OMA DM Bootstrap 1.2, 5.4.5).
    /// </summary>
    /// <param name="serverId">The account.</param>
    /// <param name="sessionId">SessionID of the one session waited for; <c>null</c> for any.</param>
    public IDisposable MakeWayFor(string serverId, string? sessionId = null)
    {
        List<LabSession> others;
        lock (_gate)
        {
            _isAwaited = one => one.IsOf(serverId) && (sessionId is null || one.Session.SessionId == sessionId);
            others = _sessions.FindAll(s => s.IsListed && s.Session.Account is not null && !_isAwaited(s));
        }

        foreach (var other in others)
            other.Session.Release();
        return new WayMade(this);
    }

    /// <summary>Takes the first session of an account that no step has taken yet. One with which something can be done goes before one that is over.</summary>
    /// <param name="serverId">The account.</param>
    /// <param name="sessionId">Its SessionID; <c>null</c> for any.</param>
    /// <param name="evenEndedByUs">Whether one counts that we ended before anybody looked at it; not while another may come.</param>
    /// <returns><c>null</c> when there is none.</returns>
    public LabSession? Take(string serverId, string? sessionId = null, bool evenEndedByUs = false)
    {
        lock (_gate)
        {
            var all = _sessions.FindAll(s => s.IsListed && !s.IsStray && s.IsOf(serverId) && (sessionId is null || s.Session.SessionId == sessionId));
            var found = all.Find(s => s.Session.End == ServerSessionEnd.Open)
                ?? all.Find(s => s.Session.End is not (ServerSessionEnd.Finished or ServerSessionEnd.ServerAborted or ServerSessionEnd.Expired))
                ?? (evenEndedByUs ? all.Find(s => s.Session.End != ServerSessionEnd.Expired) : null);
            found?.Take();
            return found;
        }
    }

    /// <summary>What came and is no DM message, in order, until a step takes it: the first.</summary>
    /// <returns><c>null</c> when nothing like it came.</returns>
    public IutFormatException? TakeUnreadable()
    {
        lock (_gate)
        {
            if (_sessions.Find(s => s.IsListed && s.Session is { Unreadable: not null, Account: null }) is { } session)
            {
                session.Take();
                return IutFormats.Of("a DM message of nobody known", session.Session.Unreadable!);
            }

            if (_refusals.Find(r => r.IsListed) is not { } refusal)
                return null;
            refusal.IsListed = false;
            return IutFormats.Of($"a request to the DM server, refused with HTTP {refusal.Status}", refusal.Error);
        }
    }

    /// <summary>Whether an open session of the account came that no step has taken.</summary>
    public bool IsWaiting(string serverId)
    {
        lock (_gate)
            return _sessions.Exists(s => s.IsListed && !s.IsStray && s.Session.End == ServerSessionEnd.Open && s.IsOf(serverId));
    }

    /// <summary>One task for each open session that no step has taken, or that is held: completed when the device waits in it for the server.</summary>
    public IReadOnlyList<Task> HeldSessions
    {
        get
        {
            List<LabSession> open;
            lock (_gate)
                open = _sessions.FindAll(s => s.Session.End == ServerSessionEnd.Open);

            // A session that asks for its account waits for our lock with its own in hand.
            return [.. open.Where(s => s.IsListed || s.Session.IsHeld).Select(s => s.Session.WhenAtRest)];
        }
    }

    /// <summary>Sessions of the account, or of nobody known, that no step has taken.</summary>
    public IReadOnlyList<LabSession> Untaken(string serverId)
    {
        lock (_gate)
            return _sessions.FindAll(s => s.IsListed && (s.Session.Account is null || s.IsOf(serverId)));
    }

    /// <summary>Sessions with a SessionID that no step has taken, those closed off included: they are told by their name, not by when they came.</summary>
    public IReadOnlyList<LabSession> Untaken(string serverId, string sessionId)
    {
        lock (_gate)
            return _sessions.FindAll(s => !s.IsTaken && s.IsOf(serverId) && s.Session.SessionId == sessionId);
    }

    /// <summary>Whether something came that is no DM message, and no step has taken it.</summary>
    public bool HasUnreadable
    {
        get
        {
            lock (_gate)
                return _refusals.Exists(r => r.IsListed) || _sessions.Exists(s => s.IsListed && s.Session is { Unreadable: not null, Account: null });
        }
    }

    /// <summary>Completes at the next arrival: of a session, of the name of one, or of what is no message.</summary>
    public Task NextArrival
    {
        get
        {
            lock (_gate)
                return _arrival.Task;
        }
    }

    /// <inheritdoc />
    public ValueTask<DmReply> ExchangeAsync(DmRequest request, CancellationToken cancellation) =>
        request.Uri.StartsWith(Address, StringComparison.Ordinal)
            ? ((IDmTransport)_server).ExchangeAsync(request, cancellation)
            : throw new DmTransportException($"nobody listens at {request.Uri}");

    /// <summary>Writes all messages that are new to a transcript.</summary>
    public void Flush(ITranscript transcript)
    {
        List<LabRefusal> refusals;
        lock (_gate)
            refusals = _refusals.FindAll(r => !r.IsWritten);
        foreach (var refusal in refusals)
        {
            refusal.IsWritten = true;
            transcript.Add(Channel, FrameDirection.FromIut, refusal.Request.Body.Span[..Math.Min(refusal.Request.Body.Length, MaxNote)], $"POST {refusal.Request.Uri}, Content-Type: {refusal.Request.ContentType}");
            transcript.Add(Channel, FrameDirection.ToIut, default, $"HTTP {refusal.Status}");
        }

        foreach (var session in Sessions)
        {
            foreach (var frame in session.NewFrames())
                transcript.Add(Channel, frame.FromClient ? FrameDirection.FromIut : FrameDirection.ToIut, frame.Body.Span, Note(frame));
        }
    }

    /// <summary>Reports the breaches that are new.</summary>
    public void ReportBreaches(Action<Breach> notice)
    {
        foreach (var session in Sessions)
        {
            foreach (var breach in session.NewBreaches())
            {
                notice(new Breach(
                    breach.Rule.Id.ToLowerInvariant(),
                    breach.Rule.Id,
                    breach.Rule.IsMust ? Model.Verdicts.CheckLevel.Must : Model.Verdicts.CheckLevel.Should,
                    breach.Rule.Spec,
                    breach.Rule.Expected,
                    $"{breach.Observed} (message {breach.Message + 1} of session {session.Session.SessionId}, octet {breach.Offset})"));
            }
        }
    }

    /// <summary>Closes off and ends everything that came so far: the device is off, so whatever comes later is something new.</summary>
    public void CloseOff()
    {
        List<LabSession> all;
        lock (_gate)
        {
            all = [.. _sessions];
            foreach (var one in all)
                one.CloseOff();
            foreach (var refusal in _refusals)
                refusal.IsListed = false;
        }

        foreach (var one in all)
            one.Session.Expire();
    }

    /// <summary>Closes off what came from an account, or from nobody known, and was not taken: what the case does next did not bring it about. The server ends such a session.</summary>
    public void CloseOff(string serverId)
    {
        List<LabSession> all;
        lock (_gate)
        {
            all = _sessions.FindAll(s => s.IsListed && (s.Session.Account is null || s.IsOf(serverId)));
            foreach (var one in all)
                one.CloseOff();
        }

        foreach (var one in all)
            one.Session.Release();
    }

    /// <summary>Forgets every account: who shows one of them from now on is nobody known.</summary>
    public void ForgetAccounts()
    {
        lock (_gate)
            _accounts.Clear();
    }

    /// <summary>Ends every session and forgets it.</summary>
    public void AbandonAll()
    {
        List<LabSession> all;
        lock (_gate)
        {
            all = [.. _sessions];
            _sessions.Clear();
            _refusals.Clear();
        }

        foreach (var one in all)
            one.Session.Expire();
    }

    public void Dispose() => _server.Dispose();

    private ServerAccount? Find(string name)
    {
        lock (_gate)
            return _accounts.Values.Select(a => a.Known).FirstOrDefault(a => a.UserName == name || a.Name == name);
    }

    private void OnOpened(ServerSession session)
    {
        lock (_gate)
        {
            // A device that opens one session after the other fills no memory: what was taken and is over goes first.
            if (_sessions.Count >= MaxSessions)
                _sessions.RemoveAt(Math.Max(0, _sessions.FindIndex(s => !s.IsListed && s.Session.End != ServerSessionEnd.Open)));
            _sessions.Add(new LabSession(session) { IsStray = IsStray(session) });
        }

        Arrived();
    }

    /// <summary>What was said of an account holds from the message on by which the device names it, which need not be the first.</summary>
    private void OnRecognised(ServerSession session)
    {
        lock (_gate)
        {
            var account = _accounts.GetValueOrDefault(session.Account!.Name);
            if (account is not null)
                session.Conduct(account.Policy);
            var one = _sessions.Find(s => s.Session == session);
            var isInTheWay = one is not null && _isAwaited is { } isAwaited && !isAwaited(one);

            // A step that waits for it may have taken it already: it hears of the session before the session is held.
            if (one is { IsStray: false, IsClosedOff: false, IsEndedByCase: false } && !isInTheWay && (account?.Holds ?? true))
                session.Hold();
        }

        Arrived();
    }

    private void OnRefused(DmRequest request, int status)
    {
        lock (_gate)
        {
            if (_refusals.Count < MaxSessions)
                _refusals.Add(new LabRefusal(request, status));
        }

        Arrived();
    }

    private void Arrived()
    {
        TaskCompletionSource arrival;
        lock (_gate)
            (arrival, _arrival) = (_arrival, new(TaskCreationOptions.RunContinuationsAsynchronously));
        arrival.TrySetResult();
    }

    /// <summary>Answers to something that was no message of a session, a bootstrap: statuses, and no Alert that opens a session. They count where silence is
    /// looked for, but stand for no session.</summary>
    private static bool IsStray(ServerSession session) => session.Received is [var first, ..]
        && first.Commands.Any(c => c.Kind == SyncMlCommandKind.Status) && !first.Commands.Any(c => c.Kind == SyncMlCommandKind.Alert);

    private static string Note(SessionFrame frame)
    {
        var head = frame.FromClient ? $"POST {frame.Uri}" : $"HTTP {frame.HttpStatus}";
        if (frame.Hmac is { } hmac)
            head += $", x-syncml-hmac: {hmac}";
        if (frame.Body.IsEmpty)
            return head;
        try
        {
            var xml = SyncMlMessage.Parse(frame.Body, Wire.Wbxml.WbxmlOptions.FromPeer).ToXml();
            return xml.Length <= MaxNote ? $"{head}\n{xml}" : $"{head}\n{xml[..MaxNote]}... ({xml.Length} characters)";
        }
        catch (WireFormatException e)
        {
            return $"{head}: no DM message: {e.Error}";
        }
    }

    private sealed class WayMade(LabServer server) : IDisposable
    {
        public void Dispose()
        {
            lock (server._gate)
                server._isAwaited = null;
        }
    }
}
