using DmSc.Cards.Link;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;
using DmSc.Peers.Deviations;

namespace DmSc.Steps.Lab;

/// <summary>Reference cards in this process: a newly issued one for every lease.</summary>
/// <param name="image">What they are made of.</param>
/// <param name="deviations">Defects they have.</param>
internal sealed class EmbeddedCards(CardImage image, IReadOnlyList<CardDeviation> deviations) : ICardSource
{
    // GET CHALLENGE of the reference card needs a seed and no case's verdict depends on its value.
    private const int Seed = 1;

    public bool IsOurs => true;

    public TimeSpan? RetryPause => null;

    public ValueTask<ICardLink> ConnectAsync(CancellationToken ct) => new(new InProcessCardLink(ReferenceUicc.Create(image, Seed, deviations)));

    public ValueTask DisposeAsync() => default;
}
