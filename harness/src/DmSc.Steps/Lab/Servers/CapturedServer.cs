using System.Collections.Immutable;
using DmSc.Cards.Link;
using DmSc.Dm.Session;
using DmSc.Engine.Loading;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.Credentials;

namespace DmSc.Steps.Lab.Servers;

/// <summary>A push in a capture.</summary>
/// <param name="Bearer">The bearer.</param>
/// <param name="Sender">Who the transport said the sender is, on a secure push; else <c>null</c>.</param>
/// <param name="Frames">Files with SMS-DELIVER TPDUs, or one file with an HTTP request.</param>
internal sealed record CapturedPush(PushBearerKind Bearer, string? Sender, ImmutableArray<string> Frames);

/// <summary>What a server did when it was asked for a bootstrap.</summary>
internal sealed record CapturedBootstrap
{
    /// <summary>What was asked for: values of an order; those absent have their defaults.</summary>
    public required IReadOnlyDictionary<string, string> Order { get; init; }

    /// <summary>The device it was asked for.</summary>
    public required IReadOnlyDictionary<string, string> Device { get; init; }

    /// <summary>What came.</summary>
    public required ImmutableArray<CapturedPush> Pushes { get; init; }

    /// <summary>What the user was told to enter, with USERPINMAC.</summary>
    public string? UserEntry { get; init; }

    /// <summary>How long the capture went on after the first push.</summary>
    public TimeSpan Observed { get; init; }
}

/// <summary>A folder of captured pushes, judged when the server is no longer there. What it lacks is not judged.</summary>
internal sealed class CapturedServer(string folder, ImmutableArray<CapturedBootstrap> bootstraps, DeliveredFrames frames) : IServerUnderTest
{
    private static readonly MapFormat s_push = new("a captured push",
    [
        new("bearer", ValueFormat.Word("sms", "ota-http", "plain-http"), "how it came", Required: true),
        new("sender", ValueFormat.Text(), "who the transport said the sender is, on a secure push"),
        new("frames", ValueFormat.ListOf(ValueFormat.Text(), 1), "files with SMS-DELIVER TPDUs in order of arrival, or one with an HTTP request", Required: true),
    ]);

    private static readonly MapFormat s_bootstrap = new("a captured bootstrap",
    [
        new("order", ValueFormat.MapOf(ValueFormat.Text(), "a name of an order"), "what was asked for", Required: true),
        new("device", ValueFormat.MapOf(ValueFormat.Text(), "a value of the device"), "the device it was asked for", Required: true),
        new("user-entry", ValueFormat.Text(), "what the user was told to enter, with userpinmac"),
        new("observed", ValueFormat.Duration(), "how long the capture went on after the first push"),
        new("pushes", ValueFormat.ListOf(ValueFormat.Map(s_push), 1), "what came, in order", Required: true),
    ]);

    private static readonly Dictionary<string, string> s_defaults = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["profile"] = "dm",
        ["method"] = "userpin",
        ["bearer"] = "sms",
        ["secure"] = "false",
        ["content"] = "none",
        ["confidential"] = "false",
    };

    public static MapFormat Format { get; } = new("a manifest of captures",
    [
        new("bootstraps", ValueFormat.ListOf(ValueFormat.Map(s_bootstrap)), "what was captured", Required: true),
    ]);

    public string Name => $"capture {folder}";

    public IReadOnlyDictionary<string, string> Facts { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["capture"] = folder, ["bootstraps"] = $"{bootstraps.Length}" };

    public bool IsInProcess => true;

    public IDmTransport? Sessions => null;

    /// <summary>Reads the manifest of a folder.</summary>
    /// <param name="folder">Where <c>manifest.yaml</c> and the files are.</param>
    /// <param name="bag">Takes the complaints.</param>
    public static ImmutableArray<CapturedBootstrap> Load(string folder, DiagnosticBag bag)
    {
        if (MapReader.Open(YamlReader.Read(Path.Combine(folder, "manifest.yaml"), bag), Format, bag) is not { } map)
            return [];
        return [.. map.Maps("bootstraps").Select(Read)];
    }

    public ValueTask ResetAsync(CancellationToken ct) => default;

    public ValueTask<ManagedDevice> EnrolAsync(ManagedDevice wish, CancellationToken ct) => new(wish);

    public async ValueTask<ServerAnswer> BootstrapAsync(ManagedDevice device, BootstrapOrder order, CancellationToken ct)
    {
        var wanted = OrderWords.Of(order);
        wanted.Remove("sec");
        if (order.SecurePush)
            wanted.Remove("method");
        var found = bootstraps.Where(b => wanted.All(w => b.Order.GetValueOrDefault(w.Key, s_defaults[w.Key]) == w.Value)).ToArray();
        if (found.Length == 0)
            return ServerAnswer.Decline($"the capture has no bootstrap with {string.Join(", ", wanted.Select(w => $"{w.Key} {w.Value}"))}");
        if (found.FirstOrDefault(b => b.Observed >= order.Watch) is not { } captured)
            return ServerAnswer.Decline($"the capture went on for {found.Max(b => b.Observed).TotalSeconds:0} s after its push, and {order.Watch.TotalSeconds:0} s are needed");
        try
        {
            foreach (var push in captured.Pushes)
            {
                ImmutableArray<ReadOnlyMemory<byte>> octets = [.. push.Frames.Select(f => (ReadOnlyMemory<byte>)File.ReadAllBytes(Path.Combine(folder, f)))];
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

    public ValueTask<ServerAnswer> NotifyAsync(ManagedDevice device, NotificationOrder order, CancellationToken ct) =>
        new(ServerAnswer.Decline("captures hold bootstraps only"));

    public ValueTask DisposeAsync() => default;

    private static CapturedBootstrap Read(MapReader map) => new()
    {
        Order = Values(map, "order"),
        Device = Values(map, "device"),
        UserEntry = map.Text("user-entry")?.Value,
        Observed = map.Duration("observed")?.Value ?? TimeSpan.Zero,
        Pushes =
        [
            .. map.Maps("pushes").Select(push => new CapturedPush(
                DeviceWords.Bearer(push.Text("bearer")?.Value) ?? PushBearerKind.Sms, push.Text("sender")?.Value, [.. push.Texts("frames").Select(f => f.Value)])),
        ],
    };

    private static Dictionary<string, string> Values(MapReader map, string key) =>
        map.NamedTexts(key).ToDictionary(pair => pair.Key.Value, pair => pair.Value.Value, StringComparer.Ordinal);
}

/// <summary>A capture for one case after the other: each has it from the beginning, on a clock that waits for nobody.</summary>
internal sealed class CapturedServers(string folder, ImmutableArray<CapturedBootstrap> bootstraps) : IServerSource
{
    public ValueTask<ServerLoan> LendAsync(CancellationToken ct)
    {
        var clock = new VirtualTime(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var inbox = new Peers.Push.Receiving.PushInbox();
        var server = new CapturedServer(folder, bootstraps, new DeliveredFrames(inbox, clock));
        return new(new ServerLoan(new ServerParty(server, inbox, clock, clock), clock, () => default));
    }

    public ValueTask DisposeAsync() => default;
}
