using System.Globalization;
using System.Text;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>The reference server as a process of its own, judged through the protocol of driver programs, HTTP pushes and HTTP sessions.</summary>
public sealed class ServerDriverTests
{
    // Left to the station in process: secure pushes, which it does not send, and cases that watch it for most of a minute.
    private const string Selection = "SERVER-*,!SERVER-CP-005,!SERVER-DM-007,!SERVER-SECURE-*,!SERVER-WBXML-002";

    [Test]
    public async Task A_sound_server_passes()
    {
        using var folder = new TemporaryFolder();
        var root = await WithServerAsync(folder, deviation: null);

        var run = await RunAsync(root, folder);

        Assert.That(run.LastLine(), Does.Match(@"^[1-9]\d passed, 0 failed, 0 inconclusive, 0 faulted, \d+ skipped$"), run.ToString);
    }

    [Test]
    public async Task A_server_with_a_wrong_mac_fails_where_the_mac_is_judged()
    {
        using var folder = new TemporaryFolder();
        var root = await WithServerAsync(folder, "server.mac-wrong");

        var run = await RunAsync(root, folder);

        Assert.That(run.ExitCode, Is.EqualTo(1), run.ToString);
        Assert.That(run.Output, Does.Match(@"DM-BOOT-S-004\s+O\s+FAIL").And.Match(@"DM-BOOT-S-006\s+O\s+PASS"));
    }

    private static Task<ToolResult> RunAsync(string root, TemporaryFolder folder) => Dmsc.RunAsync(
        root, ["run", "--iut", "other-server", "--station", "fixtures/stations/listening.yaml", "--select", Selection, "--out", folder.File("run")]);

    private static async Task<string> WithServerAsync(TemporaryFolder folder, string? deviation)
    {
        var root = folder.CopyOfData();
        var iuts = Path.Combine(root, "fixtures", "iuts");
        var other = Directory.CreateDirectory(Path.Combine(iuts, "other-server")).FullName;
        var defect = deviation is null ? "" : $", --deviation, {deviation}";
        File.Copy(Path.Combine(iuts, "reference-server", "ics.yaml"), Path.Combine(other, "ics.yaml"));
        await File.WriteAllTextAsync(Path.Combine(other, "iut.yaml"), $"""
            id: other-server
            role: server
            vendor: V
            product: S
            version: "1"
            driver: process
            settings:
              patience: 30s
              command: [dotnet, "{Dmsc.Path}", serve, dm-server, --driver, lines, --signing-key, ../../keys/signer.key.pem{defect}]

            """);
        var ixit = new StringBuilder("parameters:\n");
        Add("push-bearer", "sms");
        Add("secure-push-bearer", "ota-http");
        Add("signer-public-key", await KeyAsync("signer.pub.pem"));
        Add("device-private-key", await KeyAsync("recipient.key.pem"));
        await File.WriteAllTextAsync(Path.Combine(other, "ixit.yaml"), ixit.ToString());
        await File.WriteAllTextAsync(Path.Combine(root, "fixtures", "stations", "listening.yaml"), """
            id: listening
            class: real-reader
            iuts: [other-server]
            budgets: { step: 20s, case: 60s, cleanup: 10s, attempts: 2 }
            server: { pushes: listen }

            """);
        return root;

        Task<string> KeyAsync(string name) => File.ReadAllTextAsync(Path.Combine(root, "fixtures", "keys", name));

        void Add(string name, string value)
        {
            ixit.Append(CultureInfo.InvariantCulture, $"  {name}:\n    description: for the test\n    value: {(value.Contains('\n', StringComparison.Ordinal) ? "|" : value)}\n");
            if (!value.Contains('\n', StringComparison.Ordinal))
                return;
            foreach (var line in value.TrimEnd().Split('\n'))
                ixit.Append(CultureInfo.InvariantCulture, $"      {line}\n");
        }
    }
}
