using System.Text;

namespace DmSc.Peers.Card.Image;

/// <summary>A PIN or ADM key of the card (ETSI TS 102 221, 9.5). All directories share one set of key references.</summary>
public sealed record CardPin
{
    /// <summary>Key reference: 01..08 PIN, 0A..0E ADM1..5, 11 universal PIN, 81..88 local PIN, 8A..8E ADM6..10.</summary>
    public required byte Reference { get; init; }

    /// <summary>The value, 1..8 octets, without the FF padding. A user's PIN has 4 to 8 ASCII digits.</summary>
    public required byte[] Value { get; init; }

    /// <summary>Consecutive wrong presentations allowed, 1..15.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>How many of <see cref="Tries"/> are left when the card is issued; <c>null</c> = all, 0 = issued blocked.</summary>
    public int? TriesLeft { get; init; }

    /// <summary>The unblock PIN (PUK), 1..8 octets, or <c>null</c> when the PIN cannot be unblocked.</summary>
    public byte[]? UnblockValue { get; init; }

    /// <summary>Consecutive wrong presentations of the unblock PIN allowed, 1..15.</summary>
    public int UnblockTries { get; init; } = 10;

    /// <summary>Whether the PIN is enabled when the card is issued. ADM keys always are.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>A PIN of ASCII digits.</summary>
    /// <param name="reference">See <see cref="Reference"/>.</param>
    /// <param name="digits">The PIN as the user types it.</param>
    /// <param name="unblock">The unblock PIN as the user types it, or <c>null</c>.</param>
    /// <param name="enabled">See <see cref="Enabled"/>.</param>
    public static CardPin OfDigits(byte reference, string digits, string? unblock = null, bool enabled = true) => new()
    {
        Reference = reference,
        Value = Encoding.ASCII.GetBytes(digits),
        UnblockValue = unblock is null ? null : Encoding.ASCII.GetBytes(unblock),
        Enabled = enabled,
    };

    internal static bool IsAdm(byte reference) => (reference & 0x7F) is >= 0x0A and <= 0x0E;

    internal static bool IsKnownReference(byte reference) => reference == 0x11 || (reference & 0x7F) is (>= 0x01 and <= 0x08) or (>= 0x0A and <= 0x0E);
}
