using DmSc.Cards.Link;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Apdu;

namespace DmSc.Steps.Card;

/// <summary><c>card.power-on</c>.</summary>
internal sealed class PowerOn : IVerb
{
    private static readonly Parameter<CardReset> Reset = Parameter.Choice<CardReset>(
        "reset",
        "cold: contacts deactivated and activated again; warm: reset line only (a reader that cannot do that does cold).",
        [new("cold", CardReset.Cold), new("warm", CardReset.Warm)],
        "cold");

    // A malformed ATR is shown, not thrown: this verb prepares nearly every case, and an ATR says nothing about their items.
    public VerbInfo Info { get; } = Shapes.Verb(
        "card.power-on",
        "Powers or resets the card and decodes its answer to reset. Selections, channels and PIN states are lost. A malformed ATR fails no check of this step by itself; see problem.",
        [Reset],
        ValueShape.Record(
            new("atr", ValueShape.Bytes, "The answer to reset."),
            new("protocol", ValueShape.Integer, "Transmission protocol in use: 0 or 1."),
            new("problem", ValueShape.Text, "What is wrong with the ATR; absent when it is well-formed (ISO/IEC 7816-3, 8.2)."),
            new("protocols", ValueShape.ListOf(ValueShape.Integer), "Protocols offered, in order."),
            new("uicc-protocol", ValueShape.Boolean, "T=0 or T=1 is offered, one of which every UICC has (ETSI TS 102 221, 7.2); absent when the ATR does not say."),
            new("protocol-offered", ValueShape.Boolean, "The protocol in use is T=0 or T=1, and the ATR offers it; absent when the ATR does not say."),
            new("historical", ValueShape.Bytes, "Historical bytes."),
            new("channels", ValueShape.Integer, "Greatest number of logical channels announced, channel 0 included; 8 means 8 or more; absent when the ATR does not say."),
            new("assigned-by", ValueShape.Text, "Who numbers logical channels: card, terminal, both or nobody; absent when the ATR does not say.")),
        "atr",
        decodes: false);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var card = context.Party<CardParty>();
        var reset = arguments.Get(Reset);
        var result = await card.UseAsync("ATR", terminal => terminal.PowerOnAsync(reset, ct), ct);
        card.ApplicationPath = default;
        var (atr, error) = result.Atr;
        var value = Values.Record(
            ("atr", Values.Bytes(result.Octets)),
            ("protocol", Values.Integer(card.Protocol)),
            ("problem", Values.Text(error?.ToString())),
            ("protocols", atr is null ? StepValue.Absent : Values.List(atr.Protocols.Select(p => Values.Integer(p)))),
            ("uicc-protocol", Values.Boolean(atr?.Protocols.Any(p => p is 0 or 1))),
            ("protocol-offered", Values.Boolean(atr?.Protocols.Any(p => p is 0 or 1 && p == card.Protocol))),
            ("historical", Values.Bytes(atr?.Historical)),
            ("channels", Values.Integer(atr?.Capabilities?.MaxChannels)),
            ("assigned-by", Values.Text(atr?.Capabilities is { } c ? Name(c.Assignment) : null)));
        return new StepResult(value, !result.Octets.IsEmpty, $"the card answered to reset with {Convert.ToHexString(result.Octets.Span)}");
    }

    private static string Name(ChannelAssignment assignment) => assignment switch
    {
        ChannelAssignment.ByCard => "card",
        ChannelAssignment.ByTerminal => "terminal",
        ChannelAssignment.None => "nobody",
        _ => "both",
    };
}
