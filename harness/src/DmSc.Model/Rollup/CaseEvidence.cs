using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Verdicts;

namespace DmSc.Model.Rollup;

/// <summary>A must-check of one case, all its evaluations taken together.</summary>
/// <param name="Evaluated">The worst evaluation.</param>
/// <param name="Requirements">What it is evidence for.</param>
/// <param name="Waiver">The waiver that covers its failure.</param>
internal sealed record MustCheck(CheckEvaluated Evaluated, IReadOnlyList<RequirementRef> Requirements, Waiver? Waiver)
{
    public bool Names(string item) => Requirements.Any(r => r.Item == item);

    /// <param name="besidesWaivers">Whether a waived failure is taken as the pass it is expected to become.</param>
    public Verdict Verdict(bool besidesWaivers) =>
        besidesWaivers && Waiver is not null && Evaluated.Verdict == Verdicts.Verdict.Fail ? Verdicts.Verdict.Pass : Evaluated.Verdict;
}

/// <summary>What one outcome says about items.</summary>
internal sealed class CaseEvidence
{
    public CaseEvidence(CaseOutcome outcome, WaiverBook waivers)
    {
        Outcome = outcome;
        var musts = new List<MustCheck>();
        // The same check id beside the case's purpose is another check: a side-band pass must not hide behind a failure or reverse.
        foreach (var group in outcome.Checks.Where(c => c.Level == CheckLevel.Must).GroupBy(c => (c.Check, c.SideBand)))
        {
            var worst = group.MaxBy(c => c.Verdict)!;
            var named = group.SelectMany(c => c.Requirements).Distinct().ToList();
            musts.Add(new MustCheck(worst, named.Count > 0 ? named : Unnamed(worst.Verdict), waivers.For(Key, group.Key.Check)));
        }

        Musts = musts;
    }

    public CaseOutcome Outcome { get; }

    public CaseKey Key => Outcome.Case.Key;

    public IReadOnlyList<MustCheck> Musts { get; }

    public string? Mechanism => Outcome.Case.Mechanism;

    public bool Covers(string item) =>
        Outcome.Case.Requirements.Any(r => r.Item == item) || Outcome.Case.Checks.Any(c => c.Requirements.Any(r => r.Item == item));

    /// <summary>The case failed, but no check says how: the failure counts for every item of the case.</summary>
    public bool FailedAsAWhole =>
        Outcome.Verdict == Verdict.Fail && !Musts.Any(m => !m.Evaluated.SideBand && m.Evaluated.Verdict == Verdict.Fail);

    /// <summary>Whether the case was executed, untroubled, with a pass.</summary>
    /// <param name="besidesWaivers">Whether waived failures are taken as passes.</param>
    public bool Passed(bool besidesWaivers)
    {
        if (Outcome.Disposition != Disposition.Executed || Outcome.Fault is not null)
            return false;
        if (Outcome.Verdict == Verdict.Pass)
            return true;
        if (!besidesWaivers || Outcome.Verdict != Verdict.Fail || FailedAsAWhole)
            return false;
        return Musts.All(m => m.Evaluated.SideBand || m.Verdict(besidesWaivers: true) == Verdict.Pass);
    }

    /// <summary>Why the case did not pass, in one clause.</summary>
    public string NotPassed()
    {
        var name = $"case {Key.Name}";
        if (Outcome.Disposition != Disposition.Executed)
            return $"{name} was not run: {Outcome.Reason}";
        if (Outcome.Fault is { } fault)
            return $"{name} was disturbed by the harness ({fault.Kind}): {fault.Message}";
        return Outcome.Verdict == Verdict.Fail
            ? $"{name} failed for another item: {Outcome.Reason}"
            : $"{name} is inconclusive: {Outcome.Reason}";
    }

    // A pass that names no requirement is evidence only where the case has one to give; its failure is everybody's.
    private IReadOnlyList<RequirementRef> Unnamed(Verdict verdict)
    {
        var own = Outcome.Case.Requirements;
        return own.Count == 1 || verdict == Verdict.Fail ? own : [];
    }
}
