namespace DmSc.Peers.Card.Vpcd;

/// <summary>What happened between a card and its virtual reader.</summary>
public enum VpcdEventKind
{
    /// <summary>The reader has seen the card: it asked for the ATR for the first time on this connection.</summary>
    Inserted,

    /// <summary>The connection is gone: the card is out of the reader.</summary>
    Removed,

    /// <summary>Power on (cold reset).</summary>
    PoweredOn,

    /// <summary>Warm reset.</summary>
    Reset,

    /// <summary>Power off.</summary>
    PoweredOff,

    /// <summary>The card gave no answer to a command; the connection is closed because the protocol knows no other silence.</summary>
    Mute,
}

/// <summary>One event of a <see cref="VpcdCardHost"/>.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Time">When, by the host's clock.</param>
public readonly record struct VpcdEvent(VpcdEventKind Kind, DateTimeOffset Time);
