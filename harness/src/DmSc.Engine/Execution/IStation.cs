using DmSc.Engine.Verbs;
using DmSc.Model.Runs;

namespace DmSc.Engine.Execution;

/// <summary>The rig as the engine sees it: something that lends parties to cases, lane by lane.</summary>
public interface IStation : IAsyncDisposable
{
    /// <summary>Its facts.</summary>
    PlannedStation Info { get; }

    /// <summary>Time budgets and limits.</summary>
    StationBudgets Budgets { get; }

    /// <summary>
    /// Lends everything a case needs at once. Called once per case for a free lane.
    /// </summary>
    /// <param name="lane">0-based lane.</param>
    /// <param name="planned">The case.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <exception cref="StepFaultException">The station cannot provide it (reader gone, card not the expected one).</exception>
    ValueTask<ILease> AcquireAsync(int lane, PlannedCase planned, CancellationToken ct);
}

/// <summary>What a case has on loan.</summary>
public interface ILease : IAsyncDisposable
{
    /// <summary>A party, or <c>null</c> when the station has none of that type.</summary>
    /// <typeparam name="T">The party's type.</typeparam>
    T? Party<T>()
        where T : class;

    /// <summary>What the IUT says about itself (ATR, reader, ICCID), in the order worth reading.</summary>
    IReadOnlyDictionary<string, string> Facts { get; }

    /// <summary>The clock of the lease: real where sockets and readers wait, virtual in process.</summary>
    TimeProvider Time { get; }

    /// <summary>Directs the frames of all parties to the transcript of an attempt.</summary>
    /// <param name="transcript">Where they go from now on.</param>
    void Attach(ITranscript transcript);

    /// <summary>
    /// Whether <see cref="RecoverAsync"/> power-cycles or restarts the IUT itself. Where nobody can, a link that is out of order looks like an IUT that was silenced, and
    /// silence after it stays a fault.
    /// </summary>
    bool RestartsIut => true;

    /// <summary>Power-cycles or restarts the IUT and probes it.</summary>
    /// <param name="ct">Cancels the attempt.</param>
    /// <returns><c>null</c> when it is healthy again, else the cause in one sentence.</returns>
    ValueTask<string?> RecoverAsync(CancellationToken ct);
}

/// <summary>Limits of a station.</summary>
/// <param name="Step">Longest time of one step, unless the step says otherwise.</param>
/// <param name="Case">Longest time of one attempt without clean-up.</param>
/// <param name="Cleanup">Longest time of the clean-up of one attempt, and of one recovery.</param>
/// <param name="Attempts">Most attempts at a case; a further one only follows a fault.</param>
public sealed record StationBudgets(TimeSpan Step, TimeSpan Case, TimeSpan Cleanup, int Attempts)
{
    /// <summary>5 s a step, 60 s a case, 10 s for clean-up, two attempts.</summary>
    public static readonly StationBudgets Default = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(10), 2);
}
