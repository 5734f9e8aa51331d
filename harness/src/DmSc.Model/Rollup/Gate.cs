using DmSc.Model.Runs;
using DmSc.Model.Verdicts;

namespace DmSc.Model.Rollup;

/// <summary>How the command ends and why.</summary>
/// <param name="ExitCode">The process exit code.</param>
/// <param name="Reasons">One sentence each, the decisive ones first; never empty.</param>
public sealed record GateResult(ExitCode ExitCode, IReadOnlyList<string> Reasons);

/// <summary>
/// The gate. 1 (nonconformant, or a stale waiver) outranks everything; then come 70 (a case met a defect of ours), 4 (nothing was
/// selected or judged in the whole run), 2 (incomplete, or partial when not allowed), 4 (nothing was judged of one IUT) and 0. A test
/// runner's exit code never takes part.
/// </summary>
public static class Gate
{
    /// <summary>Decides.</summary>
    /// <param name="judgement">What the run says.</param>
    /// <param name="record">The run.</param>
    /// <param name="allowPartial">Whether UNTESTED and waived items are accepted (<c>--allow-partial</c>).</param>
    public static GateResult Decide(RunJudgement judgement, RunRecord record, bool allowPartial)
    {
        List<(ExitCode Code, string Reason)> found =
        [
            .. Nonconformities(judgement),
            .. Bugs(record),
            .. NothingAtAll(judgement, record),
            .. Gaps(judgement, record, allowPartial),
            .. NothingOfAnIut(judgement),
        ];
        if (found.Count == 0)
            return new GateResult(ExitCode.Conformant, [.. judgement.Iuts.Select(i => $"{i.Iut.Id} is {i.Overall.Text()}: {i.Reason}")]);
        return new GateResult(found[0].Code, [.. found.Select(f => f.Reason)]);
    }

    private static IEnumerable<(ExitCode Code, string Reason)> Nonconformities(RunJudgement judgement)
    {
        foreach (var iut in judgement.Iuts)
        {
            if (iut.Overall == OverallStatus.Nonconformant)
                yield return (ExitCode.Nonconformant, $"{iut.Iut.Id} is {iut.Overall.Text()}: {iut.Reason}");
        }

        foreach (var use in judgement.Waivers)
        {
            if (use.State is WaiverState.Expired or WaiverState.Unmatched or WaiverState.UnexpectedPass)
                yield return (ExitCode.Nonconformant, $"{use.Iut}: {use.Message}");
        }
    }

    private static IEnumerable<(ExitCode Code, string Reason)> Bugs(RunRecord record) =>
        record.Outcomes
            .Where(o => o.Fault is { Kind: FaultKind.HarnessBug })
            .Select(o => (ExitCode.HarnessBug, $"case {o.Case.Key} met a defect of the harness: {o.Fault!.Message}"));

    private static IEnumerable<(ExitCode Code, string Reason)> NothingAtAll(RunJudgement judgement, RunRecord record)
    {
        if (judgement.Iuts.Count == 0)
            yield return (ExitCode.NothingJudged, "no IUT was judged");
        if (!record.Plan.Cases.Any(c => c.Disposition == Disposition.Executed))
            yield return (ExitCode.NothingJudged, "no case was selected to run");
        if (judgement.Iuts.All(i => i.Overall == OverallStatus.NothingJudged))
            yield return (ExitCode.NothingJudged, "no IUT has an item that is both applicable and claimed");
    }

    // Without the second branch --allow-partial would let an IUT through of which nothing whatever was seen.
    private static IEnumerable<(ExitCode Code, string Reason)> NothingOfAnIut(RunJudgement judgement)
    {
        foreach (var iut in judgement.Iuts)
        {
            if (iut.Overall == OverallStatus.NothingJudged)
                yield return (ExitCode.NothingJudged, $"{iut.Iut.Id}: {iut.Reason}");
            else if (iut.Overall == OverallStatus.Partial && !iut.Items.Any(i => i.Status is ItemStatus.Pass or ItemStatus.Fail))
                yield return (ExitCode.NothingJudged, $"{iut.Iut.Id}: not one item was tested");
        }
    }

    private static IEnumerable<(ExitCode Code, string Reason)> Gaps(RunJudgement judgement, RunRecord record, bool allowPartial)
    {
        if (!record.Complete)
            yield return (ExitCode.Incomplete, "the run did not come to its end");
        foreach (var iut in judgement.Iuts)
        {
            if (iut.Overall == OverallStatus.Incomplete || (iut.Overall == OverallStatus.Partial && !allowPartial))
                yield return (ExitCode.Incomplete, $"{iut.Iut.Id} is {iut.Overall.Text()}: {iut.Reason}");
        }

        var catalogues = record.Plan.Iuts.ToDictionary(i => i.Identity.Id, i => i.Catalogue, StringComparer.Ordinal);
        foreach (var outcome in record.Outcomes)
        {
            foreach (var check in outcome.Checks)
            {
                if (check is { Level: CheckLevel.Must, Verdict: Verdict.Fail }
                    && check.Requirements.Count > 0
                    && check.Requirements.All(r => catalogues[outcome.Case.Key.Iut].Find(r.Item) is null))
                {
                    yield return (ExitCode.Incomplete, $"case {outcome.Case.Key}, check {check.Check} failed for {check.Requirements[0].Item}, which is in no catalogue");
                }
            }
        }
    }
}
