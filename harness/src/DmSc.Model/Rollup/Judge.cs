using DmSc.Model.Runs;
using DmSc.Model.Verdicts;

namespace DmSc.Model.Rollup;

/// <summary>The judgement: what a run says about every item of every IUT. Pure; the rules are those of docs/verdicts.md.</summary>
public static class Judge
{
    /// <summary>Judges a run.</summary>
    /// <param name="record">The run.</param>
    /// <param name="today">The day waivers are held against.</param>
    public static RunJudgement Run(RunRecord record, DateOnly today)
    {
        var byIut = record.Outcomes.ToLookup(o => o.Case.Key.Iut, StringComparer.Ordinal);
        var iuts = new List<IutJudgement>();
        var waivers = new List<WaiverUse>();
        foreach (var iut in record.Plan.Iuts)
        {
            var outcomes = byIut[iut.Identity.Id].ToList();
            var book = new WaiverBook(iut, outcomes, today);
            waivers.AddRange(book.Uses);
            iuts.Add(new IutJudge(iut, outcomes, book).Judge());
        }

        return new RunJudgement(iuts, Rows(iuts), waivers, CountsOf(record.Outcomes), Worst(iuts));
    }

    /// <summary>What became of the waivers of one IUT, held against some of its outcomes.</summary>
    /// <param name="iut">The IUT.</param>
    /// <param name="outcomes">Its outcomes.</param>
    /// <param name="today">The day waivers are held against.</param>
    public static IReadOnlyList<WaiverUse> WaiversOf(PlannedIut iut, IReadOnlyList<CaseOutcome> outcomes, DateOnly today) =>
        new WaiverBook(iut, outcomes, today).Uses;

    /// <summary>The counts of the closing line.</summary>
    /// <param name="outcomes">The outcomes.</param>
    public static CaseCounts CountsOf(IEnumerable<CaseOutcome> outcomes)
    {
        int passed = 0, failed = 0, inconclusive = 0, faulted = 0, skipped = 0;
        foreach (var outcome in outcomes)
        {
            if (outcome.Disposition != Disposition.Executed)
                skipped++;
            else if (outcome.Verdict == Verdict.Fail)
                failed++;
            else if (outcome.Fault is not null)
                faulted++;
            else if (outcome.Verdict == Verdict.Pass)
                passed++;
            else
                inconclusive++;
        }

        return new CaseCounts(passed, failed, inconclusive, faulted, skipped);
    }

    // An IUT of which nothing was judged must not hide behind a conformant one.
    private static OverallStatus Worst(List<IutJudgement> iuts)
    {
        OverallStatus[] order =
            [OverallStatus.Nonconformant, OverallStatus.Incomplete, OverallStatus.NothingJudged, OverallStatus.Partial, OverallStatus.Conformant];
        return iuts.Count == 0 ? OverallStatus.NothingJudged : order.First(s => iuts.Exists(i => i.Overall == s));
    }

    private static List<MatrixRow> Rows(List<IutJudgement> iuts)
    {
        var byIut = iuts.ConvertAll(i => i.Items.ToDictionary(j => j.Item.Id, StringComparer.Ordinal));
        var ids = iuts.SelectMany(i => i.Items).Select(j => j.Item.Id).Distinct(StringComparer.Ordinal);
        return [.. ids.Select(id => Row(id, iuts, byIut))];
    }

    private static MatrixRow Row(string id, List<IutJudgement> iuts, List<Dictionary<string, ItemJudgement>> byIut)
    {
        var known = byIut.Select(items => items.GetValueOrDefault(id)).ToList();
        var some = known.Find(j => j is { Status: not ItemStatus.NotApplicable }) ?? known.Find(j => j is not null)!;
        var perIut = known.Select((j, i) => j ?? new ItemJudgement
        {
            Item = some.Item,
            Iut = iuts[i].Iut.Id,
            Status = ItemStatus.NotApplicable,
            Reason = "not in the catalogue this IUT is judged by",
        }).ToList();

        // The statuses are declared from best to worst known, N/A first; among fails an unwaived one is the worst.
        var worst = perIut.MaxBy(j => (j.Status, j is { Status: ItemStatus.Fail, Waived: false }))!;
        var judgedRoles = iuts.Where((_, i) => perIut[i].Status != ItemStatus.NotApplicable).Select(i => i.Iut.Role).ToHashSet();
        var label = worst.Status.Text();
        if (worst is { Status: ItemStatus.Fail, Waived: true })
            label += " (waived)";
        else if (worst.Status == ItemStatus.Pass && !some.Item.Roles.All(judgedRoles.Contains))
            label += $" ({string.Join(", ", some.Item.Roles.Where(judgedRoles.Contains).Select(r => r.Text()))} only)";
        var reason = worst.Status == ItemStatus.NotApplicable ? "applies to no IUT of this station" : $"{worst.Iut}: {worst.Reason}";
        return new MatrixRow(some.Item, worst.Status, label, reason, perIut);
    }
}
