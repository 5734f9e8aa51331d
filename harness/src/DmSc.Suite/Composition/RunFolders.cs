using DmSc.Model.Runs;

namespace DmSc.Suite.Composition;

/// <summary>Finds runs by folder or id.</summary>
public static class RunFolders
{
    /// <summary>The folder of a run.</summary>
    /// <param name="run">Its folder, its id below reports/runs, or <c>latest</c>.</param>
    /// <param name="folders">Where ids are looked up; only asked when <paramref name="run"/> is no folder.</param>
    /// <exception cref="SuiteInputException">There is no such run.</exception>
    public static string Find(string run, Func<ProjectFolders> folders)
    {
        if (File.Exists(Path.Combine(run, RunFolder.PlanFile)))
            return Path.GetFullPath(run);
        if (!Directory.Exists(run))
        {
            var byId = Path.Combine(folders().Runs, run);
            if (File.Exists(Path.Combine(byId, RunFolder.PlanFile)))
                return byId;
        }

        if (run == "latest" && Newest(Path.Combine(folders().Root, "reports", run)) is { } newest)
            return newest;
        throw new SuiteInputException($"{run}: no run there: a run folder has a {RunFolder.PlanFile}");
    }

    /// <summary>Where reports/latest leads: a link, or a text file where links are not allowed.</summary>
    private static string? Newest(string latest)
    {
        var folder = File.Exists(latest) ? File.ReadAllText(latest).Trim() : latest;
        return File.Exists(Path.Combine(folder, RunFolder.PlanFile)) ? Path.GetFullPath(folder) : null;
    }
}
