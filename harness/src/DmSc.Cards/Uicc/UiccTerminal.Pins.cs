using DmSc.Wire.Apdu;

namespace DmSc.Cards.Uicc;

/// <summary>PIN commands (ETSI TS 102 221, 11.1.9 to 11.1.13). Each one that presents a PIN looks at the retry counter first.</summary>
public sealed partial class UiccTerminal
{
    /// <summary>Asks for the state of a PIN by VERIFY without data; no try is spent.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="keyReference">P2, for example 01 for PIN1.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<PinQuery> QueryPinAsync(int channel, byte keyReference, CancellationToken ct) =>
        new(keyReference, await SendAsync(new CommandApdu(Cla(channel), 0x20, 0x00, keyReference), ct));

    /// <summary>Verifies a PIN if the budget allows it after a look at the retry counter.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="keyReference">P2.</param>
    /// <param name="pin">The 8 octets, see <see cref="PinBlock"/>.</param>
    /// <param name="budget">What may be spent.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<PinVerification> VerifyPinAsync(
        int channel, byte keyReference, ReadOnlyMemory<byte> pin, PinTryBudget budget, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(budget);
        var command = PinCommand(channel, 0x20, 0x00, keyReference, pin);
        var query = await QueryPinAsync(channel, keyReference, ct);
        return query.State == PinState.Verified
            ? new PinVerification.AlreadyVerified(query)
            : await GuardedAsync(query, budget.Refuses(query), command, budget, ct);
    }

    /// <summary>CHANGE PIN, if the budget allows it: a wrong old PIN costs a try.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="keyReference">P2.</param>
    /// <param name="oldPin">8 octets.</param>
    /// <param name="newPin">8 octets.</param>
    /// <param name="budget">What may be spent.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<PinVerification> ChangePinAsync(
        int channel, byte keyReference, ReadOnlyMemory<byte> oldPin, ReadOnlyMemory<byte> newPin, PinTryBudget budget, CancellationToken ct) =>
        PresentAsync(channel, keyReference, PinCommand(channel, 0x24, 0x00, keyReference, oldPin, newPin), false, budget, ct);

    /// <summary>DISABLE PIN, if the budget allows it: a wrong PIN costs a try.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="keyReference">P2.</param>
    /// <param name="pin">8 octets.</param>
    /// <param name="replacement">Key reference of the PIN that takes its place, 01..1F, or 0 for none.</param>
    /// <param name="budget">What may be spent.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<PinVerification> DisablePinAsync(
        int channel, byte keyReference, ReadOnlyMemory<byte> pin, byte replacement, PinTryBudget budget, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(replacement, 0x1F);
        var p1 = (byte)(replacement == 0 ? 0x00 : 0x80 | replacement);
        return PresentAsync(channel, keyReference, PinCommand(channel, 0x26, p1, keyReference, pin), false, budget, ct);
    }

    /// <summary>
    /// ENABLE PIN, if the budget allows it: a wrong PIN costs a try. Most cards do not show the counter of a disabled PIN; such a PIN is sent only
    /// where <see cref="PinTryBudget.AllowsHiddenCounter"/> says so.
    /// </summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="keyReference">P2.</param>
    /// <param name="pin">8 octets.</param>
    /// <param name="budget">What may be spent.</param>
    /// <param name="ct">Cancels the wait.</param>
    public ValueTask<PinVerification> EnablePinAsync(
        int channel, byte keyReference, ReadOnlyMemory<byte> pin, PinTryBudget budget, CancellationToken ct) =>
        PresentAsync(channel, keyReference, PinCommand(channel, 0x28, 0x00, keyReference, pin), true, budget, ct);

    /// <summary>Asks for the unblock counter by UNBLOCK PIN without data; no try is spent. <see cref="PinQuery.TriesLeft"/> counts unblock tries.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="keyReference">P2: the PIN that would be unblocked.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<PinQuery> QueryUnblockAsync(int channel, byte keyReference, CancellationToken ct) =>
        new(keyReference, await SendAsync(new CommandApdu(Cla(channel), 0x2C, 0x00, keyReference), ct));

    /// <summary>UNBLOCK PIN, if the budget allows it after a look at the unblock counter. A card whose unblock counter ends is lost for good.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="keyReference">P2: the PIN to unblock.</param>
    /// <param name="unblockPin">8 octets.</param>
    /// <param name="newPin">8 octets.</param>
    /// <param name="budget">What may be spent; a wrong unblock PIN counts as a wrong PIN.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<PinVerification> UnblockPinAsync(
        int channel, byte keyReference, ReadOnlyMemory<byte> unblockPin, ReadOnlyMemory<byte> newPin, PinTryBudget budget, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(budget);
        var command = PinCommand(channel, 0x2C, 0x00, keyReference, unblockPin, newPin);
        var query = await QueryUnblockAsync(channel, keyReference, ct);
        return await GuardedAsync(query, budget.Refuses(query), command, budget, ct);
    }

    private async ValueTask<PinVerification> PresentAsync(
        int channel, byte keyReference, CommandApdu command, bool enables, PinTryBudget budget, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(budget);
        var query = await QueryPinAsync(channel, keyReference, ct);
        return await GuardedAsync(query, budget.RefusesToPresent(query, enables), command, budget, ct);
    }

    private async ValueTask<PinVerification> GuardedAsync(
        PinQuery query, PinRefusal? refusal, CommandApdu command, PinTryBudget budget, CancellationToken ct)
    {
        if (refusal is { } why)
            return new PinVerification.Withheld(query, why);
        budget.Spend();
        var result = await SendAsync(command, ct);
        if (result.Sw.IsNormal)
            budget.GiveBack();
        return new PinVerification.Sent(query, result);
    }

    private static CommandApdu PinCommand(
        int channel, byte ins, byte p1, byte keyReference, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte>? second = null)
    {
        if (first.Length != 8 || second is { Length: not 8 })
            throw new ArgumentException($"a PIN travels in 8 octets, got {(first.Length != 8 ? first.Length : second!.Value.Length)}", nameof(first));
        byte[] data = [.. first.Span, .. (second ?? default).Span];
        return new CommandApdu(Cla(channel), ins, p1, keyReference, data);
    }
}
