using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;

namespace DmSc.Steps.Card;

/// <summary><c>card.power-off</c>.</summary>
internal sealed class PowerOff : IVerb
{
    public VerbInfo Info { get; } = Shapes.Verb(
        "card.power-off",
        "Removes power from the card. Without effect on a card that has none.",
        [],
        ValueShape.Record(new FieldShape("done", ValueShape.Boolean, "Always true: a link that cannot do it is a fault.")),
        null,
        decodes: false);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        await context.Party<CardParty>().UseAsync(
            "power",
            async terminal =>
            {
                await terminal.PowerOffAsync(ct);
                return true;
            },
            ct);
        return new StepResult(Values.Record(("done", Values.Boolean(true))), true, "the card has no power");
    }
}
