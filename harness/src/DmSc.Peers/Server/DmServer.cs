using DmSc.Dm.Server;
using DmSc.Dm.Session;

namespace DmSc.Peers.Server;

/// <summary>An emulated DM server without a socket: takes messages, finds their sessions, answers. Many sessions at once; bounded by its settings.</summary>
public sealed class DmServer : IDmTransport, IDisposable
{
    private readonly Lock _gate = new();
    private readonly DmServerSettings _settings;
    private readonly TimeProvider _time;
    private readonly IRandomOctets _random;
    private readonly Action<DmServerEvent>? _log;
    private readonly Dictionary<string, ServerAccount> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry> _byToken = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Device, string Session), Entry> _byName = [];
    private readonly Queue<Entry> _ended = [];
    private readonly List<Waiting> _waiting = [];
    private readonly ITimer _sweep;

    /// <summary>Makes a server.</summary>
    /// <param name="settings">What it is.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="random">For nonces and addresses of sessions.</param>
    /// <param name="log">Told what happens, one line at a time; called from any thread.</param>
    public DmServer(DmServerSettings settings, TimeProvider time, IRandomOctets random, Action<DmServerEvent>? log = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        (_settings, _time, _random, _log) = (settings, time, random, log);
        foreach (var account in settings.Accounts)
        {
            // Of two with one name the first counts.
            _accounts.TryAdd(account.UserName, account);
            _accounts.TryAdd(account.Name, account);
        }

        _sweep = time.CreateTimer(static state => ((DmServer)state!).Sweep(), this, settings.Idle / 2, settings.Idle / 2);
    }

    /// <summary>What it is.</summary>
    public DmServerSettings Settings => _settings;

    /// <summary>Sessions that are open.</summary>
    public int OpenSessions
    {
        get
        {
            lock (_gate)
                return _byToken.Values.Count(e => e.Session.End == ServerSessionEnd.Open);
        }
    }

    /// <summary>Waits for a session. Its steps are given to it before its first answer, so that they go out in package 2.</summary>
    /// <param name="expectation">Which session, and what shall happen in it.</param>
    /// <param name="ct">Ends the wait; it carries the caller's deadline.</param>
    /// <exception cref="OperationCanceledException">It did not come in time.</exception>
    public async Task<ServerSession> ExpectAsync(SessionExpectation expectation, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(expectation);
        var waiting = new Waiting(expectation);
        lock (_gate)
            _waiting.Add(waiting);
        try
        {
            return await waiting.Found.Task.WaitAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _waiting.Remove(waiting);
        }
    }

    /// <inheritdoc />
    async ValueTask<DmReply> IDmTransport.ExchangeAsync(DmRequest request, CancellationToken cancellation)
    {
        if (await HandleAsync(request, cancellation).ConfigureAwait(false) is { } reply)
            return reply;
        // A server that says nothing: the caller's deadline decides.
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation).ConfigureAwait(false);
        throw new DmTransportException("no answer");
    }

    /// <summary>Answers one message.</summary>
    /// <param name="request">The message; its Uri may be a path with a query.</param>
    /// <param name="ct">Ends the wait for steps: the client went away.</param>
    /// <returns>The answer; <see langword="null"/> when the server is told to be silent.</returns>
    public async ValueTask<DmReply?> HandleAsync(DmRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Body.Length > _settings.MaxBody)
            return Refuse(request, 413);
        if (!DmMediaType.IsDm(request.ContentType))
            return Refuse(request, 415);
        var read = ReceivedMessage.Read(request.Body);
        if (Find(request, read) is not { } entry)
        {
            Tell(null, "refused: too many sessions");
            return new DmReply(503, null, default);
        }

        var again = entry.Owes(request);
        using var turn = await entry.TurnAsync(ct).ConfigureAwait(false);
        if (again && entry.IsLast(request))
            return await AgainAsync(entry, ct).ConfigureAwait(false);
        var session = entry.Session;
        if (session.IsFull)
        {
            Tell(session, "refused: the session has no end");
            return new DmReply(503, null, default);
        }

        session.Accept(request, read);
        entry.Took(request);
        entry.LastUsed = _time.GetTimestamp();
        if (_log is not null)
            Tell(session, DmServerLog.Received(session, request, read));
        if (!entry.IsOpened)
        {
            entry.IsOpened = true;
            _settings.Opened?.Invoke(session);
        }

        if (!entry.IsRecognised && session.Account is not null)
        {
            entry.IsRecognised = true;
            _settings.Recognised?.Invoke(session);
        }

        if (_log is not null)
            TellBreaches(entry);
        Match(entry);
        return await AnswerAsync(entry, ct).ConfigureAwait(false);
    }

    /// <summary>An answer did not reach the client: should it send its message again, it gets the same answer.</summary>
    /// <param name="reply">The answer.</param>
    internal void NotDelivered(DmReply reply)
    {
        lock (_gate)
        {
            foreach (var entry in _byToken.Values)
                entry.Lost(reply);
        }
    }

    /// <summary>A message that was taken, but never answered, comes again: a transport that lost the answer, or waited no longer, is no fault of the client's messages.</summary>
    private async ValueTask<DmReply?> AgainAsync(Entry entry, CancellationToken ct)
    {
        entry.LastUsed = _time.GetTimestamp();
        if (_log is not null)
            Tell(entry.Session, "the same message once more, to which no answer was delivered");
        if (entry.AnswerAtHand is { } answer)
            return answer;
        return await AnswerAsync(entry, ct).ConfigureAwait(false);
    }

    private async ValueTask<DmReply?> AnswerAsync(Entry entry, CancellationToken ct)
    {
        var session = entry.Session;
        var ready = session.WhenReady;
        if (!ready.IsCompleted)
            await WaitAsync(ready, ct).ConfigureAwait(false);
        var reply = session.Reply();
        entry.Gave(reply);
        if (_log is not null)
            Tell(session, DmServerLog.Answered(session, reply));
        if (session.End != ServerSessionEnd.Open)
            Ended(entry);
        return reply;
    }

    /// <summary>Tells of a request that is refused, and makes the answer.</summary>
    /// <param name="request">What came; the body may be missing.</param>
    /// <param name="status">HTTP status.</param>
    internal DmReply Refuse(DmRequest request, int status)
    {
        _settings.Refused?.Invoke(request, status);
        return new DmReply(status, null, default);
    }

    /// <summary>Stops looking for idle sessions and ends those that are open.</summary>
    public void Dispose()
    {
        _sweep.Dispose();
        List<Entry> open;
        lock (_gate)
            open = [.. _byToken.Values];
        foreach (var entry in open)
            entry.Session.Expire();
    }

    private async Task WaitAsync(Task ready, CancellationToken ct)
    {
        try
        {
            await ready.WaitAsync(_settings.MaxHold, _time, ct).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nobody gave it anything to do: the session ends as one without steps.
        }
    }

    private Entry? Find(DmRequest request, ReceivedMessage read)
    {
        var header = read.Message?.Header;
        var key = (header?.Source?.LocUri ?? "", header?.SessionId ?? "");
        lock (_gate)
        {
            if (TokenIn(request.Uri) is { } token && _byToken.TryGetValue(token, out var known))
                return known;
            if (header is not null && _byName.TryGetValue(key, out known))
            {
                if (known.Owes(request) || !Restarts(known.Session, read))
                    return known;
                known.Session.Expire();
                Remember(known);
            }

            if (_byToken.Count - _ended.Count >= _settings.MaxSessions)
            {
                SweepLocked();
                if (_byToken.Count - _ended.Count >= _settings.MaxSessions)
                    return null;
            }

            var entry = Open(request.Uri);
            if (header is not null)
            {
                entry.Key = key;
                _byName[key] = entry;
            }

            return entry;
        }
    }

    /// <summary>A client may use a SessionID again, from message 1 on. Who counts wrongly shows by the address that it goes on with its session.</summary>
    private static bool Restarts(ServerSession session, ReceivedMessage read) =>
        read.Message!.Header.MsgId == "1" && (session.Policy.SendRespUri || session.End != ServerSessionEnd.Open || session.IsClientAuthenticated);

    private Entry Open(string uri)
    {
        Span<byte> octets = stackalloc byte[12];
        _random.Fill(octets);
        var token = Convert.ToHexStringLower(octets);
        var cut = uri.IndexOf('?', StringComparison.Ordinal);
        var session = new ServerSession(_settings.Policy, FindAccount, $"{(cut < 0 ? uri : uri[..cut])}?s={token}", _time, _random);
        var entry = new Entry(session, token) { LastUsed = _time.GetTimestamp() };
        _byToken[token] = entry;
        return entry;
    }

    private ServerAccount? FindAccount(string name) =>
        _accounts.TryGetValue(name, out var account) ? account : _settings.Find?.Invoke(name) ?? _settings.Stranger;

    private static string? TokenIn(string uri)
    {
        var at = uri.IndexOf("?s=", StringComparison.Ordinal);
        return at < 0 ? null : uri[(at + 3)..];
    }

    private void Match(Entry entry)
    {
        var session = entry.Session;
        if (entry.IsMatched || session.Received.IsEmpty)
            return;
        Waiting? found = null;
        lock (_gate)
        {
            foreach (var waiting in _waiting)
            {
                if ((session.IsClientAuthenticated || waiting.Expectation.Unauthenticated) && waiting.Expectation.IsIt(session))
                {
                    found = waiting;
                    _waiting.Remove(waiting);
                    break;
                }
            }
        }

        if (found is null)
        {
            if (!session.IsClientAuthenticated)
                return;
            entry.IsMatched = true;
            _settings.Script?.Invoke(session);
            return;
        }

        entry.IsMatched = true;
        if (found.Expectation.Policy is { } policy)
            session.Conduct(policy);
        foreach (var step in found.Expectation.Steps)
            session.Enqueue(step);
        if (found.Expectation.Hold)
            session.Hold();
        found.Found.TrySetResult(session);
    }

    private void Ended(Entry entry)
    {
        lock (_gate)
        {
            if (entry.IsRemembered)
                return;
            Remember(entry);
        }

        if (_log is not null)
            Tell(entry.Session, $"session over: {DmServerLog.EndText(entry.Session.End)}");
    }

    private void Remember(Entry entry)
    {
        if (entry.IsRemembered)
            return;
        entry.IsRemembered = true;
        _ended.Enqueue(entry);
        while (_ended.Count > _settings.MaxRemembered)
            Forget(_ended.Dequeue());
    }

    private void Forget(Entry entry)
    {
        _byToken.Remove(entry.Token);
        if (entry.Key is { } key && _byName.TryGetValue(key, out var named) && named == entry)
            _byName.Remove(key);
    }

    private void Sweep()
    {
        lock (_gate)
            SweepLocked();
    }

    private void SweepLocked()
    {
        List<Entry>? idle = null;
        foreach (var entry in _byToken.Values)
        {
            if (!entry.IsRemembered && !entry.IsBusy && _time.GetElapsedTime(entry.LastUsed) >= _settings.Idle)
                (idle ??= []).Add(entry);
        }

        foreach (var entry in idle ?? [])
        {
            entry.Session.Expire();
            Forget(entry);
            Tell(entry.Session, "session over: the client fell silent");
        }
    }

    private void TellBreaches(Entry entry)
    {
        var breaches = entry.Session.Breaches;
        for (; entry.Told < breaches.Length; entry.Told++)
            Tell(entry.Session, DmServerLog.Broken(breaches[entry.Told]));
    }

    private void Tell(ServerSession? session, string text) =>
        _log?.Invoke(new DmServerEvent(_time.GetUtcNow(), session?.DeviceId, session?.SessionId, text));

    private sealed record Waiting(SessionExpectation Expectation)
    {
        public TaskCompletionSource<ServerSession> Found { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A session in the table. Its messages are handled one at a time.</summary>
    private sealed class Entry
    {
        private readonly Lock _gate = new();
        private Queue<TaskCompletionSource>? _waiting;
        private bool _isBusy;
        private DmRequest? _last;
        private DmReply? _reply;
        private bool _isDelivered;

        public Entry(ServerSession session, string token) => (Session, Token) = (session, token);

        public ServerSession Session { get; }

        public string Token { get; }

        public (string, string)? Key { get; set; }

        public long LastUsed { get; set; }

        public bool IsOpened { get; set; }

        public bool IsRecognised { get; set; }

        public int Told { get; set; }

        public bool IsMatched { get; set; }

        public bool IsRemembered { get; set; }

        public bool IsBusy
        {
            get
            {
                lock (_gate)
                    return _isBusy;
            }
        }

        /// <summary>The answer to the last message, which did not reach the client and is its own once more; <see langword="null"/> when there is none.</summary>
        public DmReply? AnswerAtHand
        {
            get
            {
                lock (_gate)
                {
                    _isDelivered = _reply is not null;
                    return _reply;
                }
            }
        }

        /// <summary>Whether a message is the last one, octet for octet.</summary>
        public bool IsLast(DmRequest request)
        {
            lock (_gate)
                return IsLastLocked(request);
        }

        /// <summary>Whether a message is the last one and has got no answer yet.</summary>
        public bool Owes(DmRequest request)
        {
            lock (_gate)
                return !_isDelivered && IsLastLocked(request);
        }

        public void Took(DmRequest request)
        {
            lock (_gate)
                (_last, _reply, _isDelivered) = (request, null, false);
        }

        /// <summary>Only a message is an answer: who gets none, or an error of HTTP, may try again.</summary>
        public void Gave(DmReply? reply)
        {
            lock (_gate)
                (_reply, _isDelivered) = reply is { HttpStatus: 200 } ? (reply, true) : (null, false);
        }

        public void Lost(DmReply reply)
        {
            lock (_gate)
                _isDelivered &= !ReferenceEquals(_reply, reply);
        }

        private bool IsLastLocked(DmRequest request) =>
            _last is { } last && last.Uri == request.Uri && last.Hmac == request.Hmac && last.ContentType == request.ContentType && last.Body.Span.SequenceEqual(request.Body.Span);

        /// <summary>Waits until no other message is handled; who came first goes first.</summary>
        public async ValueTask<Turn> TurnAsync(CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            TaskCompletionSource waiting;
            lock (_gate)
            {
                if (!_isBusy)
                {
                    _isBusy = true;
                    return new Turn(this);
                }

                waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
                (_waiting ??= []).Enqueue(waiting);
            }

            await using var gone = ct.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetCanceled(), waiting).ConfigureAwait(false);
            await waiting.Task.ConfigureAwait(false);
            return new Turn(this);
        }

        public void Release()
        {
            lock (_gate)
            {
                while (_waiting is not null && _waiting.TryDequeue(out var next))
                {
                    // Who went away while waiting is passed over.
                    if (next.TrySetResult())
                        return;
                }

                _isBusy = false;
            }
        }
    }

    /// <summary>The right to handle a message of a session; given back when disposed.</summary>
    private sealed class Turn(Entry entry) : IDisposable
    {
        public void Dispose() => entry.Release();
    }
}
