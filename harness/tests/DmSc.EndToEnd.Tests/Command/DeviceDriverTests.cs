using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

public sealed class DeviceDriverTests
{
    private const string Phone = "id: phone\nrole: device\nvendor: V\nproduct: Phone\nversion: \"1\"\n";

    [Test]
    public async Task An_unknown_driver_is_named_by_its_place_with_those_there_are()
    {
        using var folder = new TemporaryFolder();
        var root = await WithPhoneAsync(folder, "driver: adb\n");

        foreach (var command in (string[][])[["lint"], ["run", "--iut", "phone", "--out", folder.File("run")], ["device", "show", "phone"]])
        {
            var result = await Dmsc.RunAsync(root, command);
            Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString);
            Assert.That(result.Output + result.Error, Does.Contain("phone/iut.yaml:6:9: error DRIVER001: there is no driver 'adb' for a device; there are reference, process, operator"));
        }
    }

    [Test]
    public async Task Without_a_terminal_there_is_no_operator_and_no_run()
    {
        using var folder = new TemporaryFolder();
        var root = await WithPhoneAsync(folder, "driver: operator\n");

        var run = await Dmsc.RunAsync(root, ["run", "--iut", "phone", "--out", folder.File("run")]);
        var show = await Dmsc.RunAsync(root, ["device", "show", "phone"]);

        foreach (var result in (ToolResult[])[run, show])
        {
            Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString);
            Assert.That(result.Error, Does.Match(@"phone/iut\.yaml:6:9: the driver 'operator' needs a person at an interactive console"));
        }

        Assert.That(Directory.Exists(folder.File("run")), Is.False, "nothing may be run or written");
    }

    [Test]
    public async Task A_driver_can_be_tried_without_a_run()
    {
        ForeignTool.Require("python3", "python3");
        using var folder = new TemporaryFolder();
        var root = await WithPhoneAsync(folder, "driver: process\nsettings: { working-folder: ../../drivers, command: [python3, sample_driver.py], patience: 20s }\n");

        var result = await Dmsc.RunAsync(root, ["device", "show", "phone", "--do", "reset,power-on,insert-card=mine,report,power-off,report"]);

        Assert.That(result.ExitCode, Is.Zero, result.ToString);
        Assert.That(result.Output, Does.StartWith("Sample device").And.Contain("software: 1.0").And.Contain("cannot StartSession").And.Match("report: on; accounts: not told.*(?s:.*)report: off"));
        var refused = await Dmsc.RunAsync(root, ["device", "show", "phone", "--do", "start-session"]);
        Assert.That(refused.ExitCode, Is.EqualTo(3), refused.ToString);
        Assert.That(refused.Error, Does.Contain("the driver of Sample device cannot do 'start-session'"));
    }

    [Test]
    public async Task A_driver_that_was_changed_is_another_input()
    {
        using var folder = new TemporaryFolder();
        var root = await WithPhoneAsync(folder, "driver: process\nsettings: { working-folder: ../../drivers, command: [python3, sample_driver.py] }\n");

        var plan = await Dmsc.RunAsync(root, ["plan", "--iut", "phone", "--json"]);

        Assert.That(plan.Output, Does.Contain("fixtures/drivers/sample_driver.py"), plan.ToString);
    }

    [Test]
    public async Task An_operator_at_a_terminal_is_asked_and_recorded()
    {
        ForeignTool.Require("script", "bsdutils");
        using var folder = new TemporaryFolder();
        var root = await WithPhoneAsync(folder, "driver: operator\nsettings: { name-env: DMSC_TEST_OPERATOR }\n");

        // 'script' gives the command a terminal; what is typed ahead is what the person answers.
        var typed = @"printf 'perhaps\rd at the second try\rn the display is dark\r'";
        var command = $"env -u CI TERM=xterm DMSC_TEST_OPERATOR=Kim dotnet '{Dmsc.Path}' device show phone --do power-on,power-off";
        var result = await ForeignTool.RunAsync(root, "sh", "-c", $"{{ {typed}; sleep 5; }} | script -qec \"{command}\" /dev/null");

        Assert.That(result.ExitCode, Is.EqualTo(3), result.ToString);
        Assert.That(result.Output, Does.Contain("d or n expected"), "what says neither is asked again");
        Assert.That(result.Output, Does.Match(@"record: operator Kim was asked: Switch the device on .* Answer at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ: done \(at the second try\)\."));
        Assert.That(result.Output, Does.Match(@"record: operator Kim was asked: Switch the device off\. Answer at .*: not done \(the display is dark\)\."));
        Assert.That(result.Output, Does.Contain("operator Kim could not: Switch the device off. the display is dark"));
    }

    private static async Task<string> WithPhoneAsync(TemporaryFolder folder, string driver)
    {
        var root = folder.CopyOfData();
        var phone = Path.Combine(root, "fixtures", "iuts", "phone");
        Directory.CreateDirectory(phone);
        await File.WriteAllTextAsync(Path.Combine(phone, "iut.yaml"), Phone + driver);
        await File.WriteAllTextAsync(Path.Combine(phone, "ics.yaml"), "role: device\nreleases: [\"DM 1.2\"]\nanswers: {}\n");
        return root;
    }
}
