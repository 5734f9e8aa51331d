using System.Reflection;

namespace DmSc.Tests.Engine.Loading;

internal static class Repository
{
    /// <summary>The folder of the solution, as the build wrote it into the test assembly.</summary>
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;
}
