using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Apdu;

namespace DmSc.Steps.Card;

/// <summary><c>card.update-binary</c>.</summary>
internal sealed class UpdateBinary : IVerb
{
    private static readonly Parameter<byte[]> PathOf = Shapes.Path("The EF to select first: file identifiers from the MF when they start with 3F00, else from the channel's current application (7FFF).", required: true);
    private static readonly Parameter<int> Channel = Shapes.Channel();
    private static readonly Parameter<byte[]> Data = Parameter.Hex("data", "What to write, from the start of the file on.", min: 1, max: 32767);
    private static readonly Parameter<int> Fresh = Parameter.Integer("fresh", "Write that many octets that no run wrote before, drawn from the plan's seed for this case.", 1, 32767);

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.update-binary",
        "Selects a transparent EF and writes from its start with UPDATE BINARY, in blocks of at most 255 octets (ETSI TS 102 221, 11.1.4). Ends at the first refusal.",
        [PathOf, Channel, Data, Fresh],
        ValueShape.Record(
            Shapes.Sw,
            new("written", ValueShape.Bytes, "The octets that the card took."),
            new("complete", ValueShape.Boolean, "It took all of them.")),
        "written") with
    {
        ExactlyOneOf = [["data", "fresh"]],
        Mutates = ["provisioning-data"],
    };

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var card = context.Party<CardParty>();
        var channel = arguments.Get(Channel);
        var file = Shapes.Selector(arguments.Get(PathOf), card.ApplicationPath);
        byte[] data;
        if (arguments.Has(Data))
        {
            data = arguments.Get(Data);
        }
        else
        {
            data = new byte[arguments.Get(Fresh)];
            context.Random.NextBytes(data);
        }

        var selected = await card.UseAsync($"response to SELECT {file}", terminal => terminal.SelectAsync(channel, file, SelectReturn.NoData, ct), ct);
        if (!selected.IsSelected)
            return new StepResult(Result(selected.Result.Sw, default, false), false, $"SELECT {file} answered {selected.Result.Sw}");
        var write = await card.UseAsync("response to UPDATE BINARY", terminal => terminal.UpdateTransparentAsync(channel, 0, data, ct), ct);
        return new StepResult(
            Result(write.LastSw, data.AsMemory(0, write.Written), write.IsComplete),
            write.IsComplete,
            $"UPDATE BINARY of {file} took {write.Written} of {data.Length} octets, last status word {write.LastSw}");
    }

    private static RecordValue Result(StatusWord? sw, ReadOnlyMemory<byte> written, bool complete) => Values.Record(
        ("sw", Shapes.Status(sw)),
        ("written", Values.Bytes(written)),
        ("complete", Values.Boolean(complete)));
}
