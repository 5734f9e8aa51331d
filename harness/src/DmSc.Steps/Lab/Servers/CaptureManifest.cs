using System.Collections.Immutable;
using DmSc.Engine.Loading;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;
using DmSc.Steps.Server;

namespace DmSc.Steps.Lab.Servers;

/// <summary>A push in a capture.</summary>
/// <param name="Bearer">The bearer.</param>
/// <param name="Sender">Who the transport said the sender is, on a secure push; else <c>null</c>.</param>
/// <param name="Frames">Paths of files with SMS-DELIVER TPDUs, or of one with an HTTP request.</param>
internal sealed record CapturedPush(PushBearerKind Bearer, string? Sender, ImmutableArray<string> Frames);

/// <summary>What a server did when it was asked for something.</summary>
/// <typeparam name="TOrder">What it was asked for.</typeparam>
internal sealed record Captured<TOrder>
{
    /// <summary>What it was asked for.</summary>
    public required TOrder Order { get; init; }

    /// <summary>The device it was asked for, by names and values.</summary>
    public required IReadOnlyDictionary<string, string> Device { get; init; }

    /// <summary>What came, in order.</summary>
    public required ImmutableArray<CapturedPush> Pushes { get; init; }

    /// <summary>What the user was told to enter, with USERPINMAC.</summary>
    public string? UserEntry { get; init; }

    /// <summary>How long the capture went on after the first push.</summary>
    public TimeSpan Observed { get; init; }
}

/// <summary>What <c>manifest.yaml</c> in the folder of a capture says.</summary>
public sealed class CaptureManifest
{
    internal const string FileName = "manifest.yaml";
    internal const string Bootstraps = "bootstraps";
    internal const string Notifications = "notifications";
    private const int MaxFile = 1024 * 1024;

    private static readonly MapFormat s_push = new("a captured push",
    [
        new("bearer", ValueFormat.Word([.. DeviceWords.Bearers]), "how it came", Required: true),
        new("frames", ValueFormat.ListOf(ValueFormat.Text(), 1), "files with SMS-DELIVER TPDUs in order of arrival, or one with an HTTP request; octets, relative to the manifest", Required: true),
        new("sender", ValueFormat.Text(), "who the transport said the sender is, on a secure push"),
    ]);

    private static readonly MapFormat s_bootstrapOrder = new("an order for a bootstrap",
    [
        new("profile", ValueFormat.Word("dm", "cp"), "which document; dm by default"),
        new("method", ValueFormat.Word([.. ServerShapes.Methods.Select(m => m.Key), "none"]), "what protects an insecure push; userpin by default"),
        new("bearer", ValueFormat.Word([.. DeviceWords.Bearers]), "which way; sms by default"),
        new("secure", ValueFormat.Boolean(), "whether a secure push was asked for; false by default"),
        new("content", ValueFormat.Word("none", "servers-choice", "signed", "encrypted", "signed-and-encrypted"), "protection of the content; none by default"),
        new("confidential", ValueFormat.Boolean(), "with servers-choice, whether the content is confidential; false by default"),
    ]);

    private static readonly MapFormat s_notificationOrder = new("an order for package #0",
    [
        new("bearer", ValueFormat.Word([.. DeviceWords.Bearers]), "which way; sms by default"),
        new("session", ValueFormat.Hex(1, 2), "SessionID in hexadecimal; 1234 by default"),
        new("ui-mode", ValueFormat.Integer(0, 3), "how to treat the user; 1 by default"),
        new("initiator", ValueFormat.Integer(0, 1), "who caused it; 1 by default"),
    ]);

    private static readonly MapFormat s_device = DeviceValues.Format("the device of a capture", ["server-id", "address"]);

    private static readonly KeyFormat s_observed = new("observed", ValueFormat.Duration(), "how long the capture went on after the first push; no time by default");
    private static readonly KeyFormat s_deviceKey = new("device", ValueFormat.Map(s_device), "the device it was asked for", Required: true);
    private static readonly KeyFormat s_pushes = new("pushes", ValueFormat.ListOf(ValueFormat.Map(s_push), 1), "what came, in order", Required: true);

    private static readonly MapFormat s_bootstrap = new("a captured bootstrap",
    [
        new("order", ValueFormat.Map(s_bootstrapOrder), "what was asked for", Required: true),
        s_deviceKey,
        new("user-entry", ValueFormat.Text(), "what the user was told to enter, with userpinmac"),
        s_observed,
        s_pushes,
    ]);

    private static readonly MapFormat s_notification = new("a captured notification",
    [
        new("order", ValueFormat.Map(s_notificationOrder), "what was asked for", Required: true),
        s_deviceKey,
        s_observed,
        s_pushes,
    ]);

    private CaptureManifest()
    {
    }

    /// <summary>The keys of <c>manifest.yaml</c>.</summary>
    public static MapFormat Format { get; } = new("a manifest of captures",
    [
        new(Bootstraps, ValueFormat.ListOf(ValueFormat.Map(s_bootstrap)), "bootstraps that were captured"),
        new(Notifications, ValueFormat.ListOf(ValueFormat.Map(s_notification)), "notifications (package #0) that were captured"),
    ]);

    /// <summary>Nothing.</summary>
    internal static CaptureManifest None { get; } = new();

    /// <summary>The lists there are.</summary>
    internal static IReadOnlyList<string> Kinds { get; } = [.. Format.Keys.Select(k => k.Name)];

    /// <summary>What came of orders for bootstraps.</summary>
    internal ImmutableArray<Captured<BootstrapOrder>> OfBootstraps { get; private init; } = [];

    /// <summary>What came of orders for package #0.</summary>
    internal ImmutableArray<Captured<NotificationOrder>> OfNotifications { get; private init; } = [];

    /// <summary>Every file the capture is made of.</summary>
    internal IReadOnlyList<string> Files { get; private init; } = [];

    /// <summary>The names of an order in a list.</summary>
    internal static IEnumerable<string> OrderNames(string kind) => (kind == Bootstraps ? s_bootstrapOrder : s_notificationOrder).Keys.Select(k => k.Name);

    /// <summary>Reads the manifest of a folder.</summary>
    /// <param name="folder">Where <c>manifest.yaml</c> and the files are.</param>
    /// <param name="bag">Takes the complaints; the result is sound only when it got none.</param>
    internal static CaptureManifest Load(string folder, DiagnosticBag bag)
    {
        var path = Path.Combine(folder, FileName);
        var files = new List<string> { path };
        ImmutableArray<Captured<BootstrapOrder>> bootstraps = [];
        ImmutableArray<Captured<NotificationOrder>> notifications = [];
        if (MapReader.Open(YamlReader.Read(path, bag), Format, bag) is { } map)
        {
            bootstraps = [.. map.Maps(Bootstraps).Select(m => Read(m, folder, files, Bootstrap, bag)).OfType<Captured<BootstrapOrder>>()];
            notifications = [.. map.Maps(Notifications).Select(m => Read(m, folder, files, Notification, bag)).OfType<Captured<NotificationOrder>>()];
            if (!Kinds.Any(map.Has))
                bag.Add(Rules.MissingKey, map.Span, $"{Format.What} needs one of the keys {string.Join(", ", Kinds)}");
        }

        return new CaptureManifest { OfBootstraps = bootstraps, OfNotifications = notifications, Files = files };
    }

    private static BootstrapOrder? Bootstrap(MapReader map, IReadOnlyDictionary<string, string> device, MapReader deviceMap, DiagnosticBag bag)
    {
        var order = Parsed(map, s_bootstrapOrder, OrderWords.Bootstrap, bag);
        if (order is null || order.SecurePush)
            return order;

        // What is not said would be drawn, and the server be judged by what it was never told.
        if (order.Method is null)
            bag.Add(Rules.BadValue, map.Text("method")?.Span ?? map.Span, "'none' of 'method' goes with 'secure: true': an insecure push is protected by a method");
        foreach (var name in DeviceValues.OfMac(order.Method).Where(n => !device.ContainsKey(n)))
            bag.Add(Rules.MissingKey, deviceMap.Span, $"{s_device.What} needs the key '{name}': the MAC of method {map.Text("method")?.Value ?? "userpin"} is made with it");
        return order;
    }

    private static NotificationOrder? Notification(MapReader map, IReadOnlyDictionary<string, string> device, MapReader deviceMap, DiagnosticBag bag)
    {
        if (device.GetValueOrDefault("server-password") is { Length: > 0 } && !device.ContainsKey("server-nonce"))
            bag.Add(Rules.MissingKey, deviceMap.Span, $"{s_device.What} needs the key 'server-nonce': the digest of package #0 is made with it");
        return Parsed(map, s_notificationOrder, values => OrderWords.Notification(WithDefaults(values)), bag);
    }

    private static Dictionary<string, string> WithDefaults(Dictionary<string, string> values)
    {
        foreach (var (name, value) in new[] { ("session", "1234"), ("ui-mode", "1"), ("initiator", "1") })
            values.TryAdd(name, value);
        return values;
    }

    private static T? Parsed<T>(MapReader map, MapFormat format, Func<Dictionary<string, string>, T> parse, DiagnosticBag bag)
        where T : class
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in format.Keys.Select(k => k.Name).Where(map.Has))
        {
            if (map.Text(name) is not { } text)
                return null;
            values[name] = text.Value;
        }

        try
        {
            return parse(values);
        }
        catch (FormatException e)
        {
            bag.Add(Rules.BadValue, map.Span, $"{format.What}: {e.Message}");
            return null;
        }
    }

    private static Captured<T>? Read<T>(
        MapReader map, string folder, List<string> files, Func<MapReader, IReadOnlyDictionary<string, string>, MapReader, DiagnosticBag, T?> order, DiagnosticBag bag)
        where T : class
    {
        ImmutableArray<CapturedPush> pushes = [.. map.Maps("pushes").Select(push => Push(push, folder, files, bag))];
        var observed = map.Duration("observed")?.Value ?? TimeSpan.Zero;
        var entry = map.Node.Find("user-entry") is null ? null : map.Text("user-entry")?.Value;
        if (map.Map("device") is not { } deviceMap || map.Map("order") is not { } orderMap)
            return null;
        var device = DeviceValues.Read(deviceMap, bag);
        foreach (var side in (string[])["client", "server"])
        {
            if (!device.ContainsKey($"{side}-password"))
                bag.Add(Rules.MissingKey, deviceMap.Span, $"{s_device.What} needs the key '{side}-password': \"\" when the {(side == "client" ? "device" : "server")} shows nothing");
            else if (device[$"{side}-password"].Length > 0 && !device.ContainsKey($"{side}-name"))
                bag.Add(Rules.MissingKey, deviceMap.Span, $"{s_device.What} needs the key '{side}-name', which goes with '{side}-password'");
        }

        return order(orderMap, device, deviceMap, bag) is { } asked
            ? new Captured<T> { Order = asked, Device = device, Pushes = pushes, UserEntry = entry, Observed = observed }
            : null;
    }

    private static CapturedPush Push(MapReader map, string folder, List<string> files, DiagnosticBag bag)
    {
        var bearer = DeviceWords.Bearer(map.Text("bearer")?.Value) ?? PushBearerKind.Sms;
        var frames = map.Texts("frames");
        if (bearer != PushBearerKind.Sms && frames.Count > 1)
            bag.Add(Rules.BadValue, frames[1].Span, $"a push over {DeviceWords.Of(bearer)} is one HTTP request, in one file");
        if (bearer == PushBearerKind.Sms && map.Text("sender") is { } sender)
            bag.Add(Rules.BadValue, sender.Span, "'sender' goes with a push over HTTP: no transport of short messages says who the sender is");
        var paths = ImmutableArray.CreateBuilder<string>();
        foreach (var frame in frames)
        {
            var path = Path.Combine(folder, frame.Value);
            if (Problem(path, bearer) is { } problem)
                bag.Add(LabRules.CaptureFile, frame.Span, $"{frame.Value}: {problem}");
            files.Add(path);
            paths.Add(path);
        }

        return new CapturedPush(bearer, map.Text("sender")?.Value, paths.ToImmutable());
    }

    private static string? Problem(string path, PushBearerKind bearer)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
                return "there is no such file";
            if (info.Length is 0 or > MaxFile)
                return $"a file with 1 to {MaxFile} octets expected, this one has {info.Length}";
            return bearer == PushBearerKind.Sms && File.ReadAllBytes(path).All(octet => char.IsAsciiHexDigit((char)octet) || char.IsWhiteSpace((char)octet))
                ? "the octets of an SMS-DELIVER TPDU expected, not their hexadecimal digits"
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {e.Message}";
        }
    }
}
