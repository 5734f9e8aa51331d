using DmSc.Cards.Link;
using DmSc.Engine.Execution;
using DmSc.Model.Runs;

namespace DmSc.Steps.Lab.Devices;

/// <summary>Where a station gets its device from, with everything around it.</summary>
internal interface IDeviceSource : IAsyncDisposable
{
    /// <summary>Makes them for one case.</summary>
    /// <param name="planned">The case.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="LinkException">The device or its driver is out of reach.</exception>
    ValueTask<DeviceLease> AssembleAsync(PlannedCase planned, CancellationToken ct);
}

/// <summary>A station that lends a device, with a server, cards and pushes around it. Everything is new for every case.</summary>
/// <param name="info">Its facts.</param>
/// <param name="budgets">Its limits.</param>
/// <param name="devices">Makes the device and what is around it; the station owns it.</param>
internal sealed class DeviceStation(PlannedStation info, StationBudgets budgets, IDeviceSource devices) : IStation
{
    public PlannedStation Info { get; } = info;

    public StationBudgets Budgets { get; } = budgets;

    public async ValueTask<ILease> AcquireAsync(int lane, PlannedCase planned, CancellationToken ct)
    {
        try
        {
            return await devices.AssembleAsync(planned, ct);
        }
        catch (LinkException e)
        {
            throw LinkFaults.ToStepFault(e);
        }
    }

    public ValueTask DisposeAsync() => devices.DisposeAsync();
}
