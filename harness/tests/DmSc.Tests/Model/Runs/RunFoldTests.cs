using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;

namespace DmSc.Tests.Model.Runs;

internal sealed class RunFoldTests
{
    private static readonly PlannedCase A = Build.Case("card-1", "A", [Build.Ref("GEN-1")]);
    private static readonly PlannedCase B = Build.Case("card-1", "B", [Build.Ref("GEN-1")]);
    private static readonly RunPlan Plan = Build.Plan([Build.Iut("card-1", IutRole.Card, [Build.Item("GEN-1")])], A, B);

    private static RunRecord Fold(params JournalEvent[] events) => RunFold.Fold(Plan, events);

    [Test]
    public void Outcomes_come_in_plan_order_whatever_the_order_of_events()
    {
        var record = Fold(
            Build.RunStarted(),
            Build.Started(B), Build.Started(A),
            Build.Checked(A, "c", Verdict.Pass), Build.Checked(B, "c", Verdict.Fail),
            Build.Ended(B, Verdict.Fail), Build.Ended(A, Verdict.Pass),
            Build.RunEnded());

        Assert.That(record.Outcomes.Select(o => (o.Case.Key.Case, o.Verdict)), Is.EqualTo(new[] { ("A", Verdict.Pass), ("B", Verdict.Fail) }));
        Assert.That(record.Outcomes[0].Checks, Has.Count.EqualTo(1));
        Assert.That(record.Complete, Is.True);
        Assert.That(record.StartedAt, Is.EqualTo(Build.Start));
    }

    [Test]
    public void An_attempt_with_a_fail_decides_even_when_a_later_one_passes()
    {
        var record = Fold(
            Build.RunStarted(),
            Build.Started(A), Build.Checked(A, "c", Verdict.Fail), Build.Ended(A, Verdict.Fail, fault: Build.Fault(), willRetry: true),
            Build.Started(A, 2), Build.Checked(A, "c", Verdict.Pass, 2), Build.Ended(A, Verdict.Pass, 2));

        Assert.That(record.Outcomes[0].Verdict, Is.EqualTo(Verdict.Fail));
        Assert.That(record.Outcomes[0].Fault, Is.Not.Null);
        Assert.That(record.Outcomes[0].Attempts, Has.Count.EqualTo(2));
        Assert.That(record.Outcomes[0].Unstable, Is.False);
    }

    [Test]
    public void A_pass_after_a_faulted_attempt_is_unstable()
    {
        var record = Fold(
            Build.RunStarted(),
            Build.Started(A), Build.Ended(A, Verdict.None, fault: Build.Fault(), willRetry: true),
            Build.Started(A, 2), Build.Checked(A, "c", Verdict.Pass, 2), Build.Ended(A, Verdict.Pass, 2));

        Assert.That(record.Outcomes[0].Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(record.Outcomes[0].Fault, Is.Null);
        Assert.That(record.Outcomes[0].Unstable, Is.True);
        Assert.That(record.Outcomes[0].Checks.Single().Attempt, Is.EqualTo(2));
    }

    [Test]
    public void A_case_that_never_ended_was_not_run()
    {
        var record = Fold(Build.RunStarted(), Build.Started(A), Build.Checked(A, "c", Verdict.Pass));

        Assert.That(record.Outcomes.Select(o => (o.Disposition, o.DispositionReason, o.Verdict)), Is.All.EqualTo((Disposition.NotRun, DispositionReason.HostEnded, Verdict.None)));
        Assert.That(record.Outcomes[0].Checks, Is.Empty);
        Assert.That(record.Complete, Is.False);
    }

    [Test]
    public void A_fail_seen_before_the_host_died_sticks_also_when_the_case_passes_on_resume()
    {
        JournalEvent[] first = [Build.RunStarted(), Build.Started(A), Build.Checked(A, "c", Verdict.Fail)];

        var cut = Fold(first).Outcomes[0];
        var resumed = Fold([.. first, Build.RunStarted(true), Build.Started(A), Build.Checked(A, "c", Verdict.Pass), Build.Ended(A, Verdict.Pass), Build.RunEnded()]).Outcomes[0];

        Assert.That(cut.Verdict, Is.EqualTo(Verdict.Fail));
        Assert.That(cut.Reason, Does.Contain("the host ended"));
        Assert.That(cut.Attempts, Has.Count.EqualTo(1));
        Assert.That(resumed.Verdict, Is.EqualTo(Verdict.Fail));
    }

    [Test]
    public void A_resumed_run_does_not_mix_checks_of_the_cut_off_attempt_with_its_own()
    {
        var record = Fold(
            Build.RunStarted(), Build.Started(A), Build.Checked(A, "c", Verdict.Pass),
            Build.RunStarted(true), Build.Started(A), Build.Checked(A, "c", Verdict.Inconclusive), Build.Ended(A, Verdict.Inconclusive),
            Build.Started(B), Build.Checked(B, "c", Verdict.Pass), Build.Ended(B, Verdict.Pass), Build.RunEnded());

        Assert.That(record.Outcomes[0].Checks.Single().Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(record.Outcomes[0].Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(record.Complete, Is.True);
    }

    [Test]
    public void A_cancelled_run_says_so_and_is_not_complete()
    {
        var record = Fold(Build.RunStarted(), Build.RunEnded(cancelled: true));

        Assert.That(record.Outcomes.Select(o => o.DispositionReason), Is.All.EqualTo(DispositionReason.Cancelled));
        Assert.That(record.Complete, Is.False);
    }

    [Test]
    public void A_resumed_run_that_did_not_end_is_not_complete_although_its_first_part_was()
    {
        Assert.That(Fold(Build.RunStarted(), Build.RunEnded(), Build.RunStarted(true)).Complete, Is.False);
        Assert.That(Fold(Build.RunStarted(), Build.RunEnded(cancelled: true), Build.RunStarted(true), Build.RunEnded()).Complete, Is.True);
    }

    [Test]
    public void A_case_that_will_not_run_keeps_its_reason_until_a_resumed_run_starts_it()
    {
        var notRun = new CaseNotRun(Build.Start, A.Key, DispositionReason.StationBroken, "reader gone");

        var before = Fold(Build.RunStarted(), notRun).Outcomes[0];
        var after = Fold(Build.RunStarted(), notRun, Build.RunStarted(true), Build.Started(A), Build.Checked(A, "c", Verdict.Pass), Build.Ended(A, Verdict.Pass)).Outcomes[0];

        Assert.That((before.Disposition, before.DispositionReason, before.Reason), Is.EqualTo((Disposition.NotRun, DispositionReason.StationBroken, "reader gone")));
        Assert.That(after.Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(after.Unstable, Is.False);
    }

    [Test]
    public void An_end_that_says_pass_is_not_believed_against_its_own_checks()
    {
        var failed = Fold(Build.RunStarted(), Build.Started(A), Build.Checked(A, "c", Verdict.Fail), Build.Ended(A, Verdict.Pass)).Outcomes[0];
        var empty = Fold(Build.RunStarted(), Build.Started(A), Build.Ended(A, Verdict.Pass)).Outcomes[0];
        var sideBandOnly = Fold(Build.RunStarted(), Build.Started(A), Build.Checked(A, "s", Verdict.Pass, sideBand: true), Build.Ended(A, Verdict.Pass)).Outcomes[0];

        Assert.That(failed.Verdict, Is.EqualTo(Verdict.Fail));
        Assert.That(failed.Reason, Does.Contain("check c"));
        Assert.That(empty.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(empty.Reason, Does.Contain("no evidence"));
        Assert.That(sideBandOnly.Verdict, Is.EqualTo(Verdict.Inconclusive));
    }

    [Test]
    public void A_side_band_failure_never_fails_the_case()
    {
        var record = Fold(
            Build.RunStarted(), Build.Started(A), Build.Checked(A, "c", Verdict.Pass), Build.Checked(A, "s", Verdict.Fail, sideBand: true), Build.Ended(A, Verdict.Pass));

        Assert.That(record.Outcomes[0].Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(record.Outcomes[0].Checks, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_case_the_plan_left_out_keeps_the_plans_reason()
    {
        var plan = Plan with { Cases = [A.LeftOut(Disposition.NotSelected, DispositionReason.Selection), B] };

        var outcome = RunFold.Fold(plan, [Build.RunStarted()]).Outcomes[0];

        Assert.That((outcome.Disposition, outcome.DispositionReason), Is.EqualTo((Disposition.NotSelected, DispositionReason.Selection)));
        Assert.That(() => RunFold.Fold(plan, [Build.Started(A)]), Throws.TypeOf<FormatException>().With.Message.Contains("leaves out"));
    }

    [Test]
    public void A_journal_that_is_not_the_plans_or_contradicts_itself_is_refused()
    {
        var stranger = Build.Case("card-1", "Z", []);

        Assert.That(() => Fold(Build.Started(stranger)), Throws.TypeOf<FormatException>().With.Message.Contains("does not have"));
        Assert.That(() => Fold(Build.Ended(A, Verdict.Pass)), Throws.TypeOf<FormatException>().With.Message.Contains("before its start"));
        Assert.That(() => Fold(Build.Started(A), Build.Ended(A, Verdict.Pass, 2)), Throws.TypeOf<FormatException>().With.Message.Contains("attempt 2"));
        Assert.That(() => Fold(Build.Started(A), Build.Ended(A, Verdict.Pass), Build.Ended(A, Verdict.Pass)), Throws.TypeOf<FormatException>().With.Message.Contains("twice"));
        Assert.That(() => Fold(Build.RunStarted() with { RunId = "other" }), Throws.TypeOf<FormatException>().With.Message.Contains("other"));
    }
}
