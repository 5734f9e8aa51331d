using DmSc.Cards.Link;
using DmSc.Engine.Execution;
using DmSc.Model.Runs;

namespace DmSc.Steps.Lab.Devices;

/// <summary>A station that lends a device, with a server, cards and pushes around it. Everything is new for every case.</summary>
/// <param name="info">Its facts.</param>
/// <param name="budgets">Its limits.</param>
/// <param name="assemble">Makes the device and what is around it.</param>
internal sealed class DeviceStation(PlannedStation info, StationBudgets budgets, Func<PlannedCase, CancellationToken, ValueTask<DeviceLease>> assemble) : IStation
{
    public PlannedStation Info { get; } = info;

    public StationBudgets Budgets { get; } = budgets;

    public async ValueTask<ILease> AcquireAsync(int lane, PlannedCase planned, CancellationToken ct)
    {
        try
        {
            return await assemble(planned, ct);
        }
        catch (LinkException e)
        {
            throw LinkFaults.ToStepFault(e);
        }
    }

    public ValueTask DisposeAsync() => default;
}
