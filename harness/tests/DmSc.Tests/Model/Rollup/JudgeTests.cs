using DmSc.Model.Requirements;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Verdicts;
using static DmSc.Tests.Model.Build;

namespace DmSc.Tests.Model.Rollup;

internal sealed class JudgeTests
{
    private const ClaimAnswer Yes = ClaimAnswer.Yes;
    private const ClaimAnswer No = ClaimAnswer.No;

    private static PlannedCase C(string id, params string[] items) => Case("card-1", id, [.. items.Select(i => Ref(i))]);

    private static PlannedCase CAspect(string id, string item, string aspect, string? mechanism = null) =>
        Case("card-1", id, [Ref(item, aspect)]) with { Mechanism = mechanism };

    private static Scenario One(Obligation obligation = Obligation.Mandatory, ClaimAnswer answer = Yes) =>
        Scenario.OfCard([Item("G-1", obligation)], ("G-1", answer));

    [Test]
    public void Everything_passed_is_conformant()
    {
        var run = One().Ran(C("A", "G-1"), ("c", Verdict.Pass));

        Assert.That(run.Item("G-1").Status, Is.EqualTo(ItemStatus.Pass));
        Assert.That(run.Item("G-1").Reason, Does.Contain("A"));
        Assert.That(run.Overall(), Is.EqualTo(OverallStatus.Conformant));
        Assert.That(run.Exit(), Is.EqualTo(ExitCode.Conformant));
    }

    [Test]
    public void A_vendor_who_answers_no_to_everything_is_not_conformant()
    {
        var optional = Scenario.OfCard([Item("O-1", Obligation.Optional), Item("O-2", Obligation.Optional)], ("O-1", No), ("O-2", No)).Ran(C("A", "O-1"), ("c", Verdict.Pass));
        var mandatory = Scenario.OfCard([Item("O-1", Obligation.Optional), Item("M-1")], ("O-1", No), ("M-1", No)).Ran(C("A", "O-1"), ("c", Verdict.Pass));

        Assert.That((optional.Overall(), optional.Exit(true)), Is.EqualTo((OverallStatus.NothingJudged, ExitCode.NothingJudged)));
        Assert.That((mandatory.Overall(), mandatory.Exit(true)), Is.EqualTo((OverallStatus.Nonconformant, ExitCode.Nonconformant)));
    }

    [Test]
    public void An_iut_to_which_nothing_applies_is_not_conformant_and_does_not_hide_behind_another()
    {
        var card = Iut("card-1", IutRole.Card, [Item("G-1")], ("G-1", Yes));
        var server = Iut("server-1", IutRole.Server, [Item("G-1")], ("G-1", Yes));
        var run = new Scenario().With(card).With(server).Ran(C("A", "G-1"), ("c", Verdict.Pass));

        Assert.That(run.Judge().Iuts.Select(i => i.Overall), Is.EqualTo(new[] { OverallStatus.Conformant, OverallStatus.NothingJudged }));
        Assert.That(run.Judge().Overall, Is.EqualTo(OverallStatus.NothingJudged));
        Assert.That(run.Exit(true), Is.EqualTo(ExitCode.NothingJudged));
    }

    [Test]
    public void Client_provisioning_claimed_without_its_acl_rule_is_a_fail_whatever_was_tested()
    {
        RequirementItem[] items = [Item("DM-BOOT-C-001", Obligation.Optional, "ProvBoot:ProvBoot-B-C-001 AND DM-BOOT-C-003"), Item("DM-BOOT-C-003", Obligation.Optional)];
        var run = Scenario.OfCard(items, ("DM-BOOT-C-001", Yes), ("DM-BOOT-C-003", No))
            .External("ProvBoot:ProvBoot-B-C-001", Yes, "certificate 12")
            .Ran(C("A", "DM-BOOT-C-001"), ("c", Verdict.Pass));

        var item = run.Item("DM-BOOT-C-001");

        Assert.That(item.Status, Is.EqualTo(ItemStatus.Fail));
        Assert.That(item.Reason, Does.Contain("DM-BOOT-C-003 no"));
        Assert.That(run.Exit(true), Is.EqualTo(ExitCode.Nonconformant));
    }

    [TestCase(Yes, "certificate 12", ItemStatus.Pass)]
    [TestCase(Yes, null, ItemStatus.Inconclusive)]
    [TestCase(Yes, " ", ItemStatus.Inconclusive)]
    [TestCase(ClaimAnswer.Unanswered, "certificate 12", ItemStatus.Inconclusive)]
    [TestCase(No, null, ItemStatus.Fail)]
    public void An_item_of_another_enabler_counts_by_its_evidence(ClaimAnswer answer, string? evidence, ItemStatus expected)
    {
        var run = Scenario.OfCard([Item("G-1", expression: "X:Y-1")], ("G-1", Yes)).External("X:Y-1", answer, evidence).Ran(C("A", "G-1"), ("c", Verdict.Pass));

        Assert.That(run.Item("G-1").Status, Is.EqualTo(expected));
    }

    [Test]
    public void An_item_of_our_catalogue_is_never_declared_by_evidence()
    {
        var run = Scenario.OfCard([Item("G-1", expression: "G-2"), Item("G-2")], ("G-1", Yes), ("G-2", Yes)).External("G-2", Yes, "trust me").Ran(C("A", "G-1"), ("c", Verdict.Pass));

        Assert.That(run.Item("G-1").Status, Is.EqualTo(ItemStatus.Untested));
    }

    [Test]
    public void One_of_twelve_covering_cases_is_not_run_and_not_a_pass()
    {
        var run = One().Ran(C("C0", "G-1"), ("c", Verdict.Pass));
        for (var i = 1; i < 12; i++)
            run.Planned(C($"C{i}", "G-1").LeftOut(Disposition.NotSelected, DispositionReason.Selection));

        Assert.That(run.Item("G-1").Status, Is.EqualTo(ItemStatus.NotRun));
        Assert.That(run.Item("G-1").Reason, Does.Contain("C1 "));
        Assert.That((run.Overall(), run.Exit(true)), Is.EqualTo((OverallStatus.Incomplete, ExitCode.Incomplete)));
    }

    [Test]
    public void A_case_covers_an_item_that_only_one_of_its_checks_names()
    {
        var planned = Case("card-1", "B", [Ref("G-2")], Check("c", CheckLevel.Must, Ref("G-1")), Check("d", CheckLevel.Must, Ref("G-2")))
            .LeftOut(Disposition.NotSelected, DispositionReason.Selection);
        var run = One().Ran(C("A", "G-1"), ("c", Verdict.Pass)).Planned(planned);

        Assert.That(run.Item("G-1").Status, Is.EqualTo(ItemStatus.NotRun));
    }

    [Test]
    public void A_card_that_refuses_everybody_does_not_pass()
    {
        var item = Item("DM-SC-GEN-3", Obligation.Optional, aspects: [Aspect("authorized-access"), Aspect("unauthorized-refused")]);
        var negative = CAspect("N", "DM-SC-GEN-3", "unauthorized-refused");
        var positive = CAspect("P", "DM-SC-GEN-3", "authorized-access");
        Scenario Run() => Scenario.OfCard([item], ("DM-SC-GEN-3", Yes)).Ran(negative, ("c", Verdict.Pass));

        Assert.That(Run().Item(item.Id).Status, Is.EqualTo(ItemStatus.Untested));
        Assert.That(Run().Item(item.Id).Reason, Does.Contain("authorized-access"));
        Assert.That(Run().Ran(positive, ("c", Verdict.Inconclusive)).Item(item.Id).Status, Is.EqualTo(ItemStatus.Inconclusive));
        Assert.That(Run().Ran(positive, ("c", Verdict.Fail)).Item(item.Id).Status, Is.EqualTo(ItemStatus.Fail));
        Assert.That(Run().Ran(positive, Fault(), ("c", Verdict.Pass)).Item(item.Id).Status, Is.EqualTo(ItemStatus.Inconclusive));
        Assert.That(Run().Planned(positive.LeftOut(Disposition.NotApplicable, DispositionReason.AppliesIfFalse)).Item(item.Id).Status, Is.EqualTo(ItemStatus.Untested));
        Assert.That(Run().Ran(positive, ("c", Verdict.Pass)).Item(item.Id).Status, Is.EqualTo(ItemStatus.Pass));
    }

    [Test]
    public void A_check_without_aspect_is_no_evidence_for_an_aspect()
    {
        var run = Scenario.OfCard([Item("G-1", aspects: Aspect("a"))], ("G-1", Yes)).Ran(C("A", "G-1"), ("c", Verdict.Pass));

        Assert.That(run.Item("G-1").Status, Is.EqualTo(ItemStatus.Untested));
    }

    [Test]
    public void A_check_that_names_nothing_is_no_evidence_for_the_several_aspects_of_its_case()
    {
        var planned = Case("card-1", "A", [Ref("G-1", "a"), Ref("G-1", "b")], Check("c"));
        RequirementItem[] items = [Item("G-1", aspects: [Aspect("a"), Aspect("b")])];

        Assert.That(Scenario.OfCard(items, ("G-1", Yes)).Ran(planned, ("c", Verdict.Pass)).Item("G-1").Status, Is.EqualTo(ItemStatus.Untested));
        Assert.That(Scenario.OfCard(items, ("G-1", Yes)).Ran(planned, ("c", Verdict.Fail)).Item("G-1").Status, Is.EqualTo(ItemStatus.Fail));
    }

    [TestCase("verification", ItemStatus.Pass)]
    [TestCase("signing", ItemStatus.Pass)]
    [TestCase("encryption", ItemStatus.Untested)]
    public void Any_alternative_of_an_aspect_is_enough(string aspect, ItemStatus expected)
    {
        var run = Scenario.OfCard([Item("G-9", aspects: Aspect("verification", "signing"))], ("G-9", Yes)).Ran(CAspect("A", "G-9", aspect), ("c", Verdict.Pass));

        Assert.That(run.Item("G-9").Status, Is.EqualTo(expected));
    }

    [Test]
    public void A_failing_mechanism_beside_a_working_one_is_a_warning()
    {
        var run = Scenario.OfCard([Item("G-6", satisfiedBy: SatisfiedBy.AnyMechanism, aspects: Aspect("r"))], ("G-6", Yes))
            .Ran(CAspect("A", "G-6", "r", "pkcs15"), ("c", Verdict.Fail))
            .Ran(CAspect("B", "G-6", "r", "scws"), ("c", Verdict.Pass));

        Assert.That(run.Item("G-6").Status, Is.EqualTo(ItemStatus.Pass));
        Assert.That(run.Item("G-6").Warnings, Has.One.Contains("mechanism pkcs15 failed"));
    }

    [Test]
    public void A_mechanism_has_to_work_wholly()
    {
        RequirementItem[] items = [Item("G-4", satisfiedBy: SatisfiedBy.AnyMechanism, aspects: [Aspect("a"), Aspect("i")])];
        var half = Scenario.OfCard(items, ("G-4", Yes)).Ran(CAspect("A", "G-4", "a", "m1"), ("c", Verdict.Pass)).Ran(CAspect("B", "G-4", "i", "m2"), ("c", Verdict.Pass));
        var both = Scenario.OfCard(items, ("G-4", Yes)).Ran(CAspect("A", "G-4", "a", "m1"), ("c", Verdict.Fail)).Ran(CAspect("B", "G-4", "i", "m2"), ("c", Verdict.Fail));
        var open = Scenario.OfCard(items, ("G-4", Yes)).Ran(CAspect("A", "G-4", "a", "m1"), ("c", Verdict.Fail)).Ran(CAspect("B", "G-4", "i", "m2"), Fault());

        Assert.That(half.Item("G-4").Status, Is.EqualTo(ItemStatus.Untested), "one aspect from each of two mechanisms is no mechanism");
        Assert.That(both.Item("G-4").Status, Is.EqualTo(ItemStatus.Fail));
        Assert.That(open.Item("G-4").Status, Is.EqualTo(ItemStatus.Inconclusive));
    }

    [Test]
    public void A_case_without_a_mechanism_is_about_all_of_them()
    {
        RequirementItem[] items = [Item("G-6", satisfiedBy: SatisfiedBy.AnyMechanism)];
        var common = C("Common", "G-6");

        Assert.That(Scenario.OfCard(items, ("G-6", Yes)).Ran(common, ("c", Verdict.Fail)).Ran(C("B", "G-6") with { Mechanism = "m" }, ("c", Verdict.Pass)).Item("G-6").Status, Is.EqualTo(ItemStatus.Fail));
        Assert.That(Scenario.OfCard(items, ("G-6", Yes)).Ran(common, ("c", Verdict.Pass)).Ran(C("B", "G-6") with { Mechanism = "m" }, ("c", Verdict.Fail)).Item("G-6").Status, Is.EqualTo(ItemStatus.Fail));
    }

    [TestCase(FaultKind.CardMute)]
    [TestCase(FaultKind.HarnessBug)]
    public void A_fault_is_neither_a_fail_nor_a_pass(FaultKind kind)
    {
        var run = One().Ran(C("A", "G-1"), Fault(kind), ("c", Verdict.Pass));

        Assert.That(run.Item("G-1").Status, Is.EqualTo(ItemStatus.Inconclusive));
        Assert.That(run.Item("G-1").Reason, Does.Contain("mute"));
        Assert.That(run.Judge().Counts, Is.EqualTo(new CaseCounts(0, 0, 0, 1, 0)));
        Assert.That(run.Exit(true), Is.EqualTo(kind == FaultKind.HarnessBug ? ExitCode.HarnessBug : ExitCode.Incomplete));
    }

    [Test]
    public void A_fail_beside_a_fault_stays_a_fail()
    {
        Assert.That(One().Ran(C("A", "G-1"), Fault(), ("c", Verdict.Fail)).Item("G-1").Status, Is.EqualTo(ItemStatus.Fail));
    }

    [Test]
    public void A_case_that_failed_without_a_failed_check_fails_its_items()
    {
        var planned = C("A", "G-1");
        var run = One().Waive("A", "c").Ran(C("B", "G-1"), ("c", Verdict.Pass)).Planned(planned).Event(Started(planned), Checked(planned, "c", Verdict.Pass), Ended(planned, Verdict.Fail));

        Assert.That((run.Item("G-1").Status, run.Item("G-1").Waived), Is.EqualTo((ItemStatus.Fail, false)));
    }

    [Test]
    public void A_case_without_a_must_check_is_no_evidence()
    {
        var planned = Case("card-1", "A", [Ref("G-1")], Check("s", CheckLevel.Should, Ref("G-1")));

        Assert.That(One().Ran(planned, ("s", Verdict.Pass)).Item("G-1").Status, Is.EqualTo(ItemStatus.Inconclusive));
    }

    [Test]
    public void A_must_check_for_one_item_is_no_evidence_for_another_item_of_the_case()
    {
        RequirementItem[] items = [Item("G-1"), Item("G-2")];
        var planned = Case("card-1", "A", [Ref("G-1"), Ref("G-2")], Check("c1", CheckLevel.Must, Ref("G-1")));

        var passed = Scenario.OfCard(items, ("G-1", Yes), ("G-2", Yes)).Ran(planned, ("c1", Verdict.Pass));
        var failed = Scenario.OfCard(items, ("G-1", Yes), ("G-2", Yes)).Ran(planned, ("c1", Verdict.Fail));

        Assert.That(passed.Item("G-2").Status, Is.EqualTo(ItemStatus.Untested));
        Assert.That((failed.Item("G-1").Status, failed.Item("G-2").Status), Is.EqualTo((ItemStatus.Fail, ItemStatus.Inconclusive)));
    }

    [Test]
    public void A_failed_should_check_and_an_unstable_pass_are_warnings()
    {
        var planned = Case("card-1", "A", [Ref("G-1")], Check("c", CheckLevel.Must, Ref("G-1")), Check("s", CheckLevel.Should, Ref("G-1")));
        var run = One().Planned(planned).Event(
            Started(planned), Ended(planned, Verdict.None, fault: Fault(), willRetry: true),
            Started(planned, 2), Checked(planned, "c", Verdict.Pass, 2), Checked(planned, "s", Verdict.Fail, 2), Ended(planned, Verdict.Pass, 2));

        Assert.That(run.Item("G-1").Status, Is.EqualTo(ItemStatus.Pass));
        Assert.That(run.Item("G-1").Warnings, Has.One.Contains("unstable").And.One.Contains("check s (should)"));
    }

    [Test]
    public void A_must_check_that_a_passed_case_never_evaluated_is_a_warning()
    {
        var planned = Case("card-1", "A", [Ref("G-1")], Check("c", CheckLevel.Must, Ref("G-1")), Check("d", CheckLevel.Must, Ref("G-1")));

        Assert.That(One().Ran(planned, ("c", Verdict.Pass)).Item("G-1").Warnings, Has.One.Contains("check d"));
    }

    [Test]
    public void A_side_band_failure_counts_for_its_own_item_and_survives_a_retry()
    {
        RequirementItem[] items = [Item("G-1"), Item("P-1")];
        var planned = C("A", "G-1");
        var breach = Checked(planned, "breach", Verdict.Fail, sideBand: true) with { Requirements = [Ref("P-1")] };
        var run = Scenario.OfCard(items, ("G-1", Yes), ("P-1", Yes)).Ran(C("B", "P-1"), ("c", Verdict.Pass)).Planned(planned)
            .Event(Started(planned), breach, Ended(planned, Verdict.None, fault: Fault(), willRetry: true), Started(planned, 2), Checked(planned, "c", Verdict.Pass, 2), Ended(planned, Verdict.Pass, 2));

        Assert.That(run.Item("G-1").Status, Is.EqualTo(ItemStatus.Pass));
        Assert.That(run.Item("P-1").Status, Is.EqualTo(ItemStatus.Fail));
        Assert.That(run.Item("P-1").Reason, Does.Contain("breach"));
    }

    [Test]
    public void A_side_band_pass_alone_tests_nothing()
    {
        var planned = C("A", "G-1");
        var seen = Checked(planned, "seen", Verdict.Pass, sideBand: true) with { Requirements = [Ref("P-1")] };
        var run = Scenario.OfCard([Item("G-1"), Item("P-1")], ("G-1", Yes), ("P-1", Yes)).Planned(planned)
            .Event(Started(planned), Checked(planned, "c", Verdict.Pass), seen, Ended(planned, Verdict.Pass));

        Assert.That(run.Item("P-1").Status, Is.EqualTo(ItemStatus.Untested));
    }

    [Test]
    public void A_breach_of_an_item_that_no_catalogue_has_keeps_the_gate_shut()
    {
        var planned = C("A", "G-1");
        var breach = Checked(planned, "breach", Verdict.Fail, sideBand: true) with { Requirements = [Ref("DM-PROTO-7")] };
        var run = One().Planned(planned).Event(Started(planned), Checked(planned, "c", Verdict.Pass), breach, Ended(planned, Verdict.Pass));

        Assert.That((run.Overall(), run.Exit(true)), Is.EqualTo((OverallStatus.Conformant, ExitCode.Incomplete)));
    }

    [TestCase(DispositionReason.IxitMissing)]
    [TestCase(DispositionReason.StationBroken)]
    [TestCase(DispositionReason.NotAllowListed)]
    public void A_case_that_should_have_run_leaves_its_item_inconclusive(DispositionReason reason)
    {
        var run = One().Ran(C("A", "G-1"), ("c", Verdict.Pass)).Planned(C("B", "G-1").LeftOut(Disposition.NotRun, reason));

        Assert.That(run.Item("G-1").Status, Is.EqualTo(ItemStatus.Inconclusive));
        Assert.That(run.Item("G-1").Reason, Does.Contain("case B"));
    }

    [Test]
    public void An_unanswered_claim_is_neither_yes_nor_no()
    {
        Assert.That(One(answer: ClaimAnswer.Unanswered).Ran(C("A", "G-1"), ("c", Verdict.Pass)).Item("G-1").Status, Is.EqualTo(ItemStatus.Inconclusive));
        Assert.That(One(Obligation.Optional, ClaimAnswer.Unanswered).Item("G-1").Status, Is.EqualTo(ItemStatus.Inconclusive));
    }

    [Test]
    public void Items_of_a_release_or_role_that_is_not_the_iuts_do_not_apply()
    {
        RequirementItem[] items = [Item("G-1"), Item("D-1", roles: [IutRole.Device]), Item("R-1", release: "DM 2.0")];
        var iut = Iut("card-1", IutRole.Card, items, ("G-1", Yes), ("D-1", No), ("R-1", No));
        var run = new Scenario().With(iut with { Ics = iut.Ics with { Releases = ["DM 1.2"] } }).Ran(C("A", "G-1"), ("c", Verdict.Pass));

        Assert.That(new[] { "D-1", "R-1" }.Select(i => run.Item(i).Status), Is.All.EqualTo(ItemStatus.NotApplicable));
        Assert.That(run.Overall(), Is.EqualTo(OverallStatus.Conformant));
    }

    [Test]
    public void An_operand_decides_by_its_own_status()
    {
        RequirementItem[] items = [Item("G-1", expression: "G-2 AND (G-3 OR G-4)"), Item("G-2"), Item("G-3", Obligation.Optional), Item("G-4", Obligation.Optional)];
        Scenario Run() => Scenario.OfCard(items, ("G-1", Yes), ("G-2", Yes), ("G-3", No), ("G-4", Yes)).Ran(C("A", "G-1"), ("c", Verdict.Pass));

        Assert.That(Run().Ran(C("B", "G-2"), ("c", Verdict.Pass)).Ran(C("D", "G-4"), ("c", Verdict.Pass)).Item("G-1").Status, Is.EqualTo(ItemStatus.Pass));
        var failed = Run().Ran(C("B", "G-2"), ("c", Verdict.Fail)).Ran(C("D", "G-4"), ("c", Verdict.Pass)).Item("G-1");
        Assert.That(failed.Status, Is.EqualTo(ItemStatus.Fail));
        Assert.That(failed.Reason, Does.Contain("G-2 is FAIL").And.Contain("case B"));
        Assert.That(Run().Ran(C("B", "G-2"), ("c", Verdict.Pass)).Item("G-1").Status, Is.EqualTo(ItemStatus.Untested), "only an untested operand is unknown");
        Assert.That(Run().Ran(C("B", "G-2"), Fault()).Item("G-1").Status, Is.EqualTo(ItemStatus.Inconclusive));
    }

    [Test]
    public void Expressions_in_a_circle_end_and_are_unknown()
    {
        RequirementItem[] items = [Item("G-1", expression: "G-2"), Item("G-2", expression: "G-3"), Item("G-3", expression: "G-2"), Item("G-4", expression: "G-4 OR NOT G-4")];
        var run = Scenario.OfCard(items, ("G-1", Yes), ("G-2", Yes), ("G-3", Yes), ("G-4", Yes));
        foreach (var item in items)
            run.Ran(C($"C-{item.Id}", item.Id), ("c", Verdict.Pass));

        Assert.That(items.Select(i => run.Item(i.Id).Status), Is.All.EqualTo(ItemStatus.Inconclusive));
        Assert.That(run.Item("G-2").Reason, Does.Contain("cycle"));
    }

    [Test]
    public void An_unreadable_expression_is_unknown()
    {
        Assert.That(Scenario.OfCard([Item("G-1", expression: "G-2 AND")], ("G-1", Yes)).Ran(C("A", "G-1"), ("c", Verdict.Pass)).Item("G-1").Status, Is.EqualTo(ItemStatus.Inconclusive));
    }

    [Test]
    public void The_row_shows_the_worst_and_says_while_a_role_is_unjudged()
    {
        RequirementItem[] items = [Item("G-1", roles: [IutRole.Card, IutRole.Device])];
        var card = new Scenario().With(Iut("card-1", IutRole.Card, items, ("G-1", Yes))).Ran(C("A", "G-1"), ("c", Verdict.Pass));
        Assert.That(card.Judge().Rows.Single().Label, Is.EqualTo("PASS (card only)"));

        var device = Iut("device-1", IutRole.Device, items, ("G-1", Yes));
        var both = card.With(device).Ran(Case("device-1", "A", [Ref("G-1")]), ("c", Verdict.Inconclusive)).Judge().Rows.Single();
        Assert.That((both.Status, both.Label, both.PerIut.Count), Is.EqualTo((ItemStatus.Inconclusive, "INCONCLUSIVE", 2)));
        Assert.That(both.Reason, Does.StartWith("device-1: "));
    }

    [Test]
    public void A_role_whose_iut_has_another_release_is_unjudged()
    {
        RequirementItem[] items = [Item("G-1", roles: [IutRole.Card, IutRole.Device])];
        var device = Iut("device-1", IutRole.Device, items, ("G-1", Yes));
        var run = new Scenario().With(Iut("card-1", IutRole.Card, items, ("G-1", Yes))).With(device with { Ics = device.Ics with { Releases = [] } }).Ran(C("A", "G-1"), ("c", Verdict.Pass));

        Assert.That(run.Judge().Rows.Single().Label, Is.EqualTo("PASS (card only)"));
    }
}
