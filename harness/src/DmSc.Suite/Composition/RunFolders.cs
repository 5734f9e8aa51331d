using DmSc.Model.Runs;

namespace DmSc.Suite.Composition;

/// <summary>Finds runs by folder or id.</summary>
public static class RunFolders
{
    /// <summary>The folder of a run.</summary>
    /// <param name="run">Its folder, or its id below reports/runs.</param>
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

        throw new SuiteInputException($"{run}: no run there: a run folder has a {RunFolder.PlanFile}");
    }
}
