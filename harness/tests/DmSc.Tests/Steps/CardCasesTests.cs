using DmSc.Engine.Cases;
using DmSc.Engine.Execution;
using DmSc.Engine.Journal;
using DmSc.Engine.Loading;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;
using DmSc.Peers.Deviations;
using DmSc.Steps;
using DmSc.Steps.Lab;

namespace DmSc.Tests.Steps;

/// <summary>The card cases of the project against the cards of the project: sound ones pass, deviations fail where the specification says.</summary>
internal sealed class CardCasesTests
{
    private static readonly Lazy<Data> Loaded = new(Data.Load);

    public static IEnumerable<string> CaseIds => Loaded.Value.Cases.Select(c => c.Id);

    public static IEnumerable<string> DeviationNames => CardDeviations.All.Select(d => d.Name);

    [Test]
    public void Everything_loads_without_a_complaint() => Assert.That(Loaded.Value.Bag.Items, Is.Empty);

    [Test]
    public void Every_deviation_of_the_reference_card_says_what_it_breaks() =>
        Assert.That(Loaded.Value.Deviations.Select(d => d.Name), Is.EquivalentTo(DeviationNames));

    [TestCaseSource(nameof(CaseIds))]
    public async Task Every_case_passes_on_every_sound_card_with_provisioning_data(string id)
    {
        foreach (var image in (string[])["reference", "two-objects", "large", "cp-beside-dm"])
        {
            var ends = (await RunAsync([.. Loaded.Value.Cases.Where(c => c.Id == id)], image, null)).OfType<CaseEnded>().ToList();
            Assert.That(ends.Where(e => e.Verdict != Verdict.Pass).Select(e => $"{image} {e.Key.Name}: {e.Verdict} {e.Reason} {e.Fault?.Message}"), Is.Empty);
            Assert.That(ends, Is.Not.Empty);
        }
    }

    [TestCaseSource(nameof(DeviationNames))]
    public async Task Every_deviation_is_caught_under_an_item_it_breaks_and_under_no_other(string name)
    {
        var breaks = Loaded.Value.Deviations.Single(d => d.Name == name).Breaks;
        var events = await RunAsync(Loaded.Value.Cases, "reference", CardDeviations.Find(name));
        var failed = events.OfType<CheckEvaluated>().Where(c => c is { Level: CheckLevel.Must, Verdict: Verdict.Fail }).ToList();
        Assert.That(failed, Is.Not.Empty);
        Assert.That(failed.Where(c => c.Requirements.Any(r => !breaks.Contains(r.Item))).Select(c => $"{c.Key.Name} {c.Check}: {c.Observed}"), Is.Empty);
    }

    [Test]
    public async Task Every_must_check_of_a_case_is_failed_by_some_deviation()
    {
        var unproven = Loaded.Value.Cases
            .SelectMany(c => c.Checks.Where(k => k.Level == CheckLevel.Must && k.Id is not ("well-formed" or "keeps-answering")).Select(k => $"{c.Id} {k.Id}"))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var deviation in CardDeviations.All)
        {
            foreach (var check in (await RunAsync(Loaded.Value.Cases, "reference", deviation)).OfType<CheckEvaluated>())
            {
                if (check.Verdict == Verdict.Fail)
                    unproven.Remove($"{check.Key.Case} {check.Check}");
            }
        }

        Assert.That(unproven, Is.Empty);
    }

    private static async Task<IReadOnlyList<JournalEvent>> RunAsync(IReadOnlyList<ConformanceCase> cases, string image, CardDeviation? deviation)
    {
        var journal = new MemoryJournal();
        var file = new StationFile
        {
            Id = "embedded",
            Class = "embedded",
            Card = new CardRig { Link = CardLinkKind.InProcess, Image = Fixtures.Card(image) },
            Span = SourceSpan.None,
        };
        var iut = new IutIdentity("reference-card", IutRole.Card, "", "", "");
        await using var station = StationComposer.Create(file, iut, deviation, TimeProvider.System);
        foreach (var @case in cases)
        {
            foreach (var variant in CaseVariants.Of(@case))
            {
                var planned = Planned(@case, variant);
                await using var lease = await station.AcquireAsync(0, planned, CancellationToken.None);
                var parts = new CaseRunnerParts(journal, new NoEvidence(), new Redactor([]), _ => null, station.Budgets, 1, TimeProvider.System);
                await new CaseRunner(parts, planned, @case, 0).RunAsync(lease, 1, CancellationToken.None);
            }
        }

        return journal.Events;
    }

    private static PlannedCase Planned(ConformanceCase @case, CaseVariant variant) => new()
    {
        Key = new CaseKey("reference-card", @case.Id, variant.Key),
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

    private sealed record Data(IReadOnlyList<ConformanceCase> Cases, IReadOnlyList<Deviation> Deviations, DiagnosticBag Bag)
    {
        public static Data Load()
        {
            var bag = new DiagnosticBag();
            var testcases = Path.Combine(Fixtures.Root, "testcases");
            var known = RequirementCatalogueLoader.Load(SourceFile.OpenFolder(Path.Combine(testcases, "requirements"), Fixtures.Root, recurse: false, bag), bag).Known;
            var cases = CaseLoader.Load(CaseFiles.Open(testcases, Fixtures.Root, bag), StandardVerbs.Create(), known, bag);
            var deviations = DeviationLoader.Load(SourceFile.OpenFolder(Path.Combine(Fixtures.Root, "fixtures", "deviations"), Fixtures.Root, recurse: false, bag), known, bag);
            return new Data([.. cases.Where(c => c.Iut == IutRole.Card)], deviations, bag);
        }
    }
}
