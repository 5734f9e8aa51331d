using DmSc.Engine.Execution;
using DmSc.Engine.Journal;
using DmSc.Engine.Loading;
using DmSc.Engine.Planning;
using DmSc.Model.Cases;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Deviations;
using DmSc.Steps.Lab;
using DmSc.Suite.Composition;

namespace DmSc.Suite.Proving;

/// <summary>Runs the cases against every deviation of the reference implementations, in process, and makes the kill matrix.</summary>
public static class Prover
{
    /// <summary>Proves.</summary>
    /// <param name="folders">Where the data lies.</param>
    /// <param name="glob">Which deviations; <c>null</c> for all, and only then are unproven checks looked for.</param>
    /// <param name="clock">The clock of deadlines.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="SuiteInputException">Some input is not usable.</exception>
    public static async Task<KillMatrix> RunAsync(ProjectFolders folders, string? glob, TimeProvider clock, CancellationToken ct)
    {
        var bag = new DiagnosticBag();
        var data = ProjectData.Load(folders, bag);
        var deviations = ProjectLint.LoadDeviations(folders, data, bag);
        var station = StationLoader.Load(Path.Combine(folders.Stations, "embedded.yaml"), bag);
        ProjectData.ThrowIfErrors(bag);
        var iuts = (station?.Iuts ?? []).Select(id => IutFolder.Load(Path.Combine(folders.Iuts, id), folders.Root, data.Requirements, Environment.GetEnvironmentVariable, bag)).ToList();
        ProjectData.ThrowIfErrors(bag);

        var wanted = glob is null ? deviations : [.. deviations.Where(d => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(glob, d.Name))];
        if (wanted.Count == 0)
            throw new SuiteInputException($"no deviation matches '{glob}'");
        var baseline = new List<string>();
        var results = new List<DeviationResult>();
        var checks = new List<ProvenCheck>();
        foreach (var iut in iuts.OfType<IutFolder>().Where(i => glob is null || wanted.Any(d => d.Role == i.Iut.Identity.Role)))
        {
            var plan = Plan(data, station!, iut, clock);
            checks.AddRange(plan.Cases.SelectMany(c => c.Checks.Where(k => k.Level == CheckLevel.Must).Select(k => new ProvenCheck(c.Key.Case, k.Id))));
            baseline.AddRange((await OutcomesAsync(plan, data, station!, iut, null, clock, ct)).Where(IsTrouble).Select(o => $"{o.Case.Key.Name}: {o.Disposition} {o.Verdict}: {o.Reason}"));
            foreach (var deviation in wanted.Where(d => d.Role == iut.Iut.Identity.Role))
            {
                var defect = PeerDeviations.Find(deviation.Name) ?? throw new SuiteInputException($"{deviation.Span}: no reference implementation can be told to have '{deviation.Name}'");
                results.Add(KillMatrix.Judge(deviation.Name, deviation.Breaks, deviation.Level, await OutcomesAsync(plan, data, station!, iut, defect, clock, ct)));
            }
        }

        foreach (var homeless in wanted.Where(d => !iuts.Any(i => i!.Iut.Identity.Role == d.Role)))
            baseline.Add($"deviation {homeless.Name}: the embedded station offers no {homeless.Role.ToString().ToLowerInvariant()}");
        foreach (var undescribed in PeerDeviations.All.Where(d => glob is null && !deviations.Any(known => known.Name == d.Name)))
            baseline.Add($"deviation {undescribed.Name} is in no file of fixtures/deviations: nobody knows which items it breaks");
        var unproven = glob is null
            ? KillMatrix.UnprovenOf(
                checks,
                results,
                [ImplicitChecks.KeepsAnswering])
            : [];
        return new KillMatrix(baseline, results, unproven);
    }

    private static bool IsTrouble(CaseOutcome outcome) =>
        outcome is not { Verdict: Verdict.Pass, Fault: null, Unstable: false }
        || outcome.Attempts.Any(a => a.CleanupFault is not null)
        || outcome.Checks.Any(c => c.Verdict == Verdict.Fail);

    private static RunPlan Plan(ProjectData data, StationFile station, IutFolder folder, TimeProvider clock) => Planner.Plan(new PlannerInput
    {
        Cases = data.Cases,
        Iuts = [new PlannerIut(folder.Iut.Identity, folder.Ics, folder.Ixit, [], data.Requirements.ForRevision(folder.Ics.Revision))],
        Station = new PlannedStation(station.Id, station.Class, station.Span.File, station.Lanes),
        Seed = 1,
        Now = clock.GetUtcNow(),
        HarnessVersion = RunPreparation.HarnessVersion,
        RunId = "prove",
        InputHashes = new Dictionary<string, string>(StringComparer.Ordinal),
    });

    private static async Task<IReadOnlyList<CaseOutcome>> OutcomesAsync(
        RunPlan plan, ProjectData data, StationFile station, IutFolder folder, PeerDeviation? deviation, TimeProvider clock, CancellationToken ct)
    {
        var iut = folder.Iut.Identity;
        var bag = new DiagnosticBag();
        var driver = IutDrivers.Check(folder.Iut, Environment.GetEnvironmentVariable, bag);
        ProjectData.ThrowIfErrors(bag);
        await using var session = new RunSession(
            new RunSessionParts
            {
                Plan = plan,
                Cases = data.Cases.ToDictionary(c => c.Id, StringComparer.Ordinal),
                Stations = new Dictionary<string, IStation>(StringComparer.Ordinal) { [iut.Id] = StationComposer.Create(station, folder.Iut, deviation, clock, driver) },
                Journal = new MemoryJournal(),
                Evidence = new NoEvidence(),
                Ixit = (_, name) => folder.Ixit.Parameters.GetValueOrDefault(name)?.Value,
                Redactor = new Redactor([]),
                Clock = clock,
            },
            planHash: string.Empty);
        var outcomes = new CaseOutcome[plan.Cases.Count];
        await Parallel.ForAsync(0, plan.Cases.Count, new ParallelOptions { MaxDegreeOfParallelism = station.Lanes, CancellationToken = ct }, async (i, token) =>
            outcomes[i] = await session.RunAsync(plan.Cases[i].Key, token));

        // Cases that were cut short are no result, even when all of them have an outcome.
        ct.ThrowIfCancellationRequested();
        return outcomes;
    }
}
