using System.Text;

namespace DmSc.Cards.Uicc;

/// <summary>State of a PIN as VERIFY without data tells it (ETSI TS 102 221, 11.1.9).</summary>
public enum PinState
{
    /// <summary>An answer that tells no state.</summary>
    Unknown,

    /// <summary>63Cx: not verified, x tries left.</summary>
    NotVerified,

    /// <summary>9000: verified in this card session.</summary>
    Verified,

    /// <summary>6983 or 63C0.</summary>
    Blocked,

    /// <summary>6984: disabled, nothing to verify.</summary>
    Disabled,

    /// <summary>6A88: the card has no such PIN.</summary>
    NoSuchPin,
}

/// <summary>What asking for a PIN's state brought; no try is spent by it.</summary>
/// <param name="KeyReference">The key reference asked about.</param>
/// <param name="Result">The exchange.</param>
public sealed record PinQuery(byte KeyReference, CommandResult Result)
{
    /// <summary>The state.</summary>
    public PinState State => Result.Sw.Value switch
    {
        0x9000 => PinState.Verified,
        0x6983 or 0x63C0 => PinState.Blocked,
        0x6984 => PinState.Disabled,
        0x6A88 => PinState.NoSuchPin,
        >= 0x63C1 and <= 0x63CF => PinState.NotVerified,
        _ => PinState.Unknown,
    };

    /// <summary>Tries left, or <c>null</c> where the card does not tell.</summary>
    public int? TriesLeft => State switch
    {
        PinState.NotVerified => Result.Sw.Sw2 & 0x0F,
        PinState.Blocked => 0,
        _ => null,
    };
}

/// <summary>Why a PIN was not sent.</summary>
public enum PinRefusal
{
    /// <summary>Too few tries are left; the last one is never spent.</summary>
    TooFewTries,

    /// <summary>As many wrong PINs were sent in this run as the budget allows.</summary>
    BudgetSpent,

    /// <summary>The PIN is blocked.</summary>
    Blocked,

    /// <summary>The PIN is disabled.</summary>
    Disabled,

    /// <summary>The card has no such PIN.</summary>
    NoSuchPin,

    /// <summary>The card does not tell how many tries are left.</summary>
    CounterUnknown,
}

/// <summary>
/// Outcome of a guarded PIN command. Not sending the PIN is our own decision, neither an answer of the card nor a failure of the link:
/// so it is a value of its own and can never be taken for either.
/// </summary>
/// <param name="Query">What the card said of the PIN before.</param>
public abstract record PinVerification(PinQuery Query)
{
    /// <summary>The PIN had been verified before in this card session; nothing was sent.</summary>
    /// <param name="Query">What the card said.</param>
    public sealed record AlreadyVerified(PinQuery Query) : PinVerification(Query);

    /// <summary>The PIN was sent.</summary>
    /// <param name="Query">What the card said before.</param>
    /// <param name="Result">What it answered: 9000, or 63Cx with x tries left, or another refusal.</param>
    public sealed record Sent(PinQuery Query, CommandResult Result) : PinVerification(Query);

    /// <summary>The PIN was withheld.</summary>
    /// <param name="Query">What the card said.</param>
    /// <param name="Refusal">Why.</param>
    public sealed record Withheld(PinQuery Query, PinRefusal Refusal) : PinVerification(Query);

    /// <summary>Whether the PIN was sent and the card accepted it.</summary>
    public bool IsAccepted => this is Sent { Result.Sw.IsNormal: true };

    /// <summary>Whether the PIN is verified now, after VERIFY PIN.</summary>
    public bool IsVerified => this is AlreadyVerified || IsAccepted;
}

/// <summary>What a run may spend on PIN tries of one card. Real cards do not come back from a blocked PIN.</summary>
public sealed class PinTryBudget
{
    /// <summary>Creates a budget.</summary>
    /// <param name="minimumTriesLeft">Tries the card must report before a PIN is sent; at least 2, so that the last one is never spent.</param>
    /// <param name="wrongPinsAllowed">Wrong PINs that may be sent in all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The last try would be spent, or a negative number.</exception>
    public PinTryBudget(int minimumTriesLeft = 2, int wrongPinsAllowed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumTriesLeft, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(wrongPinsAllowed);
        MinimumTriesLeft = minimumTriesLeft;
        WrongPinsAllowed = wrongPinsAllowed;
    }

    /// <summary>Tries the card must report before a PIN is sent.</summary>
    public int MinimumTriesLeft { get; }

    /// <summary>Wrong PINs that may be sent in all.</summary>
    public int WrongPinsAllowed { get; }

    /// <summary>
    /// Whether one PIN may be sent though the card does not show its counter, as ENABLE PIN of a disabled PIN needs: only for who knows the
    /// card's state. It never allows a second one after a wrong one.
    /// </summary>
    public bool AllowsHiddenCounter { get; init; }

    /// <summary>PINs sent so far that the card did not accept.</summary>
    public int WrongPins { get; private set; }

    /// <summary>Why a PIN may not be sent now, or <c>null</c> if it may.</summary>
    /// <param name="query">The PIN's state.</param>
    internal PinRefusal? Refuses(PinQuery query) => query.State switch
    {
        PinState.Blocked => PinRefusal.Blocked,
        PinState.Disabled => PinRefusal.Disabled,
        PinState.NoSuchPin => PinRefusal.NoSuchPin,
        PinState.NotVerified when query.TriesLeft < MinimumTriesLeft => PinRefusal.TooFewTries,
        PinState.NotVerified when WrongPins >= WrongPinsAllowed => PinRefusal.BudgetSpent,
        PinState.NotVerified => null,
        _ => PinRefusal.CounterUnknown,
    };

    /// <summary>
    /// Why a PIN may not be presented by CHANGE, DISABLE or ENABLE PIN. A verified PIN has a full counter, which the card does not show: so
    /// it may be presented as long as no wrong PIN has been sent.
    /// </summary>
    internal PinRefusal? RefusesToPresent(PinQuery query, bool enables) => query.State switch
    {
        PinState.Verified or PinState.Disabled when WrongPinsAllowed == 0 => PinRefusal.BudgetSpent,
        PinState.Verified when !enables && WrongPins == 0 => null,
        PinState.Disabled when enables => AllowsHiddenCounter && WrongPins == 0 ? null : PinRefusal.CounterUnknown,
        _ => Refuses(query),
    };

    /// <summary>Takes note that a PIN is about to be sent: spent until the card accepts it, also when the link breaks.</summary>
    internal void Spend() => WrongPins++;

    /// <summary>Takes note that the card accepted it.</summary>
    internal void GiveBack() => WrongPins--;
}

/// <summary>The 8 octets in which a PIN travels (ETSI TS 102 221, 9.5.1).</summary>
public static class PinBlock
{
    /// <summary>Digits in ASCII, padded with FF.</summary>
    /// <param name="digits">4 to 8 decimal digits.</param>
    /// <exception cref="ArgumentException">Something else.</exception>
    public static byte[] Of(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (digits.Length is < 4 or > 8 || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            throw new ArgumentException("a PIN has 4 to 8 decimal digits", nameof(digits));
        var block = new byte[8];
        Encoding.ASCII.GetBytes(digits, block);
        block.AsSpan(digits.Length).Fill(0xFF);
        return block;
    }
}
