using System.Globalization;
using System.Text;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;

namespace DmSc.Suite.Waiving;

/// <summary>Entries for waivers.yaml for what failed in a run. What only a person can say is a placeholder that the loader refuses.</summary>
public static class WaiverSuggestions
{
    /// <summary>Days a suggested waiver counts.</summary>
    public const int Days = 30;

    /// <summary>Makes a waivers.yaml for every IUT with a failed must-check that no waiver of the run covers.</summary>
    /// <param name="record">The run.</param>
    /// <param name="judgement">Its judgement.</param>
    /// <param name="today">The day the waivers begin to count.</param>
    /// <returns>YAML, one document for each IUT behind a comment that names it; empty when nothing is to be waived.</returns>
    public static string Of(RunRecord record, RunJudgement judgement, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(judgement);
        var text = new StringBuilder();
        foreach (var iut in record.Outcomes.GroupBy(o => o.Case.Key.Iut, StringComparer.Ordinal))
        {
            var entries = iut.SelectMany(o => o.Checks.Where(IsFailedMust).DistinctBy(c => c.Check, StringComparer.Ordinal).Select(c => (Outcome: o, Failed: c)))
                .Where(e => !judgement.Waivers.Any(w => w.Iut == iut.Key && w.State == WaiverState.Used && Covers(w, e.Outcome.Case.Key, e.Failed.Check)))
                .ToList();
            if (entries.Count == 0)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"# fixtures/iuts/{iut.Key}/waivers.yaml: add these to what is there, and fill in reason and link.\nwaivers:\n");
            foreach (var (outcome, failed) in entries)
            {
                text.Append(CultureInfo.InvariantCulture, $"  # {Comment(failed.Expected)}; observed {Comment(failed.Observed)}\n");
                text.Append(CultureInfo.InvariantCulture, $"  - case: {outcome.Case.Key.Case}\n");
                if (outcome.Case.Key.Variant.Length > 0)
                    text.Append(CultureInfo.InvariantCulture, $"    variant: {Quoted(outcome.Case.Key.Variant)}\n");
                text.Append(CultureInfo.InvariantCulture, $"    check: {failed.Check}\n    verdict: fail\n");
                text.Append(CultureInfo.InvariantCulture, $"    reason: \"<why this failure is tolerated>\"\n    link: \"<where it is tracked>\"\n    until: {today.AddDays(Days):yyyy-MM-dd}\n");
            }
        }

        return text.ToString();
    }

    private static bool IsFailedMust(CheckEvaluated check) => check is { Level: CheckLevel.Must, Verdict: Verdict.Fail, SideBand: false };

    private static bool Covers(WaiverUse use, CaseKey key, string check) =>
        use.Waiver.Case == key.Case && use.Waiver.Check == check && (use.Waiver.Variant is null or "*" || use.Waiver.Variant == key.Variant);

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>One line: a line break would end the comment.</summary>
    private static string Comment(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 160 ? line : string.Concat(line.AsSpan(0, 157), "...");
    }
}
