using DmSc.Model.Runs;
using DmSc.Model.Verdicts;

namespace DmSc.Suite.Proving;

/// <summary>A check of a case, variants taken together.</summary>
/// <param name="Case">Case id.</param>
/// <param name="Check">Check id.</param>
public readonly record struct ProvenCheck(string Case, string Check)
{
    /// <inheritdoc />
    public override string ToString() => $"{Case}/{Check}";
}

/// <summary>What the suite did to one deviation.</summary>
/// <param name="Name">The deviation.</param>
/// <param name="Breaks">The items it breaks, from the specification.</param>
/// <param name="Kills">Checks of these items and of the deviation's level that failed.</param>
/// <param name="Wrong">Must-checks that failed although nothing they judge is broken.</param>
/// <param name="Faults">Faults that came instead of verdicts; a fault kills nothing.</param>
/// <param name="Bugs">Those among the faults that are defects of the harness: a broken implementation must not break it.</param>
public sealed record DeviationResult(
    string Name,
    IReadOnlyList<string> Breaks,
    IReadOnlyList<ProvenCheck> Kills,
    IReadOnlyList<ProvenCheck> Wrong,
    IReadOnlyList<string> Faults,
    IReadOnlyList<string> Bugs)
{
    /// <summary>Nothing caught it.</summary>
    public bool IsHole => Kills.Count == 0;
}

/// <summary>Which deviation is caught by which check, and what that leaves open.</summary>
/// <param name="Baseline">Trouble without any deviation: must be empty.</param>
/// <param name="Deviations">One per deviation.</param>
/// <param name="Unproven">Must-checks that no deviation kills.</param>
public sealed record KillMatrix(
    IReadOnlyList<string> Baseline,
    IReadOnlyList<DeviationResult> Deviations,
    IReadOnlyList<ProvenCheck> Unproven)
{
    /// <summary>Whether every must-check is proven, every deviation caught, none outside its items, and none brought a defect of the harness to light.</summary>
    public bool IsComplete => Baseline.Count == 0 && Unproven.Count == 0 && Deviations.All(d => !d.IsHole && d.Wrong.Count == 0 && d.Bugs.Count == 0);

    /// <summary>Judges one deviation by the outcomes of the cases run against it.</summary>
    /// <param name="name">The deviation.</param>
    /// <param name="breaks">The items it breaks.</param>
    /// <param name="level">Must: must-checks of these items kill it. Should: only should-checks do, and whatever must-check fails is wrong.</param>
    /// <param name="outcomes">Every executed case.</param>
    public static DeviationResult Judge(string name, IReadOnlyList<string> breaks, CheckLevel level, IEnumerable<CaseOutcome> outcomes)
    {
        var kills = new SortedSet<ProvenCheck>(ByName);
        var wrong = new SortedSet<ProvenCheck>(ByName);
        var faults = new List<string>();
        var bugs = new List<string>();
        foreach (var outcome in outcomes)
        {
            if (outcome.Fault is { } fault && outcome.Verdict != Verdict.Fail)
                faults.Add($"{outcome.Case.Key.Name}: {fault.Kind}: {fault.Message}");
            if (outcome.Disposition == Disposition.NotRun)
                faults.Add($"{outcome.Case.Key.Name}: not run: {outcome.Reason}");
            foreach (var bug in outcome.Attempts.SelectMany(a => new[] { a.Fault, a.CleanupFault }).Where(f => f is { Kind: FaultKind.HarnessBug }))
                bugs.Add($"{outcome.Case.Key.Name}: {bug!.Message}");

            // What a peer noticed beside the purpose of a case proves no check of that case.
            foreach (var check in outcome.Checks.Where(c => c is { Verdict: Verdict.Fail, SideBand: false }))
            {
                var proven = new ProvenCheck(outcome.Case.Key.Case, check.Check);
                if (check.Level == level && check.Requirements.Any(r => breaks.Contains(r.Item, StringComparer.Ordinal)))
                    kills.Add(proven);
                else if (check.Level == CheckLevel.Must)
                    wrong.Add(proven);
            }

            foreach (var check in outcome.Checks.Where(c => c is { Level: CheckLevel.Must, Verdict: Verdict.Fail, SideBand: true }))
            {
                if (level == CheckLevel.Should || !check.Requirements.Any(r => breaks.Contains(r.Item, StringComparer.Ordinal)))
                    wrong.Add(new ProvenCheck(outcome.Case.Key.Case, check.Check));
            }
        }

        return new DeviationResult(name, breaks, [.. kills], [.. wrong], faults, bugs);
    }

    /// <summary>The must-checks that no deviation kills.</summary>
    /// <param name="all">Every must-check there is.</param>
    /// <param name="deviations">What the suite did to each deviation.</param>
    /// <param name="onceForAll">Checks of the engine that are proven for all cases by one kill.</param>
    public static IReadOnlyList<ProvenCheck> UnprovenOf(IEnumerable<ProvenCheck> all, IReadOnlyList<DeviationResult> deviations, IReadOnlyList<string> onceForAll)
    {
        // A should-check among them is none of those asked for.
        var killed = deviations.SelectMany(d => d.Kills).ToHashSet();
        var unproven = new List<ProvenCheck>();
        foreach (var check in all.Distinct().OrderBy(c => c, ByName))
        {
            if (killed.Contains(check) || onceForAll.Contains(check.Check, StringComparer.Ordinal))
                continue;
            unproven.Add(check);
        }

        foreach (var engineCheck in onceForAll.Where(c => !killed.Any(k => k.Check == c)))
            unproven.Add(new ProvenCheck("(every case)", engineCheck));
        return unproven;
    }

    private static readonly Comparer<ProvenCheck> ByName = Comparer<ProvenCheck>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
}
