using DmSc.Model.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Statements;
using DmSc.Model.Verdicts;

namespace DmSc.Model.Rollup;

/// <summary>What the cases say about one item of one IUT, expression and claims aside.</summary>
/// <param name="item">The item.</param>
/// <param name="role">The IUT's role.</param>
/// <param name="covering">The cases that cover it.</param>
/// <param name="besides">Cases that do not cover it but in which a check naming it was evaluated.</param>
internal sealed class ItemEvidence(RequirementItem item, IutRole role, IReadOnlyList<CaseEvidence> covering, IReadOnlyList<CaseEvidence> besides)
{
    private readonly List<CaseEvidence> _applicable = [.. covering.Where(c => c.Outcome.Disposition != Disposition.NotApplicable)];

    private IEnumerable<(CaseEvidence Case, MustCheck Check)> Failures =>
        _applicable.Concat(besides).SelectMany(c => FailuresIn(c, besidesWaivers: false).Select(m => (c, m)));

    /// <summary>Whether there is no failure but of waived checks.</summary>
    public bool EveryFailureWaived => !_applicable.Exists(c => c.FailedAsAWhole) && Failures.All(f => f.Check.Waiver is not null);

    /// <summary>The waivers of its failures.</summary>
    public IEnumerable<Waiver> Waivers => Failures.Select(f => f.Check.Waiver).OfType<Waiver>().Distinct();

    /// <summary>FAIL, INCONCLUSIVE, NOT RUN, UNTESTED or PASS by the cases alone.</summary>
    /// <param name="besidesWaivers">Whether waived failures are taken as passes.</param>
    public (ItemStatus Status, string Reason) Status(bool besidesWaivers)
    {
        if (item.SatisfiedBy == SatisfiedBy.All)
            return StatusOf(_applicable, besidesWaivers);

        var mechanisms = Mechanisms(besidesWaivers);
        // Every mechanism offered has to fail; what is open about one that did not is open about the item; else one that works wholly is enough.
        if (mechanisms.TrueForAll(m => m.Status == ItemStatus.Fail))
            return (ItemStatus.Fail, string.Join("; ", mechanisms.Select(m => m.Reason)));
        ItemStatus[] order = [ItemStatus.Inconclusive, ItemStatus.NotRun, ItemStatus.Pass, ItemStatus.Untested];
        var (status, reason, _) = order.SelectMany(s => mechanisms.Where(m => m.Status == s)).First();
        return (status, reason);
    }

    /// <summary>What deserves attention although it decides nothing.</summary>
    /// <param name="status">What was decided.</param>
    public IReadOnlyList<string> Warnings(ItemStatus status)
    {
        var warnings = new List<string>();
        foreach (var evidence in _applicable)
        {
            if (evidence.Outcome.Unstable)
                warnings.Add($"case {evidence.Key.Name} passed only after a retry (unstable)");
            if (evidence.Outcome is { Disposition: Disposition.Executed, Verdict: Verdict.Pass, Fault: null })
                warnings.AddRange(Unevaluated(evidence));
        }

        foreach (var evidence in _applicable.Concat(besides))
        {
            foreach (var check in evidence.Outcome.Checks)
            {
                var ours = check.Requirements.Count == 0 ? evidence.Covers(item.Id) : check.Requirements.Any(r => r.Item == item.Id);
                if (ours && check is { Level: CheckLevel.Should, Verdict: Verdict.Fail })
                    warnings.Add($"case {evidence.Key.Name}, check {check.Check} (should): expected {check.Expected}, observed {check.Observed}");
            }
        }

        if (item.SatisfiedBy == SatisfiedBy.AnyMechanism && status != ItemStatus.Fail)
        {
            warnings.AddRange(Mechanisms(besidesWaivers: false).Where(m => m.Status == ItemStatus.Fail)
                .Select(m => $"mechanism {m.Name} failed: {m.Reason}"));
        }

        return warnings;
    }

    // Every must-check of a passed case was meant to be evaluated, but for those that need an occasion.
    private IEnumerable<string> Unevaluated(CaseEvidence evidence) =>
        evidence.Outcome.Case.Checks
            .Where(c => c.Level == CheckLevel.Must
                && !ImplicitChecks.IsOccasional(c.Id)
                && c.Requirements.Any(r => r.Item == item.Id)
                && !evidence.Outcome.Checks.Any(e => e.Check == c.Id))
            .Select(c => $"case {evidence.Key.Name} passed without evaluating its check {c.Id}");

    // A case without a mechanism is about all of them.
    private List<(ItemStatus Status, string Reason, string Name)> Mechanisms(bool besidesWaivers)
    {
        var names = _applicable.Select(c => c.Mechanism).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
        {
            var (status, reason) = StatusOf(_applicable, besidesWaivers);
            return [(status, reason, "(unnamed)")];
        }

        return [.. names.Select(name =>
        {
            var (status, reason) = StatusOf(_applicable.FindAll(c => c.Mechanism is null || c.Mechanism == name), besidesWaivers);
            return (status, reason, name);
        })];
    }

    private (ItemStatus Status, string Reason) StatusOf(List<CaseEvidence> cases, bool besidesWaivers)
    {
        foreach (var evidence in cases.Concat(besides))
        {
            if (FailuresIn(evidence, besidesWaivers).FirstOrDefault() is { } failed)
                return (ItemStatus.Fail, $"case {evidence.Key.Name}, check {failed.Evaluated.Check}: expected {failed.Evaluated.Expected}, observed {failed.Evaluated.Observed}");
        }

        if (cases.Find(c => c.FailedAsAWhole) is { } whole)
            return (ItemStatus.Fail, $"case {whole.Key.Name} failed: {whole.Outcome.Reason}");
        if (cases.Find(c => c.Outcome.Disposition != Disposition.NotSelected && !c.Passed(besidesWaivers)) is { } open)
            return (ItemStatus.Inconclusive, open.NotPassed());
        foreach (var evidence in cases.Concat(besides))
        {
            if (evidence.Musts.FirstOrDefault(m => m.Names(item.Id) && m.Verdict(besidesWaivers) != Verdict.Pass) is { } undecided)
                return (ItemStatus.Inconclusive, $"case {evidence.Key.Name}, check {undecided.Evaluated.Check} decides nothing: {undecided.Evaluated.Observed}");
        }

        if (cases.Find(c => c.Outcome.Disposition == Disposition.NotSelected) is { } left)
            return (ItemStatus.NotRun, $"case {left.Key.Name} was not selected");
        if (cases.Count == 0)
            return (ItemStatus.Untested, "no applicable case covers it");
        return Evidenced(cases, besidesWaivers);
    }

    private (ItemStatus Status, string Reason) Evidenced(List<CaseEvidence> cases, bool besidesWaivers)
    {
        // Evidence comes from cases that passed: what a peer saw in a disturbed or failed one proves nothing good.
        var passed = cases.Concat(besides.Where(c => c.Passed(besidesWaivers)))
            .SelectMany(c => c.Musts)
            .Where(m => m.Names(item.Id) && m.Verdict(besidesWaivers) == Verdict.Pass)
            .ToList();
        if (passed.Count == 0)
            return (ItemStatus.Untested, "no must-check of its cases names it");
        var aspects = passed.SelectMany(m => m.Requirements).Where(r => r.Item == item.Id).Select(r => r.Aspect).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var clauses = item.Aspects.GetValueOrDefault(role) ?? [];
        foreach (var clause in clauses)
        {
            if (!clause.AnyOf.Any(aspects.Contains))
                return (ItemStatus.Untested, $"aspect {clause} has no passed must-check");
        }

        var names = string.Join(", ", cases.Select(c => c.Key.Name));
        return (ItemStatus.Pass, clauses.Count == 0 ? $"passed: {names}" : $"passed: {names}; aspects {string.Join(", ", clauses)}");
    }

    private IEnumerable<MustCheck> FailuresIn(CaseEvidence evidence, bool besidesWaivers) =>
        evidence.Musts.Where(m => m.Names(item.Id) && m.Verdict(besidesWaivers) == Verdict.Fail);
}
