using DmSc.Suite.Composition;

namespace DmSc.Cli.Output;

/// <summary><c>reports/latest</c>: a link to the newest run, or a text file with its path where links are not allowed.</summary>
internal static class LatestRun
{
    public static void Point(ProjectFolders folders, string run)
    {
        if (!Path.GetFullPath(run).StartsWith(Path.GetFullPath(folders.Runs), StringComparison.Ordinal))
            return;
        var latest = Path.Combine(folders.Root, "reports", "latest");
        try
        {
            if (Path.Exists(latest) || new FileInfo(latest).LinkTarget is not null)
                File.Delete(latest);
            Directory.CreateSymbolicLink(latest, Path.GetRelativePath(Path.GetDirectoryName(latest)!, run));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Windows without developer mode: a file says the same.
            File.WriteAllText(latest, run);
        }
    }
}
