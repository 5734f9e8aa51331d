using DmSc.Engine.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Requirements.Expressions;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;
using DmSc.Peers.Deviations;
using DmSc.Steps.Lab;

namespace DmSc.Tests.Steps;

/// <summary>The card cases of the project against the cards of the project: sound ones pass, deviations fail where the specification says.</summary>
internal sealed class CardCasesTests
{
    private static readonly Lazy<ProjectCases> Loaded = new(() => ProjectCases.Load(IutRole.Card, "reference-card"));

    public static IEnumerable<string> CaseIds => Loaded.Value.Cases.Select(c => c.Id);

    public static IEnumerable<string> DeviationNames => CardDeviations.All.Select(d => d.Name);

    [Test]
    public void Everything_loads_without_a_complaint() => Assert.That(Loaded.Value.Bag.Items, Is.Empty);

    [Test]
    public void Every_deviation_of_the_reference_card_says_what_it_breaks() =>
        Assert.That(Loaded.Value.Deviations.Select(d => d.Name), Is.EquivalentTo(DeviationNames));

    [TestCaseSource(nameof(CaseIds))]
    public async Task Every_case_passes_on_every_sound_card_it_applies_to(string id)
    {
        foreach (var (image, options) in SoundCards)
        {
            var applicable = Loaded.Value.Cases.Where(c => c.Id == id && Applies(c, options)).ToList();
            var ends = (await RunAsync(applicable, image, null)).OfType<CaseEnded>().ToList();
            Assert.That(ends.Where(e => e.Verdict != Verdict.Pass).Select(e => $"{image} {e.Key.Name}: {e.Verdict} {e.Reason} {e.Fault?.Message}"), Is.Empty);
            Assert.That(ends, applicable.Count == 0 ? Is.Empty : Is.Not.Empty);
        }
    }

    [Test]
    public async Task A_card_without_data_that_is_declared_to_hold_some_fails()
    {
        var events = await RunAsync([.. Loaded.Value.Cases.Where(c => c.Id == "CARD-BOOT-006")], "no-provisioning", null, declared: "available");
        Assert.That(events.OfType<CaseEnded>().Single().Verdict, Is.EqualTo(Verdict.Fail));
    }

    [Test]
    public async Task A_card_with_data_that_is_declared_to_hold_none_fails()
    {
        var events = await RunAsync([.. Loaded.Value.Cases.Where(c => c.Id == "CARD-BOOT-006")], "reference", null, declared: "none");
        Assert.That(events.OfType<CaseEnded>().Single().Verdict, Is.EqualTo(Verdict.Fail));
    }

    [Test]
    public async Task Without_a_budget_for_wrong_PINs_no_PIN_is_sent_and_nothing_is_decided()
    {
        var events = await RunAsync([.. Loaded.Value.Cases.Where(c => c.Mutates.Contains("pin-tries"))], "reference", null, pinTries: 0);
        Assert.That(events.OfType<CaseEnded>().Select(e => e.Verdict), Has.All.EqualTo(Verdict.Inconclusive));
        Assert.That(events.OfType<CheckEvaluated>().Where(c => c is { Level: CheckLevel.Must, Verdict: Verdict.Fail }), Is.Empty);
    }

    [TestCaseSource(nameof(DeviationNames))]
    public async Task Every_deviation_is_caught_under_an_item_it_breaks_and_under_no_other(string name)
    {
        var (_, _, _, breaks, _, level, _) = Loaded.Value.Deviations.Single(d => d.Name == name);
        var events = await RunAsync(Loaded.Value.Cases, "reference", CardDeviations.Find(name));
        var failed = events.OfType<CheckEvaluated>().Where(c => c.Verdict == Verdict.Fail).ToList();
        Assert.That(failed.Where(c => c.Level == level && c.Requirements.Any(r => breaks.Contains(r.Item))), Is.Not.Empty);
        Assert.That(failed.Where(c => c.Level == CheckLevel.Must && (level == CheckLevel.Should || c.Requirements.Any(r => !breaks.Contains(r.Item)))).Select(c => $"{c.Key.Name} {c.Check}: {c.Observed}"), Is.Empty);
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

    /// <summary>The sound cards and what of CardOptions each of them has.</summary>
    private static readonly (string Image, string[] Options)[] SoundCards =
    [
        ("reference", ["PROVISIONING-DATA", "SEVERAL-OBJECTS", "CLIENT-PROVISIONING", "PART-OF-FILE", "PRIVATE-OBJECT", "WRITABLE-FILE", "LARGE-FILE", "BLOCKED-PIN"]),
        ("two-objects", ["PROVISIONING-DATA", "SEVERAL-OBJECTS"]),
        ("large", ["PROVISIONING-DATA"]),
        ("cp-beside-dm", ["PROVISIONING-DATA", "CLIENT-PROVISIONING"]),
        ("no-provisioning", []),
    ];

    private static bool Applies(ConformanceCase @case, string[] options) => @case.AppliesIf is not { } condition
        || RequirementExpression.Parse(condition).Evaluate(name => options.Contains(name.Replace("CardOptions:", "", StringComparison.Ordinal).Replace("-001", "", StringComparison.Ordinal)) ? Truth.True : Truth.False).Value == Truth.True;

    private static async Task<IReadOnlyList<JournalEvent>> RunAsync(
        IReadOnlyList<ConformanceCase> cases, string image, CardDeviation? deviation, string? declared = null, int pinTries = 2)
    {
        string? Ixit(string name) => name == "provisioning-data" ? declared ?? (image == "no-provisioning" ? "none" : "available") : null;
        var file = new StationFile
        {
            Id = "embedded",
            Class = "embedded",
            Card = new CardRig { Link = CardLinkKind.InProcess, Image = Fixtures.Card(image), PinTries = pinTries },
            Span = SourceSpan.None,
        };
        var iut = new IutIdentity("reference-card", IutRole.Card, "", "", "");
        await using var station = StationComposer.Create(file, Fixtures.Iut(iut), deviation, TimeProvider.System);
        return await Loaded.Value.RunAsync(cases, station, Ixit);
    }
}
