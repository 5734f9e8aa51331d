using System.Collections.Immutable;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Receiving;
using DmSc.Wire;

namespace DmSc.Steps.Lab.Servers;

/// <summary>Pushes that came as octets instead of over a bearer of ours: from a driver program, or out of a capture.</summary>
/// <param name="inbox">Where pushes go.</param>
/// <param name="time">For arrival.</param>
internal sealed class DeliveredFrames(PushInbox inbox, TimeProvider time)
{
    /// <summary>Takes one push.</summary>
    /// <param name="kind">The bearer.</param>
    /// <param name="sender">Who the transport says the sender is, on a secure push; else <c>null</c>.</param>
    /// <param name="frames">SMS-DELIVER TPDUs, or one HTTP request.</param>
    /// <param name="ct">Ends the wait for room.</param>
    public async ValueTask TakeAsync(PushBearerKind kind, string? sender, ImmutableArray<ReadOnlyMemory<byte>> frames, CancellationToken ct)
    {
        var transport = sender is null ? PushTransport.Open : PushTransport.Authenticated(sender);
        HttpPushRequest? request = null;
        if (kind != PushBearerKind.Sms)
        {
            try
            {
                request = HttpPushRequestReader.Parse(frames[0]);
            }
            catch (WireFormatException e)
            {
                await inbox.PutAsync(new ReceivedPush(kind, transport, time.GetUtcNow(), frames) { Error = e.Error }, ct);
                return;
            }
        }

        await new PushIntake(inbox, time).AcceptAsync(new PushDelivery(kind, transport, frames, request), ct);
    }
}
