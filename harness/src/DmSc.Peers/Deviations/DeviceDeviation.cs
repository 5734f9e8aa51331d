using DmSc.Peers.Device;

namespace DmSc.Peers.Deviations;

/// <summary>A named defect that the reference device can be told to have.</summary>
public sealed class DeviceDeviation : PeerDeviation
{
    private readonly Func<DeviceQuirks, DeviceQuirks> _apply;

    internal DeviceDeviation(string name, string description, Func<DeviceQuirks, DeviceQuirks> apply)
        : base(name, description) => _apply = apply;

    /// <summary>The quirks of a device that has the defect.</summary>
    /// <param name="quirks">Those it has already.</param>
    public DeviceQuirks ApplyTo(DeviceQuirks quirks) => _apply(quirks);
}
