using DmSc.Engine.Execution;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;

namespace DmSc.Suite.Hosting;

/// <summary>What a host gives the tests: the run's cases, a session to run them in, and what to do when all are done.</summary>
public interface ISuiteRun
{
    /// <summary>The plan; known before anything is opened.</summary>
    RunPlan Plan { get; }

    /// <summary>The session, opened at its first use.</summary>
    ValueTask<RunSession> SessionAsync();

    /// <summary>Ends the run early; cases under way still clean up.</summary>
    CancellationToken Stop { get; }

    /// <summary>Whether a failed check of a case is waived today, and by which link.</summary>
    /// <param name="outcome">The case's outcome.</param>
    WaivedOutcome Waived(CaseOutcome outcome);

    /// <summary>Ends the run, writes the reports and tells the gate's decision.</summary>
    ValueTask<GateResult> FinishAsync();
}

/// <summary>How waivers touch one case.</summary>
/// <param name="AllFailsWaived">Every failed must-check is covered by a waiver that counts today.</param>
/// <param name="Message">Reasons and links, or why a waiver is stale.</param>
/// <param name="Stale">A waiver expects a fail that did not come.</param>
public sealed record WaivedOutcome(bool AllFailsWaived, string Message, bool Stale);

/// <summary>One NUnit test: a planned case in a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Case">The case.</param>
/// <param name="Standalone">Whether no host but the test runner ends the run.</param>
public sealed record SuiteTest(ISuiteRun Run, PlannedCase Case, bool Standalone)
{
    /// <inheritdoc />
    public override string ToString() => Case.Key.Name;
}

/// <summary>
/// Hands a run from a host to NUnit's discovery, which asks statically. The value flows with the caller's execution context only, so
/// two hosts in one process never see each other's.
/// </summary>
public static class AmbientSuiteRun
{
    private static readonly AsyncLocal<ISuiteRun?> Current = new();

    /// <summary>The run of the calling host, or <c>null</c> under a foreign test runner.</summary>
    public static ISuiteRun? Value => Current.Value;

    /// <summary>Makes a run ambient until the scope is disposed.</summary>
    /// <param name="run">The run.</param>
    public static IDisposable Enter(ISuiteRun run)
    {
        var outer = Current.Value;
        Current.Value = run;
        return new Scope(outer);
    }

    private sealed class Scope(ISuiteRun? outer) : IDisposable
    {
        public void Dispose() => Current.Value = outer;
    }
}
