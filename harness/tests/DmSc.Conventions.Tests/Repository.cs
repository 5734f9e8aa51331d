using System.Reflection;

namespace DmSc.Conventions.Tests;

/// <summary>The checked-out repository the tests look at.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>Files below a folder that belong to the project: nothing built, installed or run.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !Shown(f).Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "runs" or "TestResults" or ".git"));

    public static string Shown(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}
