using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Reports;

namespace DmSc.Suite.Composition;

/// <summary>From the files of a run to judgement, reports and gate. Knows nothing of how the run was made.</summary>
public static class RunReporting
{
    /// <summary>Reads a run, judges it and writes every report.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="allowPartial">Whether a partial result meets the gate.</param>
    /// <param name="clock">Tells the day waivers are judged by.</param>
    /// <exception cref="FormatException">plan.json or journal.jsonl is not what it should be.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static (RunJudgement Judgement, GateResult Gate) Write(string folder, bool allowPartial, TimeProvider clock)
    {
        var (record, judgement, gate) = Judged(folder, allowPartial, clock);
        RunReports.WriteAll(record, judgement, new GateSummary(gate.ExitCode == ExitCode.Conformant, (int)gate.ExitCode, gate.Reasons), folder, Options());
        return (judgement, gate);
    }

    /// <summary>Reads and judges a run; writes nothing.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="allowPartial">Whether a partial result meets the gate.</param>
    /// <param name="clock">Tells the day waivers are judged by.</param>
    /// <exception cref="FormatException">plan.json or journal.jsonl is not what it should be.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static (RunRecord Record, RunJudgement Judgement, GateResult Gate) Judged(string folder, bool allowPartial, TimeProvider clock)
    {
        var record = RunFolder.Read(folder).Record;
        var judgement = Judge.Run(record, DateOnly.FromDateTime(clock.GetLocalNow().DateTime));
        return (record, judgement, Gate.Decide(judgement, record, allowPartial));
    }

    private static ReportOptions Options()
    {
        static string? Env(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
        if (Env("JENKINS_URL") is not null && Env("BUILD_TAG") is { } tag)
            return new ReportOptions { Executor = new CiExecutor("Jenkins", "jenkins", tag, Uri.TryCreate(Env("BUILD_URL"), UriKind.Absolute, out var url) ? url : null, long.TryParse(Env("BUILD_NUMBER"), out var number) ? number : null) };
        if (Env("GITHUB_ACTIONS") is not null && Env("GITHUB_RUN_ID") is { } run)
            return new ReportOptions { Executor = new CiExecutor("GitHub Actions", "github", run, Uri.TryCreate($"{Env("GITHUB_SERVER_URL")}/{Env("GITHUB_REPOSITORY")}/actions/runs/{run}", UriKind.Absolute, out var url) ? url : null, null) };
        return new ReportOptions();
    }
}
