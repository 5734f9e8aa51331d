using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Suite.Hosting;
using DmSc.Tests.Engine.Execution;
using static DmSc.Tests.Engine.Execution.Rig;

namespace DmSc.Tests.Suite;

/// <summary>The host inside a process: outcomes come from the journal, trouble of its own is not swallowed.</summary>
public sealed class InProcessHostTests
{
    [Test]
    public async Task Every_planned_case_is_run_and_no_outcome_of_a_case_is_trouble()
    {
        var rig = new Rig(lanes: 2);
        rig.Add("CARD-001", [Step(Says.Always("9000"), Sw("9000"))]);
        rig.Add("CARD-002", [Step(Says.Always("6A82"), Sw("9000"))]);
        rig.Add("CARD-003", [Step(Says.Fault(FaultKind.ReaderLost), Sw("9000"))]);
        rig.Add("CARD-004", [Step(Says.Always("6982"))]);
        await using var session = rig.Session();
        await InProcessHost.RunAsync(new FakeRun(rig.Plan, session), workers: 2, CancellationToken.None);
        session.End(cancelled: false);
        Assert.That(
            RunFold.Fold(rig.Plan, rig.Journal.Events).Outcomes.Select(o => o.Verdict),
            Is.EqualTo(new[] { Verdict.Pass, Verdict.Fail, Verdict.None, Verdict.Inconclusive }));
        Assert.That(AmbientSuiteRun.Value, Is.Null);
    }

    [Test]
    public void An_exception_outside_the_cases_is_told()
    {
        var rig = new Rig();
        rig.Add("CARD-001", [Step(Says.Always("9000"), Sw("9000"))]);
        Assert.That(
            () => InProcessHost.RunAsync(new FakeRun(rig.Plan, session: null), workers: 1, CancellationToken.None),
            Throws.InvalidOperationException.With.Message.Contains("no session"));
    }

    [Test]
    public async Task A_run_stopped_before_it_began_reads_cancelled()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var rig = new Rig();
        rig.Add("CARD-001", [Step(Says.Always("9000"), Sw("9000"))]);
        await using var session = rig.Session();
        await InProcessHost.RunAsync(new FakeRun(rig.Plan, session, stop.Token), workers: 1, stop.Token);
        session.End(cancelled: true);
        Assert.That(RunFold.Fold(rig.Plan, rig.Journal.Events).Outcomes.Single().DispositionReason, Is.EqualTo(DispositionReason.Cancelled));
    }

    private sealed class FakeRun(RunPlan plan, DmSc.Engine.Execution.RunSession? session, CancellationToken stop = default) : ISuiteRun
    {
        public RunPlan Plan => plan;

        public CancellationToken Stop => stop;

        public ValueTask<DmSc.Engine.Execution.RunSession> SessionAsync() => session is null ? throw new NotSupportedException("no session") : ValueTask.FromResult(session);

        public WaivedOutcome Waived(CaseOutcome outcome) => new(AllFailsWaived: false, string.Empty, Stale: false);

        public ValueTask<GateResult> FinishAsync() => throw new NotSupportedException("a host ends its own run");
    }
}
