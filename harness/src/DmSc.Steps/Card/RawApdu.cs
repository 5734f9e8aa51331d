using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Steps.Lab;

namespace DmSc.Steps.Card;

/// <summary><c>card.apdu</c>.</summary>
internal sealed class RawApdu : IVerb
{
    private static readonly Parameter<byte[]> Raw = Parameter.Hex("raw", "The octets to send, class octet and logical channel included.", required: true, min: 1, max: 65544);

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.apdu",
        "Sends octets as they are and takes what comes back: no GET RESPONSE, no repeat with another Le, malformed commands allowed. PIN commands with data are refused: they could block a card.",
        [Raw],
        ValueShape.Record(Shapes.Sw, new("data", ValueShape.Bytes, "Response data.")),
        "data");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var raw = arguments.Get(Raw);
        if (PinMask.Concerns(raw))
            throw new StepFaultException(FaultKind.BadFixture, "card.apdu sends no PIN commands with data; use card.verify, which guards the retry counter");
        var exchange = await context.Party<CardParty>().UseAsync("response", terminal => terminal.TransmitRawAsync(raw, ct), ct);
        var response = IutFormats.Decode("response", exchange.ResponseOctets, Wire.Apdu.ResponseApdu.Parse);
        return new StepResult(
            Values.Record(("sw", Shapes.Status(response.Sw)), ("data", Values.Bytes(response.Data))),
            true,
            $"{Convert.ToHexString(raw.AsSpan(0, Math.Min(raw.Length, 5)))} answered {response.Sw}");
    }
}
