using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Suite.Hosting;

namespace DmSc.Suite.Composition;

/// <summary>How the waivers of an IUT touch one outcome; the same rules as the judgement of the whole run.</summary>
internal static class CaseWaivers
{
    public static WaivedOutcome Of(PlannedIut iut, CaseOutcome outcome, DateOnly today)
    {
        var uses = Judge.WaiversOf(iut, [outcome], today).Where(u => u.Waiver.Case == outcome.Case.Key.Case).ToList();
        var failed = outcome.Checks.Where(c => c is { Level: CheckLevel.Must, Verdict: Verdict.Fail, SideBand: false }).Select(c => c.Check).Distinct(StringComparer.Ordinal).ToList();
        var used = uses.Where(u => u.State == WaiverState.Used).ToList();
        var all = failed.Count > 0 && failed.TrueForAll(f => used.Exists(u => u.Waiver.Check == f));
        var stale = uses.FirstOrDefault(u => u.State is WaiverState.Expired or WaiverState.UnexpectedPass);
        var message = all ? string.Join("; ", used.Select(u => $"{u.Waiver.Reason} ({u.Waiver.Link})")) : stale?.Message ?? string.Empty;
        return new WaivedOutcome(all, message, stale is not null);
    }
}
