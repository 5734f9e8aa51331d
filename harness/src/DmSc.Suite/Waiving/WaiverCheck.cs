using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Suite.Composition;

namespace DmSc.Suite.Waiving;

/// <summary>Which waivers still do their work.</summary>
public static class WaiverCheck
{
    /// <summary>What became of the waivers of a run.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="clock">Tells the day waivers are held against.</param>
    /// <exception cref="FormatException">plan.json or journal.jsonl is not what it should be.</exception>
    public static IReadOnlyList<WaiverUse> OfRun(string folder, TimeProvider clock) =>
        RunReporting.Judged(folder, allowPartial: true, clock).Judgement.Waivers;

    /// <summary>What can be said of the waivers in the files of IUTs without a run: expired ones, and ones that name nothing there is.</summary>
    /// <param name="plan">A plan of everything; nothing of it is run.</param>
    /// <param name="today">The day waivers are held against.</param>
    public static IReadOnlyList<WaiverUse> OfPlan(RunPlan plan, DateOnly today) => Judge.Run(RunFold.Fold(plan, []), today).Waivers;

    /// <summary>Whether a waiver may stay as it is.</summary>
    /// <param name="use">The waiver and what became of it.</param>
    public static bool IsGood(WaiverUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        return use.State is WaiverState.Used or WaiverState.NotExercised;
    }
}
