using DmSc.Engine.Verbs;
using DmSc.Peers.Device;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Device;

/// <summary><c>device.reset</c>.</summary>
internal sealed class Reset : IVerb
{
    private static readonly Parameter<bool> CardBootstrap = Parameter.Boolean("smart-card-bootstrap", "Whether the device's policy has bootstrap from the smart card switched on.", defaultValue: true);
    private static readonly Parameter<string> LockedTo = Parameter.Text("locked-to", "ICCID of the only card the device accepts (SIM lock).");
    private static readonly Parameter<bool> DemandSignature = Parameter.Boolean("demand-signature", "Whether the device's policy refuses unsigned bootstrap content of a push that is not secure.");

    public VerbInfo Info { get; } = DeviceShapes.Deed(
        "device.reset",
        "Brings the device back to its baseline: switched off, without a card, no DM account but those of the factory, nothing pending.",
        CardBootstrap,
        LockedTo,
        DemandSignature) with
    {
        Mutates = ["accounts"],
    };

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        var baseline = new DeviceBaseline
        {
            SmartCardBootstrap = arguments.Get(CardBootstrap),
            LockedToIccid = arguments.Has(LockedTo) ? arguments.Get(LockedTo) : null,
            DemandsSignature = arguments.Get(DemandSignature),
        };
        await party.UseAsync("reset to the baseline", device => device.ResetAsync(baseline, ct));
        await party.WithdrawCardAsync();
        party.Server.CloseOff();
        return DeviceShapes.Did("the device is in its baseline");
    }
}
