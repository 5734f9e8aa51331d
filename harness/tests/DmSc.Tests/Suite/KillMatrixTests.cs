using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Suite.Proving;
using DmSc.Tests.Model;

namespace DmSc.Tests.Suite;

public sealed class KillMatrixTests
{
    private static readonly PlannedCase Planned = Build.Case("card", "CARD-001", [Build.Ref("DM-A-1")], Build.Check("c", CheckLevel.Must, Build.Ref("DM-A-1")), Build.Check("s", CheckLevel.Should, Build.Ref("DM-A-1")));

    private static DeviationResult Judge(string breaks, params JournalEvent[] events) => Judge(CheckLevel.Must, breaks, events);

    private static DeviationResult Judge(CheckLevel level, string breaks, params JournalEvent[] events) =>
        KillMatrix.Judge("card.broken", [breaks], level, RunFold.Fold(Build.Plan([Build.Iut("card", DmSc.Model.Requirements.IutRole.Card, [Build.Item("DM-A-1")])], Planned), [Build.RunStarted(), .. events, Build.RunEnded()]).Outcomes);

    [Test]
    public void A_must_check_that_fails_for_the_items_broken_kills()
    {
        var result = Judge("DM-A-1", Build.Started(Planned), Build.Checked(Planned, "c", Verdict.Fail), Build.Ended(Planned, Verdict.Fail));
        Assert.That(result.Kills, Is.EqualTo(new[] { new ProvenCheck("CARD-001", "c") }));
        Assert.That(new KillMatrix([], [result], []).IsComplete, Is.True);
    }

    [Test]
    public void A_must_check_that_fails_outside_the_items_is_wrong_and_kills_nothing()
    {
        var result = Judge("DM-B-1", Build.Started(Planned), Build.Checked(Planned, "c", Verdict.Fail), Build.Ended(Planned, Verdict.Fail));
        Assert.That((result.IsHole, result.Wrong.Count), Is.EqualTo((true, 1)));
    }

    [TestCase(Verdict.Pass)]
    [TestCase(Verdict.Inconclusive)]
    public void What_did_not_fail_kills_nothing(Verdict verdict) =>
        Assert.That(Judge("DM-A-1", Build.Started(Planned), Build.Checked(Planned, "c", verdict), Build.Ended(Planned, verdict)).IsHole, Is.True);

    [Test]
    public void A_should_check_and_what_a_peer_noticed_kill_nothing()
    {
        var result = Judge(
            "DM-A-1",
            Build.Started(Planned),
            Build.Checked(Planned, "s", Verdict.Fail),
            Build.Checked(Planned, "c", Verdict.Fail, sideBand: true),
            Build.Checked(Planned, "c", Verdict.Pass),
            Build.Ended(Planned, Verdict.Pass));
        Assert.That(result.IsHole, Is.True);
    }

    [Test]
    public void A_fault_kills_nothing_and_a_case_that_was_not_run_is_named()
    {
        var faulted = Judge("DM-A-1", Build.Started(Planned), Build.Ended(Planned, Verdict.None, fault: Build.Fault()));
        var notRun = Judge("DM-A-1", new CaseNotRun(Build.Start, Planned.Key, DispositionReason.StationBroken, "station broken: mute"));
        Assert.That((faulted.IsHole, faulted.Faults.Count, faulted.Bugs.Count), Is.EqualTo((true, 1, 0)));
        Assert.That(notRun.Faults.Single(), Does.Contain("station broken"));
    }

    [Test]
    public void A_defect_of_the_harness_that_a_deviation_brings_to_light_leaves_the_proof_incomplete()
    {
        var result = Judge(
            "DM-A-1",
            Build.Started(Planned),
            Build.Checked(Planned, "c", Verdict.Fail),
            Build.Ended(Planned, Verdict.Fail, fault: Build.Fault(FaultKind.HarnessBug)));
        Assert.That((result.IsHole, result.Bugs.Count), Is.EqualTo((false, 1)));
        Assert.That(new KillMatrix([], [result], []).IsComplete, Is.False);
    }

    [Test]
    public void A_check_no_deviation_kills_is_unproven_also_an_engines_own()
    {
        var result = Judge("DM-A-1", Build.Started(Planned), Build.Checked(Planned, "c", Verdict.Fail), Build.Ended(Planned, Verdict.Fail));
        ProvenCheck[] all = [new("CARD-001", "c"), new("CARD-002", "c"), new("CARD-001", "keeps-answering")];
        Assert.That(KillMatrix.UnprovenOf(all, [result], ["keeps-answering"]), Is.EqualTo(new[] { new ProvenCheck("CARD-002", "c"), new ProvenCheck("(every case)", "keeps-answering") }));
    }

    [Test]
    public void A_breach_of_a_recommendation_is_killed_by_a_should_check_and_by_no_must_check()
    {
        JournalEvent[] warned = [Build.Started(Planned), Build.Checked(Planned, "c", Verdict.Pass), Build.Checked(Planned, "s", Verdict.Fail), Build.Ended(Planned, Verdict.Pass)];
        JournalEvent[] failed = [Build.Started(Planned), Build.Checked(Planned, "c", Verdict.Fail), Build.Ended(Planned, Verdict.Fail)];
        var inside = Judge(CheckLevel.Should, "DM-A-1", warned);
        var outside = Judge(CheckLevel.Should, "DM-B-1", warned);
        var obliged = Judge(CheckLevel.Should, "DM-A-1", failed);

        Assert.That(inside.Kills, Is.EqualTo(new[] { new ProvenCheck("CARD-001", "s") }));
        Assert.That((outside.IsHole, outside.Wrong.Count), Is.EqualTo((true, 0)));
        Assert.That((obliged.IsHole, obliged.Wrong.Count), Is.EqualTo((true, 1)));
        Assert.That(Judge("DM-A-1", warned).IsHole, Is.True, "a defect that breaks what is obliged needs a must-check");
    }

    [Test]
    public void Trouble_without_a_deviation_leaves_the_proof_incomplete() =>
        Assert.That(new KillMatrix(["CARD-001: fails"], [], []).IsComplete, Is.False);
}
