using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Apdu;

namespace DmSc.Steps.Card;

/// <summary><c>card.open-channel</c>.</summary>
internal sealed class OpenChannel : IVerb
{
    private enum Wanted
    {
        Basic,
        Further,
    }

    private static readonly Parameter<Wanted> Which = Parameter.Choice<Wanted>(
        "which",
        "basic: channel 0, which is always open, so that nothing is sent; further: another one, numbered by the card unless its ATR announces that only the terminal does, or channel names one.",
        [new("basic", Wanted.Basic), new("further", Wanted.Further)],
        "further");

    private static readonly Parameter<int> Channel = Parameter.Integer("channel", "The number to open, 1 to 19, chosen by the terminal; not with which: basic.", 1, ClassByte.MaxChannel);
    private static readonly Parameter<int> From = Parameter.Integer("from", "The open channel on which MANAGE CHANNEL is sent.", 0, ClassByte.MaxChannel, defaultValue: 0);

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.open-channel",
        "Opens a logical channel with MANAGE CHANNEL (ETSI TS 102 221, 11.1.17), or gives channel 0.",
        [Which, Channel, From],
        ValueShape.Record(
            Shapes.Sw,
            new("channel", ValueShape.Integer, "The channel to use; absent when the card refused."),
            new("as-announced", ValueShape.Boolean, "false when the ATR announces further logical channels of this kind and the card refused to open one while all were free; else true.")),
        "channel");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        if (arguments.Get(Which) == Wanted.Basic)
            return new StepResult(Result(null, 0, true), true, "channel 0 is always open");

        var card = context.Party<CardParty>();
        var capabilities = Decoded.From(card.Atr, Atr.Parse).Value?.Capabilities;
        int? number = arguments.Has(Channel) ? arguments.Get(Channel)
            : capabilities?.Assignment == ChannelAssignment.ByTerminal ? 1 : null;
        var from = arguments.Get(From);
        var opened = await card.UseAsync("MANAGE CHANNEL", terminal => terminal.OpenChannelAsync(number, from, ct), ct);
        if (opened.Malformed is { } error)
            throw IutFormats.Of("response to MANAGE CHANNEL", error);

        var way = number is null ? ChannelAssignment.ByCard : ChannelAssignment.ByTerminal;
        var announced = capabilities is { MaxChannels: > 1 } c && c.Assignment.HasFlag(way);
        var success = opened.Channel is not null;
        return new StepResult(
            Result(opened.Result.Sw, opened.Channel, success || !announced),
            success,
            success ? $"channel {opened.Channel} is open" : $"MANAGE CHANNEL open answered {opened.Result.Sw}",
            Decoded: success && number is null);
    }

    private static RecordValue Result(StatusWord? sw, int? channel, bool asAnnounced) => Values.Record(
        ("sw", Shapes.Status(sw)),
        ("channel", Values.Integer(channel)),
        ("as-announced", Values.Boolean(asAnnounced)));
}
