using DmSc.Peers.Card;

namespace DmSc.Peers.Deviations;

/// <summary>A defect that shows at VERIFY.</summary>
internal abstract class VerifyFilter : CommandFilter
{
    private bool _wasReset;

    public sealed override void Reset() => _wasReset = true;

    public sealed override int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response)
    {
        if (_wasReset)
            AfterReset(below.Card.State);
        _wasReset = false;
        var length = below.Process(command, response);
        return CommandShape.Is(command, 0x20) ? Answered(below.Card.State.Pin(command[3]), command.Length > 5, response, length) : length;
    }

    protected static bool IsRefusal(ReadOnlySpan<byte> response, int length) => length == 2 && response[0] == 0x63 && (response[1] & 0xF0) == 0xC0;

    protected static bool IsOk(ReadOnlySpan<byte> response, int length) => length == 2 && response[0] == 0x90 && response[1] == 0;

    protected virtual void AfterReset(CardState state)
    {
    }

    /// <summary>VERIFY was answered.</summary>
    /// <param name="pin">The PIN meant, when the card has it.</param>
    /// <param name="presented">Whether a value was presented; else its state was asked for.</param>
    /// <param name="response">The answer, to be changed.</param>
    /// <param name="length">Its length.</param>
    protected abstract int Answered(PinState? pin, bool presented, Span<byte> response, int length);
}

/// <summary>Every presented PIN is called wrong; no try is counted.</summary>
internal sealed class RefuseRightPin : VerifyFilter
{
    protected override int Answered(PinState? pin, bool presented, Span<byte> response, int length)
    {
        if (!presented || pin is null)
            return length;
        pin.Verified = false;
        return ReferenceUicc.Answer(response, Sw.TriesLeft | Math.Max(1, pin.TriesLeft - 1));
    }
}

/// <summary>Every presented PIN is called right.</summary>
internal sealed class AcceptAnyPin : VerifyFilter
{
    protected override int Answered(PinState? pin, bool presented, Span<byte> response, int length)
    {
        if (!presented || pin is null || !IsRefusal(response, length))
            return length;
        (pin.Verified, pin.TriesLeft) = (true, pin.MaxTries);
        return ReferenceUicc.Answer(response, Sw.Ok);
    }
}

/// <summary>A wrong PIN is called wrong, and opens the files all the same.</summary>
internal sealed class OpenOnWrongPin : VerifyFilter
{
    protected override int Answered(PinState? pin, bool presented, Span<byte> response, int length)
    {
        if (presented && pin is not null && IsRefusal(response, length))
            pin.Verified = true;
        return length;
    }
}

/// <summary>The right PIN leaves the retry counter where wrong ones put it.</summary>
internal sealed class KeepSpentTries : VerifyFilter
{
    private readonly Dictionary<byte, int> _lowest = [];

    protected override int Answered(PinState? pin, bool presented, Span<byte> response, int length)
    {
        if (!presented || pin is null)
            return length;
        if (IsRefusal(response, length))
            _lowest[pin.Reference] = pin.TriesLeft;
        else if (IsOk(response, length) && _lowest.TryGetValue(pin.Reference, out var left))
            pin.TriesLeft = left;
        return length;
    }
}

/// <summary>Asking for the state of a PIN costs a try.</summary>
internal sealed class SpendTryOnQuery : VerifyFilter
{
    protected override int Answered(PinState? pin, bool presented, Span<byte> response, int length)
    {
        if (!presented && pin is { TriesLeft: > 1 } && IsRefusal(response, length))
            pin.TriesLeft--;
        return length;
    }
}

/// <summary>A blocked PIN is said to have three tries.</summary>
internal sealed class HideBlockedPin : VerifyFilter
{
    protected override int Answered(PinState? pin, bool presented, Span<byte> response, int length) =>
        !presented && pin is { TriesLeft: 0 } ? ReferenceUicc.Answer(response, Sw.TriesLeft | 3) : length;
}

/// <summary>A PIN that the card does not have is said to have three tries.</summary>
internal sealed class KnowAnyPin : VerifyFilter
{
    protected override int Answered(PinState? pin, bool presented, Span<byte> response, int length) =>
        !presented && pin is null ? ReferenceUicc.Answer(response, Sw.TriesLeft | 3) : length;
}

/// <summary>A verified PIN is still verified after a reset.</summary>
internal sealed class KeepPinVerified : VerifyFilter
{
    private readonly HashSet<byte> _verified = [];

    protected override void AfterReset(CardState state)
    {
        foreach (var reference in _verified)
        {
            if (state.Pin(reference) is { } pin)
                pin.Verified = true;
        }
    }

    protected override int Answered(PinState? pin, bool presented, Span<byte> response, int length)
    {
        if (pin is { Verified: true })
            _verified.Add(pin.Reference);
        return length;
    }
}
