using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

public sealed class CardCommandTests
{
    [Test]
    public async Task A_card_image_is_shown_with_files_objects_and_message_and_without_secrets()
    {
        var shown = await Dmsc.RunAsync("card", "show", "--image", "fixtures/cards/reference.yaml");

        Assert.That(shown.ExitCode, Is.Zero, shown.ToString);
        Assert.That(shown.Output, Does.Contain("EF_ODF").And.Contain("2.23.43.7.1").And.Contain("ServerID dm.example.com").And.Contain("<SyncML"));
        Assert.That(shown.Output, Does.Contain("AAuthSecret").And.Not.Contain("c-secret").And.Not.Contain("s-secret"));
    }

    [Test]
    public async Task An_image_that_is_not_there_is_one_error()
    {
        var shown = await Dmsc.RunAsync("card", "show", "--image", "fixtures/cards/no-such-card.yaml");
        Assert.That(shown.ExitCode, Is.EqualTo(3), shown.ToString);
        Assert.That(shown.Error, Does.Contain("no-such-card.yaml"));
    }

    [Test]
    public async Task The_doctor_tells_of_every_tool_that_it_is_there_or_how_to_get_it()
    {
        var told = await Dmsc.RunAsync("doctor");

        Assert.That(told.ExitCode, Is.Zero, told.ToString);
        var rows = told.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != ' ').ToList();
        Assert.That(rows, Has.All.Match("^(ok  |--  ) "), told.Output);
        Assert.That(rows.Where(row => row.StartsWith("--", StringComparison.Ordinal)), Has.All.Match("Debian: |Windows: |macOS: "));
        Assert.That(rows, Has.Some.Contains("PC/SC service").And.Some.Contains("pkcs15-tool"));
    }

    [Test]
    public async Task Waivers_of_a_run_without_failures_are_neither_suggested_nor_stale()
    {
        using var folder = new TemporaryFolder();
        await Dmsc.RunAsync("run", "--out", folder.File("run"));
        var suggested = await Dmsc.RunAsync("waivers", "suggest", folder.File("run"));
        var verified = await Dmsc.RunAsync("waivers", "verify", folder.File("run"));
        Assert.That(suggested.ExitCode, Is.Zero, suggested.ToString);
        Assert.That(suggested.Output, Does.Not.Contain("check:"));
        Assert.That(verified.ExitCode, Is.Zero, verified.ToString);
    }
}
