using DmSc.Engine.Cases;
using DmSc.Engine.Planning;
using DmSc.Model.Cases;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;
using DmSc.Tests.Model;

namespace DmSc.Tests.Engine.Planning;

public sealed class PlannerTests
{
    private static readonly ConformanceCase Case = new()
    {
        Id = "CARD-BOOT-003",
        Title = "Title",
        Iut = IutRole.Card,
        Requirements = [new RequirementRef("DM-A-1")],
        Spec = "Document, 1",
        ForEach = [],
        Mutates = [],
        Ixit = [],
        Given = [],
        Steps = [],
        Finally = [],
        Checks = [new CheckSpec("c", CheckLevel.Must, [new RequirementRef("DM-A-1")], "Document, 1", "steps[1] do")],
        Span = SourceSpan.None,
        Hash = "00",
    };

    private static IReadOnlyList<PlannedCase> Plan(ConformanceCase @case, ClaimAnswer? answer = null, string? selection = null, string release = "DM 1.2", params IxitParameter[] ixit)
    {
        var identity = new IutIdentity("card", IutRole.Card, "V", "P", "1");
        var ics = new Ics
        {
            Role = IutRole.Card,
            Releases = ["DM 1.2"],
            Answers = answer is { } a ? new Dictionary<string, ClaimAnswer> { ["DM-A-1"] = a } : [],
        };
        return Planner.Plan(new PlannerInput
        {
            Cases = [@case],
            Iuts = [new PlannerIut(identity, ics, new Ixit(ixit.ToDictionary(i => i.Name)), [], new RequirementCatalogue([Build.Item("DM-A-1", release: release)]))],
            Station = new PlannedStation("s", "embedded", "s.yaml", 1),
            Selection = selection is null ? null : CaseSelection.Parse(selection),
            Seed = 1,
            Now = Build.Start,
            HarnessVersion = "1",
            RunId = "r",
            InputHashes = new Dictionary<string, string>(),
        }).Cases;
    }

    [TestCase(null, Disposition.Executed)]
    [TestCase(ClaimAnswer.Unanswered, Disposition.Executed)]
    [TestCase(ClaimAnswer.Yes, Disposition.Executed)]
    [TestCase(ClaimAnswer.No, Disposition.NotApplicable)]
    public void Only_what_the_claims_deny_is_left_out_an_unknown_condition_runs_the_case(ClaimAnswer? answer, Disposition expected) =>
        Assert.That(Plan(Case with { AppliesIf = "DM-A-1" }, answer).Single().Disposition, Is.EqualTo(expected));

    [Test]
    public void A_release_that_is_not_implemented_is_a_reason() =>
        Assert.That(Plan(Case, release: "DM 2.0").Single().Reason, Is.EqualTo(DispositionReason.ReleaseNotImplemented));

    [Test]
    public void A_missing_parameter_is_a_reason_and_its_value_never_in_the_plan()
    {
        var needs = Case with { Ixit = ["PIN"] };
        Assert.That(Plan(needs, ixit: new IxitParameter("PIN", "d", null, true)).Single().Reason, Is.EqualTo(DispositionReason.IxitMissing));
        Assert.That(Plan(needs, ixit: new IxitParameter("PIN", "d", "1234", true)).Single().Disposition, Is.EqualTo(Disposition.Executed));
    }

    [TestCase("CARD-BOOT-003[channel=1,form=raw]", 1)]
    [TestCase("CARD-BOOT-003[channel=1,form=raw],!DM-B-*", 1)]
    [TestCase("card", 4)]
    [TestCase("card !CARD-BOOT-003[channel=1,*]", 2)]
    [TestCase("DM-A-1, device", 4)]
    [TestCase("CARD-BOOT-03", 0)]
    public void A_selection_finds_variants_items_and_roles(string selection, int selected)
    {
        var variants = Case with { ForEach = [new CaseVariable("channel", ["0", "1"]), new CaseVariable("form", ["raw", "nice"])] };
        Assert.That(Plan(variants, selection: selection).Count(c => c.Disposition == Disposition.Executed), Is.EqualTo(selected));
    }

    [Test]
    public void An_exclamation_mark_alone_is_refused() =>
        Assert.That(() => CaseSelection.Parse("card,!"), Throws.TypeOf<FormatException>());
}
