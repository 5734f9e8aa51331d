using DmSc.Model.Requirements;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Verdicts;

namespace DmSc.Reports.Projection;

/// <summary>A case outcome with its row of the mapping table and the message every report shows for it.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Class">Its row.</param>
/// <param name="Message">Prefixed: <c>WAIVED …</c>, <c>HARNESS: …</c>; empty for a pass.</param>
/// <param name="Waivers">The waivers of this case, with what became of them.</param>
internal sealed record CaseView(CaseOutcome Outcome, CaseClass Class, string Message, IReadOnlyList<WaiverUse> Waivers)
{
    public CaseKey Key => Outcome.Case.Key;
}

/// <summary>A run and its judgement as reports look at them. Built once; holds indexes, no copies.</summary>
internal sealed class RunView
{
    private readonly Dictionary<(string Iut, string Case), List<WaiverUse>> _waivers = [];
    private readonly Dictionary<CaseKey, CaseOutcome> _outcomes = [];
    private readonly Dictionary<string, PlannedIut> _iuts = new(StringComparer.Ordinal);

    public RunView(RunRecord run, RunJudgement judgement, GateSummary gate)
    {
        Run = run;
        Judgement = judgement;
        Gate = gate;
        foreach (var iut in run.Plan.Iuts)
            _iuts[iut.Identity.Id] = iut;
        foreach (var outcome in run.Outcomes)
            _outcomes[outcome.Case.Key] = outcome;
        foreach (var use in judgement.Waivers)
        {
            var key = (use.Iut, use.Waiver.Case);
            if (!_waivers.TryGetValue(key, out var uses))
                _waivers[key] = uses = [];
            uses.Add(use);
        }
    }

    public RunRecord Run { get; }

    public RunJudgement Judgement { get; }

    public GateSummary Gate { get; }

    /// <summary>Every outcome, in plan order.</summary>
    public IEnumerable<CaseView> Cases => Run.Outcomes.Select(View);

    /// <summary>The outcome of that name, or <c>null</c> when the plan has no such case.</summary>
    public CaseView? Find(CaseKey key) => _outcomes.TryGetValue(key, out var outcome) ? View(outcome) : null;

    /// <summary>The item as that IUT is judged by it, or <c>null</c> for an unknown one.</summary>
    public RequirementItem? Item(string iut, string id) => _iuts.TryGetValue(iut, out var planned) ? planned.Catalogue.Find(id) : null;

    public PlannedIut? Iut(string id) => _iuts.GetValueOrDefault(id);

    /// <summary>What is printed in front of an item's reason; the categories of Allure match these prefixes.</summary>
    public static string ItemMessage(ItemJudgement item) => item.Status switch
    {
        ItemStatus.Pass => string.Empty,
        ItemStatus.Fail when item.Waived => $"WAIVED {WaiverText(item.Waivers)}: {item.Reason}",
        _ => $"{StatusWords.Of(item.Status)}: {item.Reason}",
    };

    private CaseView View(CaseOutcome outcome)
    {
        var uses = WaiversOf(outcome.Case.Key);
        var row = Classify(outcome, uses);
        return new CaseView(outcome, row, Message(outcome, row, uses), uses);
    }

    private List<WaiverUse> WaiversOf(CaseKey key) =>
        _waivers.TryGetValue((key.Iut, key.Case), out var uses)
            ? uses.FindAll(u => u.Waiver.Variant == "*" || (u.Waiver.Variant ?? string.Empty) == key.Variant)
            : [];

    private static CaseClass Classify(CaseOutcome outcome, IReadOnlyList<WaiverUse> waivers)
    {
        switch (outcome.Disposition)
        {
            case Disposition.NotApplicable:
                return CaseClass.NotApplicable;
            case Disposition.NotSelected:
                return CaseClass.NotSelected;
            case Disposition.NotRun:
                return CaseClass.NotRun;
            case Disposition.Executed:
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome), outcome.Disposition, null);
        }

        var stale = waivers.Any(w => IsStaleFor(w, outcome));
        if (outcome.Verdict == Verdict.Fail)
            return !IsWaived(outcome, waivers) ? CaseClass.Fail : stale ? CaseClass.StaleWaiver : CaseClass.FailWaived;
        if (outcome.Fault is not null)
            return CaseClass.Fault;
        if (outcome.Verdict != Verdict.Pass)
            return CaseClass.Inconclusive;
        return stale ? CaseClass.StaleWaiver : CaseClass.Pass;
    }

    // A fail that no check explains (a link that dies twice at the same exchange) is never waived: waivers name checks.
    private static bool IsWaived(CaseOutcome outcome, IReadOnlyList<WaiverUse> waivers)
    {
        var failed = outcome.Checks.Where(c => c is { Verdict: Verdict.Fail, Level: CheckLevel.Must, SideBand: false }).ToList();
        return failed.Count > 0
            && failed.TrueForAll(c => waivers.Any(w => w.State == WaiverState.Used && w.Waiver.Check == c.Check));
    }

    private static bool IsStaleFor(WaiverUse use, CaseOutcome outcome)
    {
        if (use.State is not (WaiverState.UnexpectedPass or WaiverState.Expired))
            return false;
        var evaluated = outcome.Checks.Where(c => c.Check == use.Waiver.Check).ToList();
        return evaluated.Count > 0 && evaluated.TrueForAll(c => c.Verdict == Verdict.Pass);
    }

    private static string Message(CaseOutcome outcome, CaseClass row, IReadOnlyList<WaiverUse> waivers) => row switch
    {
        CaseClass.Pass => string.Empty,
        CaseClass.Fail => $"FAIL: {outcome.Reason}{Beside(outcome)}",
        CaseClass.FailWaived =>
            $"WAIVED {WaiverText(waivers.Where(w => w.State == WaiverState.Used).Select(w => w.Waiver))}: {outcome.Reason}{Beside(outcome)}",
        CaseClass.StaleWaiver =>
            $"STALE WAIVER: {string.Join("; ", waivers.Where(w => IsStaleFor(w, outcome)).Select(w => w.Message))}",
        CaseClass.Inconclusive => $"INCONCLUSIVE: {outcome.Reason}",
        CaseClass.Fault => $"HARNESS: {outcome.Fault!.Kind} during {outcome.Fault.Stage}: {outcome.Fault.Message}",
        CaseClass.NotApplicable => $"N/A: {outcome.Reason}",
        CaseClass.NotSelected => $"NOT SELECTED: {outcome.Reason}",
        CaseClass.NotRun => $"NOT RUN: {outcome.Reason}",
        _ => throw new ArgumentOutOfRangeException(nameof(row), row, null),
    };

    private static string Beside(CaseOutcome outcome) =>
        outcome.Fault is { } fault ? $" (beside it, trouble of the harness: {fault.Kind}: {fault.Message})" : string.Empty;

    private static string WaiverText(IEnumerable<Waiver> waivers) =>
        string.Join("; ", waivers.Select(w => $"until {w.Until:yyyy-MM-dd}, {w.Reason} ({w.Link})"));
}
