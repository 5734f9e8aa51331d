using DmSc.Engine.Verbs;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Device;

/// <summary><c>device.power-on</c>.</summary>
internal sealed class DevicePowerOn : IVerb
{
    public VerbInfo Info { get; } = DeviceShapes.Deed("device.power-on", "Switches the device on and waits until it can take pushes.");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        party.Server.CloseOff();
        await party.UseAsync("power on", device => device.PowerOnAsync(ct));
        return DeviceShapes.Did("the device is on");
    }
}

/// <summary><c>device.power-off</c>.</summary>
internal sealed class DevicePowerOff : IVerb
{
    public VerbInfo Info { get; } = DeviceShapes.Deed("device.power-off", "Switches the device off.");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        await party.UseAsync("power off", device => device.PowerOffAsync(ct));
        party.Server.CloseOff();
        return DeviceShapes.Did("the device is off");
    }
}
