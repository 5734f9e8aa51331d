using DmSc.Engine.Execution;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using static DmSc.Tests.Engine.Execution.Rig;

namespace DmSc.Tests.Engine.Execution;

/// <summary>Lanes, broken stations, resumed runs.</summary>
public sealed class RunSessionTests
{
    private static async Task<CaseOutcome[]> AllAsync(Rig rig, RunSession session, int workers)
    {
        var plan = rig.Plan;
        var outcomes = new CaseOutcome[plan.Cases.Count];
        await Parallel.ForAsync(0, plan.Cases.Count, new ParallelOptions { MaxDegreeOfParallelism = workers }, async (i, ct) => outcomes[i] = await session.RunAsync(plan.Cases[i].Key, ct));
        return outcomes;
    }

    [TestCase(1)]
    [TestCase(20261)]
    public async Task Eight_lanes_and_five_hundred_cases_with_random_faults_give_each_case_one_outcome_that_is_the_journals(int seed)
    {
        var rig = new Rig(lanes: 8);
        var dice = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            var roll = dice.Next(100);
            var verb = roll switch
            {
                < 70 => Says.Always("9000"),
                < 80 => Says.Always("6A82"),
                < 85 => Says.Fault(FaultKind.CardMute),
                < 90 => Says.Fault(FaultKind.ReaderLost),
                < 93 => new ScriptedVerb((_, _) => throw new InvalidOperationException("bug")),
                < 96 => new ScriptedVerb(async (_, ct) =>
                {
                    await Task.Yield();
                    return Says.Answer("9000");
                }),
                _ => Says.Fault(FaultKind.BadFixture),
            };
            rig.Add($"CARD-{i:000}", [Step(verb, Sw("9000"))], last: roll % 7 == 0 ? [Step(Says.Fault(FaultKind.PeerUnreachable))] : []);
        }

        var breaksLeft = 7;
        rig.Station.Recover = (_, _) => ValueTask.FromResult(rig.Station.Recoveries % 20 == 0 && Interlocked.Decrement(ref breaksLeft) >= 0 ? "broken" : null);
        await using var session = rig.Session();
        var outcomes = await AllAsync(rig, session, workers: 16);
        session.End(cancelled: false);
        var folded = RunFold.Fold(rig.Plan, rig.Journal.Events);
        Assert.Multiple(() =>
        {
            Assert.That(rig.Station.Overlaps, Is.Zero, "a lane is lent to one case at a time");
            Assert.That(rig.Station.Lent, Is.Zero);
            Assert.That(folded.Complete, Is.True);
            Assert.That(outcomes.Where(o => o.Disposition == Disposition.NotRun), Is.Empty, "one lane of eight stays whole");
        });
        for (var i = 0; i < outcomes.Length; i++)
            AssertSame(outcomes[i], folded.Outcomes[i]);
    }

    [Test]
    public async Task When_every_lane_is_broken_the_rest_reads_station_broken_with_the_first_cause()
    {
        var rig = new Rig(lanes: 2);
        for (var i = 0; i < 20; i++)
            rig.Add($"CARD-{i:000}", [Step(Says.Fault(FaultKind.ReaderLost), Sw("9000"))]);
        rig.Station.Recover = (_, _) => ValueTask.FromResult<string?>("gone");
        await using var session = rig.Session();
        var outcomes = await AllAsync(rig, session, workers: 4);
        session.End(cancelled: false);
        Assert.Multiple(() =>
        {
            Assert.That(outcomes.Count(o => o.Fault is not null), Is.EqualTo(2));
            Assert.That(outcomes.Where(o => o.Fault is null).Select(o => o.DispositionReason), Has.Exactly(18).EqualTo(DispositionReason.StationBroken));
            Assert.That(outcomes.First(o => o.Fault is null).Reason, Does.Contain("gone"));
        });
    }

    [Test]
    public async Task A_recovery_that_throws_breaks_the_lane_and_the_case_keeps_its_end()
    {
        var rig = new Rig();
        rig.Station.Recover = (_, _) => throw new InvalidOperationException("half a driver");
        var outcome = await rig.RunAsync([Step(Says.Fault(FaultKind.CardMute), Sw("9000"))]);
        Assert.That(outcome.Fault?.Kind, Is.EqualTo(FaultKind.CardMute));
        Assert.That(rig.Journal.Events.OfType<StationBroke>().Single().FirstCause, Does.Contain("half a driver"));
    }

    [Test]
    public async Task A_station_that_throws_what_it_should_not_is_a_fault_of_the_case()
    {
        var rig = new Rig();
        rig.Station.Acquiring = (_, _, _) => throw new InvalidOperationException("half a station");
        var outcome = await rig.RunAsync([Step(Says.Always("9000"), Sw("9000"))]);
        Assert.That(outcome.Fault?.Kind, Is.EqualTo(FaultKind.HarnessBug));
    }

    [Test]
    public async Task A_lease_that_cannot_be_given_back_breaks_the_lane_and_not_the_verdict()
    {
        var rig = new Rig();
        rig.Station.GiveBack = () => throw new InvalidOperationException("stuck");
        var outcome = await rig.RunAsync([Step(Says.Always("9000"), Sw("9000"))]);
        Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(rig.Journal.Events.OfType<StationBroke>().Single().FirstCause, Does.Contain("stuck"));
    }

    [Test]
    public async Task A_run_cannot_be_ended_while_a_case_is_under_way()
    {
        var ends = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var rig = new Rig();
        var key = rig.Add("CARD-001", [Step(new ScriptedVerb(async (_, _) =>
        {
            begun.SetResult();
            await ends.Task;
            return Says.Answer("9000");
        }), Sw("9000"))]);
        await using var session = rig.Session();
        var running = session.RunAsync(key, CancellationToken.None);
        await begun.Task;
        Assert.That(() => session.End(cancelled: false), Throws.InvalidOperationException);
        var idle = session.WhenIdleAsync();
        Assert.That(idle.IsCompleted, Is.False);
        ends.SetResult();
        await running;
        await idle;
        session.End(cancelled: false);
        Assert.That(RunFold.Fold(rig.Plan, rig.Journal.Events), Has.Property("Complete").True);
    }

    [Test]
    public async Task A_resumed_run_keeps_verdicts_counts_attempts_on_and_tells_what_its_journal_tells()
    {
        var calls = 0;
        var sick = true;
        var verb = new ScriptedVerb((_, _) => sick ? throw new StepFaultException(FaultKind.ReaderLost, "gone") : ValueTask.FromResult(Says.Answer("9000")));
        var counted = new ScriptedVerb((_, _) =>
        {
            calls++;
            return ValueTask.FromResult(Says.Answer("6A82"));
        });
        var rig = new Rig();
        var faulted = rig.Add("CARD-001", [Step(verb, Sw("9000"))]);
        var failed = rig.Add("CARD-002", [Step(counted, Sw("9000"))]);
        var cutOff = rig.Add("CARD-003", [Step(Says.Always("9000"), Sw("9000"))]);
        var again = rig.Add("CARD-004", [Step(Says.Fault(FaultKind.ReaderLost), Sw("9000"))]);
        await using (var first = rig.Session())
        {
            await first.RunAsync(faulted, CancellationToken.None);
            await first.RunAsync(failed, CancellationToken.None);
            await first.RunAsync(again, CancellationToken.None);
            rig.Journal.Append(new CaseStarted(rig.Clock.GetUtcNow(), cutOff, 1, 0));
        }

        sick = false;
        rig.Station.Acquiring = (_, planned, _) => planned.Key == again ? throw new CaseRefusedException(DispositionReason.NotAllowListed, "not allow-listed") : default;
        var earlier = RunFold.Fold(rig.Plan, rig.Journal.Events).Outcomes.ToDictionary(o => o.Case.Key);
        await using var second = rig.Session(earlier);
        var outcomes = await AllAsync(rig, second, workers: 1);
        second.End(cancelled: false);
        var folded = RunFold.Fold(rig.Plan, rig.Journal.Events).Outcomes;
        for (var i = 0; i < outcomes.Length; i++)
            AssertSame(outcomes[i], folded[i]);
        Assert.Multiple(() =>
        {
            Assert.That(calls, Is.EqualTo(1), "a fail stands");
            Assert.That(outcomes[0].Attempts.Select(a => a.Attempt), Is.EqualTo(new[] { 1, 2, 3 }));
            Assert.That(outcomes[0].Unstable, Is.True);
            Assert.That(outcomes[2].LastAttempt, Is.EqualTo(2), "a number is not given to two attempts");
            Assert.That(outcomes[3].Fault?.Kind, Is.EqualTo(FaultKind.ReaderLost));
        });
    }

    [Test]
    public async Task No_secret_reaches_journal_or_evidence()
    {
        const string Secret = "00112233445566778899aabbccddeeff";
        var rig = new Rig { Secrets = { Secret, "XXXXXXXX" }, Ixit = { ["KEY"] = Secret } };
        rig.Station.Facts["note"] = $"key {Secret}";
        rig.Station.Recover = (_, _) => ValueTask.FromResult<string?>($"key {Secret} refused");
        var octets = Convert.FromHexString(Secret);
        var leaking = new ScriptedVerb((context, _) =>
        {
            context.Transcript.Add("card", FrameDirection.ToIut, [0x00, .. octets, .. "XXXXXXXX"u8], Secret);
            return ValueTask.FromResult(Says.Answer("9000", new string('0', 50) + Convert.ToHexString(octets) + new string('0', 100)));
        });
        var faulting = new ScriptedVerb((_, _) => throw new StepFaultException(FaultKind.ReaderLost, $"with {Secret}", new InvalidOperationException(Secret)));
        await rig.RunAsync([Step(leaking, Expect("data", "data", new DmSc.Engine.Cases.RangeMatcher(1, null))), Step(faulting)]);
        var journal = string.Concat(rig.Journal.Events.Select(e => System.Text.Encoding.UTF8.GetString(RunJson.WriteEvent(e))));
        Assert.Multiple(() =>
        {
            Assert.That(journal, Does.Not.Contain(Secret).IgnoreCase.And.Not.Contain("0011223344").IgnoreCase);
            Assert.That(string.Concat(rig.Evidence.Kept.Values), Does.Not.Contain("0011223344").IgnoreCase);
        });
    }
}
