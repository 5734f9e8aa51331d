using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using DmSc.Engine.Execution;
using DmSc.Engine.Loading;
using DmSc.Model.Cases;
using DmSc.Model.Runs;
using DmSc.Peers.Deviations;
using DmSc.Peers.Device;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Lab.Servers;

/// <summary>Builds stations for servers.</summary>
internal static class ServerStations
{
    /// <exception cref="ArgumentException">A driver that does not exist, a setting that is missing, or a deviation for a server that is not ours.</exception>
    public static IStation Create(StationFile file, PlannedStation info, ServerRig rig, IutFile iut, ServerDeviation? deviation, TimeProvider time)
    {
        var settings = new ServerSettings(iut);
        if (deviation is not null && iut.Driver != "reference")
            throw new ArgumentException($"{iut.Identity.Id} is a server that is not ours: it cannot be told to have {deviation}", nameof(deviation));
        IServerSource source = iut.Driver switch
        {
            "reference" when rig.InProcess => new EmbeddedServers(SigningKey(settings), deviation),
            "reference" => throw new ArgumentException($"station {file.Id} listens for pushes; the reference server sends them in process", nameof(file)),
            "capture" => Captured(settings),
            "http" or "process" when rig.InProcess => throw new ArgumentException($"station {file.Id} does not listen for pushes ('pushes: listen'), and {iut.Identity.Id} is outside this process", nameof(file)),
            "http" => External(rig, settings, HttpConnector(iut.Identity.Product, settings, time), time),
            "process" => External(rig, settings, ProcessConnector(settings, time), time),
            _ => throw new ArgumentException($"{iut.Span}: a server has the driver reference, http, process or capture, not '{iut.Driver}'", nameof(iut)),
        };
        return new ServerStation(info, file.Budgets, source);
    }

    private static SigningKey? SigningKey(ServerSettings settings) => settings.File("signing-key") is { } path ? new SigningKey(File.ReadAllText(path)) : null;

    private static CapturedServers Captured(ServerSettings settings)
    {
        var bag = new DiagnosticBag();
        var folder = settings.File("folder") ?? settings.Folder;
        var captured = CapturedServer.Load(folder, bag);
        return bag.HasErrors ? throw new ArgumentException(string.Join('\n', bag.Sorted()), nameof(settings)) : new CapturedServers(folder, captured);
    }

    private static ExternalServers External(ServerRig rig, ServerSettings settings, ServerConnector connect, TimeProvider time)
    {
        var patience = settings.Seconds("patience");
        return new ExternalServers(
            rig,
            connect,
            () =>
            {
                var trusted = new X509Certificate2Collection();
                if (settings.File("trusted") is { } file)
                    trusted.ImportFromPemFile(file);
                return new HttpDmTransport(patience, time, trusted);
            },
            time);
    }

    private static ServerConnector ProcessConnector(ServerSettings settings, TimeProvider time)
    {
        var command = settings.Texts("command");
        if (command.Count == 0)
            throw new ArgumentException("the driver 'process' needs the setting 'command', a list", nameof(settings));
        var driver = new DriverSettings(command, settings.Folder, settings.Seconds("patience"));
        return async (around, ct) => await ProcessServer.StartAsync(driver, around.Receivers, around.Frames, around.Sessions, time, ct);
    }

    private static ServerConnector HttpConnector(string name, ServerSettings settings, TimeProvider time)
    {
        var http = new HttpServerSettings
        {
            Account = settings.Request("account"),
            Bootstrap = settings.Request("bootstrap") ?? throw new ArgumentException("the driver 'http' needs the setting 'bootstrap'", nameof(settings)),
            Notification = settings.Request("notification"),
            Reset = settings.Request("reset"),
            Device = settings.Map("device"),
            TakesSessions = settings.Text("sessions") != "no",
            Patience = settings.Seconds("patience"),
        };
        return (around, _) => new ValueTask<IServerUnderTest>(new HttpServer(name, http, around.Receivers, around.Inbox, around.Sessions, time));
    }
}

/// <summary>The settings of a driver in iut.yaml. Files are relative to it.</summary>
internal sealed class ServerSettings(IutFile iut)
{
    private const double StandardPatience = 10;

    public string Folder => iut.Folder;

    public string? Text(string key) => (iut.Settings.Find(key)?.Value as ScalarNode)?.Text;

    public string? File(string key) => Text(key) is { } name ? Path.Combine(iut.Folder, name) : null;

    public IReadOnlyList<string> Texts(string key) =>
        iut.Settings.Find(key)?.Value is ListNode list ? [.. list.Items.OfType<ScalarNode>().Select(n => n.Text)] : [];

    public IReadOnlyDictionary<string, string> Map(string key) => Entries(iut.Settings.Find(key)?.Value).ToDictionary(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">No number.</exception>
    public TimeSpan Seconds(string key)
    {
        if (Text(key) is not { } text)
            return TimeSpan.FromSeconds(StandardPatience);
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException($"{iut.Span}: '{key}' is a number of seconds, not '{text}'", nameof(key));
    }

    /// <summary>A request template, or <c>null</c>.</summary>
    /// <exception cref="ArgumentException">It has no address, or names a value that does not exist.</exception>
    public RequestTemplate? Request(string key)
    {
        if (iut.Settings.Find(key) is not { } entry)
            return null;
        if (entry.Value is not MapNode map || (map.Find("url")?.Value as ScalarNode)?.Text is not { } url)
            throw new ArgumentException($"{entry.KeySpan}: '{key}' is a map with 'url', and 'method', 'headers', 'body' and 'result' where needed", nameof(key));
        string? Scalar(string name) => (map.Find(name)?.Value as ScalarNode)?.Text;
        var body = Scalar("body");
        var template = new RequestTemplate(Scalar("method") ?? (body is null ? "GET" : "POST"), url, [.. Entries(map.Find("headers")?.Value)], body, Scalar("result") == "body");
        foreach (var name in template.Names)
        {
            if (!DeviceValues.Names.Contains(name, StringComparer.Ordinal) && !OrderWords.Names.Contains(name, StringComparer.Ordinal))
                throw new ArgumentException($"{entry.KeySpan}: nothing is called '{name}'; there are {string.Join(", ", DeviceValues.Names.Concat(OrderWords.Names))}", nameof(key));
        }

        return template;
    }

    private static IEnumerable<KeyValuePair<string, string>> Entries(SpecNode? node) =>
        node is MapNode map ? map.Entries.Where(e => e.Value is ScalarNode).Select(e => new KeyValuePair<string, string>(e.Key, ((ScalarNode)e.Value).Text)) : [];
}
