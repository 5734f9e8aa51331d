using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Wire;

namespace DmSc.Steps.Lab;

/// <summary>Which card it is.</summary>
/// <param name="Atr">Its answer to reset.</param>
/// <param name="Iccid">Digits of its ICCID; <c>null</c> when EF(ICCID) cannot be read or makes no sense.</param>
internal sealed record CardIdentity(ReadOnlyMemory<byte> Atr, string? Iccid)
{
    private static readonly byte[] IccidPath = [0x2F, 0xE2];

    /// <summary>Powers the card, reads ATR and EF(ICCID), and takes the power away.</summary>
    public static async ValueTask<CardIdentity> ReadAsync(UiccTerminal terminal, CancellationToken ct)
    {
        var atr = (await terminal.PowerOnAsync(CardReset.Cold, ct)).Octets;
        string? iccid = null;
        try
        {
            var selected = await terminal.SelectAsync(0, FileSelector.ByPathFromMf(IccidPath), SelectReturn.NoData, ct);
            if (selected.IsSelected)
            {
                var content = await terminal.ReadTransparentAsync(0, 0, Wire.Apdu.Iccid.Length, ct);
                iccid = Wire.Apdu.Iccid.Parse(content.Data.Span);
            }
        }
        catch (WireFormatException)
        {
            // A card without a usable ICCID is not on any allow-list; whether that is a defect is for cases to judge.
            iccid = null;
        }

        await terminal.PowerOffAsync(ct);
        return new CardIdentity(atr, iccid);
    }

    public bool IsSameAs(CardIdentity other) => Iccid == other.Iccid && Atr.Span.SequenceEqual(other.Atr.Span);

    public bool Is(AllowedCard card) => Iccid == card.Iccid && Atr.Span.SequenceEqual(card.Atr.Span);

    public override string ToString() => $"ATR {Convert.ToHexString(Atr.Span)}, ICCID {Iccid ?? "not readable"}";
}
