using System.Runtime.ExceptionServices;
using DmSc.Engine.Cases;
using DmSc.Engine.Journal;
using DmSc.Engine.Verbs;
using DmSc.Model.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Execution;

/// <summary>What a case runner needs besides the case.</summary>
internal sealed record CaseRunnerParts(
    IJournal Journal,
    IEvidenceStore Evidence,
    Redactor Redactor,
    Func<string, string?> Ixit,
    StationBudgets Budgets,
    long Seed,
    TimeProvider Clock);

/// <summary>What became of the lane after a case.</summary>
/// <param name="BrokenBecause">Why no further case can run on it; <c>null</c> when it is fine.</param>
internal readonly record struct LaneState(string? BrokenBecause);

/// <summary>
/// Runs one case on one lease: attempts, given/steps/finally, checks, faults. The only place where a fault is made, and where a
/// verdict is raised.
/// </summary>
internal sealed class CaseRunner(CaseRunnerParts parts, PlannedCase planned, ConformanceCase @case, int lane)
{
    /// <summary>Runs attempts until one decides or the station's limit is reached.</summary>
    /// <param name="lease">Everything the case needs.</param>
    /// <param name="firstAttempt">1, or one more than the attempts of an earlier part of the run.</param>
    /// <param name="ct">Ends the run.</param>
    public async Task<LaneState> RunAsync(ILease lease, int firstAttempt, CancellationToken ct)
    {
        LinkLoss? earlier = null;
        for (var attempt = firstAttempt; ; attempt++)
        {
            var lastAttempt = attempt - firstAttempt + 1 >= parts.Budgets.Attempts;
            var run = new AttemptRun(parts, planned, @case, lease, attempt, lane);
            await run.ExecuteAsync(ct);

            // Whatever needs a power-cycle gets it before the next attempt or case may start.
            string? sick = null;
            if (run.Fault is not null || run.CleanupFault is not null || run.IsStillWorking)
                sick = await RecoverAsync(lease) ?? await run.AbandonedAsync();

            if (sick is null && lease.RestartsIut && run.Loss is { } loss && earlier is { } before && loss.SameExchangeAs(before))
                run.FailBecauseSilenced(before);

            var retry = run is { Fault.Kind: not (FaultKind.BadFixture or FaultKind.HarnessBug), Verdict: not Verdict.Fail }
                && !lastAttempt && sick is null && !ct.IsCancellationRequested;
            run.End(retry);
            if (sick is not null)
                return new LaneState((run.Fault ?? run.CleanupFault) is { } first ? $"{first.Message}; afterwards: {sick}" : sick);
            if (!retry)
                return new LaneState(null);
            earlier = run.Loss;
        }
    }

    private async Task<string?> RecoverAsync(ILease lease)
    {
        using var deadline = new CancellationTokenSource(parts.Budgets.Cleanup, parts.Clock);
        try
        {
            return await lease.RecoverAsync(deadline.Token).AsTask().WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return $"recovery did not end within {parts.Budgets.Cleanup.TotalSeconds:0.#} s";
        }
        catch (StepFaultException e)
        {
            return e.Message;
        }
        catch (Exception e)
        {
            // Whatever it was: nobody knows the state of the IUT now, so nobody may be judged on this lane.
            return $"recovery failed: {e.GetType().Name}: {e.Message}";
        }
    }
}

/// <summary>An exchange that ended the conversation with the IUT.</summary>
/// <param name="Step">Stage and step.</param>
/// <param name="Place">Channel, and which frame of the step to the IUT it was, from 1.</param>
/// <param name="Sent">What the IUT was sent in that step and did not answer.</param>
/// <param name="IsDrawn">Whether the attempt had drawn anything by then, so that these octets may be of this attempt alone.</param>
/// <param name="Transcript">Transcript of the attempt, if kept.</param>
/// <param name="FirstFrame">Frame of <paramref name="Sent"/>.</param>
/// <param name="LastFrame">Frame that tells of the loss.</param>
internal sealed record LinkLoss(string Step, (string Channel, int Number) Place, ReadOnlyMemory<byte> Sent, bool IsDrawn, string? Transcript, int FirstFrame, int LastFrame)
{
    /// <summary>Octets at the beginning that tell one kind of message from another, and are drawn by nobody: CLA, INS, P1 and P2 of a command.</summary>
    private const int Head = 4;

    /// <summary>Whether it is the same frame of the same step with the same octets; where both attempts drew, octets behind the head may differ, not their number.</summary>
    public bool SameExchangeAs(LinkLoss other) =>
        Step == other.Step && Place == other.Place && (Sent.Span.SequenceEqual(other.Sent.Span) || (IsDrawn && other.IsDrawn && IsAlike(Sent.Span, other.Sent.Span)));

    private static bool IsAlike(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.Length == other.Length && one.Length > Head && one[..Head].SequenceEqual(other[..Head]);
}

/// <summary>One attempt.</summary>
internal sealed class AttemptRun
{
    // How long a verb may take to hear that its time is over before clean-up begins beside it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly CaseRunnerParts _parts;
    private readonly List<(string Label, Task Verb)> _abandoned = [];
    private readonly PlannedCase _planned;
    private readonly ConformanceCase _case;
    private readonly ILease _lease;
    private readonly int _attempt;
    private readonly AttemptTranscript _transcript;
    private readonly CaseVariables _variables;
    private readonly StepContext _context;
    private readonly long _started;
    private string? _reason;
    private bool _mustEvaluated;
    private bool _cancelled;
    private string? _kept;
    private CancellationTokenSource? _caseTimer;
    private long _caseBegan;
    private TimeSpan _caseTime;

    public AttemptRun(CaseRunnerParts parts, PlannedCase planned, ConformanceCase @case, ILease lease, int attempt, int lane)
    {
        _parts = parts;
        _planned = planned;
        _case = @case;
        _lease = lease;
        _attempt = attempt;
        _transcript = new AttemptTranscript(parts.Clock, parts.Redactor);
        _variables = new CaseVariables(planned.Variables, parts.Ixit);
        _context = new StepContext(lease, _transcript, parts.Ixit, SeededRandom.For(parts.Seed, planned.Key, attempt), OnBreach);
        _started = parts.Clock.GetTimestamp();
        parts.Journal.Append(new CaseStarted(parts.Clock.GetUtcNow(), planned.Key, attempt, lane));
    }

    public Verdict Verdict { get; private set; }

    public Fault? Fault { get; private set; }

    public Fault? CleanupFault { get; private set; }

    public LinkLoss? Loss { get; private set; }

    /// <summary>Whether a verb that was abandoned at its deadline has not ended yet.</summary>
    public bool IsStillWorking => _abandoned.Exists(a => !a.Verb.IsCompleted);

    /// <summary>Waits for abandoned verbs: one that goes on would speak into the next attempt or case.</summary>
    /// <returns>The first that does not end; <c>null</c> when all did.</returns>
    public async Task<string?> AbandonedAsync()
    {
        foreach (var (label, verb) in _abandoned)
        {
            await verb.WaitAsync(_parts.Budgets.Cleanup, _parts.Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!verb.IsCompleted)
                return $"{label} goes on after its deadline and would disturb other cases";
        }

        return null;
    }

    public async Task ExecuteAsync(CancellationToken ct)
    {
        ExceptionDispatchInfo? journalLost = null;
        try
        {
            await JudgedPartAsync(ct);
        }
        catch (JournalException e)
        {
            // The run is over, but the IUT must not be left as the case has made it.
            journalLost = ExceptionDispatchInfo.Capture(e);
        }

        // Clean-up has its own time and is owed even to a cancelled run.
        using var cleanup = new CancellationTokenSource(_parts.Budgets.Cleanup, _parts.Clock);
        await RunStageAsync(Stage.Finally, _case.Finally, cleanup.Token, CancellationToken.None);
        _transcript.Close();
        journalLost?.Throw();
        _kept = _transcript.Count > 0 ? _parts.Evidence.Keep(_planned.Key, _attempt, _transcript.ToJsonLines().Span) : null;
        if (Loss is not null)
            Loss = Loss with { Transcript = _kept };
    }

    private async Task JudgedPartAsync(CancellationToken ct)
    {
        try
        {
            _lease.Attach(_transcript);
        }
        catch (Exception e)
        {
            OnFault(Stage.Given, "lease", FaultKind.HarnessBug, $"lease: {e.GetType().Name}: {e.Message}", e.ToString(), _transcript.Count);
            return;
        }

        using var budget = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = new CancellationTokenSource(_parts.Budgets.Case, _parts.Clock);
        using var link = timer.Token.Register(budget.Cancel);
        (_caseTimer, _caseBegan, _caseTime) = (timer, _parts.Clock.GetTimestamp(), _parts.Budgets.Case);
        try
        {
            if (await RunStageAsync(Stage.Given, _case.Given, budget.Token, ct))
                await RunStageAsync(Stage.Steps, _case.Steps, budget.Token, ct);
        }
        finally
        {
            // The steps of 'finally' have a budget of their own, also when this one ended by a cancellation.
            _caseTimer = null;
        }
    }

    /// <summary>The time in which a step waits for the IUT is not the attempt's own: that has as much more.</summary>
    private void Extend(TimeSpan waits)
    {
        if (_caseTimer is not { } timer)
            return;
        _caseTime += waits;
        var left = _caseTime - _parts.Clock.GetElapsedTime(_caseBegan);
        timer.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    /// <summary>Rule 4: after a power-cycle and a healthy probe the same exchange ended the conversation again.</summary>
    public void FailBecauseSilenced(LinkLoss before)
    {
        var check = _planned.Checks.FirstOrDefault(c => c.Id == ImplicitChecks.KeepsAnswering);
        if (check is null || Loss is null)
            return;
        Record(
            check,
            Loss.Step,
            Verdict.Fail,
            "an answer to every command, or a healthy link after it",
            $"{Convert.ToHexString(Loss.Sent.Span)} was answered by silence in two attempts{(Loss.Sent.Span.SequenceEqual(before.Sent.Span) ? "" : $" (with {Convert.ToHexString(before.Sent.Span)} in the first, which had drawn other contents)")}, each time after a power-cycle and a healthy probe (first: {before.Transcript ?? "not kept"}; second: {Loss.Transcript ?? "not kept"})",
            Loss.FirstFrame,
            Loss.LastFrame);
    }

    public void End(bool retry)
    {
        if (_cancelled && Verdict != Verdict.Fail)
        {
            _parts.Journal.Append(new CaseNotRun(_parts.Clock.GetUtcNow(), _planned.Key, DispositionReason.Cancelled, "the run was cancelled while the case was under way"));
            return;
        }

        if (Fault is null && !_mustEvaluated && Verdict < Verdict.Inconclusive)
            Raise(Verdict.Inconclusive, "no evidence: no must-check was evaluated");
        _parts.Journal.Append(new CaseEnded(_parts.Clock.GetUtcNow())
        {
            Key = _planned.Key,
            Attempt = _attempt,
            Verdict = Verdict,
            Reason = _parts.Redactor.Clean(_reason ?? Fault?.Message ?? "every must-check passed"),
            Fault = Fault,
            CleanupFault = CleanupFault,
            WillRetry = retry,
            Duration = _parts.Clock.GetElapsedTime(_started),
            Transcript = _kept,
        });
    }

    /// <summary>Runs the steps of a stage.</summary>
    /// <returns>Whether the case may go on.</returns>
    private async Task<bool> RunStageAsync(Stage stage, IReadOnlyList<CaseStep> steps, CancellationToken budget, CancellationToken run)
    {
        foreach (var step in steps)
        {
            // Asked in this order: the end of the run ends the budget too, and is no deadline.
            var isOver = budget.IsCancellationRequested;
            if (run.IsCancellationRequested)
            {
                _cancelled = true;
                return false;
            }

            if (isOver)
            {
                OnFault(stage, step.Label, FaultKind.Deadline, $"{step.Label}: did not begin, {TimeFor(stage)} is over", null, _transcript.Count);
                return false;
            }

            if (!await RunStepAsync(stage, step, budget, run) && stage != Stage.Finally)
                return false;
        }

        return true;
    }

    private async Task<bool> RunStepAsync(Stage stage, CaseStep step, CancellationToken budget, CancellationToken run)
    {
        var allowed = step.Within ?? _parts.Budgets.Step;
        var firstFrame = _transcript.Count;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(budget);
        using var timer = new CancellationTokenSource(allowed, _parts.Clock);
        using var link = timer.Token.Register(deadline.Cancel);
        try
        {
            var arguments = _variables.Resolve(step);
            if (step.Verb.Info.Waits?.Invoke(arguments, _parts.Ixit) is { } waits && waits > TimeSpan.Zero)
            {
                allowed += waits;
                timer.CancelAfter(allowed);
                Extend(waits);
            }

            var running = step.Verb.RunAsync(arguments, _context, deadline.Token);
            var result = running.IsCompleted ? await running : await EndOfAsync(step, running.AsTask(), deadline.Token);
            foreach (var saved in step.Save)
                _variables.Save(saved.Name, saved.Path.Follow(result.Value));
            return stage == Stage.Finally || Judge(step, result, firstFrame);
        }
        catch (MissingVariableException e) when (stage == Stage.Finally)
        {
            // Nothing was set up that this clean-up step could undo.
            _transcript.Add("harness", FrameDirection.Note, default, $"{step.Label} skipped: {e.Message}");
            return true;
        }
        catch (MissingVariableException e)
        {
            Raise(Verdict.Inconclusive, $"{step.Label}: {e.Message}");
            return false;
        }
        catch (StepNotReachedException e) when (stage == Stage.Finally)
        {
            _transcript.Add("harness", FrameDirection.Note, default, $"{step.Label} skipped: {e.Message}");
            return true;
        }
        catch (StepNotReachedException e)
        {
            Raise(Verdict.Inconclusive, $"{step.Label}: {e.Message}");
            return false;
        }
        catch (IutFormatException e)
        {
            return stage != Stage.Finally && JudgeMalformed(stage, step, e, firstFrame);
        }
        catch (StepFaultException e) when (run.IsCancellationRequested)
        {
            // An exchange that was cut short by the end of the run is nobody's fault.
            _transcript.Add("harness", FrameDirection.Note, default, $"{step.Label}: cancelled: {e.Message}");
            _cancelled = true;
            return false;
        }
        catch (StepFaultException e)
        {
            OnFault(stage, step.Label, e.Kind, $"{step.Label}: {e.Message}", e.InnerException?.ToString(), firstFrame);
            return false;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            if (run.IsCancellationRequested)
            {
                _cancelled = true;
                return false;
            }

            var what = timer.IsCancellationRequested ? $"{allowed.TotalSeconds:0.###} s for the step" : TimeFor(stage);
            OnFault(stage, step.Label, FaultKind.Deadline, $"{step.Label}: no end within {what}", null, firstFrame);
            return false;
        }
        catch (Exception e) when (e is not JournalException)
        {
            // Whatever a verb throws besides what its contract names is a defect of ours and is reported as one.
            OnFault(stage, step.Label, FaultKind.HarnessBug, $"{step.Label}: {e.GetType().Name}: {e.Message}", e.ToString(), firstFrame);
            return false;
        }
    }

    private static string TimeFor(Stage stage) => stage == Stage.Finally ? "the time for clean-up" : "the time for the whole case";

    private async Task<StepResult> EndOfAsync(CaseStep step, Task<StepResult> running, CancellationToken deadline)
    {
        try
        {
            return await running.WaitAsync(deadline);
        }
        catch (OperationCanceledException) when (!running.IsCompleted)
        {
            await ((Task)running).WaitAsync(Grace, _parts.Clock, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!running.IsCompleted)
                _abandoned.Add((step.Label, running));
            throw;
        }
    }

    private bool Judge(CaseStep step, StepResult result, int firstFrame)
    {
        var lastFrame = _transcript.Count - 1;
        var goOn = true;
        if (step.WellFormed is { } wellFormed && result.Decoded)
            Record(wellFormed, step.Label, Verdict.Pass, "octets that decode", result.Summary, firstFrame, lastFrame);

        if (step.Expect.Count == 0)
        {
            if (!result.Succeeded)
            {
                Raise(Verdict.Inconclusive, $"{step.Label}: {result.Summary}; the case cannot go on");
                return false;
            }

            return true;
        }

        foreach (var expectation in step.Expect)
        {
            var verdict = Evaluate(expectation, result, out var expected, out var observed);
            Record(expectation.Check, step.Label, verdict, expected, $"{observed} ({result.Summary})", firstFrame, lastFrame);
            goOn &= verdict == Verdict.Pass || expectation.Check.Level == CheckLevel.Should;
        }

        return goOn;
    }

    private Verdict Evaluate(Expectation expectation, StepResult result, out string expected, out string observed)
    {
        var value = expectation.Path.Follow(result.Value);
        var matcher = expectation.Matcher;
        var where = expectation.Path.Text.Length == 0 ? "result" : expectation.Path.Text;
        observed = value.Describe();
        try
        {
            expected = $"{where}: {matcher.Describe(_variables.Expand)}";
            // A step that did not work observed nothing where its result has nothing: neither a pass nor a fail rests on that.
            if (!result.Succeeded && value is AbsentValue)
            {
                observed = $"{observed}: the step did not get that far";
                return Verdict.Inconclusive;
            }

            if (matcher.WhyNoComparison(value, _variables.Expand) is { } why)
            {
                observed = $"{observed}: {why}";
                return Verdict.Inconclusive;
            }

            if (!matcher.Permits(value, _variables.Expand))
                return Verdict.Fail;
        }
        catch (MissingVariableException e)
        {
            // What this check compares with was not obtained; the others of the step may still find a breach.
            expected = $"{where}: a comparison";
            observed = $"{observed}: {e.Message}";
            return Verdict.Inconclusive;
        }

        return Verdict.Pass;
    }

    private bool JudgeMalformed(Stage stage, CaseStep step, IutFormatException malformed, int firstFrame)
    {
        if (step.WellFormed is not { } check)
        {
            OnFault(stage, step.Label, FaultKind.HarnessBug, $"{step.Label} decodes octets of the IUT without saying so: {malformed.Message}", malformed.ToString(), firstFrame);
            return false;
        }

        Record(check, step.Label, Verdict.Fail, $"{malformed.What} that decodes", malformed.Message, firstFrame, _transcript.Count - 1);
        return false;
    }

    private void OnFault(Stage stage, string step, FaultKind kind, string message, string? detail, int firstFrame)
    {
        message = _parts.Redactor.Clean(message);
        detail = detail is null ? null : _parts.Redactor.Clean(detail);
        _transcript.Add("harness", FrameDirection.Note, default, $"fault {kind}: {message}");
        if (stage == Stage.Finally)
        {
            CleanupFault ??= new Fault(kind, stage, message, detail);
            return;
        }

        Fault ??= new Fault(kind, stage, message, detail);
        if (kind is FaultKind.CardMute or FaultKind.PeerUnreachable && _transcript.Unanswered(firstFrame) is { } sent)
            Loss = new LinkLoss($"{stage} {step}", (sent.Channel, _transcript.SentBetween(firstFrame, sent.Index)), sent.Bytes, _context.HasDrawn, null, sent.Index, _transcript.Count - 1);
    }

    private void Record(CheckSpec check, string step, Verdict verdict, string expected, string observed, int firstFrame, int lastFrame)
    {
        _parts.Journal.Append(new CheckEvaluated(_parts.Clock.GetUtcNow())
        {
            Key = _planned.Key,
            Attempt = _attempt,
            Check = check.Id,
            Level = check.Level,
            Requirements = check.Requirements,
            Verdict = verdict,
            Expected = _parts.Redactor.Clean(expected),
            Observed = _parts.Redactor.Clean(observed),
            Spec = check.Spec,
            Step = step,
            // A step that only looks at what was read before has no frames of its own: the last one so far tells where it stands.
            FirstFrame = Math.Min(firstFrame, lastFrame),
            LastFrame = lastFrame,
        });
        if (check.Level != CheckLevel.Must)
            return;
        // That something decodes, or kept answering, is no evidence for what the case is about.
        _mustEvaluated |= !ImplicitChecks.IsOccasional(check.Id);
        Raise(verdict, verdict == Verdict.Pass ? null : $"{step}: check {check.Id}: expected {expected}, observed {observed}");
    }

    /// <summary>Beside the purpose of the case: written down under its own item, raises nothing.</summary>
    private void OnBreach(Breach breach) => _parts.Journal.Append(new CheckEvaluated(_parts.Clock.GetUtcNow())
    {
        Key = _planned.Key,
        Attempt = _attempt,
        Check = breach.Check,
        Level = breach.Level,
        Requirements = [new RequirementRef(breach.Item, null)],
        Verdict = Verdict.Fail,
        Expected = _parts.Redactor.Clean(breach.Expected),
        Observed = _parts.Redactor.Clean(breach.Observed),
        Spec = breach.Spec,
        Step = "side-band",
        FirstFrame = _transcript.Count - 1,
        LastFrame = _transcript.Count - 1,
        SideBand = true,
    });

    private void Raise(Verdict verdict, string? reason)
    {
        if (verdict > Verdict && reason is not null)
            _reason = reason;
        Verdict = Verdict.RaisedTo(verdict);
    }
}
