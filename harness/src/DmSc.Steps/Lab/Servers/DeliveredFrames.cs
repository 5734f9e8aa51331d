using System.Collections.Immutable;
using DmSc.Cards.Link;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Push.Receiving;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire;

namespace DmSc.Steps.Lab.Servers;

/// <summary>Pushes that came as octets instead of over a bearer of ours: from a driver program, or out of a capture.</summary>
/// <param name="inbox">Where pushes go.</param>
/// <param name="time">For arrival.</param>
internal sealed class DeliveredFrames(PushInbox inbox, TimeProvider time)
{
    /// <summary>Takes the pushes of an answer.</summary>
    /// <param name="from">Whose answer.</param>
    /// <param name="pushes">The pushes.</param>
    /// <param name="ct">Ends the wait for room.</param>
    /// <exception cref="LinkException">PeerUnreachable: one of them is no push.</exception>
    public async ValueTask TakeAsync(string from, IEnumerable<ServerPush> pushes, CancellationToken ct)
    {
        foreach (var push in pushes)
        {
            ImmutableArray<ReadOnlyMemory<byte>> frames;
            try
            {
                frames = [.. push.Frames.Select(f => (ReadOnlyMemory<byte>)Convert.FromHexString(f))];
            }
            catch (FormatException e)
            {
                throw new LinkException(LinkFailure.PeerUnreachable, $"{from} brought a push that is no hexadecimal: {e.Message}", e);
            }

            if (DeviceWords.Bearer(push.Bearer) is not { } kind || frames.IsEmpty || (kind != PushBearerKind.Sms && frames.Length > 1))
                throw new LinkException(LinkFailure.PeerUnreachable, $"{from} brought a push over '{push.Bearer}' with {frames.Length} frames");
            if (kind == PushBearerKind.Sms && push.AuthenticatedSender is not null)
                throw new LinkException(LinkFailure.PeerUnreachable, $"{from} brought a short message with an authenticated sender: no transport of short messages says who that is");
            await TakeAsync(kind, push.AuthenticatedSender, frames, ct);
        }
    }

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
