using System.Collections.Immutable;
using DmSc.Peers.Card;

namespace DmSc.Peers.Deviations;

/// <summary>Defects in PINs and in what they protect.</summary>
internal static class PinDeviations
{
    public static ImmutableArray<CardDeviation> All() =>
    [
        new("card.accepts-any-pin", "VERIFY is answered 9000 whatever PIN is presented.", filter: _ => new AcceptAnyPin()),
        new("card.blocked-pin-hidden", "A blocked PIN is said to have three tries left.", filter: _ => new HideBlockedPin()),
        new("card.pin-counter-not-restored", "The right PIN leaves the retry counter where wrong ones put it.", filter: _ => new KeepSpentTries()),
        new("card.pin-query-spends-try", "Asking for the state of a PIN takes one of its tries.", filter: _ => new SpendTryOnQuery()),
        new("card.pin-survives-reset", "A verified PIN is still verified after a reset.", filter: _ => new KeepPinVerified()),
        new("card.reads-without-pin", "READ BINARY gives the content of a file that EF_ARR allows to read only after a PIN.", filter: _ => new ReadWithoutPin()),
        new("card.refused-update-writes", "UPDATE BINARY before the PIN is answered 6982 and changes the file all the same.", filter: _ => new UpdateWithoutPin(Sw.SecurityNotSatisfied)),
        new("card.refuses-right-pin", "VERIFY with the right PIN is answered 63Cx.", filter: _ => new RefuseRightPin()),
        new("card.unknown-pin-known", "A PIN that the card does not have is said to have three tries left.", filter: _ => new KnowAnyPin()),
        new("card.update-not-kept", "UPDATE BINARY is answered 9000 and changes nothing.", filter: _ => new DropUpdate(Sw.Ok)),
        new("card.update-refused", "UPDATE BINARY that EF_ARR allows is answered 6581.", filter: _ => new DropUpdate(0x6581)),
        new("card.updates-without-pin", "UPDATE BINARY changes a file that EF_ARR allows to update only after a PIN.", filter: _ => new UpdateWithoutPin(Sw.Ok)),
        new("card.wrong-pin-opens", "VERIFY with a wrong PIN is answered 63Cx and opens the files all the same.", filter: _ => new OpenOnWrongPin()),
    ];
}
