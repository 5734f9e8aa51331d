using DmSc.Cards.Link;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;
using DmSc.Peers.Device;

namespace DmSc.Steps.Lab.Devices;

/// <summary>Cards in a virtual reader: the device reaches them through the PC/SC service. The reader is locked while a lease lives.</summary>
/// <param name="rig">Which reader.</param>
/// <param name="room">The readers of this machine.</param>
/// <param name="time">The clock of waits.</param>
internal sealed class ReaderDeviceCards(DeviceSlotRig rig, IReaderRoom room, TimeProvider time) : IDeviceCards
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private IDisposable? _lock;
    private IAsyncDisposable? _inserted;

    public async ValueTask<DeviceCard> IssueAsync(CardImage image, CancellationToken ct)
    {
        _lock ??= await room.LockAsync(rig.Reader, ct);
        await WithdrawAsync();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = new CancellationTokenSource(s_patience, time);
        using var link = timer.Token.Register(deadline.Cancel);
        try
        {
            // The driver takes the next card only when it has noticed that the last one is gone.
            await UntilAsync(hasCard: false, deadline.Token);
            _inserted = await room.InsertAsync(ReferenceUicc.Create(image, seed: 1), rig.Emulator, deadline.Token);
            await UntilAsync(hasCard: true, deadline.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new LinkException(LinkFailure.ReaderLost, $"no card could be put into {rig.Reader} within {s_patience.TotalSeconds:0} s: does the PC/SC service run with its virtual reader, and is {rig.Emulator.Host}:{rig.Emulator.Port} free?");
        }

        return new DeviceCard(image.Name, _ => new ValueTask<ICardLink>(room.Connect(rig.Reader)));
    }

    public async ValueTask WithdrawAsync()
    {
        if (_inserted is null)
            return;
        await _inserted.DisposeAsync();
        _inserted = null;
    }

    public async ValueTask DisposeAsync()
    {
        await WithdrawAsync();
        _lock?.Dispose();
        _lock = null;
    }

    private async ValueTask UntilAsync(bool hasCard, CancellationToken ct)
    {
        while (room.List().FirstOrDefault(r => r.Name == rig.Reader)?.HasCard != hasCard)
            await Task.Delay(s_poll, time, ct);
    }
}
