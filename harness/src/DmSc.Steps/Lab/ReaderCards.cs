using System.IO.Enumeration;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.Peers.Card;

namespace DmSc.Steps.Lab;

/// <summary>
/// The card in one reader. The first connection finds the reader, locks it for the life of this object, and puts the emulated card in
/// when none shows up.
/// </summary>
internal sealed class ReaderCards(string reader, IReaderRoom room, VpcdEndpoint? emulator, Func<ReferenceUicc>? card, TimeProvider time) : ICardSource
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ForeignCardWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan InsertWait = TimeSpan.FromSeconds(5);

    private string? _name;
    private IDisposable? _lock;
    private IAsyncDisposable? _inserted;

    public bool IsOurs => false;

    public TimeSpan? RetryPause => Poll;

    public async ValueTask<ICardLink> ConnectAsync(CancellationToken ct)
    {
        if (_name is null)
            await OpenAsync(ct);
        return room.Connect(_name!);
    }

    public async ValueTask DisposeAsync()
    {
        if (_inserted is not null)
            await _inserted.DisposeAsync();
        _lock?.Dispose();
        _inserted = null;
        _lock = null;
        _name = null;
    }

    private async ValueTask OpenAsync(CancellationToken ct)
    {
        var found = await FindAsync(withCard: true, ForeignCardWait, ct);
        if (found is null && emulator is not null && card is not null)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
            using var timer = new CancellationTokenSource(InsertWait, time);
            using var link = timer.Token.Register(deadline.Cancel);
            try
            {
                _inserted = await room.InsertAsync(card(), emulator, deadline.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new LinkException(LinkFailure.ReaderLost, $"no virtual reader listens on {emulator.Host}:{emulator.Port}; does the PC/SC service run with its driver?");
            }

            found = await FindAsync(withCard: true, InsertWait, ct);
        }

        // Without a card the link itself says so, in the words of PC/SC, when the reader at least is there.
        found ??= await FindAsync(withCard: false, TimeSpan.Zero, ct);
        var name = found?.Name ?? throw new LinkException(LinkFailure.ReaderLost, $"there is no reader '{reader}'{Others()}");
        _lock = await room.LockAsync(name, ct);
        _name = name;
    }

    private async ValueTask<ReaderDescription?> FindAsync(bool withCard, TimeSpan wait, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            foreach (var candidate in room.List())
            {
                if (Matches(candidate.Name) && (candidate.HasCard || !withCard))
                    return candidate;
            }

            if (time.GetElapsedTime(start) >= wait)
                return null;
            await Task.Delay(Poll, time, ct);
        }
    }

    private bool Matches(string name) => name == reader || FileSystemName.MatchesSimpleExpression(reader, name, ignoreCase: false);

    private string Others()
    {
        var names = room.List().Select(r => r.Name).ToList();
        return names.Count == 0 ? "; there are no readers" : $"; there are {string.Join(", ", names)}";
    }
}
