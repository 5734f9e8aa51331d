using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Card.Image;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Device;

/// <summary><c>device.insert-card</c>.</summary>
internal sealed class InsertCard : IVerb
{
    private static readonly Parameter<byte[]> Dm = Parameter.Hex("dm", "Content of EF(DM_Bootstrap): a bootstrap message of the DM profile.");
    private static readonly Parameter<byte[]> SecondDm = Parameter.Hex("second-dm", "Content of a second DM bootstrap file, of lower priority.");
    private static readonly Parameter<byte[]> Cp = Parameter.Hex("cp", "Content of EF(Bootstrap): a Client Provisioning document.");
    private static readonly Parameter<string> Iccid = Parameter.Text("iccid", "ICCID of the card, digits.", defaultValue: "89882211000000467442");

    public VerbInfo Info { get; } = DeviceShapes.Deed(
        "device.insert-card",
        "Puts a new card into the device's slot: EF(DIR), a PKCS#15 application, EF(ODF), EF(DODF) and the given bootstrap files, readable without a PIN. Without files the application is there and lists nothing. Only while the device is off.",
        Dm,
        SecondDm,
        Cp,
        Iccid);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        byte[][] dm = arguments.Has(Dm) ? arguments.Has(SecondDm) ? [arguments.Get(Dm), arguments.Get(SecondDm)] : [arguments.Get(Dm)] : [];
        byte[][] cp = arguments.Has(Cp) ? [arguments.Get(Cp)] : [];
        CardImage image;
        try
        {
            image = ProvisioningCards.Create($"card {arguments.Get(Iccid)} with {dm.Length} DM and {cp.Length} CP files", arguments.Get(Iccid), [.. dm], [.. cp]);
        }
        catch (ArgumentException e)
        {
            throw new StepFaultException(FaultKind.BadFixture, $"device.insert-card: {e.Message}", e);
        }

        await context.Party<DeviceParty>().InsertAsync(image, ct);
        return DeviceShapes.Did($"{image.Name} is in the device");
    }
}

/// <summary><c>device.remove-card</c>.</summary>
internal sealed class RemoveCard : IVerb
{
    public VerbInfo Info { get; } = DeviceShapes.Deed("device.remove-card", "Takes the card out of the device's slot. Only while the device is off.");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        await context.Party<DeviceParty>().RemoveCardAsync(ct);
        return DeviceShapes.Did("the device has no card");
    }
}
