using DmSc.Peers.Push.Bearers;

namespace DmSc.Peers.Push.Receiving;

/// <summary>The receiving end of an <see cref="InProcessPushBearer"/>.</summary>
/// <param name="inbox">Where pushes go.</param>
/// <param name="time">For arrival and age.</param>
public sealed class PushIntake(PushInbox inbox, TimeProvider time)
{
    /// <summary>Takes the SMS of deliveries, and others that a lab has.</summary>
    public SmsPushReceiver Sms { get; } = new(inbox, time);

    /// <summary>Takes a delivery; a <see cref="PushSink"/>. Waits while the inbox is full.</summary>
    /// <param name="delivery">The push.</param>
    /// <param name="ct">Ends the wait.</param>
    public async ValueTask AcceptAsync(PushDelivery delivery, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (delivery.Request is { } request)
        {
            var raw = new ReceivedPush(delivery.Kind, delivery.Transport, time.GetUtcNow(), delivery.Frames) { RequestFields = request.Fields };
            await inbox.PutAsync(HttpReading.Read(raw, request.Body), ct);
            return;
        }

        foreach (var frame in delivery.Frames)
            await Sms.AcceptAsync(frame, ct);
    }
}
