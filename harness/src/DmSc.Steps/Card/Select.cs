using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;

namespace DmSc.Steps.Card;

/// <summary><c>card.select</c>.</summary>
internal sealed class Select : IVerb
{
    private static readonly Parameter<byte[]> Aid = Parameter.Hex("aid", "Application identifier, full or right-truncated.", min: 1, max: 16);
    private static readonly Parameter<byte[]> Fid = Parameter.Hex("fid", "File identifier, two octets; 3F00 is the MF.", min: 2, max: 2);
    private static readonly Parameter<byte[]> PathFromMf = Shapes.Path("File identifiers from the MF when they start with 3F00, else from the channel's current application (7FFF).");
    private static readonly Parameter<byte[]> PathFromCurrent = Parameter.Hex("path-from-current", "File identifiers from the current DF, without its own.", min: 2, max: 16);
    private static readonly Parameter<int> Channel = Shapes.Channel();

    private static readonly Parameter<SelectReturn> Return = Parameter.Choice<SelectReturn>(
        "return",
        "fcp: the FCP template (P2 04), which is then decoded; none: nothing (P2 0C).",
        [new("fcp", SelectReturn.Fcp), new("none", SelectReturn.NoData)],
        "fcp");

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.select",
        "Selects a file or application (ETSI TS 102 221, 11.1.1). A refusal is a result: expect its status word.",
        [Aid, Fid, PathFromMf, PathFromCurrent, Channel, Return],
        ValueShape.Record(
            Shapes.Sw,
            new("data", ValueShape.Bytes, "Response data as received."),
            new("fcp", Shapes.Fcp, "The FCP template decoded; absent when none was asked for, or the card refused.")),
        "data") with
    {
        ExactlyOneOf = [["aid", "fid", "path", "path-from-current"]],
    };

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var card = context.Party<CardParty>();
        var file = arguments switch
        {
            _ when arguments.Has(Aid) => FileSelector.ByAid(arguments.Get(Aid)),
            _ when arguments.Has(Fid) => FileSelector.ById((arguments.Get(Fid)[0] << 8) | arguments.Get(Fid)[1]),
            _ when arguments.Has(PathFromMf) => Shapes.Selector(arguments.Get(PathFromMf), card.ApplicationPath),
            _ => FileSelector.ByPathFromCurrentDf(arguments.Get(PathFromCurrent)),
        };
        var channel = arguments.Get(Channel);
        var returns = arguments.Get(Return);
        var selected = await card.UseAsync($"response to SELECT {file}", terminal => terminal.SelectAsync(channel, file, returns, ct), ct);
        if (selected.Fcp.Error is { } error)
            throw IutFormats.Of($"FCP of {file}", error);
        var value = Values.Record(
            ("sw", Shapes.Status(selected.Result.Sw)),
            ("data", Values.Bytes(selected.Result.Data)),
            ("fcp", Shapes.OfFcp(selected.Fcp.Value)));
        return new StepResult(value, selected.IsSelected, $"SELECT {file} answered {selected.Result.Sw}", Decoded: selected.Fcp.Value is not null);
    }
}
