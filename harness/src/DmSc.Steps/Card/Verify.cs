using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Steps.Lab;

namespace DmSc.Steps.Card;

/// <summary><c>card.verify</c>.</summary>
internal sealed class Verify : IVerb
{
    private static readonly Parameter<byte[]> Pin = Parameter.Hex("pin", "Key reference: 01 to 08 PIN, 11 universal PIN, 81 to 88 local PIN.", required: true, min: 1, max: 1);
    private static readonly Parameter<string> Digits = Parameter.Text("digits", "The PIN, 4 to 8 digits; give it as a sensitive IXIT parameter.", required: true);
    private static readonly Parameter<bool> Wrong = Parameter.Boolean("wrong", "true: another PIN of the same length is sent instead, which is wrong for sure; the step succeeds when one was sent.");
    private static readonly Parameter<int> Channel = Shapes.Channel();

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.verify",
        "Verifies a PIN after a look at its retry counter. Never spends the last try, nor more wrong tries than the station's pin-tries: then nothing is sent, and withheld says why.",
        [Pin, Digits, Wrong, Channel],
        ValueShape.Record(
            Shapes.Sw,
            new("verified", ValueShape.Boolean, "The PIN is verified now."),
            new("withheld", ValueShape.Text, "Why the PIN was not sent; absent when it was, or was verified before.")),
        "verified") with
    {
        Mutates = ["pin-tries"],
    };

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        byte[] block;
        try
        {
            block = PinBlock.Of(arguments.Get(Wrong) ? Another(arguments.Get(Digits)) : arguments.Get(Digits));
        }
        catch (ArgumentException e)
        {
            throw new StepFaultException(FaultKind.BadFixture, "digits of card.verify: a PIN has 4 to 8 decimal digits", e);
        }

        var card = context.Party<CardParty>();
        var key = arguments.Get(Pin)[0];
        var outcome = await card.UseAsync("response to VERIFY", terminal => terminal.VerifyPinAsync(arguments.Get(Channel), key, block, card.PinTries, ct), ct);
        var sw = outcome is PinVerification.Sent sent ? sent.Result.Sw : outcome.Query.Result.Sw;
        var withheld = outcome is PinVerification.Withheld { Refusal: var refusal } ? Why(refusal) : null;
        return new StepResult(
            Values.Record(("sw", Shapes.Status(sw)), ("verified", Values.Boolean(outcome.IsVerified)), ("withheld", Values.Text(withheld))),
            arguments.Get(Wrong) ? outcome is PinVerification.Sent : outcome.IsVerified,
            withheld is null ? $"VERIFY {key:X2} answered {sw}" : $"PIN {key:X2} was not sent: {withheld}");
    }

    /// <summary>The PIN with its last digit changed.</summary>
    private static string Another(string digits) =>
        digits.Length > 0 && char.IsAsciiDigit(digits[^1]) ? $"{digits[..^1]}{(digits[^1] - '0' + 1) % 10}" : digits;

    private static string Why(PinRefusal refusal) => refusal switch
    {
        PinRefusal.TooFewTries => "too few tries are left; the last one is never spent",
        PinRefusal.BudgetSpent => "the station's budget of wrong PINs is spent",
        PinRefusal.Blocked => "the PIN is blocked",
        PinRefusal.Disabled => "the PIN is disabled",
        PinRefusal.NoSuchPin => "the card has no such PIN",
        _ => "the card does not tell how many tries are left",
    };
}
