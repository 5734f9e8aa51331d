using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;

namespace DmSc.Steps.Card;

/// <summary><c>card.read-record</c>.</summary>
internal sealed class ReadRecord : IVerb
{
    private static readonly Parameter<int> Record = Parameter.Integer("record", "Record number; 0 is the current record.", 0, 255, required: true);
    private static readonly Parameter<int> Channel = Shapes.Channel();
    private static readonly Parameter<int> Length = Parameter.Integer("length", "Le, 1 to 256 octets; 256 asks for the whole record.", 1, 256, defaultValue: 256);

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.read-record",
        "Reads one record of the current EF by its number (ETSI TS 102 221, 11.1.5).",
        [Record, Channel, Length],
        ValueShape.Record(Shapes.Sw, new("data", ValueShape.Bytes, "The record.")),
        "data");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var number = arguments.Get(Record);
        var result = await context.Party<CardParty>().UseAsync(
            "response to READ RECORD",
            terminal => terminal.ReadRecordAsync(arguments.Get(Channel), (byte)number, arguments.Get(Length), 0, ct),
            ct);
        return new StepResult(
            Values.Record(("sw", Shapes.Status(result.Sw)), ("data", Values.Bytes(result.Data))),
            result.Sw.IsNormal,
            $"READ RECORD {number} answered {result.Sw} with {result.Data.Length} octets");
    }
}
