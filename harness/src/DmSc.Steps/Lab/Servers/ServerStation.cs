using DmSc.Engine.Execution;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;

namespace DmSc.Steps.Lab.Servers;

/// <summary>A server with its surroundings as one case has it.</summary>
/// <param name="Party">What verbs drive.</param>
/// <param name="Time">The clock of the case.</param>
/// <param name="Leftovers">What goes with the case; nothing when the server outlives it.</param>
internal sealed record ServerLoan(ServerParty Party, TimeProvider Time, Func<ValueTask> Leftovers);

/// <summary>Where the server of a station comes from.</summary>
internal interface IServerSource : IAsyncDisposable
{
    /// <summary>A server for one case: a new one, or the one there is, reset.</summary>
    /// <exception cref="StepFaultException">It cannot be reached.</exception>
    ValueTask<ServerLoan> LendAsync(CancellationToken ct);
}

/// <summary>A station that lends a server.</summary>
internal sealed class ServerStation(PlannedStation info, StationBudgets budgets, IServerSource source) : IStation
{
    public PlannedStation Info { get; } = info;

    public StationBudgets Budgets { get; } = budgets;

    public async ValueTask<ILease> AcquireAsync(int lane, PlannedCase planned, CancellationToken ct) => new ServerLease(await source.LendAsync(ct));

    public ValueTask DisposeAsync() => source.DisposeAsync();
}

/// <summary>A server on loan.</summary>
internal sealed class ServerLease(ServerLoan loan) : ILease
{
    public IReadOnlyDictionary<string, string> Facts => loan.Party.Server.Facts;

    public TimeProvider Time => loan.Time;

    /// <summary>A server is asked to forget, and its driver started anew; nobody restarts the server.</summary>
    public bool RestartsIut => false;

    public T? Party<T>()
        where T : class => loan.Party as T;

    public void Attach(ITranscript transcript) => loan.Party.Attach(transcript);

    public async ValueTask<string?> RecoverAsync(CancellationToken ct)
    {
        // A driver that dies at the first reset is reached anew by the second: that one says nothing about the next case.
        return await ResetAsync(ct) is null ? null : await ResetAsync(ct);
    }

    private async ValueTask<string?> ResetAsync(CancellationToken ct)
    {
        try
        {
            await loan.Party.ResetAsync(ct);
            return null;
        }
        catch (StepFaultException e)
        {
            return e.Message;
        }
    }

    public ValueTask DisposeAsync()
    {
        loan.Party.Attach(null);
        return loan.Leftovers();
    }
}
