using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace DmSc.EndToEnd.Tests.Rig;

/// <summary>What a program printed and how it ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public string All => Output + Error;

    public override string ToString() => $"exit {ExitCode}\n--- output\n{Output}\n--- errors\n{Error}";
}

/// <summary>
/// Finds and runs programs that are not ours. A missing one is a stated reason to ignore a test on a desk, and fails it in continuous
/// integration.
/// </summary>
internal static class ForeignTool
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static string RepositoryRoot { get; } = typeof(ForeignTool).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot")
        .Value!;

    /// <summary>Where npm puts the tools of package.json beside this project.</summary>
    public static string Tools => Path.Combine(RepositoryRoot, "harness", "tests", "tools");

    public static bool IsCi => Environment.GetEnvironmentVariable("CI") is { Length: > 0 };

    /// <summary>Ignores or fails the test.</summary>
    public static void Missing(string reason)
    {
        if (IsCi)
            Assert.Fail(reason);
        Assert.Ignore(reason);
    }

    /// <summary>Needs a program on the PATH.</summary>
    public static void Require(string program, string package)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))))
            Missing($"{program} is not installed (Debian package {package})");
    }

    /// <summary>Needs a file or folder, and gives its path back.</summary>
    public static string RequirePath(string path, string remedy)
    {
        if (!Path.Exists(path))
            Missing($"'{path}' is missing: {remedy}");
        return path;
    }

    /// <summary>Needs a package of npm, and gives its folder.</summary>
    public static string RequireNpm(string package) =>
        RequirePath(Path.Combine(Tools, "node_modules", package), "npm ci --prefix harness/tests/tools");

    /// <summary>Runs a program to its end, or kills it when patience ends.</summary>
    public static async Task<ToolResult> RunAsync(string folder, string program, params string[] arguments)
    {
        using var process = Start(folder, program, arguments);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CurrentContext.CancellationToken);
        deadline.CancelAfter(Patience);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end within {Patience}");
            throw;
        }
    }

    /// <summary>Runs a program to its end and asserts that it succeeds; gives all it printed.</summary>
    public static async Task<string> SucceedAsync(string program, params string[] arguments)
    {
        var result = await RunAsync(Environment.CurrentDirectory, program, arguments);
        Assert.That(result.ExitCode, Is.Zero, () => $"{program} {string.Join(' ', arguments)}: {result}");
        return result.All;
    }

    public static Process Start(string folder, string program, params string[] arguments) => Start(folder, program, withInput: false, arguments);

    /// <summary>Starts a program that reads what the test writes.</summary>
    public static Process StartWithInput(string folder, string program, params string[] arguments) => Start(folder, program, withInput: true, arguments);

    private static Process Start(string folder, string program, bool withInput, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = withInput,
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started");
        }
        catch (Win32Exception failure)
        {
            Assert.Fail($"{program} cannot be started: {failure.Message}");
            throw;
        }
    }
}
