using System.Text;
using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;

namespace DmSc.Tests.Model.Runs;

internal sealed class RunFolderTests
{
    private static readonly PlannedCase A = Build.Case("card-1", "A", [Build.Ref("GEN-1")]);
    private static readonly byte[] Plan = RunJson.WritePlan(Build.Plan([Build.Iut("card-1", IutRole.Card, [Build.Item("GEN-1")])], A));

    private string _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dmsc-run-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, true);

    private RunReading Read(string journal)
    {
        File.WriteAllBytes(Path.Combine(_folder, RunFolder.PlanFile), Plan);
        File.WriteAllText(Path.Combine(_folder, RunFolder.JournalFile), journal);
        return RunFolder.Read(_folder);
    }

    private static string Lines(params JournalEvent[] events) => string.Concat(events.Select(e => Encoding.UTF8.GetString(RunJson.WriteEvent(e))));

    private static JournalEvent[] Passing =>
    [
        Build.RunStarted(hash: RunFolder.HashOf(Plan)), Build.Started(A), Build.Checked(A, "c", Verdict.Pass), Build.Ended(A, Verdict.Pass), Build.RunEnded(),
    ];

    [Test]
    public void A_whole_journal_is_read_without_a_complaint()
    {
        var journal = Lines(Passing);

        var reading = Read(journal);

        Assert.That(reading.Record.Outcomes.Single().Verdict, Is.EqualTo(Verdict.Pass));
        Assert.That(reading.Record.Complete, Is.True);
        Assert.That(reading.Diagnostics, Is.Empty);
        Assert.That(reading.JournalLength, Is.EqualTo(Encoding.UTF8.GetByteCount(journal)));
    }

    [Test]
    public void Wherever_the_journal_is_cut_it_is_read_and_never_passes_before_the_end_of_the_case()
    {
        var journal = Lines(Passing);
        var endOfCase = Lines(Passing[..4]).Length;

        for (var length = 0; length <= journal.Length; length += 7)
        {
            var reading = Read(journal[..length]);
            var passed = reading.Record.Outcomes.Single().Verdict == Verdict.Pass;

            Assert.That(passed, Is.EqualTo(length >= endOfCase), $"cut at {length}");
            Assert.That(reading.Diagnostics.Any(d => d.Code == "RUN002"), Is.EqualTo(length > 0 && journal[length - 1] != '\n'), $"cut at {length}");
            Assert.That(reading.JournalLength, Is.EqualTo(journal.LastIndexOf('\n', Math.Max(0, length - 1)) + 1));
        }
    }

    [Test]
    public void A_corrupt_line_in_the_middle_is_an_error_with_its_number()
    {
        var lines = Lines(Passing).Split('\n');
        lines[2] = lines[2][..20];

        Assert.That(() => Read(string.Join('\n', lines)), Throws.TypeOf<FormatException>().With.Message.Contains("journal.jsonl:3:"));
    }

    [Test]
    public void A_contradiction_names_its_line()
    {
        Assert.That(() => Read(Lines(Passing[0], Build.Ended(A, Verdict.Pass))), Throws.TypeOf<FormatException>().With.Message.Contains("journal.jsonl:2: "));
    }

    [Test]
    public void A_journal_of_an_edited_plan_is_refused()
    {
        Assert.That(() => Read(Lines(Build.RunStarted(hash: "1234"))), Throws.TypeOf<FormatException>().With.Message.Contains("SHA-256 1234"));
    }

    [Test]
    public void A_plan_without_a_journal_was_not_run()
    {
        File.WriteAllBytes(Path.Combine(_folder, RunFolder.PlanFile), Plan);

        var reading = RunFolder.Read(_folder);

        Assert.That(reading.Record.Outcomes.Single().Disposition, Is.EqualTo(Disposition.NotRun));
        Assert.That(reading.Record.Complete, Is.False);
        Assert.That(reading.Diagnostics.Single().Code, Is.EqualTo("RUN001"));
    }

    [Test]
    public void Lines_longer_than_a_read_are_put_together()
    {
        var big = Build.Checked(A, "c", Verdict.Pass) with { Observed = new string('x', 300_000) };

        var reading = Read(Lines(Passing[0], Passing[1], big, Passing[3], Passing[4]));

        Assert.That(reading.Record.Outcomes.Single().Checks.Single().Observed, Has.Length.EqualTo(300_000));
    }
}
