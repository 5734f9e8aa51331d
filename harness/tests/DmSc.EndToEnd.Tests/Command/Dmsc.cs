using System.Diagnostics;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>The built command, run as a user runs it: a process of its own.</summary>
internal static class Dmsc
{
    public static string RepositoryRoot => ForeignTool.RepositoryRoot;

    public static string Path { get; } = Locate();

    public static Task<ToolResult> RunAsync(params string[] arguments) => RunAsync(RepositoryRoot, arguments);

    public static Task<ToolResult> RunAsync(string folder, string[] arguments) => ForeignTool.RunAsync(folder, "dotnet", [Path, .. arguments]);

    public static Process Start(string folder, params string[] arguments) => ForeignTool.Start(folder, "dotnet", [Path, .. arguments]);

    /// <summary>The line every command that ran cases ends with.</summary>
    public static string LastLine(this ToolResult result) => result.Output.TrimEnd().Split('\n')[^1].TrimEnd();

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
