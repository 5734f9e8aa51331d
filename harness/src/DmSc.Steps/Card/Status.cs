using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Apdu;

namespace DmSc.Steps.Card;

/// <summary><c>card.status</c>.</summary>
internal sealed class Status : IVerb
{
    private static readonly Parameter<int> Channel = Shapes.Channel();

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.status",
        "Asks for the FCP of the current directory of a channel with STATUS (ETSI TS 102 221, 11.1.2).",
        [Channel],
        ValueShape.Record(
            Shapes.Sw,
            new("data", ValueShape.Bytes, "Response data as received."),
            new("fcp", Shapes.Fcp, "The FCP template decoded; absent when the card refused.")),
        "data");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var command = new CommandApdu(ClassByte.OnChannel(0x80, arguments.Get(Channel)), 0xF2, 0x00, 0x00, Le: 256);
        var result = await context.Party<CardParty>().UseAsync("response to STATUS", terminal => terminal.SendAsync(command, ct), ct);
        var fcp = result.Sw.IsNormal ? IutFormats.Decode("FCP in the response to STATUS", result.Data, Fcp.Parse) : null;
        var value = Values.Record(("sw", Shapes.Status(result.Sw)), ("data", Values.Bytes(result.Data)), ("fcp", Shapes.OfFcp(fcp)));
        return new StepResult(value, result.Sw.IsNormal, $"STATUS answered {result.Sw}", Decoded: fcp is not null);
    }
}
