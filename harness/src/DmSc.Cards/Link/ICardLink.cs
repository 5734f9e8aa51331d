namespace DmSc.Cards.Link;

/// <summary>How a card was powered.</summary>
public enum CardReset
{
    /// <summary>Contacts deactivated and activated again.</summary>
    Cold,

    /// <summary>Reset line only.</summary>
    Warm,
}

/// <summary>
/// A way to one card: through PC/SC, in process, or from a transcript. Not thread-safe: one exchange at a time.
/// Every method throws <see cref="LinkException"/> when the way fails and nothing else does but cancellation.
/// </summary>
public interface ICardLink : IAsyncDisposable
{
    /// <summary>What people call this link: a reader name, or the name of the card image.</summary>
    string Name { get; }

    /// <summary>The answer to reset of the last activation; empty while the card has no power.</summary>
    ReadOnlyMemory<byte> Atr { get; }

    /// <summary>The active transmission protocol, 0 or 1; -1 while the card has no power.</summary>
    int Protocol { get; }

    /// <summary>Powers the card, or resets it if it has power already, and returns its ATR. All volatile card state is lost.</summary>
    /// <param name="reset">Cold or warm; a link that cannot do warm does cold.</param>
    /// <param name="ct">Cancels the wait.</param>
    ValueTask<ReadOnlyMemory<byte>> PowerOnAsync(CardReset reset, CancellationToken ct);

    /// <summary>Removes power. No effect on a card without power.</summary>
    /// <param name="ct">Cancels the wait.</param>
    ValueTask PowerOffAsync(CancellationToken ct);

    /// <summary>
    /// Sends the octets of one command and returns those of one response, as they are: no GET RESPONSE, no repeat with another Le.
    /// </summary>
    /// <param name="command">The whole command, at least 4 octets.</param>
    /// <param name="response">Where the response goes; 65,538 octets hold any.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <returns>Number of octets written to <paramref name="response"/>, at least 2.</returns>
    ValueTask<int> TransmitAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken ct);
}
