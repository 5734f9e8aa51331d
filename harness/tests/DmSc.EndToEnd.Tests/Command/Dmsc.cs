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
