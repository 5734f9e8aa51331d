using System.Text.RegularExpressions;
using DmSc.Engine.Loading;
using DmSc.Model.Cases;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Lab.Servers;

/// <summary>Reads driver and settings of an IUT file of role server.</summary>
public static class ServerDriverLoader
{
    private const string Http = "http";
    private const string Process = "process";
    private const string Capture = "capture";

    private static readonly TimeSpan s_httpPatience = TimeSpan.FromSeconds(10);

    private static readonly KeyFormat s_patience = new("patience", ValueFormat.Duration(), "longest time for one answer; 10s by default");
    private static readonly KeyFormat s_trusted = new("trusted", ValueFormat.Text(), "PEM file with certificates that those of sessions come from, relative to this file; the operating system's choice by default");

    private static readonly MapFormat s_reset = new("the request for reset", Request());
    private static readonly MapFormat s_account = new("the request for an account",
        [.. Request(), new("result", ValueFormat.Word("device"), "device: the answer is JSON with values of the device")]);

    private static readonly KeyFormat s_orderResult = new(
        "result", ValueFormat.Word("push", "body", "pushes"), "push: it goes to our receiver, the default; body: the answer is the push; pushes: the answer is JSON with a list of pushes");

    private static readonly MapFormat s_bootstrap = new("the request for a bootstrap", [.. Request(), s_orderResult]);
    private static readonly MapFormat s_notification = new("the request for a notification", [.. Request(), s_orderResult]);
    private static readonly MapFormat s_collect = new("the request for pushes that wait",
        [.. Request(), new("result", ValueFormat.Word("pushes", "body"), "pushes: JSON with a list of pushes, the default; body: the answer is the push, and empty when there is none")]);

    /// <summary>Settings of the driver <c>reference</c>.</summary>
    public static MapFormat ReferenceFormat { get; } = new("the settings of the reference server",
    [
        new("signing-key", ValueFormat.Text(), "PEM file with the RSA private key that it signs content with, relative to this file; without one it signs nothing"),
    ]);

    /// <summary>Settings of the driver <c>http</c>.</summary>
    public static MapFormat HttpFormat { get; } = new("the settings of the driver 'http'",
    [
        s_patience,
        s_trusted,
        new("sessions", ValueFormat.Word("yes", "no"), "no when no sessions are to be opened"),
        new("device", ValueFormat.Map(DeviceValues.Format("the device of a server", [])), "values that the server has instead of those drawn"),
        new("account", ValueFormat.Map(s_account), "makes a device known"),
        new("bootstrap", ValueFormat.Map(s_bootstrap), "asks for a bootstrap", Required: true),
        new("notification", ValueFormat.Map(s_notification), "asks for package #0"),
        new("collect", ValueFormat.Map(s_collect), "asks for pushes that wait somewhere, again and again while one is waited for"),
        new("reset", ValueFormat.Map(s_reset), "lets the server forget the devices of earlier cases"),
    ]);

    /// <summary>Settings of the driver <c>process</c>.</summary>
    public static MapFormat ProcessFormat { get; } = new("the settings of the driver 'process'", [.. DeviceDriverLoader.ProcessFormat.Keys, s_trusted]);

    /// <summary>Settings of the driver <c>capture</c>.</summary>
    public static MapFormat CaptureFormat { get; } = new("the settings of the driver 'capture'",
    [
        new("folder", ValueFormat.Text(), "folder with manifest.yaml and the files it names, relative to this file; this file's folder by default"),
    ]);

    /// <summary>The drivers there are, and the keys of their settings.</summary>
    internal static IReadOnlyList<(string Name, MapFormat Settings)> Drivers { get; } =
        [(IutDrivers.Reference, ReferenceFormat), (Http, HttpFormat), (Process, ProcessFormat), (Capture, CaptureFormat)];

    /// <summary>Reads driver and settings.</summary>
    /// <param name="iut">The IUT file, of role server.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns><c>null</c> after an error.</returns>
    internal static ServerDriver? Load(IutFile iut, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(iut);
        ArgumentNullException.ThrowIfNull(bag);
        var own = new DiagnosticBag();
        var files = new PemFiles(iut.Folder, LabRules.ServerKey, own);
        ServerDriver? driver = IutDrivers.Open(iut, Drivers, own) is not { } map ? null : iut.Driver switch
        {
            Http => OfHttp(map, files, own),
            Process => OfProcess(map, iut.Folder, files, own),
            Capture => OfCapture(map, iut.Folder, own),
            _ => new ServerDriver.Reference(map.Text("signing-key") is { } key && files.PrivatePem(key) is { } pem ? new SigningKey(pem) : null),
        };
        foreach (var complaint in own.Items)
            bag.Add(complaint);
        return own.HasErrors || driver is null ? null : driver with { Files = [.. driver.Files, .. files.Used] };
    }

    private static KeyFormat[] Request() =>
    [
        new("url", ValueFormat.Text(), "address, with ${names} to be filled in", Required: true),
        new("method", ValueFormat.Text(new Regex("^[A-Z]+$", RegexOptions.NonBacktracking), "a method of HTTP in capital letters"), "GET by default, POST with a body"),
        new("headers", ValueFormat.MapOf(ValueFormat.Any(), "a name of a header", new Regex("^[A-Za-z0-9-]+$", RegexOptions.NonBacktracking)), "headers; Content-Type among them says how values are escaped in the body"),
        new("body", ValueFormat.Text(), "body, with ${names} to be filled in"),
    ];

    private static ServerDriver.Capture OfCapture(MapReader map, string folder, DiagnosticBag bag)
    {
        var named = map.Text("folder");
        var path = Path.GetFullPath(Path.Combine(folder, named?.Value ?? "."));
        if (named is { } text && !Directory.Exists(path))
        {
            bag.Add(LabRules.DriverPath, text.Span, $"'folder' of the driver: there is no folder {text.Value}");
            return new ServerDriver.Capture(path, CaptureManifest.None);
        }

        var manifest = CaptureManifest.Load(path, bag);
        return new ServerDriver.Capture(path, manifest) { Files = manifest.Files };
    }

    private static ServerDriver.Program? OfProcess(MapReader map, string folder, PemFiles files, DiagnosticBag bag)
    {
        var trusted = files.Certificates(map.Text("trusted"));
        return DeviceDriverLoader.Program(map, folder, bag) is not { } program
            ? null
            : new ServerDriver.Program(new DriverSettings(program.Command, program.WorkingFolder, program.Patience), trusted)
            {
                Files = [.. program.Command.Select(part => Path.GetFullPath(Path.Combine(program.WorkingFolder, part))).Where(File.Exists)],
            };
    }

    private static ServerDriver.Http? OfHttp(MapReader map, PemFiles files, DiagnosticBag bag)
    {
        var patience = map.Duration("patience");
        if (patience is { Value: var time } && time == TimeSpan.Zero)
            bag.Add(Rules.BadValue, patience.Value.Span, "'patience' of the driver: more than no time expected, got 0");
        var device = map.Map("device") is { } known ? DeviceValues.Read(known, bag) : [];
        var account = Template(map, "account", RequestResult.Push, bag);
        var bootstrap = Template(map, "bootstrap", RequestResult.Push, bag);
        var settings = new HttpServerSettings
        {
            Account = account,
            Bootstrap = bootstrap!,
            Notification = Template(map, "notification", RequestResult.Push, bag),
            Collect = Template(map, "collect", RequestResult.Pushes, bag),
            Reset = Template(map, "reset", RequestResult.Push, bag),
            Device = device,
            TakesSessions = map.Text("sessions")?.Value != "no",
            Patience = patience?.Value ?? s_httpPatience,
        };
        if (!device.ContainsKey("address") && account?.Result != RequestResult.Device)
            bag.Add(Rules.MissingKey, map.Span, "the settings of the driver 'http' do not say where sessions go: 'device' needs the key 'address', or 'account' the key 'result: device'");
        return bootstrap is null ? null : new ServerDriver.Http(settings, files.Certificates(map.Text("trusted")));
    }

    private static RequestTemplate? Template(MapReader settings, string key, RequestResult standard, DiagnosticBag bag)
    {
        if (settings.Map(key) is not { } map)
            return null;
        var url = map.Text("url");
        var body = map.Text("body");
        var headers = map.NamedTexts("headers");
        foreach (var text in headers.Select(h => h.Value).Append(body ?? default).Append(url ?? default).Where(t => t.Value is not null))
            CheckNames(text, bag);
        if (url is { } address && !IsAddress(address.Value))
            bag.Add(Rules.BadValue, address.Span, $"'url' of {Format(key).What}: an address with http or https expected, got '{address.Value}'");
        var result = settings.Node.Find(key)?.Value is MapNode node && node.Find("result") is not null ? map.Text("result")?.Value : null;
        return url is null
            ? null
            : new RequestTemplate(
                map.Text("method")?.Value ?? (body is null ? "GET" : "POST"),
                url.Value.Value,
                [.. headers.Select(h => new KeyValuePair<string, string>(h.Key.Value, h.Value.Value))],
                body?.Value,
                result switch { "push" => RequestResult.Push, "body" => RequestResult.Body, "pushes" => RequestResult.Pushes, "device" => RequestResult.Device, _ => standard });
    }

    private static MapFormat Format(string key) => ((NestedFormat)HttpFormat.Find(key)!.Value).Format;

    private static bool IsAddress(string url)
    {
        var filled = RequestTemplate.NamesIn(url).Aggregate(url, (text, name) => text.Replace($"${{{name}}}", "1", StringComparison.Ordinal));
        return Uri.TryCreate(filled, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && Uri.CheckHostName(address.IdnHost.Trim('[', ']')) != UriHostNameType.Unknown;
    }

    private static void CheckNames(Located<string> text, DiagnosticBag bag)
    {
        var known = DeviceValues.Names.Concat(OrderWords.Names).ToList();
        foreach (var name in RequestTemplate.NamesIn(text.Value).Where(n => !known.Contains(n, StringComparer.Ordinal)))
            bag.Add(LabRules.TemplateName, text.Span, $"nothing is called '{name}'; there are {string.Join(", ", known)}");
    }
}
