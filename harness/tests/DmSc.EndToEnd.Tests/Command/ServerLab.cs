using System.Diagnostics;
using System.Globalization;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>
/// A copy of the project's data, and the reference server in a process of its own where a vendor's server would be. The IUT folders and the station are those
/// that labs copy, with the ports and programs of the test put in.
/// </summary>
internal sealed class ServerLab : IDisposable
{
    // Two cases watch the server for 45 s each variant; the rest is the whole suite of a server.
    public const string AllButWatching = "SERVER-*,!SERVER-CP-005,!SERVER-DM-007";

    private static readonly string[] Keys =
        ["--signing-key", "fixtures/keys/signer.key.pem", "--push-certificate", "fixtures/keys/push-sender.tls.pem", "--trusted-receivers", "fixtures/keys/authority.cert.pem"];

    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _servers = [];
    private int _runs;

    public ServerLab() => Root = _folder.CopyOfData();

    public string Root { get; }

    /// <summary>A folder that is not there yet.</summary>
    public string Folder(string name) => _folder.File(name);

    /// <summary>Starts the reference server with an interface of its own, and lets the IUT <c>server-http</c> ask it.</summary>
    public async Task<RunningServer> ServeHttpAsync(CancellationToken ct, params string[] more)
    {
        var process = Dmsc.Start(Root, ["serve", "dm-server", "--driver", "http", "--control", "http://127.0.0.1:0", "--url", "http://127.0.0.1:0/dm", .. Keys, .. more]);
        _servers.Add(process);
        var line = await process.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(ct));
        var words = line.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
        var server = new RunningServer(process, new Uri(words[Array.IndexOf(words, "control") + 2]), new Uri(words[Array.IndexOf(words, "sessions") + 2]));
        AskAt(server.Control);
        return server;
    }

    /// <summary>Lets the IUT <c>server-http</c> ask elsewhere.</summary>
    public void AskAt(Uri control) => Edit("server-http", text => text.Replace("http://127.0.0.1:8090/", control.ToString(), StringComparison.Ordinal));

    /// <summary>Lets the driver program of the IUT <c>server-process</c> be the reference server.</summary>
    public void DriveByProgram(params string[] more) => DriveBy([.. Program, .. more]);

    /// <summary>The reference server as a driver program.</summary>
    public IReadOnlyList<string> Program { get; } = ["dotnet", Dmsc.Path, "serve", "dm-server", "--driver", "lines", .. Keys.Select(Beside)];

    /// <summary>Lets the IUT <c>server-process</c> have another driver program.</summary>
    public void DriveBy(params string[] command) => Edit(
        "server-process", text => $"{text[..text.IndexOf("  command:", StringComparison.Ordinal)]}  command: {System.Text.Json.JsonSerializer.Serialize(command)}\n");

    /// <summary>Lets the IUT <c>server-capture</c> be a folder.</summary>
    public void JudgeCapture(string folder) => Edit("server-capture", text => text.Replace("folder: capture", $"folder: {folder}", StringComparison.Ordinal));

    /// <summary>Ids of the cases of a server in whose text something stands.</summary>
    public IReadOnlySet<string> CasesWith(string text) => Directory.GetFiles(Path.Combine(Root, "testcases", "server"), "*.yaml")
        .Select(File.ReadAllLines)
        .Where(lines => lines.Any(line => line.Contains(text, StringComparison.Ordinal)))
        .Select(lines => lines.First(line => line.StartsWith("id: ", StringComparison.Ordinal))[4..].Trim())
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Changes <c>iut.yaml</c> of an IUT.</summary>
    public void Edit(string iut, Func<string, string> change)
    {
        var file = Path.Combine(Root, "fixtures", "iuts", iut, "iut.yaml");
        File.WriteAllText(file, change(File.ReadAllText(file)));
    }

    public Task<DeviceRun> RunAsync(string iut, string select, params string[] more) => RunAtAsync("server-network", iut, select, more);

    public async Task<DeviceRun> RunAtAsync(string station, string iut, string select, params string[] more)
    {
        var folder = NewRun();
        var result = await ForeignTool.RunAsync(Root, "dotnet", [Dmsc.Path, "run", "--iut", iut, "--station", station, "--select", select, "--out", folder, .. more]);
        return new DeviceRun(result, folder);
    }

    /// <summary>A run that is under way, and where it leaves its journal.</summary>
    public (Process Run, string Folder) StartRun(string iut, string select)
    {
        var folder = NewRun();
        return (Dmsc.Start(Root, "run", "--iut", iut, "--station", "server-network", "--select", select, "--out", folder), folder);
    }

    public void Dispose()
    {
        foreach (var server in _servers)
        {
            if (!server.HasExited)
                server.Kill(entireProcessTree: true);
            server.Dispose();
        }

        _folder.Dispose();
    }

    /// <summary>Paths of options are relative to the IUT's folder there.</summary>
    private static string Beside(string argument) => argument.Replace("fixtures/", "../../", StringComparison.Ordinal);

    private string NewRun() => _folder.File($"run-{(++_runs).ToString(CultureInfo.InvariantCulture)}");
}

/// <summary>A reference server with an interface of its own.</summary>
internal sealed record RunningServer(Process Process, Uri Control, Uri Sessions)
{
    /// <summary>Ends it as Ctrl-C does.</summary>
    public async Task InterruptAsync(CancellationToken ct)
    {
        await ForeignTool.SucceedAsync("kill", "-INT", Process.Id.ToString(CultureInfo.InvariantCulture));
        await Process.WaitForExitAsync(ct);
    }
}
