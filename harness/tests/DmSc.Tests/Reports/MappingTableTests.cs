using System.Text.Json;
using System.Text.RegularExpressions;
using DmSc.Model.Rollup;
using DmSc.Model.Verdicts;
using DmSc.Reports.Allure;
using DmSc.Reports.JUnit;
using DmSc.Reports.Projection;

namespace DmSc.Tests.Reports;

internal sealed class MappingTableTests : ReportFixture
{
    [TestCase("CASE-PASS", "passed", null, null, "", null)]
    [TestCase("CASE-FAIL", "failed", "failure", "fail", "FAIL: ", "Non-conformity")]
    [TestCase("CASE-FAIL-FAULT", "failed", "failure", "fail", "FAIL: ", "Non-conformity")]
    [TestCase("CASE-WAIVED", "failed", "skipped", null, "WAIVED ", "Waived")]
    [TestCase("CASE-STALE", "failed", "failure", "stale-waiver", "STALE WAIVER: ", "Stale waiver")]
    [TestCase("CASE-INCONCLUSIVE", "broken", "error", "inconclusive", "INCONCLUSIVE: ", "Inconclusive")]
    [TestCase("CASE-NONE", "broken", "error", "inconclusive", "INCONCLUSIVE: ", "Inconclusive")]
    [TestCase("CASE-FAULT", "broken", "error", "harness", "HARNESS: ", "Harness fault")]
    [TestCase("CASE-FAULT-AFTER-PASS", "broken", "error", "harness", "HARNESS: ", "Harness fault")]
    [TestCase("CASE-NA", "skipped", "skipped", null, "N/A: ", "Not applicable")]
    [TestCase("CASE-NOT-SELECTED", "skipped", "skipped", null, "NOT SELECTED: ", "Not selected")]
    [TestCase("CASE-NOT-RUN", "skipped", "error", "not-run", "NOT RUN: ", "Not run")]
    public void A_case_outcome_shows_as_its_row_of_the_table_says(string @case, string allure, string? element, string? type, string prefix, string? category)
    {
        SampleRun.Everything().WriteAll(Folder);

        AssertRow(Allure($"{@case} on reference-card"), @case, allure, element, type, prefix, category);
    }

    [TestCase("DM-BOOT-C-001", "failed", "failure", "fail", "FAIL: ", "Non-conformity")]
    [TestCase("DM-BOOT-C-002", "passed", null, null, "", null)]
    [TestCase("DM-BOOT-C-003", "failed", "failure", "fail", "WAIVED ", "Waived")]
    [TestCase("DM-BOOT-C-004", "broken", "error", "inconclusive", "INCONCLUSIVE: ", "Inconclusive")]
    [TestCase("DM-BOOT-C-005", "skipped", "error", "not-run", "NOT RUN: ", "Not run")]
    [TestCase("DM-SC-GEN-1", "skipped", "error", "untested", "UNTESTED: ", "Untested")]
    [TestCase("DM-SC-GEN-2", "skipped", "skipped", null, "DECLARED: ", "Declared")]
    [TestCase("DM-SC-GEN-3", "skipped", "skipped", null, "NOT CLAIMED: ", "Not claimed")]
    [TestCase("DM-SC-GEN-4", "skipped", "skipped", null, "N/A: ", "Not applicable")]
    public void An_item_status_shows_as_its_row_of_the_table_says(string item, string allure, string? element, string? type, string prefix, string? category)
    {
        SampleRun.Everything().WriteAll(Folder);

        AssertRow(Allure($"SCR {item} on reference-card"), item, allure, element, type, prefix, category);
    }

    [Test]
    public void A_waiver_excuses_a_fail_only_when_it_covers_every_failed_check()
    {
        var run = new SampleRun().AddIut("card").AddItem("card", "DM-BOOT-C-001", ItemStatus.Fail)
            .AddCase("card", "CASE-A", "DM-BOOT-C-001", Verdict.Fail).AddWaiver("card", "CASE-A", WaiverState.Used, check: "another-check");
        run.WriteAll(Folder);

        Assert.That(JUnit("CASE-A").Element("failure"), Is.Not.Null);
    }

    [TestCase(WaiverState.Expired)]
    [TestCase(WaiverState.NotExercised)]
    [TestCase(WaiverState.Unmatched)]
    public void A_waiver_that_was_not_used_excuses_nothing(WaiverState state)
    {
        var run = new SampleRun().AddIut("card").AddItem("card", "DM-BOOT-C-001", ItemStatus.Fail)
            .AddCase("card", "CASE-A", "DM-BOOT-C-001", Verdict.Fail).AddWaiver("card", "CASE-A", state);
        run.WriteAll(Folder);

        Assert.That(JUnit("CASE-A").Element("failure")?.Attribute("type")?.Value, Is.EqualTo("fail"));
    }

    [Test]
    public void A_waiver_of_one_variant_or_of_another_iut_excuses_no_other()
    {
        var run = new SampleRun().AddIut("one").AddIut("two").AddItem("one", "DM-BOOT-C-001", ItemStatus.Fail).AddItem("two", "DM-BOOT-C-001", ItemStatus.Fail)
            .AddCase("one", "CASE-A", "DM-BOOT-C-001", Verdict.Fail, variant: "channel=0")
            .AddCase("one", "CASE-A", "DM-BOOT-C-001", Verdict.Fail, variant: "channel=1")
            .AddCase("two", "CASE-A", "DM-BOOT-C-001", Verdict.Fail, variant: "channel=1")
            .AddWaiver("one", "CASE-A", WaiverState.Used, variant: "channel=1");
        run.WriteAll(Folder);

        var messages = AllureResults().Where(r => r.GetProperty("fullName").GetString()!.StartsWith("CASE-A", StringComparison.Ordinal))
            .ToDictionary(r => r.GetProperty("fullName").GetString()!, Message);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(messages["CASE-A[channel=1] on one"], Does.StartWith("WAIVED "));
            Assert.That(messages["CASE-A[channel=0] on one"], Does.StartWith("FAIL: "));
            Assert.That(messages["CASE-A[channel=1] on two"], Does.StartWith("FAIL: "));
        }
    }

    [Test]
    public void Trouble_of_the_harness_is_never_a_failure_and_nothing_undecided_ever_passes()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(AllureProjection.StatusOf(CaseClass.Fault), Is.EqualTo(AllureStatus.Broken));
            Assert.That(JUnitReport.MarkOf(CaseClass.Fault).Element, Is.EqualTo("error"));
            foreach (var row in Enum.GetValues<CaseClass>().Where(r => r != CaseClass.Pass))
            {
                Assert.That(AllureProjection.StatusOf(row), Is.Not.EqualTo(AllureStatus.Passed), $"{row} in Allure");
                Assert.That(JUnitReport.MarkOf(row).Element, Is.Not.Null, $"{row} in JUnit");
            }

            foreach (var status in Enum.GetValues<ItemStatus>().Where(s => s != ItemStatus.Pass))
            {
                Assert.That(AllureProjection.StatusOf(status), Is.Not.EqualTo(AllureStatus.Passed), $"{status} in Allure");
                Assert.That(JUnitReport.MarkOf(status).Element, Is.Not.Null, $"{status} in JUnit");
            }
        }
    }

    private static string Message(JsonElement result) =>
        result.TryGetProperty("statusDetails", out var details) ? details.GetProperty("message").GetString()! : string.Empty;

    private void AssertRow(JsonElement result, string name, string allure, string? element, string? type, string prefix, string? category)
    {
        var message = Message(result);
        var testcase = JUnit(name);
        var mark = testcase.Elements().SingleOrDefault(e => e.Name.LocalName != "properties");
        using var categories = JsonDocument.Parse(File.ReadAllBytes(At("allure-results/categories.json")));
        var matching = categories.RootElement.EnumerateArray()
            .Where(c => c.GetProperty("matchedStatuses").EnumerateArray().Any(s => s.GetString() == allure))
            .Where(c => Regex.IsMatch(message, $"^(?:{c.GetProperty("messageRegex").GetString()})$", RegexOptions.Singleline, TimeSpan.FromSeconds(5)))
            .Select(c => c.GetProperty("name").GetString()).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.GetProperty("status").GetString(), Is.EqualTo(allure));
            Assert.That(message, prefix.Length == 0 ? Is.Empty : Does.StartWith(prefix));
            Assert.That(matching, category is null ? Is.Empty : Is.EqualTo(new[] { category }));
            Assert.That(mark?.Name.LocalName, Is.EqualTo(element));
            Assert.That(mark?.Attribute("type")?.Value, Is.EqualTo(type));
        }
    }
}
