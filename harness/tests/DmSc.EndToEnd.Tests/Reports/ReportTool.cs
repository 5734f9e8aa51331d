using System.Diagnostics;
using System.Reflection;

namespace DmSc.EndToEnd.Tests.Reports;

/// <summary>Finds and runs tools that are not ours. A missing one fails the test in CI and is a stated reason elsewhere.</summary>
internal static class ReportTool
{
    public static string RepositoryRoot { get; } = typeof(ReportTool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot").Value!;

    public static string Tools => Path.Combine(RepositoryRoot, "harness", "tests", "tools");

    /// <summary>The path, once it is there.</summary>
    public static string Require(string path, string remedy)
    {
        if (File.Exists(path) || Directory.Exists(path))
            return path;
        var message = $"'{path}' is missing: {remedy}";
        if (Environment.GetEnvironmentVariable("CI") is "true" or "1")
            Assert.Fail(message);
        Assert.Ignore(message);
        return path;
    }

    /// <summary>Runs to the end or kills it after two minutes; returns exit code and all output.</summary>
    public static async Task<(int ExitCode, string Output)> Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
