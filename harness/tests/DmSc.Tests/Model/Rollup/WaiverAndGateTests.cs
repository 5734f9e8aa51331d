using DmSc.Model.Requirements;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Verdicts;
using static DmSc.Tests.Model.Build;

namespace DmSc.Tests.Model.Rollup;

internal sealed class WaiverAndGateTests
{
    private const ClaimAnswer Yes = ClaimAnswer.Yes;

    private static PlannedCase C(string id, params string[] items) => Case("card-1", id, [.. items.Select(i => Ref(i))]);

    private static Scenario One(params string[] items) =>
        Scenario.OfCard([.. items.Select(i => Item(i))], [.. items.Select(i => (i, Yes))]);

    [Test]
    public void A_waived_failure_is_partial_and_never_conformant()
    {
        var run = One("G-1").Waive("A", "c").Ran(C("A", "G-1"), ("c", Verdict.Fail));

        Assert.That((run.Item("G-1").Status, run.Item("G-1").Waived, run.Item("G-1").Waivers.Count), Is.EqualTo((ItemStatus.Fail, true, 1)));
        Assert.That(run.Judge().Rows.Single().Label, Is.EqualTo("FAIL (waived)"));
        Assert.That(run.Judge().Waivers.Single().State, Is.EqualTo(WaiverState.Used));
        Assert.That((run.Overall(), run.Exit(), run.Exit(true)), Is.EqualTo((OverallStatus.Partial, ExitCode.Incomplete, ExitCode.Conformant)));
        Assert.That(run.Judge().Counts.Failed, Is.EqualTo(1));
    }

    [Test]
    public void A_second_failure_that_is_not_waived_is_nonconformant()
    {
        var planned = Case("card-1", "A", [Ref("G-1")], Check("c", CheckLevel.Must, Ref("G-1")), Check("d", CheckLevel.Must, Ref("G-1")));

        Assert.That(One("G-1").Waive("A", "c").Ran(planned, ("c", Verdict.Fail), ("d", Verdict.Fail)).Overall(), Is.EqualTo(OverallStatus.Nonconformant));
    }

    [Test]
    public void A_waiver_excuses_neither_a_fault_nor_a_case_left_out_beside_the_failure()
    {
        Scenario Run() => One("G-1").Waive("A", "c");

        Assert.That(Run().Ran(C("A", "G-1"), Fault(), ("c", Verdict.Fail)).Overall(), Is.EqualTo(OverallStatus.Incomplete));
        Assert.That(Run().Ran(C("A", "G-1"), ("c", Verdict.Fail)).Ran(C("B", "G-1"), Fault()).Overall(), Is.EqualTo(OverallStatus.Incomplete));
        Assert.That(Run().Ran(C("A", "G-1"), ("c", Verdict.Fail)).Planned(C("B", "G-1").LeftOut(Disposition.NotSelected, DispositionReason.Selection)).Exit(true), Is.EqualTo(ExitCode.Incomplete));
        Assert.That(Run().Ran(C("A", "G-1"), ("c", Verdict.Fail)).Ran(C("B", "G-1"), ("c", Verdict.Inconclusive)).Exit(true), Is.EqualTo(ExitCode.Incomplete));
    }

    [Test]
    public void A_waiver_never_excuses_a_static_failure()
    {
        var run = Scenario.OfCard([Item("G-1")], ("G-1", ClaimAnswer.No)).Waive("A", "c").Ran(C("A", "G-1"), ("c", Verdict.Fail));

        Assert.That((run.Item("G-1").Status, run.Item("G-1").Waived, run.Overall()), Is.EqualTo((ItemStatus.Fail, false, OverallStatus.Nonconformant)));
    }

    [Test]
    public void A_waived_failure_in_an_operand_counts_as_waived()
    {
        var run = Scenario.OfCard([Item("G-1", expression: "G-2"), Item("G-2")], ("G-1", Yes), ("G-2", Yes))
            .Waive("B", "c").Ran(C("A", "G-1"), ("c", Verdict.Pass)).Ran(C("B", "G-2"), ("c", Verdict.Fail));

        Assert.That((run.Item("G-1").Status, run.Item("G-1").Waived), Is.EqualTo((ItemStatus.Fail, true)));
        Assert.That(run.Item("G-1").Waivers, Has.Count.EqualTo(1));
        Assert.That(run.Overall(), Is.EqualTo(OverallStatus.Partial));
    }

    [Test]
    public void A_waived_operand_does_not_excuse_a_second_false_operand()
    {
        RequirementItem[] items = [Item("G-1", expression: "G-2 AND G-3"), Item("G-2"), Item("G-3")];
        var run = Scenario.OfCard(items, ("G-1", Yes), ("G-2", Yes), ("G-3", Yes))
            .Waive("B", "c").Ran(C("A", "G-1"), ("c", Verdict.Pass)).Ran(C("B", "G-2"), ("c", Verdict.Fail)).Ran(C("D", "G-3"), ("c", Verdict.Fail));

        Assert.That((run.Item("G-2").Waived, run.Item("G-1").Waived), Is.EqualTo((true, false)));
    }

    [Test]
    public void A_waived_operand_that_hides_a_fault_keeps_the_item_incomplete()
    {
        var run = Scenario.OfCard([Item("G-1", expression: "G-2"), Item("G-2")], ("G-1", Yes), ("G-2", Yes))
            .Waive("B", "c").Ran(C("A", "G-1"), ("c", Verdict.Pass)).Ran(C("B", "G-2"), Fault(), ("c", Verdict.Fail));

        Assert.That(run.Item("G-1").BesidesWaivers, Is.EqualTo(ItemStatus.Inconclusive));
        Assert.That(run.Exit(true), Is.EqualTo(ExitCode.Incomplete));
    }

    [Test]
    public void An_expired_waiver_covers_nothing_and_fails_the_gate()
    {
        var yesterday = Scenario.Today.AddDays(-1);
        var run = One("G-1").Waive("A", "c", until: yesterday).Ran(C("A", "G-1"), ("c", Verdict.Fail));

        Assert.That((run.Item("G-1").Waived, run.Judge().Waivers.Single().State, run.Exit(true)), Is.EqualTo((false, WaiverState.Expired, ExitCode.Nonconformant)));
    }

    [Test]
    public void An_unexpected_pass_fails_the_gate_of_a_conformant_iut()
    {
        var run = One("G-1").Waive("A", "c").Ran(C("A", "G-1"), ("c", Verdict.Pass));

        Assert.That((run.Overall(), run.Judge().Waivers.Single().State, run.Exit()), Is.EqualTo((OverallStatus.Conformant, WaiverState.UnexpectedPass, ExitCode.Nonconformant)));
    }

    [TestCase("Z", "c", null)]
    [TestCase("A", "z", null)]
    [TestCase("A", "c", "channel=2")]
    public void A_waiver_that_names_nothing_there_is_fails_the_gate(string @case, string check, string? variant)
    {
        var run = One("G-1").Waive(@case, check, variant).Ran(C("A", "G-1"), ("c", Verdict.Pass));

        Assert.That((run.Judge().Waivers.Single().State, run.Exit()), Is.EqualTo((WaiverState.Unmatched, ExitCode.Nonconformant)));
    }

    [Test]
    public void A_waiver_of_a_case_that_did_not_run_says_nothing()
    {
        var run = One("G-1").Waive("B", "c").Ran(C("A", "G-1"), ("c", Verdict.Pass)).Planned(C("B", "G-1").LeftOut(Disposition.NotSelected, DispositionReason.Selection));

        Assert.That((run.Judge().Waivers.Single().State, run.Exit()), Is.EqualTo((WaiverState.NotExercised, ExitCode.Incomplete)));
    }

    [TestCase("channel=1", true)]
    [TestCase("*", true)]
    [TestCase("channel=0", false)]
    [TestCase(null, false)]
    public void A_waiver_covers_the_variants_it_names(string? variant, bool waived)
    {
        var zero = C("A", "G-1") with { Key = new CaseKey("card-1", "A", "channel=0") };
        var one = C("A", "G-1") with { Key = new CaseKey("card-1", "A", "channel=1") };

        Assert.That(One("G-1").Waive("A", "c", variant).Ran(zero, ("c", Verdict.Pass)).Ran(one, ("c", Verdict.Fail)).Item("G-1").Waived, Is.EqualTo(waived));
    }

    [Test]
    public void A_waiver_of_one_iut_does_not_excuse_another()
    {
        var first = Iut("card-1", IutRole.Card, [Item("G-1")], ("G-1", Yes));
        var second = Iut("card-2", IutRole.Card, [Item("G-1")], ("G-1", Yes));
        var run = new Scenario().With(second).With(first).Waive("A", "c")
            .Ran(C("A", "G-1"), ("c", Verdict.Fail)).Ran(Case("card-2", "A", [Ref("G-1")]), ("c", Verdict.Fail));

        Assert.That(run.Judge().Iuts.Select(i => i.Overall), Is.EqualTo(new[] { OverallStatus.Nonconformant, OverallStatus.Partial }));
        Assert.That(run.Judge().Rows.Single().Label, Is.EqualTo("FAIL"));
    }

    [Test]
    public void A_run_that_is_not_complete_is_never_zero()
    {
        var run = One("G-1").Ran(C("A", "G-1"), ("c", Verdict.Pass));
        run.Ends = false;

        Assert.That((run.Overall(), run.Exit(true)), Is.EqualTo((OverallStatus.Conformant, ExitCode.Incomplete)));
    }

    [Test]
    public void Nothing_selected_or_nothing_tested_is_nothing_judged_even_when_partial_is_allowed()
    {
        var unselected = One("G-1").Planned(C("A", "G-1").LeftOut(Disposition.NotSelected, DispositionReason.Selection));
        var untested = One("G-1").Ran(C("A", "X-1"), ("c", Verdict.Pass));

        Assert.That(unselected.Exit(true), Is.EqualTo(ExitCode.NothingJudged));
        Assert.That((untested.Overall(), untested.Exit(true)), Is.EqualTo((OverallStatus.Partial, ExitCode.NothingJudged)));
        Assert.That(new Scenario().Exit(true), Is.EqualTo(ExitCode.NothingJudged));
    }

    [Test]
    public void Nonconformant_outranks_incomplete()
    {
        var run = One("G-1", "G-2").Ran(C("A", "G-1"), ("c", Verdict.Fail)).Ran(C("B", "G-2"), Fault(FaultKind.HarnessBug));

        var gate = Gate.Decide(run.Judge(), run.Record(), false);

        Assert.That(gate.ExitCode, Is.EqualTo(ExitCode.Nonconformant));
        Assert.That(gate.Reasons[0], Does.Contain("case A, check c"));
    }
}
