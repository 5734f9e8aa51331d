using DmSc.Model.Verdicts;

namespace DmSc.Model.Runs;

/// <summary>Folds the journal of a run into one outcome per planned case. Pure.</summary>
public static class RunFold
{
    /// <summary>
    /// One outcome per planned case, in plan order. Of several attempts the first with a fail decides, else the last one that ended.
    /// An attempt cut off by the end of the host decides nothing, unless a must-check failed in it: a fail sticks.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="events">The journal, in order; a resumed run continues the same journal.</param>
    /// <exception cref="FormatException">The journal is not this plan's, or contradicts itself.</exception>
    public static RunRecord Fold(RunPlan plan, IEnumerable<JournalEvent> events)
    {
        var histories = plan.Cases.ToDictionary(c => c.Key, c => new CaseHistory(c));
        var facts = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        var breaks = new List<StationBroke>();
        DateTimeOffset? startedAt = null;
        DateTimeOffset? endedAt = null;
        RunEnded? ended = null;

        foreach (var entry in events)
        {
            startedAt ??= entry.At;
            endedAt = entry.At;
            switch (entry)
            {
                case RunStarted started:
                    if (started.RunId != plan.RunId)
                        throw new FormatException($"the journal is of run {started.RunId}, the plan of run {plan.RunId}");
                    ended = null;
                    break;
                case IutIdentified identified:
                    facts[identified.Iut] = identified.Facts;
                    break;
                case CaseStarted started:
                    History(started.Key).Start(started);
                    break;
                case CheckEvaluated check:
                    History(check.Key).Add(check);
                    break;
                case CaseEnded attempt:
                    History(attempt.Key).End(attempt);
                    break;
                case CaseNotRun notRun:
                    History(notRun.Key).NotRun(notRun);
                    break;
                case StationBroke broke:
                    breaks.Add(broke);
                    break;
                case RunEnded end:
                    ended = end;
                    break;
                default:
                    throw new FormatException($"journal event {entry.GetType().Name} is unknown to this version");
            }
        }

        var cancelled = ended is { Cancelled: true };
        return new RunRecord(
            plan,
            [.. plan.Cases.Select(c => histories[c.Key].Outcome(cancelled))],
            facts,
            startedAt ?? plan.CreatedAt,
            endedAt ?? plan.CreatedAt,
            ended is { Cancelled: false },
            breaks);

        CaseHistory History(CaseKey key)
        {
            if (!histories.TryGetValue(key, out var history))
                throw new FormatException($"the journal tells of {key}, which the plan does not have");
            if (history.Case.Disposition != Disposition.Executed)
                throw new FormatException($"the journal tells of {key}, which the plan leaves out: {history.Case.ReasonText}");
            return history;
        }
    }
}
