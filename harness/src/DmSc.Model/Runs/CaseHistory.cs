using DmSc.Model.Verdicts;

namespace DmSc.Model.Runs;

/// <summary>What the journal has told of one case so far.</summary>
internal sealed class CaseHistory(PlannedCase planned)
{
    private readonly List<Attempt> _attempts = [];
    private CaseNotRun? _notRun;

    public PlannedCase Case => planned;

    public void Start(CaseStarted started)
    {
        _notRun = null;
        _attempts.Add(new Attempt(started));
    }

    public void Add(CheckEvaluated check) => Current(check.Attempt, "a check").Checks.Add(check);

    public void End(CaseEnded ended)
    {
        var attempt = Current(ended.Attempt, "an end");
        if (attempt.Ended is not null)
            throw new FormatException($"the journal ends attempt {ended.Attempt} of {planned.Key} twice");
        attempt.Ended = ended;
    }

    public void NotRun(CaseNotRun notRun) => _notRun = notRun;

    public CaseOutcome Outcome(bool runCancelled)
    {
        if (planned.Disposition != Disposition.Executed)
            return NotExecuted(planned.Disposition, planned.Reason, planned.ReasonText);

        var decisive = _attempts.Find(a => a.Verdict == Verdict.Fail) ?? _attempts.FindLast(a => a.Ended is not null);
        if (decisive is not null)
            return Executed(decisive);
        if (_notRun is not null)
            return NotExecuted(Disposition.NotRun, _notRun.Reason, _notRun.ReasonText);
        if (_attempts.Count > 0)
            return NotExecuted(Disposition.NotRun, DispositionReason.HostEnded, "the host ended before the case did");
        return runCancelled
            ? NotExecuted(Disposition.NotRun, DispositionReason.Cancelled, "the run was cancelled before the case began")
            : NotExecuted(Disposition.NotRun, DispositionReason.HostEnded, "the host ended before the case began");
    }

    private CaseOutcome Executed(Attempt decisive)
    {
        var end = decisive.Ended ?? decisive.CutOff();
        var verdict = decisive.Verdict;
        return new CaseOutcome
        {
            Case = planned,
            Disposition = Disposition.Executed,
            DispositionReason = DispositionReason.None,
            Verdict = verdict,
            Fault = end.Fault,
            Reason = verdict == end.Verdict ? end.Reason : decisive.Explain(),
            Checks = [.. _attempts.Where(a => a != decisive).SelectMany(a => a.SideBandFailures), .. decisive.Checks],
            Attempts = [.. _attempts.Where(a => a.Ended is not null || a == decisive).Select(a => a.Ended ?? a.CutOff())],
            // Wider than "after a fault": a pass that follows anything but a pass was not had at the first try.
            Unstable = verdict == Verdict.Pass && end.Fault is null && _attempts.Exists(a => a != decisive && !a.PassedCleanly),
            LastAttempt = LastAttempt,
            StartedAt = decisive.Started.At,
            Duration = end.Duration,
        };
    }

    private CaseOutcome NotExecuted(Disposition disposition, DispositionReason reason, string text) => new()
    {
        Case = planned,
        Disposition = disposition,
        DispositionReason = reason,
        Verdict = Verdict.None,
        Reason = text,
        Checks = [.. _attempts.SelectMany(a => a.SideBandFailures)],
        Attempts = [],
        LastAttempt = LastAttempt,
    };

    private int LastAttempt => _attempts.Count == 0 ? 0 : _attempts.Max(a => a.Started.Attempt);

    private Attempt Current(int number, string what)
    {
        if (_attempts.Count == 0)
            throw new FormatException($"the journal has {what} of {planned.Key} before its start");
        var attempt = _attempts[^1];
        if (attempt.Started.Attempt != number)
            throw new FormatException($"the journal has {what} of attempt {number} of {planned.Key} while attempt {attempt.Started.Attempt} is under way");
        return attempt;
    }

    private sealed class Attempt(CaseStarted started)
    {
        public CaseStarted Started => started;

        public List<CheckEvaluated> Checks { get; } = [];

        public CaseEnded? Ended { get; set; }

        /// <summary>Breaches a peer noticed: they count whatever became of the attempt, a retry does not undo them.</summary>
        public IEnumerable<CheckEvaluated> SideBandFailures => Checks.Where(c => c is { SideBand: true, Verdict: Verdict.Fail });

        public bool PassedCleanly => Ended is { Fault: null } && Verdict == Verdict.Pass;

        /// <summary>What was written at the end, raised by the must-checks: a line lost or forgotten never makes a pass.</summary>
        public Verdict Verdict
        {
            get
            {
                var verdict = Ended?.Verdict ?? Verdict.None;
                var evidence = Verdict.None;
                foreach (var check in Checks)
                {
                    if (check is { Level: CheckLevel.Must, SideBand: false })
                        evidence = evidence.RaisedTo(check.Verdict);
                }

                if (verdict == Verdict.Pass && evidence == Verdict.None)
                    return Verdict.Inconclusive;
                return verdict.RaisedTo(evidence);
            }
        }

        public string Explain()
        {
            var verdict = Verdict;
            var check = Checks.Find(c => c is { Level: CheckLevel.Must, SideBand: false } && c.Verdict == verdict);
            return check is null
                ? "no evidence: no must-check was evaluated"
                : $"check {check.Check}: expected {check.Expected}, observed {check.Observed}";
        }

        public CaseEnded CutOff() => new(Checks[^1].At)
        {
            Key = Started.Key,
            Attempt = Started.Attempt,
            Verdict = Verdict,
            Reason = $"{Explain()} (the host ended before the case did)",
            Duration = Checks[^1].At - Started.At,
        };
    }
}
