using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;

namespace DmSc.Steps.Lab;

/// <summary>A way to one card outside a run, with everything it holds (reader lock, inserted emulator) until disposed.</summary>
public sealed class CardAccess : IAsyncDisposable
{
    private readonly ICardSource _source;
    private ICardLink? _link;

    private CardAccess(ICardSource source) => _source = source;

    /// <summary>The link, without power.</summary>
    public ICardLink Link => _link ?? throw new InvalidOperationException("the access was closed");

    /// <summary>The card of a station, as a run would reach it.</summary>
    /// <param name="station">The rig.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LinkException">The reader is not there or held by somebody else; the message says by whom.</exception>
    /// <exception cref="ArgumentException">The station has no card.</exception>
    public static ValueTask<CardAccess> ToStationAsync(StationFile station, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(station);
        var rig = station.Card ?? throw new ArgumentException($"station {station.Id} has no card", nameof(station));
        if (rig.Link == CardLinkKind.InProcess)
            return ToImageAsync(rig.Image ?? throw new ArgumentException($"station {station.Id} has a card without an image", nameof(station)), ct);
        Func<ReferenceUicc>? card = rig.Image is { } image ? () => ReferenceUicc.Create(image, seed: 1, []) : null;
        return OpenAsync(new ReaderCards(rig.Reader ?? "", new PcscReaderRoom(rig.Sharing, time), rig.Emulator, card, time), ct);
    }

    /// <summary>The card in a reader.</summary>
    /// <param name="reader">Name or pattern.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LinkException">The reader is not there or held by somebody else.</exception>
    public static ValueTask<CardAccess> ToReaderAsync(string reader, TimeProvider time, CancellationToken ct) =>
        OpenAsync(new ReaderCards(reader, new PcscReaderRoom(PcscSharing.Exclusive, time), null, null, time), ct);

    /// <summary>A new card made of an image, in this process.</summary>
    /// <param name="image">What it is made of.</param>
    /// <param name="ct">Cancels.</param>
    public static ValueTask<CardAccess> ToImageAsync(CardImage image, CancellationToken ct) => OpenAsync(new EmbeddedCards(image, []), ct);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_link is { } link)
            await link.DisposeAsync();
        _link = null;
        await _source.DisposeAsync();
    }

    private static async ValueTask<CardAccess> OpenAsync(ICardSource source, CancellationToken ct)
    {
        var access = new CardAccess(source);
        try
        {
            access._link = await source.ConnectAsync(ct);
            return access;
        }
        catch
        {
            await access.DisposeAsync();
            throw;
        }
    }
}
