using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>What a command printed and how it ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public string LastLine => Output.TrimEnd().Split('\n')[^1].TrimEnd();

    public override string ToString() => $"exit {ExitCode}\n--- output\n{Output}\n--- errors\n{Error}";
}

/// <summary>The built command, run as a user runs it: a process of its own.</summary>
internal static class Dmsc
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static string RepositoryRoot { get; } =
        typeof(Dmsc).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    public static string Path { get; } = Locate();

    public static Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(RepositoryRoot, arguments);

    public static async Task<CommandResult> RunAsync(string folder, string[] arguments)
    {
        using var process = Start(folder, arguments);
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"dmsc {string.Join(' ', arguments)} did not end within {Patience}");
            throw;
        }
    }

    public static Process Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Path);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started");
    }

    private static string Locate()
    {
        // The command built in the configuration of these tests: .../bin/<configuration>/net10.0.
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var framework = here.Name;
        var configuration = here.Parent!.Name;
        return System.IO.Path.Combine(RepositoryRoot, "harness", "src", "DmSc.Cli", "bin", configuration, framework, "dmsc.dll");
    }
}

/// <summary>A folder for one test, removed afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("dmsc-test-").FullName;

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A copy of the project's data, to be spoilt.</summary>
    public string CopyOfData()
    {
        foreach (var folder in new[] { "testcases", "fixtures" })
        {
            var from = System.IO.Path.Combine(Dmsc.RepositoryRoot, folder);
            foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            {
                var to = System.IO.Path.Combine(Path, folder, System.IO.Path.GetRelativePath(from, file));
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(to)!);
                System.IO.File.Copy(file, to);
            }
        }

        return Path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
