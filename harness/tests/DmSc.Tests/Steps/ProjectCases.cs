using DmSc.Engine.Cases;
using DmSc.Engine.Execution;
using DmSc.Engine.Journal;
using DmSc.Engine.Loading;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Verdicts;
using DmSc.Suite.Composition;

namespace DmSc.Tests.Steps;

/// <summary>The project's own cases for one role, with the deviations and the reference implementation's parameters that go with them.</summary>
internal sealed record ProjectCases(string Iut, IReadOnlyList<ConformanceCase> Cases, IReadOnlyList<Deviation> Deviations, Ixit Ixit, DiagnosticBag Bag)
{
    /// <summary>Loads what there is for a role; complaints stay in the bag for a test to look at.</summary>
    public static ProjectCases Load(IutRole role, string iut)
    {
        var bag = new DiagnosticBag();
        var folders = new ProjectFolders(Fixtures.Root);
        var data = ProjectData.Load(folders, bag);
        var deviations = ProjectLint.LoadDeviations(folders, data, bag);
        var ixit = IxitLoader.Load(SourceFile.Open(Path.Combine(folders.Iuts, iut, "ixit.yaml"), bag)!, _ => null, bag, reference: true);
        return new ProjectCases(iut, [.. data.Cases.Where(c => c.Iut == role)], [.. deviations.Where(d => d.Role == role)], ixit!, bag);
    }

    /// <summary>Runs every variant of cases on a station, whatever the planner would leave out.</summary>
    public async Task<IReadOnlyList<JournalEvent>> RunAsync(IEnumerable<ConformanceCase> cases, IStation station, Func<string, string?>? ixit = null)
    {
        var journal = new MemoryJournal();
        string? Parameter(string name) => ixit?.Invoke(name) ?? Ixit.Parameters.GetValueOrDefault(name)?.Value;
        var parts = new CaseRunnerParts(journal, new NoEvidence(), new Redactor([]), Parameter, station.Budgets, 1, TimeProvider.System);
        foreach (var @case in cases)
        {
            foreach (var variant in CaseVariants.Of(@case))
            {
                var planned = Planned(@case, variant);
                await using var lease = await station.AcquireAsync(0, planned, CancellationToken.None);
                await new CaseRunner(parts, planned, @case, 0).RunAsync(lease, 1, CancellationToken.None);
            }
        }

        return journal.Events;
    }

    private PlannedCase Planned(ConformanceCase @case, CaseVariant variant) => new()
    {
        Key = new CaseKey(Iut, @case.Id, variant.Key),
        Title = @case.Title,
        Requirements = @case.Requirements,
        Mechanism = @case.Mechanism,
        Spec = @case.Spec,
        Checks = @case.Checks,
        Variables = variant.Variables,
        Mutates = @case.Mutates,
        Disposition = Disposition.Executed,
        Reason = DispositionReason.None,
        ReasonText = "",
        Span = @case.Span,
    };
}
