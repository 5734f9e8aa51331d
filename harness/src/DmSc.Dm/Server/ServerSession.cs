using System.Collections.Immutable;
using DmSc.Dm.Session;
using DmSc.Wire;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Server;

/// <summary>
/// The server's side of one DM session, without I/O (OMA DM Protocol 1.2): <see cref="Accept(DmRequest)"/> takes a message, <see cref="Reply"/> makes the answer. Both are called
/// by turns by whoever owns the transport; steps may be added by anybody at any time. Bounded by its <see cref="ServerPolicy"/>.
/// </summary>
public sealed partial class ServerSession
{
    private readonly Lock _gate = new();
    private readonly Func<string, ServerAccount?> _accounts;
    private readonly TimeProvider _time;
    private readonly IRandomOctets _random;
    private readonly string? _respUri;
    private readonly Queue<Pending> _queue = [];
    private TaskCompletionSource? _over;
    private TaskCompletionSource? _moreSteps;
    private TaskCompletionSource? _atRest;
    private bool _isAtRest;
    private bool _held;
    private ImmutableDictionary<string, string>? _devInfo;

    /// <summary>Begins a session.</summary>
    /// <param name="policy">How it is conducted.</param>
    /// <param name="accounts">Finds an account by the name that a client shows (LocName, else LocURI of Source).</param>
    /// <param name="respUri">Own address of the session, or <see langword="null"/>.</param>
    /// <param name="time">For the transcript.</param>
    /// <param name="random">For nonces.</param>
    public ServerSession(ServerPolicy policy, Func<string, ServerAccount?> accounts, string? respUri, TimeProvider time, IRandomOctets random)
    {
        ArgumentNullException.ThrowIfNull(policy);
        (Policy, _accounts, _respUri, _time, _random) = (policy, accounts, respUri, time, random);
    }

    /// <summary>How it is conducted.</summary>
    public ServerPolicy Policy { get; private set; }

    /// <summary>SessionID, from the client's first message; <see langword="null"/> before.</summary>
    public string? SessionId { get; private set; }

    /// <summary>Source/LocURI of the client's first message.</summary>
    public string? DeviceId { get; private set; }

    /// <summary>Whose session it is; <see langword="null"/> while nobody known has shown a name.</summary>
    public ServerAccount? Account { get; private set; }

    /// <summary>What was thought of the credentials of each message, in order.</summary>
    public ImmutableArray<CredentialVerdict> CredentialVerdicts { get; private set; } = [];

    /// <summary>Code of the client's Status for each of our headers, in order; 0 where it is no number.</summary>
    public ImmutableArray<int> HeaderStatuses { get; private set; } = [];

    /// <summary>Whether the client has been authenticated.</summary>
    public bool IsClientAuthenticated { get; private set; }

    /// <summary>Whether the client has said (200 or 212) that it takes us for the server.</summary>
    public bool IsServerAuthenticated { get; private set; }

    /// <summary>Leaves of ./DevInfo from package 1, by URI; values as text.</summary>
    public ImmutableDictionary<string, string> DevInfo
    {
        get
        {
            lock (_gate)
                return _devInfo ??= Leaves();
        }
    }

    /// <summary>Alerts of the client other than 1222, in order.</summary>
    public ImmutableArray<SyncMlCommand> ClientAlerts { get; private set; } = [];

    /// <summary>Code of the Alert that opened the session, 1200 or 1201.</summary>
    public int? OpeningAlert { get; private set; }

    /// <summary>MaxMsgSize of the client, octets; <see langword="null"/> when it told none.</summary>
    public int? ClientMaxMsgSize { get; private set; }

    /// <summary>MaxObjSize of the client, octets; <see langword="null"/> when it told none.</summary>
    public long? ClientMaxObjSize { get; private set; }

    /// <summary>Commands that went out or were given up, in order.</summary>
    public ImmutableArray<ServerExchange> Exchanges { get; private set; } = [];

    /// <summary>All messages, in order.</summary>
    public ImmutableArray<SessionFrame> Transcript { get; private set; } = [];

    /// <summary>Messages of the client that could be read, in order.</summary>
    public ImmutableArray<SyncMlMessage> Received { get; private set; } = [];

    /// <summary>Our messages but raw ones, in order.</summary>
    public ImmutableArray<SyncMlMessage> Sent { get; private set; } = [];

    /// <summary>How it ended.</summary>
    public ServerSessionEnd End { get; private set; }

    /// <summary>What could not be read in the client's last message; <see langword="null"/> when it could.</summary>
    public FormatError? Unreadable { get; private set; }

    /// <summary>Completes when the session has ended, however.</summary>
    public Task WhenOver
    {
        get
        {
            lock (_gate)
                return End != ServerSessionEnd.Open ? Task.CompletedTask : (_over ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Adds a step, also while the session is open.</summary>
    /// <param name="step">What to do.</param>
    /// <returns>What comes of it: for commands; other steps have none.</returns>
    public ServerExchange? Enqueue(ServerStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return EnqueueAll([step])[0];
    }

    /// <summary>Adds steps at once, so that as many as fit go into one package.</summary>
    /// <param name="steps">What to do.</param>
    /// <returns>What comes of each: for commands; other steps have none.</returns>
    public ImmutableArray<ServerExchange?> EnqueueAll(IReadOnlyList<ServerStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        lock (_gate)
        {
            var exchanges = ImmutableArray.CreateBuilder<ServerExchange?>(steps.Count);
            foreach (var step in steps)
            {
                var pending = Pending.Of(step);
                exchanges.Add(pending.Exchange);
                if (End != ServerSessionEnd.Open)
                    GiveUp(pending.Exchange, "the session was over");
                else
                    _queue.Enqueue(pending);
            }

            if (End == ServerSessionEnd.Open && _isAtRest)
                (_isAtRest, _atRest) = (false, null);
            _moreSteps?.TrySetResult();
            return exchanges.ToImmutable();
        }
    }

    /// <summary>Completes when a held session has answered everything and waits for steps, or when it has ended.</summary>
    public Task WhenAtRest
    {
        get
        {
            lock (_gate)
                return _isAtRest ? Task.CompletedTask : (_atRest ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Changes how it is conducted, from the next answer on.</summary>
    /// <param name="policy">How.</param>
    public void Conduct(ServerPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        lock (_gate)
            Policy = policy;
    }

    /// <summary>Keeps the session open when there is nothing to do: whoever makes the answer waits for steps until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _held = true;
        }
    }

    /// <summary>Whether it is kept open: <see cref="Hold"/> was asked for, and <see cref="Release"/> not since.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_gate)
                return _held;
        }
    }

    /// <summary>Ends a <see cref="Hold"/>: the session ends when all steps are done.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _held = false;
            _moreSteps?.TrySetResult();
        }
    }

    /// <summary>To be waited for between <see cref="Accept(DmRequest)"/> and <see cref="Reply"/>, with a limit: completed unless the session is held and has nothing to do.</summary>
    public Task WhenReady
    {
        get
        {
            lock (_gate)
            {
                if (!_held || _queue.Count > 0 || End != ServerSessionEnd.Open || !NeedsSteps)
                    return Task.CompletedTask;
                if (_moreSteps is null or { Task.IsCompleted: true })
                    _moreSteps = new(TaskCreationOptions.RunContinuationsAsynchronously);
                Rest();
                return _moreSteps.Task;
            }
        }
    }

    /// <summary>Ends the session because nothing came from the client.</summary>
    public void Expire()
    {
        lock (_gate)
            Finish(ServerSessionEnd.Expired);
    }

    private void Finish(ServerSessionEnd end)
    {
        if (End != ServerSessionEnd.Open)
            return;
        End = end;
        foreach (var exchange in Exchanges)
            exchange.End();
        while (_queue.TryDequeue(out var pending))
            GiveUp(pending.Exchange, "the session was over");
        _moreSteps?.TrySetResult();
        Rest();
        _over?.TrySetResult();
    }

    private void Rest()
    {
        _isAtRest = true;
        _atRest?.TrySetResult();
    }

    private void GiveUp(ServerExchange? exchange, string reason)
    {
        if (exchange is null)
            return;
        exchange.NotSent = reason;
        if (!Exchanges.Contains(exchange))
            Exchanges = Exchanges.Add(exchange);
        exchange.End();
    }

    private byte[] NewNonce()
    {
        var nonce = new byte[Policy.NonceOctets];
        _random.Fill(nonce);
        return nonce;
    }

    /// <summary>A step that waits, with what comes of it.</summary>
    private sealed record Pending(ServerStep Step, ServerExchange? Exchange)
    {
        public static Pending Of(ServerStep step) => new(step, step switch
        {
            ServerStep.Send send => new ServerExchange(send.Command),
            ServerStep.SendInChunks chunks => new ServerExchange(SyncMlCommand.Of(chunks.Kind, "", chunks.Item)),
            _ => null,
        });
    }
}
