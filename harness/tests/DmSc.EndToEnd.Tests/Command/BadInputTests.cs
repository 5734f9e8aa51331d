using System.Diagnostics;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

public sealed class BadInputTests
{
    [Test]
    public async Task A_typo_in_a_case_is_named_by_file_line_and_column()
    {
        using var folder = new TemporaryFolder();
        var root = folder.CopyOfData();
        var file = Directory.GetFiles(Path.Combine(root, "testcases", "card"), "*.yaml").Order(StringComparer.Ordinal).First();
        var lines = await File.ReadAllLinesAsync(file);
        var at = Array.FindIndex(lines, l => l.StartsWith("title:", StringComparison.Ordinal));
        lines[at] = lines[at].Replace("title:", "titel:", StringComparison.Ordinal);
        await File.WriteAllLinesAsync(file, lines);

        var lint = await Dmsc.RunAsync(root, ["lint"]);
        var run = await Dmsc.RunAsync(root, ["run", "--out", folder.File("run")]);

        Assert.That(lint.ExitCode, Is.EqualTo(3), lint.ToString);
        Assert.That(lint.Output + lint.Error, Does.Match($@"{Path.GetFileName(file)}:{at + 1}:1: error \w+: .*titel"));
        Assert.That(run.ExitCode, Is.EqualTo(3), run.ToString);
        Assert.That(Directory.Exists(folder.File("run")), Is.False, "nothing may be run or written");
    }

    [Test]
    public async Task An_unreadable_ics_is_one_error()
    {
        using var folder = new TemporaryFolder();
        var root = folder.CopyOfData();
        await File.WriteAllTextAsync(Path.Combine(root, "fixtures", "iuts", "reference-card", "ics.yaml"), "role: card\nanswers: [not, a, map\n");

        var run = await Dmsc.RunAsync(root, ["run", "--out", folder.File("run")]);

        Assert.That(run.ExitCode, Is.EqualTo(3), run.ToString);
        Assert.That(run.Error, Does.Match(@"ics\.yaml:\d+:\d+: error"));
    }

    [Test]
    public async Task A_truncated_bootstrap_file_of_ours_is_one_error_and_never_a_verdict_on_the_card()
    {
        using var folder = new TemporaryFolder();
        var root = folder.CopyOfData();
        foreach (var file in Directory.GetFiles(Path.Combine(root, "fixtures", "bootstrap"), "*.wbxml"))
        {
            var octets = await File.ReadAllBytesAsync(file);
            await File.WriteAllBytesAsync(file, octets[..(octets.Length / 2)]);
        }

        var run = await Dmsc.RunAsync(root, ["run", "--out", folder.File("run")]);

        Assert.That(run.ExitCode, Is.EqualTo(3), run.ToString);
        Assert.That(run.Error, Does.Match(@"\.yaml:\d+:\d+: error IMAGE\d+: .*octets"));
    }

    [Test]
    public async Task A_card_image_that_contains_itself_is_one_error()
    {
        using var folder = new TemporaryFolder();
        var root = folder.CopyOfData();
        var image = Path.Combine(root, "fixtures", "cards", "reference.yaml");
        await File.WriteAllTextAsync(image, "include: reference.yaml\n");

        var run = await Dmsc.RunAsync(root, ["run", "--out", folder.File("run")]);

        Assert.That(run.ExitCode, Is.EqualTo(3), run.ToString);
        Assert.That(run.Error, Does.Match(@"reference\.yaml:\d+:\d+: error"));
    }

    [Test]
    public async Task A_disk_that_fills_up_ends_the_run_with_one_error_and_loses_nothing()
    {
        using var folder = new TemporaryFolder();
        var disk = folder.File("disk");
        Directory.CreateDirectory(disk);
        // Room for the plan and a part of the journal, however many cases there will be.
        var plan = (await Dmsc.RunAsync("plan", "--json")).Output.Length;
        if (!await MountAsync(disk, (plan / 1024) + 160))
        {
            ForeignTool.Missing("mounting a small file system needs root");
        }

        try
        {
            var run = await Dmsc.RunAsync("run", "--out", Path.Combine(disk, "run"));

            Assert.That(run.ExitCode, Is.EqualTo(2).Or.EqualTo(3), run.ToString);
            Assert.That(run.Error.Trim().Split('\n'), Has.Length.EqualTo(1), run.ToString);
            var report = await Dmsc.RunAsync("report", Path.Combine(disk, "run"), "--dry-run");
            Assert.That(report.ExitCode, Is.EqualTo(2), report.ToString);
            Assert.That(report.LastLine(), Does.Contain(" 0 failed"));
        }
        finally
        {
            using var unmount = Process.Start("umount", [disk]);
            await unmount.WaitForExitAsync();
        }
    }

    [Test]
    public async Task An_unknown_option_is_a_usage_error()
    {
        var run = await Dmsc.RunAsync("run", "--no-such-option");
        Assert.That(run.ExitCode, Is.EqualTo(3), run.ToString);
    }

    private static async Task<bool> MountAsync(string folder, int kibibytes)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", folder]) { RedirectStandardError = true, UseShellExecute = false })!;
        await mount.WaitForExitAsync();
        return mount.ExitCode == 0;
    }
}
