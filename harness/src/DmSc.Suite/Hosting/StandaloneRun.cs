using DmSc.Suite.Composition;

namespace DmSc.Suite.Hosting;

/// <summary>
/// The run under a foreign test runner (<c>dotnet test</c>): described by environment variables <c>DMSC_IUT</c>, <c>DMSC_STATION</c>,
/// <c>DMSC_SELECT</c>, <c>DMSC_OUT</c> and <c>DMSC_STRICT</c>, with the meaning of the options of <c>dmsc run</c>. Without
/// <c>DMSC_STRICT=1</c> a partial result meets the gate, because items without any case would fail it on every machine.
/// </summary>
internal static class StandaloneRun
{
    public static ConformanceRun FromEnvironment()
    {
        static string? Env(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
        var folders = ProjectFolders.Find(AppContext.BaseDirectory, Environment.CurrentDirectory)
            ?? throw new SuiteInputException("no folder with testcases/requirements and fixtures above the test assembly or the current folder");
        var request = new RunRequest
        {
            Folders = folders,
            Iuts = Env("DMSC_IUT")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
            Station = Env("DMSC_STATION"),
            Selection = Env("DMSC_SELECT"),
            Out = Env("DMSC_OUT"),
            AllowPartial = Env("DMSC_STRICT") is not "1",
        };
        return new ConformanceRun(RunPreparation.Prepare(request, TimeProvider.System), TimeProvider.System, CancellationToken.None);
    }
}
