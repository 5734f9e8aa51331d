using System.Threading.Channels;
using DmSc.Engine.Cases;
using DmSc.Engine.Journal;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Execution;

/// <summary>What a run needs.</summary>
public sealed record RunSessionParts
{
    /// <summary>The plan.</summary>
    public required RunPlan Plan { get; init; }

    /// <summary>The loaded cases, by id.</summary>
    public required IReadOnlyDictionary<string, ConformanceCase> Cases { get; init; }

    /// <summary>The rig, by IUT id.</summary>
    public required IReadOnlyDictionary<string, IStation> Stations { get; init; }

    /// <summary>Where events go.</summary>
    public required IJournal Journal { get; init; }

    /// <summary>Where transcripts go.</summary>
    public required IEvidenceStore Evidence { get; init; }

    /// <summary>IXIT values, by IUT id and name.</summary>
    public required Func<string, string, string?> Ixit { get; init; }

    /// <summary>Keeps secrets out of everything written.</summary>
    public required Redactor Redactor { get; init; }

    /// <summary>The clock of deadlines and time stamps.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told when a case has its outcome; from any thread.</summary>
    public Action<CaseOutcome>? Decided { get; init; }

    /// <summary>Outcomes of the earlier part of a resumed run, by case; empty for a new one.</summary>
    public IReadOnlyDictionary<CaseKey, CaseOutcome> Earlier { get; init; } = new Dictionary<CaseKey, CaseOutcome>();
}

/// <summary>A run under way: gives each planned case a lane of its station and keeps what became of it. Thread-safe.</summary>
public sealed class RunSession : IAsyncDisposable
{
    private readonly RunSessionParts _parts;
    private readonly Dictionary<string, LanePool> _lanes;
    private readonly Dictionary<CaseKey, PlannedCase> _planned;
    private readonly Dictionary<CaseKey, CaseOutcome> _outcomes = [];
    private readonly Lock _lock = new();
    private readonly HashSet<string> _identified = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private JournalException? _aborted;
    private TaskCompletionSource _idle = new();
    private int _underWay;
    private bool _ended;
    private bool _disposed;

    /// <summary>Begins a run: writes its first event before anything is opened.</summary>
    /// <param name="parts">What it needs.</param>
    /// <param name="planHash">SHA-256 of plan.json.</param>
    public RunSession(RunSessionParts parts, string planHash)
    {
        _parts = parts;
        _planned = parts.Plan.Cases.ToDictionary(c => c.Key);
        _lanes = parts.Stations.ToDictionary(s => s.Key, s => new LanePool(s.Value), StringComparer.Ordinal);
        parts.Journal.Append(new RunStarted(parts.Clock.GetUtcNow(), parts.Plan.RunId, planHash, parts.Earlier.Count > 0));
    }

    /// <summary>The plan.</summary>
    public RunPlan Plan => _parts.Plan;

    /// <summary>Whether a case of a resumed run keeps the outcome it has: a verdict stands, everything else is tried again.</summary>
    /// <param name="outcome">Its outcome so far.</param>
    public static bool Stands(CaseOutcome outcome) =>
        outcome.Disposition is Disposition.NotApplicable or Disposition.NotSelected
        || outcome.Verdict == Verdict.Fail
        || (outcome is { Disposition: Disposition.Executed, Fault: null } && outcome.Verdict != Verdict.None);

    /// <summary>Runs a planned case, or says why it is not run.</summary>
    /// <param name="key">Which.</param>
    /// <param name="ct">Ends the run.</param>
    /// <exception cref="JournalException">The journal cannot be written any more; the run is over.</exception>
    public async Task<CaseOutcome> RunAsync(CaseKey key, CancellationToken ct)
    {
        var planned = _planned[key];
        lock (_lock)
        {
            if (_aborted is not null)
                throw _aborted;
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_underWay++ == 0)
                _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        try
        {
            return await RunPlannedAsync(planned, ct);
        }
        finally
        {
            lock (_lock)
            {
                if (--_underWay == 0)
                    _idle.SetResult();
            }
        }
    }

    /// <summary>Waits until no case is under way; each has its deadlines.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
            return _underWay == 0 ? Task.CompletedTask : _idle.Task;
    }

    private async Task<CaseOutcome> RunPlannedAsync(PlannedCase planned, CancellationToken ct)
    {
        var key = planned.Key;
        var attemptsSoFar = 0;
        if (_parts.Earlier.TryGetValue(key, out var earlier))
        {
            if (Stands(earlier))
                return Decide(earlier);
            attemptsSoFar = earlier.LastAttempt;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct, _stop.Token);
        var events = new CaseEvents(this, planned);
        try
        {
            if (planned.Disposition == Disposition.Executed)
                await RunOnLaneAsync(planned, events, attemptsSoFar + 1, stop.Token);
        }
        catch (JournalException e)
        {
            Abort(e);
            throw;
        }

        return Decide(events.Fold(Plan, earlier));
    }

    /// <summary>Ends the run: writes what was not run, and the last event. No case may be under way (<see cref="WhenIdleAsync"/>).</summary>
    /// <param name="cancelled">Whether somebody stopped it.</param>
    /// <exception cref="JournalException">The journal cannot be written.</exception>
    public void End(bool cancelled)
    {
        HashSet<CaseKey> decided;
        lock (_lock)
        {
            // A run that lost its records did not come to its own end.
            if (_aborted is not null)
                throw _aborted;
            if (_underWay > 0)
                throw new InvalidOperationException($"{_underWay} cases are still under way");
            if (_ended)
                return;
            _ended = true;
            decided = [.. _outcomes.Keys];
        }

        try
        {
            foreach (var planned in Plan.Cases)
            {
                if (planned.Disposition != Disposition.Executed || decided.Contains(planned.Key) || _parts.Earlier.TryGetValue(planned.Key, out var earlier) && Stands(earlier))
                    continue;
                var (reason, text) = cancelled
                    ? (DispositionReason.Cancelled, "the run was cancelled before the case began")
                    : (DispositionReason.Selection, "the test host was told to run other cases only");
                _parts.Journal.Append(new CaseNotRun(_parts.Clock.GetUtcNow(), planned.Key, reason, text));
            }

            _parts.Journal.Append(new RunEnded(_parts.Clock.GetUtcNow(), cancelled));
        }
        catch (JournalException e)
        {
            Abort(e);
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }

        await _stop.CancelAsync();
        await WhenIdleAsync();
        try
        {
            foreach (var station in _parts.Stations.Values)
                await station.DisposeAsync();
        }
        finally
        {
            // What was written must reach the disk whatever a rig does at its end.
            await _parts.Journal.DisposeAsync();
            _stop.Dispose();
        }
    }

    private async Task RunOnLaneAsync(PlannedCase planned, CaseEvents events, int attempt, CancellationToken ct)
    {
        var pool = _lanes[planned.Key.Iut];
        int lane;
        try
        {
            lane = await pool.TakeAsync(ct);
        }
        catch (OperationCanceledException)
        {
            events.Append(NotRun(planned, DispositionReason.Cancelled, "the run was cancelled before the case began"));
            return;
        }
        catch (ChannelClosedException)
        {
            events.Append(NotRun(planned, DispositionReason.StationBroken, $"station broken: {pool.FirstCause}"));
            return;
        }

        // Until the opposite is known: a case that ended in an exception leaves a lane that nobody can trust.
        string? broken = "a case did not come to its end";
        try
        {
            broken = await RunOnLaneAsync(pool.Station, lane, planned, events, attempt, ct);
            if (broken is not null)
                events.AppendToRun(new StationBroke(_parts.Clock.GetUtcNow(), lane, broken));
        }
        catch (JournalException e)
        {
            // Before the lane is free again: nobody may begin a case that cannot be recorded.
            Abort(e);
            throw;
        }
        finally
        {
            pool.Return(lane, broken is null ? null : _parts.Redactor.Clean(broken));
        }
    }

    private async Task<string?> RunOnLaneAsync(IStation station, int lane, PlannedCase planned, CaseEvents events, int attempt, CancellationToken ct)
    {
        var parts = new CaseRunnerParts(
            events,
            _parts.Evidence,
            _parts.Redactor,
            name => _parts.Ixit(planned.Key.Iut, name),
            station.Budgets,
            Plan.Seed,
            _parts.Clock);
        ILease lease;
        using var timer = new CancellationTokenSource(station.Budgets.Case, _parts.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            lease = await station.AcquireAsync(lane, planned, either.Token);
        }
        catch (CaseRefusedException e)
        {
            events.Append(NotRun(planned, e.Reason, e.Message));
            return null;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            events.Append(NotRun(planned, DispositionReason.Cancelled, "the run was cancelled before the case began"));
            return null;
        }
        catch (StepFaultException) when (ct.IsCancellationRequested)
        {
            // What the rig says of a connection that was cut short by the end of the run is nobody's fault.
            events.Append(NotRun(planned, DispositionReason.Cancelled, "the run was cancelled before the case began"));
            return null;
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested)
        {
            return FaultBeforeStart(planned, events, attempt, lane, new StepFaultException(FaultKind.Deadline, $"the station lent nothing within {station.Budgets.Case.TotalSeconds:0.#} s"));
        }
        catch (StepFaultException e)
        {
            return FaultBeforeStart(planned, events, attempt, lane, e);
        }
        catch (Exception e)
        {
            return FaultBeforeStart(planned, events, attempt, lane, new StepFaultException(FaultKind.HarnessBug, $"{e.GetType().Name}: {e.Message}", e));
        }

        string? broken;
        try
        {
            if (Identify(planned.Key.Iut))
                events.AppendToRun(new IutIdentified(_parts.Clock.GetUtcNow(), planned.Key.Iut, lease.Facts));
            var state = await new CaseRunner(parts, planned, _parts.Cases[planned.Key.Case], lane).RunAsync(lease, attempt, ct);
            broken = state.BrokenBecause;
        }
        catch
        {
            await GiveBackAsync(lease, station.Budgets);
            throw;
        }

        var notGivenBack = await GiveBackAsync(lease, station.Budgets);
        return broken ?? notGivenBack;
    }

    /// <summary>Gives a lease back.</summary>
    /// <returns>Why the lane cannot be used any more; <c>null</c> when all is well.</returns>
    private async Task<string?> GiveBackAsync(ILease lease, StationBudgets budgets)
    {
        try
        {
            await lease.DisposeAsync().AsTask().WaitAsync(budgets.Cleanup, _parts.Clock);
            return null;
        }
        catch (TimeoutException)
        {
            return $"the lease was not given back within {budgets.Cleanup.TotalSeconds:0.#} s";
        }
        catch (Exception e)
        {
            return $"the lease could not be given back: {e.GetType().Name}: {e.Message}";
        }
    }

    /// <summary>The station could not lend what the case needs: a fault of the case, and the end of the lane unless only an input is bad.</summary>
    private string? FaultBeforeStart(PlannedCase planned, CaseEvents events, int attempt, int lane, StepFaultException cause)
    {
        events.Append(new CaseStarted(_parts.Clock.GetUtcNow(), planned.Key, attempt, lane));
        events.Append(new CaseEnded(_parts.Clock.GetUtcNow())
        {
            Key = planned.Key,
            Attempt = attempt,
            Verdict = Verdict.None,
            Reason = cause.Message,
            Fault = new Fault(cause.Kind, Stage.Given, cause.Message, cause.InnerException?.ToString()),
            Duration = TimeSpan.Zero,
        });
        return cause.Kind is FaultKind.BadFixture ? null : cause.Message;
    }

    private CaseNotRun NotRun(PlannedCase planned, DispositionReason reason, string text) =>
        new(_parts.Clock.GetUtcNow(), planned.Key, reason, text);

    private bool Identify(string iut)
    {
        lock (_lock)
            return _identified.Add(iut);
    }

    private CaseOutcome Decide(CaseOutcome outcome)
    {
        lock (_lock)
            _outcomes[outcome.Case.Key] = outcome;
        _parts.Decided?.Invoke(outcome);
        return outcome;
    }

    private void Abort(JournalException cause)
    {
        lock (_lock)
            _aborted ??= cause;
        _stop.Cancel();
    }

    /// <summary>The lanes of one station that are free.</summary>
    private sealed class LanePool
    {
        private readonly Channel<int> _free = Channel.CreateUnbounded<int>();
        private int _working;

        public LanePool(IStation station)
        {
            Station = station;
            _working = station.Info.Lanes;
            for (var lane = 0; lane < _working; lane++)
                _free.Writer.TryWrite(lane);
        }

        public IStation Station { get; }

        public string? FirstCause { get; private set; }

        public ValueTask<int> TakeAsync(CancellationToken ct) => _free.Reader.ReadAsync(ct);

        public void Return(int lane, string? broken)
        {
            if (broken is null)
            {
                _free.Writer.TryWrite(lane);
                return;
            }

            FirstCause ??= broken;
            if (Interlocked.Decrement(ref _working) == 0)
                _free.Writer.Complete();
        }
    }

    /// <summary>Passes the events of one case on, and folds them into its outcome.</summary>
    private sealed class CaseEvents(RunSession session, PlannedCase planned) : IJournal
    {
        private readonly List<JournalEvent> _own = [];

        public void Append(JournalEvent entry)
        {
            var clean = session._parts.Redactor.Clean(entry);
            session._parts.Journal.Append(clean);
            _own.Add(clean);
        }

        public void AppendToRun(JournalEvent entry) => session._parts.Journal.Append(session._parts.Redactor.Clean(entry));

        public CaseOutcome Fold(RunPlan plan, CaseOutcome? earlier)
        {
            var outcome = RunFold.Fold(plan with { Cases = [planned] }, _own).Outcomes[0];
            if (earlier is not { LastAttempt: > 0 })
                return outcome;

            // The same as the fold of the whole journal: an attempt that ended decides more than one that did not.
            if (outcome.Disposition != Disposition.Executed && earlier.Disposition == Disposition.Executed)
                return earlier with { LastAttempt = Math.Max(earlier.LastAttempt, outcome.LastAttempt) };
            return outcome with
            {
                Checks = [.. earlier.Checks.Where(c => c is { SideBand: true, Verdict: Verdict.Fail }), .. outcome.Checks],
                Attempts = [.. earlier.Attempts, .. outcome.Attempts],
                LastAttempt = Math.Max(earlier.LastAttempt, outcome.LastAttempt),
                Unstable = outcome.Unstable || outcome is { Verdict: Verdict.Pass, Fault: null },
            };
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
