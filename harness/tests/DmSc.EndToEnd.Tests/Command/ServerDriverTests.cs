using System.Net;
using System.Net.Sockets;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>The reference server in another process, judged through each driver of a server: over real HTTP, TLS and pipes.</summary>
[CancelAfter(120_000)]
public sealed class ServerDriverTests
{
    private const string Few = "SERVER-PUSH-001,SERVER-DM-001,SERVER-SECURE-001";

    private readonly Lazy<Task<DeviceRun>> _embedded = new(async () =>
    {
        using var lab = new ServerLab();
        return await lab.RunAtAsync("embedded", "reference-server", ServerLab.AllButWatching);
    });

    [Test]
    public async Task The_driver_http_comes_to_the_verdicts_of_the_embedded_station(CancellationToken ct)
    {
        using var lab = new ServerLab();
        await lab.ServeHttpAsync(ct);

        var outside = await lab.RunAsync("server-http", ServerLab.AllButWatching);
        var embedded = await _embedded.Value;

        Assert.That(outside.Outcomes, Is.EqualTo(embedded.Outcomes), outside.Result.ToString);
        Assert.That(outside.Outcomes, Has.Exactly(4).Contains("SERVER-SECURE-").And.All.EndsWith(": pass"));
        Assert.That(outside.Counts, Does.Match($@"^{embedded.Outcomes.Count} passed, 0 failed, 0 inconclusive, 0 faulted, \d+ skipped$"));
        Assert.That(outside.Result.ExitCode, Is.EqualTo(embedded.Result.ExitCode));
    }

    [Test]
    public async Task The_driver_process_comes_to_the_verdicts_of_the_embedded_station_and_so_does_its_capture_but_for_sessions()
    {
        using var lab = new ServerLab();
        lab.DriveByProgram("--capture", lab.Folder("kept"));

        var outside = await lab.RunAsync("server-process", ServerLab.AllButWatching);
        lab.JudgeCapture(lab.Folder("kept"));
        var captured = await lab.RunAsync("server-capture", ServerLab.AllButWatching);
        var embedded = await _embedded.Value;

        Assert.That(outside.Outcomes, Is.EqualTo(embedded.Outcomes), outside.Result.ToString);
        var sessions = lab.CasesWith("dm-client.");
        Assert.That(
            captured.Outcomes,
            Is.EqualTo(embedded.Outcomes.Select(o => sessions.Contains(o.Split(' ')[0]) ? o.Replace(": pass", ": inconclusive", StringComparison.Ordinal) : o)),
            captured.Result.ToString);
        Assert.That(captured.Outcomes, Has.Some.EndsWith(": pass").And.Some.EndsWith(": inconclusive"));
    }

    [Test]
    public async Task A_wrong_mac_fails_its_item_with_each_driver(CancellationToken ct)
    {
        using var lab = new ServerLab();
        await lab.ServeHttpAsync(ct, "--deviation", "server.mac-wrong");
        lab.DriveByProgram("--deviation", "server.mac-wrong", "--capture", lab.Folder("kept"));

        var http = await lab.RunAsync("server-http", Few);
        var process = await lab.RunAsync("server-process", Few);
        lab.JudgeCapture(lab.Folder("kept"));
        var capture = await lab.RunAsync("server-capture", Few);

        foreach (var run in new[] { http, process, capture })
        {
            Assert.That(run.Result.ExitCode, Is.EqualTo(1), run.Result.ToString);
            Assert.That(run.Result.Output, Does.Match(@"DM-BOOT-S-004\s+O\s+FAIL"));
            Assert.That(run.Outcomes.Where(o => o.EndsWith(": fail", StringComparison.Ordinal)), Is.Not.Empty.And.All.StartsWith("SERVER-PUSH-001"));
        }
    }

    [Test]
    public async Task A_server_that_is_killed_in_a_run_is_a_fault_and_no_fail(CancellationToken ct)
    {
        using var lab = new ServerLab();
        var server = await lab.ServeHttpAsync(ct);
        var (run, folder) = lab.StartRun("server-http", ServerLab.AllButWatching);
        using (run)
        {
            var journal = Path.Combine(folder, "journal.jsonl");
            while (!File.Exists(journal) || !(await ReadAsync(journal, ct)).Contains("\"case-ended\"", StringComparison.Ordinal))
                await Task.Delay(20, ct);
            server.Process.Kill();
            var output = await run.StandardOutput.ReadToEndAsync(ct);
            await run.WaitForExitAsync(ct);

            Assert.That(output.TrimEnd().Split('\n')[^1], Does.Match(@"^\d+ passed, 0 failed, \d+ inconclusive, [1-9]\d* faulted, \d+ skipped"), output);
            Assert.That(run.ExitCode, Is.EqualTo(2));
        }
    }

    [Test]
    public async Task A_driver_program_that_ends_in_a_case_is_started_anew_for_the_next_one()
    {
        using var lab = new ServerLab();
        lab.DriveByProgram();
        // The first one ends when it is asked for the bootstrap, after hello, reset and account.
        const string Relay = "mkdir been-here 2>/dev/null && last=3; while read -r line && [ $((n += 1)) -le ${last:-9999} ]; do printf '%s\\n' \"$line\"; done | \"$@\"";
        lab.DriveBy(["sh", "-c", Relay, "driver", .. lab.Program]);
        Edit(lab, "attempts: 2", "attempts: 1");

        var run = await lab.RunAsync("server-process", "SERVER-DM-001,SERVER-DM-002");

        Assert.That(run.Outcomes, Is.EqualTo(new[]
        {
            "SERVER-DM-001 method=networkid: fault peer-unreachable",
            "SERVER-DM-001 method=userpin: pass",
            "SERVER-DM-002 method=networkid: pass",
            "SERVER-DM-002 method=userpin: pass",
        }), run.Result.ToString);
    }

    [TestCase(500)]
    [TestCase(404)]
    [TestCase(0, Description = "no answer at all")]
    public async Task An_interface_that_does_not_do_its_part_is_a_fault_and_no_fail(int status, CancellationToken ct)
    {
        using var lab = new ServerLab();
        using var api = new Interface(status);
        lab.AskAt(api.Url);
        lab.Edit("server-http", text => text.Replace("patience: 10s", "patience: 500ms", StringComparison.Ordinal));
        Edit(lab, "attempts: 2", "attempts: 1");

        var run = await lab.RunAsync("server-http", "SERVER-DM-001");

        Assert.That(run.Counts, Does.Match(@"^0 passed, 0 failed, \d+ inconclusive, [12] faulted, \d+ skipped$"), run.Result.ToString);
        Assert.That(run.Result.ExitCode, Is.EqualTo(2));
        Assert.That(run.Result.All, Does.Contain(status == 0 ? "did not answer" : $"answers {status}"));
    }

    [Test]
    public async Task A_driver_that_has_no_way_for_short_messages_leaves_them_inconclusive(CancellationToken ct)
    {
        using var lab = new ServerLab();
        await lab.ServeHttpAsync(ct);
        lab.Edit("server-http", text => text[..text.IndexOf("  collect:", StringComparison.Ordinal)].Replace("result: pushes", "result: push", StringComparison.Ordinal));

        var run = await lab.RunAsync("server-http", "SERVER-PUSH-004,SERVER-PUSH-006");

        Assert.That(run.Outcomes.Where(o => o.StartsWith("SERVER-PUSH-004", StringComparison.Ordinal)), Has.Exactly(4).EndsWith(": inconclusive"), run.Result.ToString);
        Assert.That(run.Outcomes.Where(o => o.StartsWith("SERVER-PUSH-006", StringComparison.Ordinal)), Is.Not.Empty.And.All.EndsWith(": pass"));
    }

    private static void Edit(ServerLab lab, string old, string by)
    {
        var file = Path.Combine(lab.Root, "fixtures", "stations", "server-network.yaml");
        File.WriteAllText(file, File.ReadAllText(file).Replace(old, by, StringComparison.Ordinal));
    }

    private static async Task<string> ReadAsync(string file, CancellationToken ct)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(ct);
    }

    /// <summary>A server's own interface that answers every request with one status, or not at all.</summary>
    private sealed class Interface : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _serving;

        public Interface(int status)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
            free.Stop();
            _listener.Prefixes.Add(Url.ToString());
            _listener.Start();
            _serving = ServeAsync(status);
        }

        public Uri Url { get; }

        public void Dispose()
        {
            _listener.Close();
            Assert.That(_serving.IsFaulted, Is.False);
        }

        private async Task ServeAsync(int status)
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    if (status == 0)
                        continue;
                    context.Response.StatusCode = status;
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
