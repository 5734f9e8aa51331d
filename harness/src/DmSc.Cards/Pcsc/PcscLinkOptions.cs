namespace DmSc.Cards.Pcsc;

/// <summary>How a link shares its card.</summary>
public enum PcscSharing
{
    /// <summary>No other process can connect.</summary>
    Exclusive,

    /// <summary>
    /// Others may connect, and wait while this link has power: it holds a transaction from power-on to power-off. Windows resets
    /// the card when a transaction has been idle for 5 s.
    /// </summary>
    SharedInTransaction,
}

/// <summary>How a link reaches its card, and how long each thing may take.</summary>
public sealed record PcscLinkOptions
{
    /// <summary>See <see cref="PcscSharing"/>.</summary>
    public PcscSharing Sharing { get; init; } = PcscSharing.Exclusive;

    /// <summary>Protocols to accept; the service chooses one that the card's ATR offers.</summary>
    public PcscProtocols Protocols { get; init; } = PcscProtocols.T0 | PcscProtocols.T1;

    /// <summary>How long to wait until the reader is there with a card in it.</summary>
    public TimeSpan CardWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Budget of one activation, reset or deactivation.</summary>
    public TimeSpan Activation { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Budget of one exchange. T=0 cards may ask for more time again and again (procedure octet 60); this ends it.</summary>
    public TimeSpan Transmit { get; init; } = TimeSpan.FromSeconds(30);
}
