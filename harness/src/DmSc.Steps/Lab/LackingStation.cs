using DmSc.Engine.Execution;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;

namespace DmSc.Steps.Lab;

/// <summary>A station asked for a role it does not offer: every case is refused, with the reason.</summary>
internal sealed class LackingStation(PlannedStation info, StationBudgets budgets, string lacks) : IStation
{
    public PlannedStation Info { get; } = info;

    public StationBudgets Budgets { get; } = budgets;

    public ValueTask<ILease> AcquireAsync(int lane, PlannedCase planned, CancellationToken ct) =>
        throw new CaseRefusedException(DispositionReason.StationLacks, lacks);

    public ValueTask DisposeAsync() => default;
}
