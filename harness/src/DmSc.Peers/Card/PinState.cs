using DmSc.Peers.Card.Image;

namespace DmSc.Peers.Card;

/// <summary>A PIN while the card lives. Everything but <see cref="Verified"/> survives a reset.</summary>
internal sealed class PinState
{
    public PinState(CardPin pin)
    {
        Reference = pin.Reference;
        MaxTries = pin.Tries;
        MaxUnblockTries = pin.UnblockTries;
        TriesLeft = pin.TriesLeft ?? pin.Tries;
        UnblockTriesLeft = pin.UnblockTries;
        Enabled = pin.Enabled;
        Value = Pad(pin.Value);
        UnblockValue = pin.UnblockValue is null ? null : Pad(pin.UnblockValue);
    }

    public byte Reference { get; }

    public int MaxTries { get; }

    public int MaxUnblockTries { get; }

    public int TriesLeft { get; set; }

    public int UnblockTriesLeft { get; set; }

    public bool Enabled { get; set; }

    /// <summary>Key reference that stands in for the disabled PIN (DISABLE PIN with P1 = 1xxxxxxx), or 0.</summary>
    public byte Replacement { get; set; }

    public byte[] Value { get; set; }

    public byte[]? UnblockValue { get; }

    /// <summary>Verified in this card session.</summary>
    public bool Verified { get; set; }

    private static byte[] Pad(byte[] value)
    {
        var block = new byte[8];
        block.AsSpan().Fill(0xFF);
        value.AsSpan(0, Math.Min(8, value.Length)).CopyTo(block);
        return block;
    }
}
