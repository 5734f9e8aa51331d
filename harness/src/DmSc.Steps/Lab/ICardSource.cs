using DmSc.Cards.Link;

namespace DmSc.Steps.Lab;

/// <summary>Where a station gets its card from.</summary>
internal interface ICardSource : IAsyncDisposable
{
    /// <summary>Whether every link leads to a new card of ours, so that nothing it does can harm.</summary>
    bool IsOurs { get; }

    /// <summary>Makes a link to the card, without power.</summary>
    /// <exception cref="LinkException">There is no card, or somebody else has it.</exception>
    ValueTask<ICardLink> ConnectAsync(CancellationToken ct);

    /// <summary>How long to wait before trying again to power a card that is gone; <c>null</c> when it cannot come back.</summary>
    TimeSpan? RetryPause { get; }
}
