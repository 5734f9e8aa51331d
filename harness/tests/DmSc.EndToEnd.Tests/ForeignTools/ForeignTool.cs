using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace DmSc.EndToEnd.Tests.ForeignTools;

/// <summary>Runs programs that this project did not write, to compare with.</summary>
internal static class ForeignTool
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Root of the working copy that the tests were built from.</summary>
    public static string RepositoryRoot => typeof(ForeignTool).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot")
        .Value!;

    /// <summary>Ignores the test when a program is missing on a developer's machine; fails it in continuous integration.</summary>
    public static void Require(string program, string package)
    {
        if ((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))))
            return;
        var reason = $"{program} is not installed (Debian package {package})";
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
            Assert.Ignore(reason);
        Assert.Fail(reason);
    }

    /// <summary>Runs a program to its end and asserts that it succeeds.</summary>
    /// <returns>What it printed on standard output and standard error.</returns>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception failure)
        {
            Assert.Fail($"{program} cannot be started: {failure.Message}");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CurrentContext.CancellationToken);
        deadline.CancelAfter(Deadline);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} did not end within {Deadline.TotalSeconds} s");
        }

        var text = await output + await errors;
        Assert.That(process.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}: {text}");
        return text;
    }
}
