using System.Text.Json;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Tests.Reports;

namespace DmSc.EndToEnd.Tests.Reports;

/// <summary>Our reports, read by the programs they are meant for.</summary>
internal sealed class ForeignReaderTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void MakeRun() => _folder = Directory.CreateTempSubdirectory("dmsc-readers-").FullName;

    [TearDown]
    public void RemoveRun() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Allure_counts_and_sorts_our_results_as_the_tables_say()
    {
        var run = new SampleRun().AddIut("one").AddIut("two");
        run.AddAllRows("one").AddAllRows("two").WriteAll(_folder);

        var report = await Generate(Path.Combine(_folder, "allure-results"));

        using var summary = Read(report, "widgets/summary.json");
        var statistic = summary.RootElement.GetProperty("statistic");
        using var categories = Read(report, "data/categories.json");
        var found = categories.RootElement.GetProperty("children").EnumerateArray()
            .ToDictionary(c => c.GetProperty("name").GetString()!, Leaves);
        using (Assert.EnterMultipleScope())
        {
            // Per IUT: 12 cases and 9 items. None hides behind that of the other IUT as a "retry".
            Assert.That(Count(statistic, "total"), Is.EqualTo(2 * 21));
            Assert.That(Count(statistic, "passed"), Is.EqualTo(2 * (1 + 1)));
            Assert.That(Count(statistic, "failed"), Is.EqualTo(2 * (4 + 2)));
            Assert.That(Count(statistic, "broken"), Is.EqualTo(2 * (4 + 1)));
            Assert.That(Count(statistic, "skipped"), Is.EqualTo(2 * (3 + 5)));
            Assert.That(Count(statistic, "unknown"), Is.Zero);
            Assert.That(found, Is.EquivalentTo(new Dictionary<string, int>
            {
                ["Non-conformity"] = 2 * (2 + 1),
                ["Waived"] = 2 * (1 + 1),
                ["Stale waiver"] = 2,
                ["Inconclusive"] = 2 * (2 + 1),
                ["Harness fault"] = 2 * 2,
                ["Not run"] = 2 * (1 + 1),
                ["Untested"] = 2,
                ["Declared"] = 2,
                ["Not claimed"] = 2,
                ["Not selected"] = 2,
                ["Not applicable"] = 2 * (1 + 1),
            }));
        }
    }

    [Test]
    public async Task A_foreign_junit_reader_finds_the_same_counts()
    {
        SampleRun.Everything(SampleRun.Hostile).WriteAll(_folder);
        var results = Directory.CreateDirectory(Path.Combine(_folder, "as-junit")).FullName;
        File.Copy(Path.Combine(_folder, "junit.xml"), Path.Combine(results, "junit.xml"));

        var report = await Generate(results);

        using var summary = Read(report, "widgets/summary.json");
        var statistic = summary.RootElement.GetProperty("statistic");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Count(statistic, "total"), Is.EqualTo(21));
            Assert.That(Count(statistic, "passed"), Is.EqualTo(2));
            Assert.That(Count(statistic, "failed"), Is.EqualTo(3 + 2), "failures");
            Assert.That(Count(statistic, "broken"), Is.EqualTo(5 + 3), "errors");
            Assert.That(Count(statistic, "skipped"), Is.EqualTo(3 + 3));
        }
    }

    [TestCase("report.json", "report.schema.json", "ordinary text")]
    [TestCase("scr-matrix.json", "scr-matrix.schema.json", "ordinary text")]
    [TestCase("report.json", "report.schema.json", SampleRun.Hostile)]
    [TestCase("scr-matrix.json", "scr-matrix.schema.json", SampleRun.Hostile)]
    public async Task Public_json_obeys_its_schema(string file, string schema, string text)
    {
        ForeignTool.RequireNpm("ajv");
        SampleRun.Everything(text).WriteAll(_folder);

        var (exitCode, output, error) = await Validate(Path.Combine(_folder, file), schema);

        Assert.That(exitCode, Is.Zero, output + error);
    }

    [Test]
    public async Task The_schema_refuses_an_unknown_status()
    {
        ForeignTool.RequireNpm("ajv");
        SampleRun.Everything().WriteAll(_folder);
        var path = Path.Combine(_folder, "scr-matrix.json");
        var json = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, json.Replace("\"UNTESTED\"", "\"PERHAPS\"", StringComparison.Ordinal));

        var (exitCode, output, error) = await Validate(path, "scr-matrix.schema.json");

        Assert.That(exitCode, Is.EqualTo(1), output + error);
    }

    [Test]
    public async Task Coreutils_agree_with_our_sums()
    {
        ForeignTool.Require("sha256sum", "coreutils");
        SampleRun.Everything().WriteAll(_folder);

        var (exitCode, output, error) = await ForeignTool.RunAsync(_folder, "/usr/bin/sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS");

        Assert.That(exitCode, Is.Zero, output + error);
    }

    private static Task<ToolResult> Validate(string file, string schema) =>
        ForeignTool.RunAsync(ForeignTool.Tools, "node", "validate.mjs", Path.Combine(ForeignTool.RepositoryRoot, "reports", schema), file);

    private static JsonDocument Read(string report, string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(report, name)));

    private static int Count(JsonElement statistic, string name) => statistic.GetProperty(name).GetInt32();

    private static int Leaves(JsonElement node) =>
        node.TryGetProperty("children", out var children) ? children.EnumerateArray().Sum(Leaves) : 1;

    private async Task<string> Generate(string results)
    {
        var allure = Path.Combine(ForeignTool.RequireNpm("allure-commandline"), "dist", "bin", "allure");
        var report = Path.Combine(_folder, "allure-report");
        var (exitCode, output, error) = await ForeignTool.RunAsync(_folder, "/bin/sh", allure, "generate", results, "-o", report, "--clean");
        Assert.That(exitCode, Is.Zero, output + error);
        return report;
    }
}
