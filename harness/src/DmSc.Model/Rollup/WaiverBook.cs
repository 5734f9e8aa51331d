using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Verdicts;

namespace DmSc.Model.Rollup;

/// <summary>The waivers of one IUT, matched with what happened on that day.</summary>
internal sealed class WaiverBook
{
    private readonly Dictionary<(CaseKey Case, string Check), Waiver> _valid = [];

    public WaiverBook(PlannedIut iut, IReadOnlyList<CaseOutcome> outcomes, DateOnly today)
    {
        var uses = new List<WaiverUse>();
        foreach (var waiver in iut.Waivers)
        {
            var matching = Matching(waiver, outcomes);
            if (today <= waiver.Until)
            {
                foreach (var outcome in matching)
                    _valid.TryAdd((outcome.Case.Key, waiver.Check), waiver);
            }

            var (state, message) = StateOf(waiver, matching, today);
            uses.Add(new WaiverUse(iut.Identity.Id, waiver, state, message));
        }

        Uses = uses;
    }

    public IReadOnlyList<WaiverUse> Uses { get; }

    /// <summary>The waiver that covers a failure of that check, if there is one.</summary>
    public Waiver? For(CaseKey key, string check) => _valid.GetValueOrDefault((key, check));

    private static List<CaseOutcome> Matching(Waiver waiver, IReadOnlyList<CaseOutcome> outcomes)
    {
        var variants = outcomes.Where(o => o.Case.Key.Case == waiver.Case).ToList();
        var matching = waiver.Variant switch
        {
            "*" => variants,
            null => variants.Count == 1 ? variants : variants.FindAll(o => o.Case.Key.Variant.Length == 0),
            _ => variants.FindAll(o => o.Case.Key.Variant == waiver.Variant),
        };
        return matching.FindAll(o => o.Case.Checks.Any(c => c.Id == waiver.Check) || o.Checks.Any(c => c.Check == waiver.Check));
    }

    private static (WaiverState State, string Message) StateOf(Waiver waiver, List<CaseOutcome> matching, DateOnly today)
    {
        var name = $"waiver of {waiver.Case}{(waiver.Variant is null ? string.Empty : $"[{waiver.Variant}]")} {waiver.Check}";
        if (today > waiver.Until)
            return (WaiverState.Expired, $"{name} expired on {waiver.Until:yyyy-MM-dd}");
        if (matching.Count == 0)
            return (WaiverState.Unmatched, $"{name} names no case, variant or check of this plan");

        var evaluated = matching.SelectMany(o => o.Checks).Where(c => c.Check == waiver.Check).ToList();
        if (evaluated.Exists(c => c.Verdict == Verdict.Fail))
            return (WaiverState.Used, $"{name} covered a failure");
        if (evaluated.Exists(c => c.Verdict == Verdict.Pass))
            return (WaiverState.UnexpectedPass, $"{name}: the check passed; take the waiver out");
        return (WaiverState.NotExercised, $"{name}: the check was not evaluated to a pass or fail");
    }
}
