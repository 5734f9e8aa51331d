using System.Collections.Immutable;
using DmSc.Peers.Push.Encodings;

namespace DmSc.Peers.Push.Bearers;

/// <summary>Takes a delivery inside the process; returns when the device has it.</summary>
/// <param name="delivery">The push.</param>
/// <param name="ct">Cancels the wait.</param>
public delegate ValueTask PushSink(PushDelivery delivery, CancellationToken ct);

/// <summary>Hands the encoded push to a device in the same process: no socket and no wait, so that a virtual clock rules.</summary>
/// <param name="sink">Where it goes, for example <see cref="Receiving.PushIntake.AcceptAsync"/>.</param>
/// <param name="time">For time stamps.</param>
public sealed class InProcessPushBearer(PushSink sink, TimeProvider time) : IPushBearer
{
    private const string Host = "device.in-process";

    /// <summary>The bearer it stands for.</summary>
    public PushBearerKind Kind { get; init; } = PushBearerKind.Sms;

    /// <summary>What the transport is to give; SMS gives nothing.</summary>
    public PushTransport Transport { get; init; } = PushTransport.Open;

    /// <summary>Form of the WSP PDU in SMS.</summary>
    public WspForm Wsp { get; init; } = new();

    /// <summary>Form of the SMS.</summary>
    public SmsForm Sms { get; init; } = new();

    /// <summary>Form of OTA-HTTP requests; a plain POST has one form only.</summary>
    public HttpForm Http { get; init; } = HttpForm.Nested;

    /// <summary>The path of requests.</summary>
    public string Path { get; init; } = HttpPushBearer.DefaultPath;

    /// <inheritdoc />
    public string Name => $"{Kind} in process";

    /// <inheritdoc />
    public async ValueTask<PushReceipt> SendAsync(PushMessage message, Action<PushFrame> told, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(told);
        var now = time.GetUtcNow();
        var delivery = Delivery(message, now);
        await sink(delivery, ct);
        var note = Kind == PushBearerKind.Sms ? "SMS-DELIVER" : "HTTP request";
        var receipt = new PushReceipt(Kind, delivery.Transport, [.. delivery.Frames.Select(frame => new PushFrame(PushDirection.Sent, now, frame, note))]);
        receipt.TellTo(told);
        return receipt;
    }

    private PushDelivery Delivery(PushMessage message, DateTimeOffset now)
    {
        if (Kind == PushBearerKind.Sms)
        {
            ImmutableArray<ReadOnlyMemory<byte>> frames = [.. SmsEncoding.ToDeliver(message, Wsp, Sms, now).Select(tpdu => (ReadOnlyMemory<byte>)tpdu)];
            return new PushDelivery(Kind, PushTransport.Open, frames, null);
        }

        var request = HttpEncoding.ToRequest(message, Kind == PushBearerKind.PlainHttp ? HttpForm.Plain : Http, Path);
        return new PushDelivery(Kind, Transport, [request.Encode(Host)], request);
    }
}
