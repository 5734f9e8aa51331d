namespace DmSc.Suite.Composition;

/// <summary>Where the data of the project lies: <c>testcases/</c>, <c>fixtures/</c>, <c>reports/</c> below one root.</summary>
/// <param name="Root">The root, absolute.</param>
public sealed record ProjectFolders(string Root)
{
    /// <summary>Case files and requirement catalogue.</summary>
    public string TestCases => Path.Combine(Root, "testcases");

    /// <summary>The requirement catalogue.</summary>
    public string Requirements => Path.Combine(TestCases, "requirements");

    /// <summary>IUTs, stations, cards, deviations.</summary>
    public string Fixtures => Path.Combine(Root, "fixtures");

    /// <summary>One folder for each IUT.</summary>
    public string Iuts => Path.Combine(Fixtures, "iuts");

    /// <summary>Station files.</summary>
    public string Stations => Path.Combine(Fixtures, "stations");

    /// <summary>Deviations and the items they break.</summary>
    public string Deviations => Path.Combine(Fixtures, "deviations");

    /// <summary>Runs, unless <c>--out</c> says otherwise.</summary>
    public string Runs => Path.Combine(Root, "reports", "runs");

    /// <summary>Looks upwards for a folder that has <c>testcases/requirements</c> and <c>fixtures</c>.</summary>
    /// <param name="starts">Where to begin, in order of preference.</param>
    /// <returns>The folders, or <c>null</c>.</returns>
    public static ProjectFolders? Find(params ReadOnlySpan<string> starts)
    {
        foreach (var start in starts)
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var candidate = new ProjectFolders(folder.FullName);
                if (Directory.Exists(candidate.Requirements) && Directory.Exists(candidate.Fixtures))
                    return candidate;
            }
        }

        return null;
    }

    /// <summary>A path as it is shown and kept in plans: relative to the root, with forward slashes, where it lies below it.</summary>
    /// <param name="path">Any path.</param>
    public string Shown(string path)
    {
        var relative = Path.GetRelativePath(Root, Path.GetFullPath(path));
        return (relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? Path.GetFullPath(path) : relative).Replace('\\', '/');
    }
}
