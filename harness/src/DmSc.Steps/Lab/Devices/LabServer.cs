using DmSc.Dm.Server;
using DmSc.Dm.Server.Validation;
using DmSc.Dm.Session;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Peers.Server;
using DmSc.Wire;
using DmSc.Wire.SyncMl;

namespace DmSc.Steps.Lab.Devices;

/// <summary>The emulated DM server of a lease: every session that comes is held until the case says what to do with it.</summary>
internal sealed class LabServer : IDmTransport, IDisposable
{
    /// <summary>The channel name of DM messages.</summary>
    public const string Channel = "dm";

    /// <summary>Where it is when nobody needs a socket to reach it.</summary>
    public const string InProcessAddress = "http://server.in-process/dm";

    private const int MaxSessions = 64;
    private const int MaxNote = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly DmServer _server;
    private readonly Dictionary<string, LabAccount> _accounts = new(StringComparer.Ordinal);
    private readonly List<LabSession> _sessions = [];
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LabServer(TimeProvider time, IRandomOctets random)
    {
        _server = new DmServer(
            new DmServerSettings { Find = Find, Opened = OnOpened, MaxSessions = MaxSessions, MaxHold = TimeSpan.FromSeconds(60) },
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
                ?? throw new StepFaultException(Model.Verdicts.FaultKind.BadFixture, $"no account '{serverId}' was drawn in this case; server.account draws one");
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

    /// <summary>The first session of an account that no step has taken yet; <c>null</c> when there is none. One with which something can be done goes before
    /// one that has ended.</summary>
    public LabSession? Take(string serverId)
    {
        lock (_gate)
        {
            var open = _sessions.FindAll(s => !s.IsTaken && !s.IsStray && s.Session.Account?.Name == serverId);
            var found = open.Find(s => s.Session.End == ServerSessionEnd.Open) ?? open.FirstOrDefault();
            if (found is not null)
                found.IsTaken = true;
            return found;
        }
    }

    /// <summary>Whether an open session of the account came that no step has taken.</summary>
    public bool IsWaiting(string serverId)
    {
        lock (_gate)
            return _sessions.Exists(s => !s.IsTaken && s.Session.End == ServerSessionEnd.Open && s.Session.Account?.Name == serverId);
    }

    /// <summary>One task for each open session that no step has taken: completed when the device waits in it for the server.</summary>
    public IReadOnlyList<Task> HeldSessions
    {
        get
        {
            lock (_gate)
                return [.. _sessions.Where(s => !s.IsTaken && s.Session.End == ServerSessionEnd.Open).Select(s => s.Session.WhenAtRest)];
        }
    }

    /// <summary>Sessions of the account, or of nobody known, that no step has taken.</summary>
    public IReadOnlyList<LabSession> Untaken(string serverId)
    {
        lock (_gate)
            return _sessions.FindAll(s => !s.IsTaken && (s.Session.Account is not { } account || account.Name == serverId));
    }

    /// <summary>Completes at the next arrival of a session.</summary>
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

    /// <summary>Ends every open session: the device is off.</summary>
    public void ExpireAll()
    {
        foreach (var one in Sessions.Where(s => s.Session.End == ServerSessionEnd.Open))
            one.Session.Expire();
    }

    /// <summary>Ends every session and forgets it.</summary>
    public void AbandonAll()
    {
        List<LabSession> all;
        lock (_gate)
        {
            all = [.. _sessions];
            _sessions.Clear();
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
        TaskCompletionSource arrival;
        lock (_gate)
        {
            // A device that opens one session after the other fills no memory: what was taken and is over goes first.
            if (_sessions.Count >= MaxSessions)
                _sessions.RemoveAt(Math.Max(0, _sessions.FindIndex(s => s.IsTaken && s.Session.End != ServerSessionEnd.Open)));
            var stray = IsStray(session);
            _sessions.Add(new LabSession(session) { IsStray = stray });
            var account = session.Account is { } known ? _accounts.GetValueOrDefault(known.Name) : null;
            if (account is not null)
                session.Conduct(account.Policy);
            if (!stray && (account?.Holds ?? true))
                session.Hold();
            (arrival, _arrival) = (_arrival, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

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
}

/// <summary>A session that came to the emulated server.</summary>
/// <param name="session">The session.</param>
internal sealed class LabSession(ServerSession session)
{
    private int _framesSeen;
    private int _breachesSeen;

    public ServerSession Session => session;

    /// <summary>Whether it is no session at all, but an answer that nobody asked for.</summary>
    public bool IsStray { get; init; }

    /// <summary>Whether a step of the case has looked at it.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Breaches since the last look.</summary>
    public IEnumerable<RuleBreach> NewBreaches()
    {
        var breaches = session.Breaches;
        var from = _breachesSeen;
        _breachesSeen = breaches.Length;
        return breaches.Skip(from);
    }

    /// <summary>Messages since the last look.</summary>
    public IEnumerable<SessionFrame> NewFrames()
    {
        var frames = session.Transcript;
        var from = _framesSeen;
        _framesSeen = frames.Length;
        return frames.Skip(from);
    }
}
