using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Vpcd;

namespace DmSc.Steps.Lab;

/// <summary>The readers of this machine, as a station needs them; a test puts its own in the place.</summary>
internal interface IReaderRoom
{
    /// <summary>All readers with their states.</summary>
    IReadOnlyList<ReaderDescription> List();

    /// <summary>Locks a reader against other processes of ours.</summary>
    ValueTask<IDisposable> LockAsync(string reader, CancellationToken ct);

    /// <summary>A link to the card in a reader, without power.</summary>
    ICardLink Connect(string reader);

    /// <summary>Puts a reference card into a virtual reader; it stays until disposed.</summary>
    ValueTask<IAsyncDisposable> InsertAsync(ReferenceUicc card, VpcdEndpoint endpoint, CancellationToken ct);
}

/// <summary>PC/SC.</summary>
/// <param name="sharing">How to share the reader.</param>
/// <param name="time">The clock.</param>
internal sealed class PcscReaderRoom(PcscSharing sharing, TimeProvider time) : IReaderRoom
{
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(1);

    public IReadOnlyList<ReaderDescription> List() => PcscReaders.List();

    public async ValueTask<IDisposable> LockAsync(string reader, CancellationToken ct) => await ReaderLock.AcquireAsync(reader, LockWait, time, ct);

    public ICardLink Connect(string reader) => new PcscCardLink(reader, new PcscLinkOptions { Sharing = sharing }, time);

    public async ValueTask<IAsyncDisposable> InsertAsync(ReferenceUicc card, VpcdEndpoint endpoint, CancellationToken ct)
    {
        var host = new VpcdCardHost(card, endpoint.Host, endpoint.Port, time);
        await host.InsertAsync(ct);
        return host;
    }
}
