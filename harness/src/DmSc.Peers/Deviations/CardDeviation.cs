using DmSc.Peers.Card.Image;

namespace DmSc.Peers.Deviations;

/// <summary>
/// A named defect that the reference card can be told to have. It changes the image before the card is issued, or stands between reader and
/// card, or both.
/// </summary>
public sealed class CardDeviation : PeerDeviation
{
    private readonly Func<CardImage, CardImage> _image;
    private readonly Func<CardImage, CommandFilter>? _filter;

    internal CardDeviation(string name, string description, Func<CardImage, CardImage>? image = null, Func<CardImage, CommandFilter>? filter = null)
        : base(name, description)
    {
        _image = image ?? (i => i);
        _filter = filter;
    }

    /// <summary>The image with the defect.</summary>
    /// <param name="image">The sound image.</param>
    /// <exception cref="ArgumentException">The image has not what the defect damages, so that the card would be sound.</exception>
    public CardImage ApplyTo(CardImage image) => _image(image);

    internal CommandFilter? CreateFilter(CardImage image) => _filter?.Invoke(image);
}
