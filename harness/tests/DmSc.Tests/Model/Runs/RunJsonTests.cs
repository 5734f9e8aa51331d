using System.Text;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Statements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;

namespace DmSc.Tests.Model.Runs;

internal sealed class RunJsonTests
{
    private static readonly PlannedCase Case = Build.Case("card-1", "CARD-1", [Build.Ref("GEN-1", "a"), Build.Ref("GEN-2")])
        with
    { Key = new CaseKey("card-1", "CARD-1", "channel=1"), Mechanism = "pkcs15", Destructive = true };

    private static RunPlan FullPlan()
    {
        var item = Build.Item("GEN-1", Obligation.Optional, "X:Y-1 AND NOT GEN-2", [IutRole.Card, IutRole.Server], SatisfiedBy.AnyMechanism, "DM 1.2", Build.Aspect("a", "b"))
            with
        { FunctionalModule = "TBD", Revision = "dm-message" };
        var iut = Build.Iut("card-1", IutRole.Card, [item, Build.Item("GEN-2")], ("GEN-1", ClaimAnswer.Yes), ("GEN-2", ClaimAnswer.Unanswered));
        iut = iut with
        {
            Ics = iut.Ics with
            {
                Revision = "bootstrap",
                Externals = new Dictionary<string, ExternalClaim> { ["X:Y-1"] = new("X:Y-1", ClaimAnswer.No, null) },
                Span = new SourceSpan("ics.yaml", 1, 2),
            },
            Ixit = [new PlannedIxit("pin", true, true)],
            Waivers = [new Waiver("CARD-1", null, "c", "known <bug> é", "https://example.com/1", new DateOnly(2026, 12, 31), new SourceSpan("w.yaml", 4, 1))],
        };
        return Build.Plan([iut], Case) with { Selection = "GEN-1", CreatedAt = new DateTimeOffset(2026, 1, 31, 14, 0, 0, 123, TimeSpan.FromHours(2)) };
    }

    private static IEnumerable<JournalEvent> EveryEvent()
    {
        yield return new RunStarted(Build.Start, "run-1", "00ff", true);
        yield return new IutIdentified(Build.Start, "card-1", new Dictionary<string, string> { ["ATR"] = "3B00", ["reader"] = "Virtual PCD" });
        yield return new CaseStarted(Build.Start.AddTicks(1), Case.Key, 2, 1);
        yield return Build.Checked(Case, "c", Verdict.Fail, 2, sideBand: true) with { FirstFrame = 3, LastFrame = 4, Observed = "line 1\nline 2 \u2028 \u0000" };
        yield return Build.Ended(Case, Verdict.Inconclusive, 2, new Fault(FaultKind.ReaderLost, Stage.Given, "gone", "0x8010"), true)
            with
        { CleanupFault = Build.Fault(stage: Stage.Finally), Transcript = "evidence/CARD-1/t.txt" };
        yield return new CaseNotRun(Build.Start, Case.Key, DispositionReason.StationBroken, "first cause");
        yield return new StationBroke(Build.Start, 0, "first cause");
        yield return new RunEnded(Build.Start, true);
    }

    [Test]
    public void A_plan_reads_back_identical()
    {
        var written = RunJson.WritePlan(FullPlan());

        var back = RunJson.ReadPlan(written, "plan.json");

        Assert.That(RunJson.WritePlan(back), Is.EqualTo(written));
        Assert.That(back.Iuts[0].Waivers, Is.EqualTo(FullPlan().Iuts[0].Waivers));
        Assert.That(back.Cases[0].Key, Is.EqualTo(Case.Key));
        Assert.That(back.CreatedAt, Is.EqualTo(FullPlan().CreatedAt));
        Assert.That(back.Iuts[0].Catalogue.Items[0].Aspects[IutRole.Server][0].AnyOf, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(back.Iuts[0].Ics.AnswerFor("GEN-1"), Is.EqualTo(ClaimAnswer.Yes));
    }

    [Test]
    public void A_plan_is_indented_camel_case_with_kebab_case_names_and_times_in_utc()
    {
        var text = Encoding.UTF8.GetString(RunJson.WritePlan(FullPlan()));

        Assert.That(text, Does.Contain("\n  \"runId\": \"run-1\""));
        Assert.That(text, Does.Contain("\"createdAt\": \"2026-01-31T12:00:00.123Z\""));
        Assert.That(text, Does.Contain("\"satisfiedBy\": \"any-mechanism\""));
        Assert.That(text, Does.Contain("\"until\": \"2026-12-31\""));
        Assert.That(text, Does.Not.Contain("\"name\": \"CARD-1"), "computed names are not stored");
        Assert.That(text, Does.EndWith("}\n"));
    }

    [TestCaseSource(nameof(EveryEvent))]
    public void An_event_is_one_line_and_reads_back_identical(JournalEvent entry)
    {
        var line = RunJson.WriteEvent(entry);

        var back = RunJson.ReadEvent(line, "journal.jsonl", 1);

        Assert.That(line.Count(b => b == '\n'), Is.EqualTo(1));
        Assert.That(line[^1], Is.EqualTo((byte)'\n'));
        Assert.That(back.GetType(), Is.EqualTo(entry.GetType()));
        Assert.That(back.At, Is.EqualTo(entry.At));
        Assert.That(RunJson.WriteEvent(back), Is.EqualTo(line));
    }

    [Test]
    public void A_fault_keeps_every_field_in_the_journal()
    {
        var ended = EveryEvent().OfType<CaseEnded>().Single();

        var back = (CaseEnded)RunJson.ReadEvent(RunJson.WriteEvent(ended), "journal.jsonl", 1);

        Assert.That(back, Is.EqualTo(ended));
    }

    [Test]
    public void A_missing_property_is_an_error_and_not_a_default_value()
    {
        var line = Encoding.UTF8.GetString(RunJson.WriteEvent(EveryEvent().OfType<CheckEvaluated>().Single()));
        var without = line.Replace(",\"sideBand\":true", string.Empty, StringComparison.Ordinal);
        Assert.That(without, Is.Not.EqualTo(line));

        Assert.That(
            () => RunJson.ReadEvent(Encoding.UTF8.GetBytes(without), "journal.jsonl", 7),
            Throws.TypeOf<FormatException>().With.Message.StartsWith("journal.jsonl:7:").And.Message.Contains("sideBand"));
    }

    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{\"event\":\"run-ended\",\"at\":\"2026-01-31T12:00:00Z\",\"cancelled\":false,\"extra\":1}")]
    [TestCase("{\"event\":\"run-ended\",\"at\":\"2026-01-31T12:00:00Z\",\"cancelled\":false,\"cancelled\":true}")]
    [TestCase("{\"event\":\"run-ended\",\"at\":\"2026-01-31T12:00:00\",\"cancelled\":false}")]
    [TestCase("{\"event\":\"run-finished\",\"at\":\"2026-01-31T12:00:00Z\",\"cancelled\":false}")]
    [TestCase("{\"event\":\"run-ended\",\"at\":\"2026-01-31T12:00:00Z\",\"cancelled\":false} {}")]
    [TestCase("{\"event\":\"case-not-run\",\"at\":\"2026-01-31T12:00:00Z\",\"key\":{\"iut\":\"i\",\"case\":\"c\",\"variant\":\"\"},\"reason\":3,\"reasonText\":\"\"}")]
    [TestCase("{\"event\":\"case-not-run\",\"at\":\"2026-01-31T12:00:00Z\",\"key\":{\"iut\":null,\"case\":\"c\",\"variant\":\"\"},\"reason\":\"cancelled\",\"reasonText\":\"\"}")]
    public void A_line_that_is_no_event_is_refused_with_file_and_line(string line)
    {
        Assert.That(
            () => RunJson.ReadEvent(Encoding.UTF8.GetBytes(line), "journal.jsonl", 12),
            Throws.TypeOf<FormatException>().With.Message.StartsWith("journal.jsonl:12:"));
    }

    [Test]
    public void A_plan_of_another_version_or_with_a_case_twice_is_refused()
    {
        var plan = FullPlan();

        Assert.That(() => Read(plan with { Version = 2 }), Throws.TypeOf<FormatException>().With.Message.Contains("version 2"));
        Assert.That(() => Read(plan with { Cases = [Case, Case] }), Throws.TypeOf<FormatException>().With.Message.Contains("planned twice"));
        Assert.That(() => Read(plan with { Iuts = [plan.Iuts[0], plan.Iuts[0]] }), Throws.TypeOf<FormatException>().With.Message.Contains("IUT card-1"));
        Assert.That(() => Read(plan with { Iuts = [] }), Throws.TypeOf<FormatException>().With.Message.Contains("does not have"));
        Assert.That(
            () => RunJson.ReadPlan("{\n  \"version\": x"u8, "p.json"),
            Throws.TypeOf<FormatException>().With.Message.StartsWith("p.json:2:"));
    }

    private static RunPlan Read(RunPlan plan) => RunJson.ReadPlan(RunJson.WritePlan(plan), "plan.json");
}
