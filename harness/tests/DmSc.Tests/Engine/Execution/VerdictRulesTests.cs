using DmSc.Engine.Cases;
using DmSc.Engine.Execution;
using DmSc.Engine.Verbs;
using DmSc.Model.Cases;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using static DmSc.Tests.Engine.Execution.Rig;

namespace DmSc.Tests.Engine.Execution;

/// <summary>The verdict rules, one by one.</summary>
public sealed class VerdictRulesTests
{
    private static ScriptedVerb InTurn(params ScriptedVerb[] verbs)
    {
        var turn = 0;
        return new ScriptedVerb((context, ct) => verbs[Math.Min(turn++, verbs.Length - 1)].RunAsync(new StepArguments(new Dictionary<string, object>()), context, ct));
    }

    [Test]
    public async Task A_fail_sticks_when_clean_up_faults_and_is_not_retried()
    {
        var rig = new Rig();
        var outcome = await rig.RunAsync([Step(Says.Always("6A82"), Sw("9000"))], last: [Step(Says.Fault(FaultKind.CardMute))]);
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Fail));
            Assert.That(outcome.Fault, Is.Null);
            Assert.That(outcome.Attempts, Has.Count.EqualTo(1));
            Assert.That(outcome.Attempts[0].CleanupFault?.Kind, Is.EqualTo(FaultKind.CardMute));
            Assert.That(rig.Station.Recoveries, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task A_fail_sticks_when_a_later_step_faults_and_no_retry_erases_it()
    {
        var failing = Step(Says.Always("6A82"), Sw("9000", "first"), Sw("9000", "should", CheckLevel.Should));
        var outcome = await new Rig().RunAsync([failing with { WellFormed = null }, Step(Says.Fault(FaultKind.CardMute))]);
        Assert.That((outcome.Verdict, outcome.Attempts.Count), Is.EqualTo((Verdict.Fail, 1)));
    }

    [Test]
    public async Task A_faulted_exchange_evaluates_no_check()
    {
        var rig = new Rig();
        var outcome = await rig.RunAsync([Step(Says.Fault(FaultKind.ReaderLost), Sw("9000"))]);
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Verdict, Is.EqualTo(Verdict.None));
            Assert.That(outcome.Fault?.Kind, Is.EqualTo(FaultKind.ReaderLost));
            Assert.That(rig.Journal.Events.OfType<CheckEvaluated>(), Is.Empty);
        });
    }

    [Test]
    public async Task A_fault_in_clean_up_taints_the_station_and_not_the_case()
    {
        var rig = new Rig();
        rig.Station.Recover = (_, _) => ValueTask.FromResult<string?>("no ATR");
        var outcome = await rig.RunAsync([Step(Says.Always("9000"), Sw("9000"))], last: [Step(Says.Fault(FaultKind.CardMute))]);
        Assert.Multiple(() =>
        {
            Assert.That(outcome, Has.Property("Verdict").EqualTo(Verdict.Pass).And.Property("Fault").Null);
            Assert.That(rig.Journal.Events.OfType<StationBroke>().Single().FirstCause, Does.Contain("no ATR"));
        });
    }

    [Test]
    public async Task A_pass_after_a_fault_is_unstable()
    {
        var outcome = await new Rig().RunAsync([Step(InTurn(Says.Fault(FaultKind.ReaderLost), Says.Always("9000")), Sw("9000"))]);
        Assert.That((outcome.Verdict, outcome.Fault, outcome.Unstable, outcome.Attempts.Count), Is.EqualTo((Verdict.Pass, (Fault?)null, true, 2)));
    }

    [Test]
    public async Task The_same_exchange_silent_twice_after_healthy_probes_fails_with_both_transcripts()
    {
        var outcome = await new Rig().RunAsync([Step(Says.Fault(FaultKind.CardMute), Sw("9000"))]);
        var check = outcome.Checks.Single();
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Fail));
            Assert.That(check.Check, Is.EqualTo(ImplicitChecks.KeepsAnswering));
            Assert.That(check.Observed, Does.Contain("CARD-001/1").And.Contain("CARD-001/2").And.Contain("00B0"));
            Assert.That(check.FirstFrame, Is.Zero);
        });
    }

    [Test]
    public async Task Where_nobody_restarts_the_implementation_silence_stays_a_fault()
    {
        var rig = new Rig();
        rig.Station.RestartsIut = false;
        var outcome = await rig.RunAsync([Step(Says.Fault(FaultKind.PeerUnreachable), Sw("9000"))]);
        Assert.That((outcome.Verdict, outcome.Fault?.Kind, outcome.Attempts.Count), Is.EqualTo((Verdict.None, (FaultKind?)FaultKind.PeerUnreachable, 2)));
    }

    [TestCase(FaultKind.ReaderLost)]
    [TestCase(FaultKind.LeaseLost)]
    [TestCase(FaultKind.Deadline)]
    public async Task What_is_no_silence_of_the_implementation_never_fails_it(FaultKind kind)
    {
        var outcome = await new Rig().RunAsync([Step(Says.Fault(kind), Sw("9000"))]);
        Assert.That((outcome.Verdict, outcome.Fault?.Kind, outcome.Attempts.Count), Is.EqualTo((Verdict.None, (FaultKind?)kind, 2)));
    }

    [Test]
    public async Task Another_exchange_silent_the_second_time_is_no_fail()
    {
        var outcome = await new Rig().RunAsync([Step(InTurn(Says.Fault(FaultKind.CardMute, 0xB0), Says.Fault(FaultKind.CardMute, 0xB2)), Sw("9000"))]);
        Assert.That((outcome.Verdict, outcome.Fault?.Kind), Is.EqualTo((Verdict.None, (FaultKind?)FaultKind.CardMute)));
    }

    [Test]
    public async Task Each_attempt_draws_anew_and_the_same_again_in_another_run()
    {
        async Task<List<int>> DrawnAsync()
        {
            var drawn = new List<int>();
            var drawing = new ScriptedVerb((context, _) =>
            {
                drawn.Add(context.Random.Next());
                throw new StepFaultException(FaultKind.ReaderLost, "gone");
            });
            await new Rig().RunAsync([Step(drawing, Sw("9000"))]);
            return drawn;
        }

        var first = await DrawnAsync();
        Assert.That(first, Has.Count.EqualTo(2).And.Unique);
        Assert.That(await DrawnAsync(), Is.EqualTo(first));
    }

    [Test]
    public void The_first_attempt_draws_what_it_always_drew() =>
        Assert.That(SeededRandom.For(1, new CaseKey("card", "CARD-001", ""), 1).Next(), Is.EqualTo(1908318561));

    private static ScriptedVerb SilentAfter(Func<Random, byte[][]> sends) => new((context, _) =>
    {
        foreach (var octets in sends(context.Random))
            context.Transcript.Add("card", FrameDirection.ToIut, octets);
        throw new StepFaultException(FaultKind.CardMute, "mute");
    });

    [Test]
    public async Task The_same_exchange_with_other_contents_drawn_is_the_same_exchange()
    {
        var outcome = await new Rig().RunAsync([Step(SilentAfter(random => [[0x00, 0xD6, 0x00, 0x00, 0x02, (byte)random.Next(256), (byte)random.Next(256)]]), Sw("9000"))]);
        Assert.That((outcome.Verdict, outcome.Checks.Single().Check), Is.EqualTo((Verdict.Fail, ImplicitChecks.KeepsAnswering)));
    }

    [TestCase(0x00, 0xD6, 0x01, 2, Description = "another offset")]
    [TestCase(0x00, 0xD6, 0x00, 3, Description = "another length")]
    [TestCase(0x00, 0xD6, 0x00, 2, 1, Description = "at another place of the step")]
    public async Task Another_exchange_of_drawn_contents_is_no_fail(byte cla, byte ins, byte offset, int length, int before = 0)
    {
        static byte[] Command(byte cla, byte ins, byte offset, Random random, int length)
        {
            var octets = new byte[4 + length];
            random.NextBytes(octets);
            (octets[0], octets[1], octets[2], octets[3]) = (cla, ins, 0x00, offset);
            return octets;
        }

        var first = SilentAfter(random => [Command(0x00, 0xD6, 0x00, random, 2)]);
        var second = SilentAfter(random => [.. Enumerable.Range(0, before).Select(_ => new byte[] { 0x00, 0xA4 }), Command(cla, ins, offset, random, length)]);
        var outcome = await new Rig().RunAsync([Step(InTurn(first, second), Sw("9000"))]);
        Assert.That((outcome.Verdict, outcome.Fault?.Kind), Is.EqualTo((Verdict.None, (FaultKind?)FaultKind.CardMute)));
    }

    [Test]
    public async Task A_step_with_nothing_to_work_on_makes_the_case_inconclusive_and_is_not_tried_again()
    {
        var nothing = new ScriptedVerb((_, _) => throw new StepNotReachedException("no session came"));
        var outcome = await new Rig().RunAsync([Step(nothing, Sw("9000"))], last: [Step(nothing), Step(Says.Always("9000"))]);
        Assert.Multiple(() =>
        {
            Assert.That((outcome.Verdict, outcome.Fault, outcome.Attempts.Count), Is.EqualTo((Verdict.Inconclusive, (Fault?)null, 1)));
            Assert.That(outcome.Reason, Does.Contain("no session came"));
            Assert.That(outcome.Attempts[0].CleanupFault, Is.Null);
        });
    }

    [Test]
    public async Task A_fail_before_a_step_with_nothing_to_work_on_stays_a_fail()
    {
        var nothing = new ScriptedVerb((_, _) => throw new StepNotReachedException("no session came"));
        var outcome = await new Rig().RunAsync([Step(Says.Always("6A82"), Sw("9000")), Step(nothing)]);
        Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Fail));
    }

    [Test]
    public async Task Silence_after_an_exchange_that_was_answered_is_not_blamed_on_that_exchange()
    {
        var rig = new Rig();
        var inOneStep = await rig.RunAsync([Step(Says.Fault(FaultKind.CardMute, answered: true), Sw("9000"))]);
        var silentWithoutACommand = new ScriptedVerb((_, _) => throw new StepFaultException(FaultKind.CardMute, "no ATR"));
        var inTwoSteps = await rig.RunAsync([Step(Says.Always("9000"), Sw("9000")), Step(silentWithoutACommand)]);
        Assert.That(new[] { inOneStep.Verdict, inTwoSteps.Verdict }, Is.EqualTo(new[] { Verdict.None, Verdict.Pass }));
        Assert.That(inTwoSteps.Fault?.Kind, Is.EqualTo(FaultKind.CardMute));
    }

    [Test]
    public async Task Silence_twice_without_a_healthy_probe_between_is_no_fail()
    {
        var rig = new Rig();
        rig.Station.Recover = (_, _) => ValueTask.FromResult<string?>("still mute");
        var outcome = await rig.RunAsync([Step(Says.Fault(FaultKind.CardMute), Sw("9000"))]);
        Assert.That((outcome.Verdict, outcome.Attempts.Count), Is.EqualTo((Verdict.None, 1)));
    }

    [Test]
    public async Task Silence_twice_whose_second_probe_is_not_healthy_is_no_fail()
    {
        var rig = new Rig();
        rig.Station.Recover = (_, _) => ValueTask.FromResult(rig.Station.Recoveries == 1 ? null : "mute for good");
        var outcome = await rig.RunAsync([Step(Says.Fault(FaultKind.CardMute), Sw("9000"))]);
        Assert.That((outcome.Verdict, outcome.Attempts.Count), Is.EqualTo((Verdict.None, 2)));
    }

    [Test]
    public async Task A_bad_fixture_and_a_defect_of_ours_are_not_tried_again()
    {
        var rig = new Rig();
        var fixture = await rig.RunAsync([Step(Says.Fault(FaultKind.BadFixture), Sw("9000"))]);
        var bug = await rig.RunAsync([Step(new ScriptedVerb((_, _) => throw new InvalidCastException("oops")), Sw("9000"))]);
        Assert.That(new[] { fixture.Attempts.Count, bug.Attempts.Count }, Is.All.EqualTo(1));
        Assert.That(bug.Fault?.Kind, Is.EqualTo(FaultKind.HarnessBug));
    }

    [Test]
    public async Task No_must_check_is_no_evidence()
    {
        var outcome = await new Rig().RunAsync([Step(Says.Always("9000"), Sw("9000", "label", CheckLevel.Should))]);
        Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(outcome.Reason, Does.Contain("no evidence"));
    }

    [Test]
    public async Task A_failed_should_check_is_no_fail_and_does_not_end_the_case()
    {
        var outcome = await new Rig().RunAsync([Step(Says.Always("6A82"), Sw("9000", "label", CheckLevel.Should)), Step(Says.Always("9000"), Sw("9000"))]);
        Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(outcome.Checks.Select(c => c.Verdict), Is.EqualTo(new[] { Verdict.Fail, Verdict.Pass }));
    }

    [Test]
    public async Task Octets_that_decode_are_no_evidence_by_themselves()
    {
        var decoding = new ScriptedVerb((_, _) => ValueTask.FromResult(Says.Answer("9000", decoded: true)));
        var outcome = await new Rig().RunAsync([Step(decoding) with { WellFormed = Check("well-formed") }]);
        Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Inconclusive));
    }

    [Test]
    public async Task Octets_of_the_implementation_that_do_not_decode_fail_well_formed()
    {
        var malformed = new ScriptedVerb((_, _) => throw new IutFormatException("EF(DODF)", "truncated", 3, "length 5, 2 octets left"));
        var outcome = await new Rig().RunAsync([Step(malformed, Sw("9000")) with { WellFormed = Check("well-formed") }]);
        Assert.That((outcome.Verdict, outcome.Fault), Is.EqualTo((Verdict.Fail, (Fault?)null)));
        Assert.That(outcome.Checks.Single().Check, Is.EqualTo("well-formed"));
    }

    [Test]
    public async Task A_verb_that_decodes_without_saying_so_is_a_defect_of_ours()
    {
        var malformed = new ScriptedVerb((_, _) => throw new IutFormatException("EF(DODF)", "truncated", 3, "short"));
        var outcome = await new Rig().RunAsync([Step(Says.Always("9000"), Sw("9000"))], given: [Step(malformed)]);
        Assert.That((outcome.Verdict, outcome.Fault?.Kind, outcome.Fault?.Stage), Is.EqualTo((Verdict.None, (FaultKind?)FaultKind.HarnessBug, (Stage?)Stage.Given)));
    }

    [Test]
    public async Task A_step_of_preparation_that_does_not_succeed_is_inconclusive()
    {
        var judged = Says.Always("9000");
        var outcome = await new Rig().RunAsync([Step(judged, Sw("9000"))], given: [Step(Says.Always("6982"))]);
        Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Inconclusive));
        Assert.That(judged.Calls, Is.Empty);
    }

    [Test]
    public async Task Absence_shown_by_a_step_that_did_not_work_is_inconclusive()
    {
        var outcome = await new Rig().RunAsync([Step(Says.Always("6982"), Expect("no-data", "data", new IsMatcher("absent")))]);
        Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Inconclusive));
    }

    [Test]
    public async Task A_check_whose_comparison_is_missing_is_inconclusive_and_hides_no_fail_of_the_same_step()
    {
        var rig = new Rig();
        var outcome = await rig.RunAsync(
        [
            Saving(Step(Says.Always("9000")), "seen", "data"),
            Step(Says.Always("6A82", "01"), Expect("same", "data", new OneOfMatcher([Template.Parse("${seen}", out _)!])), Sw("9000")),
        ]);
        Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Fail));
        Assert.That(outcome.Checks.Select(c => (c.Check, c.Verdict)), Is.EqualTo(new[] { ("same", Verdict.Inconclusive), ("sw", Verdict.Fail) }));
    }

    [Test]
    public async Task Comparing_octets_with_what_are_none_fails_nobody()
    {
        var rig = new Rig { Ixit = { ["ID"] = "not hexadecimal" } };
        var outcome = await rig.RunAsync([Step(Says.Always("9000", "01"), Expect("same", "data", new OneOfMatcher([Template.Parse("${ixit.ID}", out _)!])))]);
        Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Inconclusive));
    }

    [Test]
    public async Task That_everything_contains_nothing_is_no_evidence()
    {
        var outcome = await new Rig().RunAsync(
        [
            Saving(Step(Says.Always("9000", "")), "seen", "data"),
            Step(Says.Always("9000", "01"), Expect("part", "data", new ContainsMatcher(Template.Parse("${seen}", out _)!))),
        ]);
        Assert.That(outcome.Verdict, Is.EqualTo(Verdict.Inconclusive));
    }

    [Test]
    public async Task A_parameter_of_ours_that_is_missing_or_unfit_is_a_bad_fixture_and_one_of_the_implementation_is_inconclusive()
    {
        var rig = new Rig { Ixit = { ["PIN"] = "12345" } };
        var unfit = await rig.RunAsync([With(Step(Says.Always("9000"), Sw("9000")), "${ixit.PIN}")]);
        var missing = await rig.RunAsync([With(Step(Says.Always("9000"), Sw("9000")), "${ixit.NONE}")]);
        var theirs = await rig.RunAsync([Saving(Step(Says.Always("9000")), "seen", "data"), With(Step(Says.Always("9000"), Sw("9000")), "${seen}")]);
        Assert.That(new[] { unfit.Fault?.Kind, missing.Fault?.Kind }, Is.All.EqualTo(FaultKind.BadFixture));
        Assert.That((theirs.Fault, theirs.Verdict), Is.EqualTo(((Fault?)null, Verdict.Inconclusive)));
    }

    [Test]
    public async Task Octets_are_spliced_into_templates_as_digits_whatever_their_length()
    {
        var verb = Says.Always("9000");
        var data = string.Concat(Enumerable.Repeat("A5", 300));
        await new Rig().RunAsync([Saving(Step(Says.Always("9000", data)), "seen", "data"), With(Step(verb, Sw("9000")), "01${seen}02")]);
        Assert.That(Convert.ToHexString(verb.Calls.Single().Get(ScriptedVerb.Octets)), Is.EqualTo($"01{data}02"));
    }
}
