using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>The reference server as a process of its own, worked through the protocol of driver programs.</summary>
public sealed class ServerDriverTests
{
    // What sends no secure pushes, and what would have to be silent for most of a minute, is left to the station in process.
    private const string Selection = "SERVER-CP-00[1-4] or SERVER-DM-* or SERVER-WBXML-001 or SERVER-PUSH-* or SERVER-SIGN-* or SERVER-CRYPT-*";

    [TestCase(null, 0)]
    [TestCase("server.mac-wrong", 1)]
    public async Task A_server_in_a_process_of_its_own_is_judged(string? deviation, int exitCode)
    {
        using var folder = new TemporaryFolder();
        var root = await ServerProject.MakeAsync(folder, deviation);

        var run = await Dmsc.RunAsync(root, ["run", "--iut", "other-server", "--station", "fixtures/stations/listening.yaml", "--select", ServerProject.Cases, "--out", folder.File("run"), "--allow-partial"]);

        Assert.That(run.Output, Does.Match(exitCode == 0 ? @"[1-9]\d passed, 0 failed, 0 inconclusive, 0 faulted" : @"SERVER-PUSH-001.*(?s:.*)[1-9]\d* failed"), run.ToString);
    }
}
