using System.Text.Json;
using System.Text.RegularExpressions;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

public sealed class RunTests
{
    private static readonly Regex Counts = new(@"^\d+ passed, \d+ failed, \d+ inconclusive, \d+ faulted, \d+ skipped$", RegexOptions.NonBacktracking);

    [Test]
    public async Task A_run_of_the_embedded_station_ends_with_all_items_and_the_counts()
    {
        using var folder = new TemporaryFolder();

        var result = await Dmsc.RunAsync("run", "--out", folder.File("run"));

        Assert.That(result.ExitCode, Is.EqualTo(2), result.ToString);
        Assert.That(result.LastLine(), Does.Match(Counts.ToString()).And.Contain(" 0 failed, 0 inconclusive, 0 faulted, 0 skipped"));
        using var matrix = Json(folder.File("run/scr-matrix.json"));
        var items = matrix.RootElement.GetProperty("items").EnumerateArray().ToList();
        Assert.That(items, Has.Count.EqualTo(154));
        foreach (var item in items)
            Assert.That(result.Output, Does.Contain(item.GetProperty("id").GetString()!));
        Assert.That(Status(items, "DM-SC-GEN-2"), Is.EqualTo("PASS"));
        Assert.That(Status(items, "DM-SC-GEN-6"), Is.EqualTo("PASS"));
        Assert.That(Status(items, "DM-SC-GEN-8"), Is.EqualTo("PASS"));
    }

    [Test]
    public async Task A_partial_result_meets_the_gate_only_when_that_was_allowed()
    {
        using var folder = new TemporaryFolder();
        var result = await Dmsc.RunAsync("run", "--allow-partial", "--out", folder.File("run"));
        Assert.That(result.ExitCode, Is.Zero, result.ToString);
    }

    [Test]
    public async Task A_run_leaves_every_report()
    {
        using var folder = new TemporaryFolder();
        await Dmsc.RunAsync("run", "--out", folder.File("run"));
        string[] files = ["plan.json", "journal.jsonl", "report.json", "junit.xml", "scr-matrix.html", "scr-matrix.json", "scr-matrix.md", "SHA256SUMS", "allure-results/categories.json"];
        Assert.That(files.Where(f => !File.Exists(folder.File("run/" + f))), Is.Empty);
    }

    [Test]
    public async Task A_selection_of_one_case_is_not_a_pass_of_its_items()
    {
        using var folder = new TemporaryFolder();
        var list = await Dmsc.RunAsync("list", "--json");
        var first = JsonDocument.Parse(list.Output).RootElement.EnumerateArray().First(c => c.GetProperty("requirements").EnumerateArray().Any(r => r.GetString()!.StartsWith("DM-SC-GEN-2", StringComparison.Ordinal))).GetProperty("id").GetString()!;

        var result = await Dmsc.RunAsync("run", "--select", first, "--out", folder.File("run"));

        Assert.That(result.ExitCode, Is.EqualTo(2), result.ToString);
        using var matrix = Json(folder.File("run/scr-matrix.json"));
        Assert.That(Status([.. matrix.RootElement.GetProperty("items").EnumerateArray()], "DM-SC-GEN-2"), Is.EqualTo("NOT RUN"));
    }

    [Test]
    public async Task A_selection_of_nothing_has_an_exit_code_of_its_own()
    {
        using var folder = new TemporaryFolder();
        var result = await Dmsc.RunAsync("run", "--select", "NO-SUCH-CASE-*", "--out", folder.File("run"));
        Assert.That(result.ExitCode, Is.EqualTo(4), result.ToString);
    }

    [Test]
    public async Task Reports_made_again_from_plan_and_journal_are_the_same()
    {
        using var folder = new TemporaryFolder();
        await Dmsc.RunAsync("run", "--allow-partial", "--out", folder.File("run"));
        var matrix = await File.ReadAllBytesAsync(folder.File("run/scr-matrix.json"));
        var junit = await File.ReadAllBytesAsync(folder.File("run/junit.xml"));
        File.Delete(folder.File("run/scr-matrix.json"));
        Directory.Delete(folder.File("run/allure-results"), recursive: true);

        var again = await Dmsc.RunAsync("report", folder.File("run"), "--allow-partial");

        Assert.That(again.ExitCode, Is.Zero, again.ToString);
        Assert.That(await File.ReadAllBytesAsync(folder.File("run/scr-matrix.json")), Is.EqualTo(matrix));
        Assert.That(await File.ReadAllBytesAsync(folder.File("run/junit.xml")), Is.EqualTo(junit));
        Assert.That(Directory.GetFiles(folder.File("run/allure-results"), "*-result.json"), Is.Not.Empty);
    }

    [Test]
    public async Task A_killed_run_is_completed_by_resume()
    {
        using var folder = new TemporaryFolder();
        var whole = await Dmsc.RunAsync("run", "--out", folder.File("whole"));
        await Dmsc.RunAsync("run", "--out", folder.File("run"));
        CutJournalInTheMiddle(folder.File("run/journal.jsonl"));
        var before = await Dmsc.RunAsync("report", folder.File("run"));
        Assert.That(before.ExitCode, Is.EqualTo(2), before.ToString);
        Assert.That(before.LastLine(), Does.Not.Contain(" 0 skipped"));

        var resumed = await Dmsc.RunAsync("run", "--resume", folder.File("run"), "--allow-partial");

        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString);
        Assert.That(resumed.LastLine(), Is.EqualTo(whole.LastLine()));
    }

    internal static JsonDocument Json(string path) => JsonDocument.Parse(File.ReadAllBytes(path));

    internal static string Status(IReadOnlyList<JsonElement> items, string id) =>
        items.Single(i => i.GetProperty("id").GetString() == id).GetProperty("status").GetString()!;

    // What kill -9 leaves: whole lines, and a last one that is torn.
    private static void CutJournalInTheMiddle(string journal)
    {
        using var stream = new FileStream(journal, FileMode.Open, FileAccess.ReadWrite);
        stream.SetLength((stream.Length / 2) - 7);
    }
}
