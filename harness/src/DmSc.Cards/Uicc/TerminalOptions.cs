namespace DmSc.Cards.Uicc;

/// <summary>Bounds and clock of a <see cref="UiccTerminal"/>.</summary>
public sealed record TerminalOptions
{
    /// <summary>The farthest octet that READ BINARY reaches: offset 32,767 and 256 octets from there.</summary>
    public const int AddressableOctets = 32767 + 256;

    /// <summary>The defaults.</summary>
    public static TerminalOptions Default { get; } = new();

    /// <summary>The clock for times in evidence and for deadlines.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long one command may take.</summary>
    public TimeSpan CommandDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a reset may take.</summary>
    public TimeSpan PowerDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many GET RESPONSE commands one command may need: 256 of them bring 65,536 octets.</summary>
    public int MaxGetResponses { get; init; } = 256;

    /// <summary>Octets after which reading a transparent EF stops.</summary>
    public int MaxTransparentOctets { get; init; } = AddressableOctets;

    /// <summary>Octets in a block when a whole transparent EF is read or written; above 256 only where the card takes extended APDUs.</summary>
    public int BlockLength { get; init; } = 256;
}
