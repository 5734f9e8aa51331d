using System.Collections.Immutable;
using DmSc.Cards.Link;
using DmSc.Dm.Session;
using DmSc.Peers.Push.Receiving;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.Credentials;

namespace DmSc.Steps.Lab.Servers;

/// <summary>A folder of captured pushes, judged when the server is no longer there. What it lacks is not judged.</summary>
internal sealed class CapturedServer(string folder, CaptureManifest manifest, DeliveredFrames frames) : IServerUnderTest
{
    public string Name => $"capture {folder}";

    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["capture"] = folder,
        ["bootstraps"] = $"{manifest.OfBootstraps.Length}",
        ["notifications"] = $"{manifest.OfNotifications.Length}",
    };

    public bool IsInProcess => true;

    public IDmTransport? Sessions => null;

    public ValueTask ResetAsync(CancellationToken ct) => default;

    public ValueTask<ManagedDevice> EnrolAsync(ManagedDevice wish, CancellationToken ct) => new(wish);

    public ValueTask<ServerAnswer> BootstrapAsync(ManagedDevice device, BootstrapOrder order, CancellationToken ct)
    {
        var wanted = order with { Watch = TimeSpan.Zero, Method = order.SecurePush ? null : order.Method };
        var words = string.Join(", ", OrderWords.Of(order).Where(w => w.Key != "sec").Select(w => $"{w.Key} {w.Value}"));
        var found = manifest.OfBootstraps.Where(b => (b.Order.SecurePush ? b.Order with { Method = null } : b.Order) == wanted);
        return AnswerAsync([.. found], $"bootstrap with {words}", order.Watch, device, order.Content is not (ContentProtectionOrder.None or ContentProtectionOrder.Signed), ct);
    }

    public ValueTask<ServerAnswer> NotifyAsync(ManagedDevice device, NotificationOrder order, CancellationToken ct)
    {
        var words = string.Join(", ", OrderWords.Of(order).Select(w => $"{w.Key} {w.Value}"));
        return AnswerAsync([.. manifest.OfNotifications.Where(n => n.Order == order)], $"notification with {words}", TimeSpan.Zero, device, isForKey: false, ct);
    }

    public ValueTask DisposeAsync() => default;

    private async ValueTask<ServerAnswer> AnswerAsync<T>(
        ImmutableArray<Captured<T>> found, string what, TimeSpan watch, ManagedDevice device, bool isForKey, CancellationToken ct)
    {
        if (found.IsEmpty)
            return ServerAnswer.Decline($"the capture has no {what}");
        if (found.FirstOrDefault(c => c.Observed >= watch) is not { } captured)
            return ServerAnswer.Decline($"the capture went on for {found.Max(c => c.Observed).TotalSeconds:0} s after its push, and {watch.TotalSeconds:0} s are needed");
        if (isForKey && captured.Device.GetValueOrDefault("recipient-key") is { Length: > 0 } key && device.RecipientKey is { } own && !IsSameKey(key, own))
            return ServerAnswer.Decline("the capture is encrypted for another key than that of IXIT device-private-key");
        try
        {
            foreach (var push in captured.Pushes)
            {
                ImmutableArray<ReadOnlyMemory<byte>> octets = [.. push.Frames.Select(f => (ReadOnlyMemory<byte>)File.ReadAllBytes(f))];
                await frames.TakeAsync(push.Bearer, push.Sender, octets, ct);
            }

            return new ServerAnswer
            {
                Device = DeviceValues.With(device, captured.Device),
                UserEntry = captured.UserEntry is { } entry ? SecretOctets.Of(entry) : null,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new LinkException(LinkFailure.Misuse, $"the capture {folder} cannot be read: {e.Message}", e);
        }
    }

    private static bool IsSameKey(string one, string other) =>
        string.Concat(one.Where(c => !char.IsWhiteSpace(c))) == string.Concat(other.Where(c => !char.IsWhiteSpace(c)));
}

/// <summary>A capture for one case after the other: each has it from the beginning, on a clock that waits for nobody.</summary>
internal sealed class CapturedServers(string folder, CaptureManifest manifest) : IServerSource
{
    public ValueTask<ServerLoan> LendAsync(CancellationToken ct)
    {
        var clock = new VirtualTime(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var inbox = new PushInbox();
        var server = new CapturedServer(folder, manifest, new DeliveredFrames(inbox, clock));
        return new(new ServerLoan(new ServerParty(server, inbox, clock, clock), clock, () => default));
    }

    public ValueTask DisposeAsync() => default;
}
