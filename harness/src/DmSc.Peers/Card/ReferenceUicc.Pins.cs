using System.Security.Cryptography;
using DmSc.Peers.Card.Image;

namespace DmSc.Peers.Card;

/// <summary>PIN commands (ETSI TS 102 221, 11.1.9 to 11.1.13).</summary>
public sealed partial class ReferenceUicc
{
    private const int Block = 8;

    private int Verify(in ReceivedApdu apdu, Span<byte> response)
    {
        if (Key(apdu, false, out var pin) is var wrong && wrong != Sw.Ok)
            return Answer(response, wrong);
        if (IsQuery(apdu))
        {
            if (!pin.Enabled)
                return Answer(response, Sw.Invalidated);
            if (pin.TriesLeft == 0)
                return Answer(response, Sw.PinBlocked);
            return Answer(response, pin.Verified ? Sw.Ok : Sw.TriesLeft | pin.TriesLeft);
        }

        if (apdu.Data.Length != Block || apdu.HasLe)
            return Answer(response, Sw.WrongLength);
        return Answer(response, pin.Enabled ? Present(pin, apdu.Data) : Sw.Invalidated);
    }

    private int Change(in ReceivedApdu apdu, Span<byte> response)
    {
        if (Key(apdu, false, out var pin) is var wrong && wrong != Sw.Ok)
            return Answer(response, wrong);
        if (apdu.Data.Length != 2 * Block || apdu.HasLe)
            return Answer(response, Sw.WrongLength);
        if (!pin.Enabled)
            return Answer(response, Sw.Invalidated);
        var sw = Present(pin, apdu.Data[..Block]);
        if (sw == Sw.Ok)
            sw = SetValue(pin, apdu.Data[Block..]);
        return Answer(response, sw);
    }

    private int Disable(in ReceivedApdu apdu, Span<byte> response)
    {
        if (Key(apdu, true, out var pin) is var wrong && wrong != Sw.Ok)
            return Answer(response, wrong);
        if (apdu.Data.Length != Block || apdu.HasLe)
            return Answer(response, Sw.WrongLength);
        var replacement = (byte)(apdu.P1 & 0x1F);
        if (apdu.P1 != 0 && (replacement == pin.Reference || CardPin.IsAdm(replacement) || State.Pin(replacement) is null))
            return Answer(response, Sw.ReferenceNotFound);
        if (CardPin.IsAdm(pin.Reference))
            return Answer(response, Sw.ConditionsNotSatisfied);
        if (!pin.Enabled)
            return Answer(response, Sw.Invalidated);
        var sw = Present(pin, apdu.Data);
        if (sw == Sw.Ok)
        {
            pin.Enabled = false;
            pin.Verified = false;
            pin.Replacement = replacement;
            State.NotifyChanged();
        }

        return Answer(response, sw);
    }

    private int Enable(in ReceivedApdu apdu, Span<byte> response)
    {
        if (Key(apdu, false, out var pin) is var wrong && wrong != Sw.Ok)
            return Answer(response, wrong);
        if (apdu.Data.Length != Block || apdu.HasLe)
            return Answer(response, Sw.WrongLength);
        if (pin.Enabled)
            return Answer(response, pin.TriesLeft == 0 ? Sw.PinBlocked : Sw.ConditionsNotSatisfied);
        var sw = Present(pin, apdu.Data);
        if (sw == Sw.Ok)
        {
            pin.Enabled = true;
            pin.Replacement = 0;
            State.NotifyChanged();
        }

        return Answer(response, sw);
    }

    private int Unblock(in ReceivedApdu apdu, Span<byte> response)
    {
        if (Key(apdu, false, out var pin) is var wrong && wrong != Sw.Ok)
            return Answer(response, wrong);
        if (pin.UnblockValue is null)
            return Answer(response, Sw.ReferenceNotFound);
        var query = IsQuery(apdu);
        if (!query && (apdu.Data.Length != 2 * Block || apdu.HasLe))
            return Answer(response, Sw.WrongLength);
        if (pin.UnblockTriesLeft == 0)
            return Answer(response, Sw.PinBlocked);
        if (query)
            return Answer(response, Sw.TriesLeft | pin.UnblockTriesLeft);

        if (!CryptographicOperations.FixedTimeEquals(apdu.Data[..Block], pin.UnblockValue))
        {
            pin.UnblockTriesLeft--;
            State.NotifyChanged();
            return Answer(response, Sw.TriesLeft | pin.UnblockTriesLeft);
        }

        pin.UnblockTriesLeft = pin.MaxUnblockTries;
        var sw = SetValue(pin, apdu.Data[Block..]);
        if (sw == Sw.Ok)
        {
            // Unblocking also enables: a user who knows the PUK sets the PIN anew.
            pin.TriesLeft = pin.MaxTries;
            pin.Enabled = true;
            pin.Replacement = 0;
            pin.Verified = true;
        }

        State.NotifyChanged();
        return Answer(response, sw);
    }

    /// <summary>A PIN command without a PIN asks for the counter: no body, or P3 = 00.</summary>
    private static bool IsQuery(in ReceivedApdu apdu) => apdu.Data.IsEmpty && (!apdu.HasLe || (apdu.AsksForAll && !apdu.IsExtended));

    private int Key(in ReceivedApdu apdu, bool replaceable, out PinState pin)
    {
        pin = null!;
        if (apdu.P1 != 0 && !(replaceable && (apdu.P1 & 0xE0) == 0x80))
            return Sw.WrongP1P2;
        if (State.Pin(apdu.P2) is not { } found)
            return Sw.ReferenceNotFound;
        pin = found;
        return Sw.Ok;
    }

    /// <summary>Compares and counts. A wrong presentation also ends an earlier verification.</summary>
    private int Present(PinState pin, ReadOnlySpan<byte> block)
    {
        if (pin.TriesLeft == 0)
            return Sw.PinBlocked;
        pin.Verified = CryptographicOperations.FixedTimeEquals(block, pin.Value);
        var left = pin.Verified ? pin.MaxTries : pin.TriesLeft - 1;
        if (left != pin.TriesLeft)
        {
            pin.TriesLeft = left;
            State.NotifyChanged();
        }

        return pin.Verified ? Sw.Ok : Sw.TriesLeft | left;
    }

    private int SetValue(PinState pin, ReadOnlySpan<byte> block)
    {
        if (!CardPin.IsAdm(pin.Reference))
        {
            var digits = block.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var end && end < 0 ? Block : end;
            if (digits < 4 || block[digits..].ContainsAnyExcept((byte)0xFF))
                return Sw.WrongData;
        }

        pin.Value = block.ToArray();
        State.NotifyChanged();
        return Sw.Ok;
    }
}
