using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;

namespace DmSc.Steps.Card;

/// <summary><c>card.verify-query</c>.</summary>
internal sealed class VerifyQuery : IVerb
{
    private static readonly Parameter<byte[]> Pin = Parameter.Hex("pin", "Key reference: 01 to 08 PIN, 11 universal PIN, 81 to 88 local PIN.", required: true, min: 1, max: 1);
    private static readonly Parameter<int> Tries = Parameter.Integer(
        "for-tries",
        "The step succeeds only when card.verify could present that many wrong PINs now: the PIN is enabled, not verified and not blocked, one try more is left, and the station's pin-tries has as many left.",
        1,
        14);

    private static readonly Parameter<int> Channel = Shapes.Channel();

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.verify-query",
        "Asks for the state of a PIN with VERIFY without data; no try is spent (ETSI TS 102 221, 11.1.9).",
        [Pin, Tries, Channel],
        ValueShape.Record(
            Shapes.Sw,
            new("state", ValueShape.Text, "not-verified, verified, blocked, disabled, no-such-pin or unknown."),
            new("tries-left", ValueShape.Integer, "Tries left; absent where the card does not tell.")),
        "tries-left");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var key = arguments.Get(Pin)[0];
        var card = context.Party<CardParty>();
        var query = await card.UseAsync("response to VERIFY", terminal => terminal.QueryPinAsync(arguments.Get(Channel), key, ct), ct);
        return new StepResult(
            Values.Record(("sw", Shapes.Status(query.Result.Sw)), ("state", Values.Text(StateName(query.State))), ("tries-left", Values.Integer(query.TriesLeft))),
            arguments.Has(Tries) ? MayTry(query, card.PinTries, arguments.Get(Tries)) : query.State != PinState.Unknown,
            $"PIN {key:X2} is {StateName(query.State)} (SW {query.Result.Sw}){(arguments.Has(Tries) ? $"; the station's budget of wrong PINs: {card.PinTries.WrongPins} of {card.PinTries.WrongPinsAllowed} spent, {arguments.Get(Tries)} needed, the last try is never spent" : "")}");
    }

    private static bool MayTry(PinQuery query, PinTryBudget budget, int tries) =>
        query.State == PinState.NotVerified
        && query.TriesLeft >= budget.MinimumTriesLeft + tries - 1
        && budget.WrongPins + tries <= budget.WrongPinsAllowed;

    internal static string StateName(PinState state) => state switch
    {
        PinState.NotVerified => "not-verified",
        PinState.Verified => "verified",
        PinState.Blocked => "blocked",
        PinState.Disabled => "disabled",
        PinState.NoSuchPin => "no-such-pin",
        _ => "unknown",
    };
}
