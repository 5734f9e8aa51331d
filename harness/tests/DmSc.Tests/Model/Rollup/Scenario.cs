using DmSc.Model.Requirements;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;

namespace DmSc.Tests.Model.Rollup;

/// <summary>A run told case by case, folded and judged.</summary>
internal sealed class Scenario
{
    public static readonly DateOnly Today = new(2026, 1, 31);

    private readonly List<PlannedIut> _iuts = [];
    private readonly List<PlannedCase> _cases = [];
    private readonly List<JournalEvent> _events = [Build.RunStarted()];

    public bool Ends { get; set; } = true;

    public static Scenario OfCard(RequirementItem[] items, params (string Item, ClaimAnswer Answer)[] answers) =>
        new Scenario().With(Build.Iut("card-1", IutRole.Card, items, answers));

    public Scenario With(PlannedIut iut)
    {
        _iuts.Add(iut);
        return this;
    }

    public Scenario External(string name, ClaimAnswer answer, string? evidence)
    {
        var iut = _iuts[^1];
        _iuts[^1] = iut with { Ics = iut.Ics with { Externals = new Dictionary<string, ExternalClaim> { [name] = new(name, answer, evidence) } } };
        return this;
    }

    public Scenario Waive(string @case, string check, string? variant = null, DateOnly? until = null)
    {
        var waiver = new Waiver(@case, variant, check, "known", "https://example.com/1", until ?? Today, new SourceSpan("waivers.yaml", 1, 1));
        _iuts[^1] = _iuts[^1] with { Waivers = [.. _iuts[^1].Waivers, waiver] };
        return this;
    }

    public Scenario Planned(PlannedCase planned)
    {
        _cases.Add(planned);
        return this;
    }

    /// <summary>The case runs; each check has a verdict; the case's is the highest of its must-checks, inconclusive without one.</summary>
    public Scenario Ran(PlannedCase planned, params (string Check, Verdict Verdict)[] checks) => Ran(planned, null, checks);

    public Scenario Ran(PlannedCase planned, Fault? fault, params (string Check, Verdict Verdict)[] checks)
    {
        _cases.Add(planned);
        _events.Add(Build.Started(planned));
        _events.AddRange(checks.Select(c => Build.Checked(planned, c.Check, c.Verdict)));
        var musts = checks.Where(c => planned.Checks.First(s => s.Id == c.Check).Level == CheckLevel.Must).Select(c => c.Verdict).ToList();
        _events.Add(Build.Ended(planned, musts.Count == 0 ? Verdict.Inconclusive : musts.Max(), fault: fault));
        return this;
    }

    public Scenario Event(params JournalEvent[] events)
    {
        _events.AddRange(events);
        return this;
    }

    public RunRecord Record() =>
        RunFold.Fold(Build.Plan([.. _iuts], [.. _cases]), Ends ? [.. _events, Build.RunEnded()] : _events);

    public RunJudgement Judge() => DmSc.Model.Rollup.Judge.Run(Record(), Today);

    public ItemJudgement Item(string id) => Judge().Iuts[0].Items.Single(i => i.Item.Id == id);

    public OverallStatus Overall() => Judge().Iuts[0].Overall;

    public ExitCode Exit(bool allowPartial = false) => Gate.Decide(Judge(), Record(), allowPartial).ExitCode;
}
