using DmSc.Engine.Execution;
using DmSc.Engine.Journal;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using static DmSc.Tests.Engine.Execution.Rig;

namespace DmSc.Tests.Engine.Execution;

/// <summary>Deadlines, cancellation, clean-up.</summary>
public sealed class DeadlineTests
{
    private static ScriptedVerb Deaf(TaskCompletionSource<StepResult> ends) => new((_, _) => new ValueTask<StepResult>(ends.Task));

    [Test]
    public async Task A_step_past_its_deadline_is_a_fault_and_clean_up_runs()
    {
        var last = Says.Always("9000");
        var rig = new Rig(clock: new ManualTime());
        var outcome = await rig.RunAsync([Step(Says.Forever(), Sw("9000")) with { Within = TimeSpan.FromSeconds(2) }], last: [Step(last)]);
        Assert.Multiple(() =>
        {
            Assert.That((outcome.Verdict, outcome.Fault?.Kind), Is.EqualTo((Verdict.None, (FaultKind?)FaultKind.Deadline)));
            Assert.That(outcome.Fault?.Message, Does.Contain("2 s"));
            Assert.That(last.Calls, Has.Count.EqualTo(outcome.Attempts.Count));
        });
    }

    [Test]
    public async Task An_attempt_past_its_deadline_begins_no_further_step()
    {
        var clock = new ManualTime();
        var slow = new ScriptedVerb((_, _) =>
        {
            clock.Advance(TimeSpan.FromSeconds(4));
            return ValueTask.FromResult(Says.Answer("9000"));
        });
        var never = Says.Always("6A82");
        var rig = new Rig(clock: clock);
        rig.Station.Budgets = new StationBudgets(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(10), 1);
        var outcome = await rig.RunAsync([Step(slow), Step(slow), Step(never, Sw("9000"))]);
        Assert.That((outcome.Verdict, outcome.Fault?.Kind), Is.EqualTo((Verdict.None, (FaultKind?)FaultKind.Deadline)));
        Assert.That(never.Calls, Is.Empty);
    }

    [Test]
    public async Task The_time_a_verb_waits_for_the_implementation_is_on_top_of_step_and_attempt()
    {
        var clock = new ManualTime();
        var patient = ScriptedVerb.Waiting(TimeSpan.FromSeconds(60), async (_, ct) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(59), clock, ct);
            return Says.Answer("9000");
        });
        var rig = new Rig(clock: clock);
        rig.Station.Budgets = new StationBudgets(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(10), 1);
        var outcome = await rig.RunAsync([Step(patient), Step(patient, Sw("9000"))]);
        Assert.That((outcome.Verdict, outcome.Fault), Is.EqualTo((Verdict.Pass, (Fault?)null)));
    }

    [Test]
    public async Task A_verb_that_waits_longer_than_it_says_is_past_its_deadline()
    {
        var rig = new Rig(clock: new ManualTime());
        rig.Station.Budgets = new StationBudgets(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(10), 1);
        var endless = ScriptedVerb.Waiting(TimeSpan.FromSeconds(5), async (_, ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return Says.Answer("9000");
        });
        var outcome = await rig.RunAsync([Step(endless, Sw("9000"))]);
        Assert.That(outcome.Fault?.Message, Does.Contain("7 s"));
    }

    [Test]
    public async Task Clean_up_has_time_of_its_own_and_ends()
    {
        var rig = new Rig(clock: new ManualTime());
        var outcome = await rig.RunAsync([Step(Says.Always("9000"), Sw("9000"))], last: [Step(Says.Forever()) with { Within = TimeSpan.FromHours(1) }, Step(Says.Always("9000"))]);
        Assert.That((outcome.Verdict, outcome.Fault), Is.EqualTo((Verdict.Pass, (Fault?)null)));
        Assert.That(outcome.Attempts[0].CleanupFault?.Message, Does.Contain("clean-up"));
    }

    [Test]
    public async Task A_verb_that_hears_its_deadline_has_ended_before_clean_up_begins()
    {
        var ended = false;
        var endedBefore = new List<bool>();
        var slowToEnd = new ScriptedVerb(async (context, ct) =>
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            }
            finally
            {
                await Task.Yield();
                ended = true;
            }

            return Says.Answer("9000");
        });
        var last = new ScriptedVerb((_, _) =>
        {
            endedBefore.Add(ended);
            return ValueTask.FromResult(Says.Answer("9000"));
        });
        var rig = new Rig();
        rig.Station.Budgets = rig.Station.Budgets with { Attempts = 1 };
        await rig.RunAsync([Step(slowToEnd) with { Within = TimeSpan.FromMilliseconds(20) }], last: [Step(last)]);
        Assert.That(endedBefore, Is.EqualTo(new[] { true }));
    }

    [Test]
    public async Task A_verb_that_never_ends_breaks_the_lane_instead_of_speaking_into_the_next_attempt()
    {
        var ends = new TaskCompletionSource<StepResult>();
        var rig = new Rig(clock: new ManualTime());
        var outcome = await rig.RunAsync([Step(Deaf(ends), Sw("9000"))]);
        Assert.That((outcome.Fault?.Kind, outcome.Attempts.Count), Is.EqualTo(((FaultKind?)FaultKind.Deadline, 1)));
        Assert.That(rig.Journal.Events.OfType<StationBroke>().Single().FirstCause, Does.Contain("steps[1] do goes on after its deadline"));
        ends.SetResult(Says.Answer("9000"));
    }

    [Test]
    public async Task A_transcript_takes_no_word_after_its_attempt()
    {
        ITranscript? first = null;
        var keeper = new ScriptedVerb((context, _) =>
        {
            first ??= context.Transcript;
            context.Transcript.Add("card", FrameDirection.Note, default, "within");
            return ValueTask.FromResult(Says.Answer("9000"));
        });
        var rig = new Rig();
        await rig.RunAsync([Step(keeper, Sw("9000"))]);
        var count = first!.Count;
        first.Add("card", FrameDirection.Note, default, "too late");
        Assert.That(first.Count, Is.EqualTo(count));
    }

    [TestCase("given")]
    [TestCase("steps")]
    public async Task Ctrl_C_ends_the_case_at_its_next_wait_cleans_up_and_reads_cancelled(string stage)
    {
        using var stop = new CancellationTokenSource();
        var interrupted = new ScriptedVerb(async (_, ct) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            return Says.Answer("9000");
        });
        var last = Says.Always("9000");
        var rig = new Rig();
        IReadOnlyList<DmSc.Engine.Cases.CaseStep> wait = [Step(interrupted)];
        var outcome = stage == "given"
            ? await rig.RunAsync([Step(Says.Always("9000"), Sw("9000"))], given: wait, last: [Step(last)], ct: stop.Token)
            : await rig.RunAsync([Step(Says.Always("9000"), Sw("9000")), .. wait], last: [Step(last)], ct: stop.Token);
        Assert.That((outcome.Disposition, outcome.DispositionReason), Is.EqualTo((Disposition.NotRun, DispositionReason.Cancelled)));
        Assert.That(last.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_fault_that_comes_of_ctrl_C_is_no_fault()
    {
        using var stop = new CancellationTokenSource();
        var cut = new ScriptedVerb(async (_, _) =>
        {
            await stop.CancelAsync();
            throw new StepFaultException(FaultKind.CardMute, "exchange cut short");
        });
        var outcome = await new Rig().RunAsync([Step(cut, Sw("9000"))], ct: stop.Token);
        Assert.That((outcome.DispositionReason, outcome.Fault), Is.EqualTo((DispositionReason.Cancelled, (Fault?)null)));
    }

    [Test]
    public async Task Ctrl_C_in_clean_up_lets_it_end_and_keeps_the_verdict()
    {
        using var stop = new CancellationTokenSource();
        var cancelling = new ScriptedVerb(async (_, _) =>
        {
            await stop.CancelAsync();
            return Says.Answer("9000");
        });
        var last = Says.Always("9000");
        var outcome = await new Rig().RunAsync([Step(Says.Always("9000"), Sw("9000"))], last: [Step(cancelling), Step(last)], ct: stop.Token);
        Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(last.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Ctrl_C_after_a_fail_keeps_the_fail()
    {
        using var stop = new CancellationTokenSource();
        var failing = new ScriptedVerb(async (_, ct) =>
        {
            await Task.Yield();
            return Says.Answer("6A82");
        });
        var cancelling = new ScriptedVerb(async (_, _) =>
        {
            await stop.CancelAsync();
            return Says.Answer("9000");
        });
        var outcome = await new Rig().RunAsync([Step(failing, Sw("9000"))], last: [Step(cancelling)], ct: stop.Token);
        Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Fail));
    }

    [Test]
    public async Task Ctrl_C_while_the_station_is_asked_is_no_fault_of_the_station()
    {
        using var stop = new CancellationTokenSource();
        var rig = new Rig();
        rig.Station.Acquiring = async (_, _, _) =>
        {
            await stop.CancelAsync();
            throw new StepFaultException(FaultKind.ReaderLost, "the wait was cut short");
        };
        var outcome = await rig.RunAsync([Step(Says.Always("9000"), Sw("9000"))], ct: stop.Token);
        Assert.That(outcome.DispositionReason, Is.EqualTo(DispositionReason.Cancelled));
        Assert.That(rig.Journal.Events.OfType<StationBroke>(), Is.Empty);
    }

    [Test]
    public async Task A_journal_that_is_lost_ends_the_run_but_not_before_clean_up()
    {
        var last = Says.Always("9000");
        var rig = new Rig();
        rig.OtherJournal = new FullJournal(rig.Journal, room: 3);
        var key = rig.Add("CARD-001", [Step(Says.Always("9000"), Sw("9000"))], last: [Step(last)]);
        var session = rig.Session();
        Assert.That(async () => await session.RunAsync(key, CancellationToken.None), Throws.TypeOf<JournalException>());
        Assert.That(() => session.End(cancelled: false), Throws.TypeOf<JournalException>());
        await session.DisposeAsync();
        Assert.Multiple(() =>
        {
            Assert.That(last.Calls, Has.Count.EqualTo(1));
            Assert.That(rig.Station.Lent, Is.Zero);
            Assert.That(RunFold.Fold(rig.Plan, rig.Journal.Events), Has.Property("Complete").False);
        });
    }

    /// <summary>Takes so many events and no more.</summary>
    private sealed class FullJournal(IJournal inner, int room) : IJournal
    {
        private int _left = room;

        public void Append(JournalEvent entry)
        {
            if (Interlocked.Decrement(ref _left) < 0)
                throw new JournalException("journal.jsonl", new IOException("No space left on device"));
            inner.Append(entry);
        }

        public ValueTask DisposeAsync() => default;
    }
}
