using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;

namespace DmSc.Steps.Card;

/// <summary><c>card.close-channel</c>.</summary>
internal sealed class CloseChannel : IVerb
{
    private static readonly Parameter<int> Channel = Parameter.Integer("channel", "The channel to close; 0 cannot be closed, and for it nothing is sent.", 0, Wire.Apdu.ClassByte.MaxChannel, required: true);

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.close-channel",
        "Closes a logical channel with MANAGE CHANNEL on channel 0.",
        [Channel],
        ValueShape.Record(Shapes.Sw),
        "sw");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var channel = arguments.Get(Channel);
        if (channel == 0)
            return new StepResult(Values.Record(("sw", StepValue.Absent)), true, "channel 0 stays open");
        var result = await context.Party<CardParty>().UseAsync("MANAGE CHANNEL", terminal => terminal.CloseChannelAsync(channel, 0, ct), ct);
        return new StepResult(Values.Record(("sw", Shapes.Status(result.Sw))), result.Sw.IsNormal, $"MANAGE CHANNEL close {channel} answered {result.Sw}");
    }
}
