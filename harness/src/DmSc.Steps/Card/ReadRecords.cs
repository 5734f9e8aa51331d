using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Apdu;

namespace DmSc.Steps.Card;

/// <summary><c>card.read-records</c>.</summary>
internal sealed class ReadRecords : IVerb
{
    private static readonly Parameter<byte[]> PathOf = Shapes.Path("The EF: file identifiers from the MF when they start with 3F00, else from the channel's current application (7FFF).", required: true);
    private static readonly Parameter<int> Channel = Shapes.Channel();

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.read-records",
        "Selects an EF with records and reads all of them by the number and length in its FCP (ETSI TS 102 221, 11.1.5).",
        [PathOf, Channel],
        ValueShape.Record(
            Shapes.Sw,
            new("records", ValueShape.ListOf(ValueShape.Record(new FieldShape("data", ValueShape.Bytes, "The record, padding included."))), "The records, number 1 first."),
            new("announced-length", ValueShape.Integer, "Record length in the FCP."),
            new("announced-count", ValueShape.Integer, "Number of records in the FCP."),
            new("lengths-agree", ValueShape.Boolean, "Every record read has the length in the FCP."),
            new("complete", ValueShape.Boolean, "All records were read.")),
        "records");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var card = context.Party<CardParty>();
        var file = Shapes.Selector(arguments.Get(PathOf), card.ApplicationPath);
        var channel = arguments.Get(Channel);
        var selected = await card.UseAsync($"response to SELECT {file}", terminal => terminal.SelectAsync(channel, file, SelectReturn.Fcp, ct), ct);
        if (!selected.IsSelected)
            return new StepResult(Result(selected.Result.Sw, null, [], false), false, $"SELECT {file} answered {selected.Result.Sw}");
        if (selected.Fcp.Error is { } error)
            throw IutFormats.Of($"FCP of {file}", error);

        // Le 256 asks for a record of whatever length: whether it is the announced one is for the case to judge.
        var descriptor = selected.Fcp.Value?.Descriptor;
        var read = await card.UseAsync("response to READ RECORD", terminal => terminal.ReadAllRecordsAsync(channel, null, descriptor?.RecordCount, ct), ct);
        return new StepResult(
            Result(read.LastSw ?? selected.Result.Sw, descriptor, read.Records, read.IsComplete),
            read.IsComplete,
            $"READ RECORD of {file} gave {read.Records.Count} records, last status word {read.LastSw?.ToString() ?? "none"}");
    }

    private static RecordValue Result(StatusWord? sw, FileDescriptor? descriptor, IReadOnlyList<ReadOnlyMemory<byte>> records, bool complete) => Values.Record(
        ("sw", Shapes.Status(sw)),
        ("records", Values.List(records.Select(r => (StepValue)Values.Record(("data", Values.Bytes(r)))))),
        ("announced-length", Values.Integer(descriptor?.RecordLength)),
        ("announced-count", Values.Integer(descriptor?.RecordCount)),
        ("lengths-agree", records.Count == 0 ? StepValue.Absent : Values.Boolean(records.All(r => r.Length == descriptor?.RecordLength))),
        ("complete", Values.Boolean(complete)));
}
