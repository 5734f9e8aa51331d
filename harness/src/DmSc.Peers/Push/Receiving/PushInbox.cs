using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace DmSc.Peers.Push.Receiving;

/// <summary>Where received pushes wait, in order of arrival. Bounded; for any number of receivers and readers at once.</summary>
/// <param name="capacity">Most pushes that wait.</param>
public sealed class PushInbox(int capacity = 256)
{
    private readonly Channel<ReceivedPush> _channel = Channel.CreateBounded<ReceivedPush>(capacity);
    private long _refused;

    /// <summary>How many pushes found no room.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>The next push, when it is there.</summary>
    /// <param name="ct">Ends the wait.</param>
    public ValueTask<ReceivedPush> TakeAsync(CancellationToken ct) => _channel.Reader.ReadAsync(ct);

    /// <summary>The next push, if it is there already.</summary>
    /// <param name="push">The push.</param>
    public bool TryTake([NotNullWhen(true)] out ReceivedPush? push) => _channel.Reader.TryRead(out push);

    /// <summary>Puts a push in, or counts it as refused when there is no room.</summary>
    /// <param name="push">The push.</param>
    public bool TryPut(ReceivedPush push)
    {
        if (_channel.Writer.TryWrite(push))
            return true;
        Interlocked.Increment(ref _refused);
        return false;
    }

    /// <summary>Puts a push in as soon as there is room.</summary>
    /// <param name="push">The push.</param>
    /// <param name="ct">Ends the wait.</param>
    public ValueTask PutAsync(ReceivedPush push, CancellationToken ct) => _channel.Writer.WriteAsync(push, ct);
}
