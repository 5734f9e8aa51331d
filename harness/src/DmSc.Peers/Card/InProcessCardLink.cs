using DmSc.Cards.Link;
using DmSc.Peers.Card.Image;

namespace DmSc.Peers.Card;

/// <summary>A link to a reference card in the same process. Everything completes at once.</summary>
/// <param name="card">The card; the link powers it and sends its commands, nobody else may meanwhile.</param>
/// <param name="name">Name of the link; the image's name when <c>null</c>.</param>
public sealed class InProcessCardLink(ReferenceUicc card, string? name = null) : ICardLink
{
    private bool _disposed;

    /// <inheritdoc />
    public string Name { get; } = name ?? card.State.Image.Name;

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Atr => card.IsPowered ? card.Atr : default;

    /// <inheritdoc />
    public int Protocol => card.IsPowered ? UiccAtr.FirstProtocol(card.Atr.Span) : -1;

    /// <summary>How often the card was powered cold, the first time included.</summary>
    public int PowerCycles { get; private set; }

    /// <summary>How often the card was reset warm.</summary>
    public int WarmResets { get; private set; }

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>> PowerOnAsync(CardReset reset, CancellationToken ct)
    {
        Check(ct);
        if (reset == CardReset.Warm && card.IsPowered)
            WarmResets++;
        else
            PowerCycles++;
        return new(card.Reset(reset));
    }

    /// <inheritdoc />
    public ValueTask PowerOffAsync(CancellationToken ct)
    {
        Check(ct);
        card.PowerOff();
        return default;
    }

    /// <inheritdoc />
    public ValueTask<int> TransmitAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken ct)
    {
        Check(ct);
        if (!card.IsPowered)
            throw new LinkException(LinkFailure.Misuse, $"{Name}: the card has no power");
        var length = card.Process(command.Span, response.Span);
        return length > 0 ? new(length) : throw new LinkException(LinkFailure.CardMute, $"{Name}: the card does not answer");
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        if (!_disposed)
            card.PowerOff();
        _disposed = true;
        return default;
    }

    private void Check(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_disposed)
            throw new LinkException(LinkFailure.Misuse, $"{Name}: the link is closed");
    }
}
