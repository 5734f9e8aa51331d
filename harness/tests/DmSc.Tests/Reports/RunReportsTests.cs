using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;
using DmSc.Model.Requirements;
using DmSc.Model.Rollup;
using DmSc.Model.Verdicts;
using DmSc.Reports;
using DmSc.Reports.Allure;
using DmSc.Reports.Projection;
using DmSc.Reports.ScrMatrix;

namespace DmSc.Tests.Reports;

internal sealed class RunReportsTests : ReportFixture
{
    [Test]
    public void The_same_input_gives_the_same_octets_and_a_rebuild_leaves_nothing_behind()
    {
        var run = SampleRun.Everything();
        run.WriteAll(Folder);
        var first = Snapshot();
        File.WriteAllText(At("allure-results/0000-old-result.json"), "{}");
        File.WriteAllText(At("evidence/reference-card-CASE-PASS/attempt-9.txt"), "old");
        File.WriteAllText(At("junit.xml.part"), "half");
        Directory.CreateDirectory(At("allure-results.part"));
        File.WriteAllText(At("allure-results.part/x-result.json"), "half");

        run.WriteAll(Folder);

        Assert.That(Snapshot(), Is.EqualTo(first));
    }

    [Test]
    public void Plan_journal_and_frames_are_never_touched()
    {
        var run = SampleRun.Everything();
        run.WriteEvidence(Folder);
        var before = Snapshot();

        RunReports.WriteAll(run.Record(), run.Judgement(), run.Gate, Folder);

        var after = Snapshot();
        Assert.That(before.Select(f => after.GetValueOrDefault(f.Key)), Is.EqualTo(before.Values));
    }

    [Test]
    public void A_crash_between_the_two_renames_of_a_folder_loses_no_older_set()
    {
        var run = SampleRun.Everything();
        run.WriteAll(Folder);
        var first = Snapshot();
        Directory.Move(At("allure-results"), At("allure-results.old.part"));

        run.WriteAll(Folder);

        Assert.That(Snapshot(), Is.EqualTo(first));
    }

    [TestCase("report.json")]
    [TestCase("scr-matrix.json")]
    [TestCase("scr-matrix.html")]
    [TestCase("scr-matrix.md")]
    [TestCase("junit.xml")]
    [TestCase("SHA256SUMS")]
    public void A_report_that_cannot_be_written_is_named(string name)
    {
        var run = SampleRun.Everything();
        Directory.CreateDirectory(At(name));
        File.WriteAllText(Path.Combine(At(name), "in-the-way"), "x");
        run.WriteEvidence(Folder);

        var error = Assert.Throws<ReportWriteException>(() => RunReports.WriteAll(run.Record(), run.Judgement(), run.Gate, Folder));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(error!.FilePath, Is.EqualTo(At(name)));
            Assert.That(error.Message, Does.Contain(At(name)));
            Assert.That(Directory.EnumerateFileSystemEntries(Folder, "*.part", SearchOption.AllDirectories), Is.Empty);
        }
    }

    [Test]
    public void A_full_disk_gives_one_clear_error_and_keeps_the_older_report()
    {
        if (!File.Exists("/dev/full"))
            Assert.Ignore("This system has no /dev/full to stand for a full disk.");
        var run = SampleRun.Everything();
        run.WriteAll(Folder);
        var old = File.ReadAllBytes(At("junit.xml"));
        File.CreateSymbolicLink(At("junit.xml.part"), "/dev/full");

        var error = Assert.Throws<ReportWriteException>(() => run.WriteAll(Folder));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(error!.FilePath, Is.EqualTo(At("junit.xml")));
            Assert.That(File.ReadAllBytes(At("junit.xml")), Is.EqualTo(old));
            Assert.That(File.Exists(At("SHA256SUMS")), Is.False, "a half-renewed set must not look whole");
        }
    }

    [Test]
    public void Two_iuts_two_variants_and_two_station_classes_share_no_history()
    {
        var run = new SampleRun().AddIut("one").AddIut("two");
        run.AddAllRows("one").AddAllRows("two").AddCase("one", "CASE-PASS", "DM-BOOT-C-002", Verdict.Pass, variant: "channel=1");
        run.WriteAll(Folder);
        var ids = AllureResults().Select(r => r.GetProperty("historyId").GetString()).ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(ids, Is.Unique);
            Assert.That(ids, Has.Count.EqualTo((2 * (12 + 9)) + 1));
            Assert.That(AllureResults().Select(r => r.GetProperty("fullName").GetString()), Is.Unique);
            Assert.That(
                AllureProjection.HistoryId("A", "", "one", "embedded"), Is.Not.EqualTo(AllureProjection.HistoryId("A", "", "one", "real-reader")));
            Assert.That(AllureProjection.HistoryId("AB", "C", "one", "x"), Is.Not.EqualTo(AllureProjection.HistoryId("A", "BC", "one", "x")));
        }
    }

    [Test]
    public void History_does_not_depend_on_the_run()
    {
        SampleRun.Everything("a").WriteAll(At("a"));
        SampleRun.Everything("b").WriteAll(At("b"));

        Assert.That(HistoryIds("b"), Is.EquivalentTo(HistoryIds("a")));
    }

    [Test]
    public void Hostile_text_stays_text_in_every_report()
    {
        SampleRun.Everything(SampleRun.Hostile).WriteAll(Folder);

        var html = File.ReadAllText(At("scr-matrix.html"));
        var markdown = File.ReadAllText(At("scr-matrix.md"));
        var transcript = File.ReadAllText(At("evidence/reference-card-CASE-FAIL/attempt-1.txt"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(html, Does.Not.Contain("<script>alert"));
            Assert.That(html, Does.Contain("&lt;script&gt;alert(1)"));
            Assert.That(html, Does.Not.Contain("\u202E").And.Not.Contain("\u0001").And.Not.Contain("\u001B"));
            Assert.That(markdown, Does.Not.Contain("<script>").And.Not.Contain("\u001B"));
            Assert.That(transcript, Does.Not.Contain("\u001B").And.Contains("\\u{1B}[31m"));
            Assert.That(XDocument.Load(At("junit.xml")).Descendants("failure").First().Attribute("message")!.Value, Does.Contain("]]>").And.Contain("\\u{1}"));
            Assert.That(AllureResults(), Is.Not.Empty);
            Assert.That(() => JsonDocument.Parse(File.ReadAllBytes(At("report.json"))), Throws.Nothing);
            Assert.That(File.ReadAllText(At("allure-results/environment.properties")), Does.Not.Contain("\u001B"));
        }
    }

    [Test]
    public void Allure_attachments_never_look_like_junit_reports()
    {
        SampleRun.Everything().WriteAll(Folder);
        var result = Allure("CASE-FAIL on reference-card");
        var attachment = result.GetProperty("attachments")[0];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Directory.EnumerateFiles(At("allure-results"), "*.xml"), Is.Empty);
            Assert.That(attachment.GetProperty("type").GetString(), Is.EqualTo("text/plain"));
            Assert.That(File.ReadAllText(At("allure-results/" + attachment.GetProperty("source").GetString())), Does.Contain("00A4040C 0CA00000"));
            Assert.That(result.GetProperty("steps")[0].GetProperty("parameters")[1].GetProperty("value").GetString(), Does.StartWith("6A82"));
        }
    }

    [Test]
    public void Transcripts_of_passes_can_be_left_out_of_allure()
    {
        SampleRun.Everything().WriteAll(Folder, new ReportOptions { Attachments = TranscriptAttachments.NonPass });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Allure("CASE-PASS on reference-card").GetProperty("attachments").GetArrayLength(), Is.Zero);
            Assert.That(Allure("CASE-FAIL on reference-card").GetProperty("attachments").GetArrayLength(), Is.EqualTo(1));
        }
    }

    [Test]
    public void The_ci_job_is_told_only_when_there_is_one()
    {
        SampleRun.Everything().WriteAll(Folder);
        Assert.That(File.Exists(At("allure-results/executor.json")), Is.False);

        SampleRun.Everything().WriteAll(Folder, new ReportOptions { Executor = new CiExecutor("Jenkins", "jenkins", "lab #7", new Uri("https://ci.example/7"), 7) });
        using var executor = JsonDocument.Parse(File.ReadAllBytes(At("allure-results/executor.json")));
        Assert.That(executor.RootElement.GetProperty("buildOrder").GetInt64(), Is.EqualTo(7));
    }

    [Test]
    public void Junit_counts_what_it_contains()
    {
        SampleRun.Everything().WriteAll(Folder);

        using (Assert.EnterMultipleScope())
        {
            foreach (var suite in XDocument.Load(At("junit.xml")).Descendants().Where(e => e.Name.LocalName is "testsuite" or "testsuites"))
            {
                Assert.That((int)suite.Attribute("tests")!, Is.EqualTo(suite.Descendants("testcase").Count()));
                Assert.That((int)suite.Attribute("failures")!, Is.EqualTo(suite.Descendants("failure").Count()));
                Assert.That((int)suite.Attribute("errors")!, Is.EqualTo(suite.Descendants("error").Count()));
                Assert.That((int)suite.Attribute("skipped")!, Is.EqualTo(suite.Descendants("skipped").Count()));
            }
        }
    }

    [Test]
    public void Junit_names_the_requirements_of_a_case()
    {
        SampleRun.Everything().WriteAll(Folder);

        Assert.That(JUnit("CASE-FAIL").Descendants("property").Select(p => p.Attribute("value")!.Value), Is.EqualTo(new[] { "DM-BOOT-C-001" }));
    }

    [Test]
    public void The_sums_cover_every_other_file_and_are_right()
    {
        SampleRun.Everything().WriteAll(Folder);
        var listed = File.ReadLines(At("SHA256SUMS")).ToDictionary(l => l[66..], l => l[..64]);
        var there = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Folder, f)).Where(f => f != "SHA256SUMS");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(listed.Keys, Is.EquivalentTo(there));
            Assert.That(listed.All(p => p.Value == Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(At(p.Key))))), Is.True);
        }
    }

    [Test]
    public void The_matrix_in_json_has_the_published_shape()
    {
        SampleRun.Everything().WriteAll(Folder);
        using var json = JsonDocument.Parse(File.ReadAllBytes(At("scr-matrix.json")));
        var item = json.RootElement.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("id").GetString() == "DM-BOOT-C-003");
        var perIut = item.GetProperty("perIut")[0];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(json.RootElement.GetProperty("version").GetInt32(), Is.EqualTo(1));
            Assert.That(json.RootElement.GetProperty("run").GetString(), Is.EqualTo("2026-03-04-run"));
            Assert.That(item.GetProperty("status").GetString(), Is.EqualTo("FAIL"));
            Assert.That(item.GetProperty("label").GetString(), Is.EqualTo("FAIL (waived)"));
            Assert.That(perIut.GetProperty("iut").GetString(), Is.EqualTo("reference-card"));
            Assert.That(perIut.GetProperty("waived").GetBoolean(), Is.True);
            Assert.That(perIut.GetProperty("cases")[0].GetProperty("outcome").GetString(), Is.EqualTo("FAIL (waived)"));
        }
    }

    [Test]
    public void The_schemas_know_exactly_the_words_that_are_printed()
    {
        foreach (var name in new[] { "scr-matrix.schema.json", "report.schema.json" })
        {
            using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryRoot(), "reports", name)));
            var defs = schema.RootElement.GetProperty("$defs");
            using (Assert.EnterMultipleScope())
            {
                Assert.That(Words(defs.GetProperty("itemStatus")), Is.EquivalentTo(Enum.GetValues<ItemStatus>().Select(StatusWords.Of)));
                Assert.That(Words(defs.GetProperty("overall")), Is.EquivalentTo(Enum.GetValues<OverallStatus>().Select(StatusWords.Of)));
                Assert.That(Words(defs.GetProperty("role")), Is.EquivalentTo(Enum.GetValues<IutRole>().Select(StatusWords.Of)));
                Assert.That(Words(defs.GetProperty("waiver").GetProperty("properties").GetProperty("state")), Is.EquivalentTo(Enum.GetValues<WaiverState>().Select(StatusWords.Of)));
                if (defs.TryGetProperty("caseOutcome", out var outcomes))
                    Assert.That(Words(outcomes), Is.EquivalentTo(Enum.GetValues<CaseClass>().Select(StatusWords.Of)));
            }
        }
    }

    [TestCase(100)]
    [TestCase(160)]
    public void The_text_matrix_has_a_line_per_item_and_keeps_to_the_terminal(int width)
    {
        var lines = MatrixText.Render(SampleRun.Everything(new string('x', 300)).Judgement(), width).Split('\n');
        var items = lines.Skip(1).TakeWhile(l => l.Length > 0).ToList();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(items, Has.Count.EqualTo(9));
            Assert.That(items.Select(l => l.Length), Has.All.LessThanOrEqualTo(width));
            Assert.That(items[2], Does.StartWith("DM-BOOT-C-003  M    FAIL (waived)").And.Contain("reason of DM-BOOT-C-003"));
        }
    }

    [Test]
    public void Many_results_need_little_memory_at_once()
    {
        var run = new SampleRun().AddIut("card").AddItem("card", "DM-BOOT-C-001", ItemStatus.Pass);
        for (var i = 0; i < 2_000; i++)
            run.AddCase("card", $"CASE-{i:D5}", "DM-BOOT-C-001", Verdict.None, Disposition.NotRun, DispositionReason.Cancelled);
        var (record, judgement) = (run.Record(), run.Judgement());
        RunReports.WriteAll(record, judgement, run.Gate, Folder);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        RunReports.WriteAll(record, judgement, run.Gate, Folder);

        var perResult = (GC.GetTotalAllocatedBytes(precise: true) - before) / 2_000;
        Assert.That(perResult, Is.LessThan(120_000), "octets allocated per result");
        Assert.That(File.ReadAllText(At("scr-matrix.html")), Does.Contain("and 1800 more cases"));
    }

    private static string RepositoryRoot() => typeof(RunReportsTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    private static IEnumerable<string> Words(JsonElement schema) => schema.GetProperty("enum").EnumerateArray().Select(v => v.GetString()!);

    private IEnumerable<string> HistoryIds(string sub) => Directory.EnumerateFiles(At(sub + "/allure-results"), "*-result.json")
        .Select(f => JsonDocument.Parse(File.ReadAllBytes(f)).RootElement.GetProperty("historyId").GetString()!);

    private SortedDictionary<string, string> Snapshot()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            files[Path.GetRelativePath(Folder, path)] = Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        return files;
    }
}
