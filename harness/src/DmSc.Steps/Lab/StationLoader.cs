using System.Globalization;
using DmSc.Cards.Pcsc;
using DmSc.Engine.Execution;
using DmSc.Engine.Loading;
using DmSc.Peers.Card.Image;

namespace DmSc.Steps.Lab;

/// <summary>Reads station files.</summary>
public static class StationLoader
{
    private const string Embedded = "embedded";

    private static readonly MapFormat AllowedFormat = new("an allow-list entry",
    [
        new("atr", ValueFormat.Hex(2, 33), "the card's answer to reset", Required: true),
        new("iccid", ValueFormat.Text(), "its ICCID, digits", Required: true),
        new("comment", ValueFormat.Text(), "which card that is"),
    ]);

    private static readonly MapFormat EmulatorFormat = new("the emulator",
    [
        new("vpcd", ValueFormat.Text(), "address and port where the virtual reader's driver listens, 127.0.0.1:35963", Required: true),
    ]);

    private static readonly MapFormat CardFormat = new("the card of a station",
    [
        new("link", ValueFormat.Word("in-process", "pcsc"), "in-process or pcsc", Required: true),
        new("image", ValueFormat.Text(), "card image file, relative to this file"),
        new("reader", ValueFormat.Text(), "reader name, * and ? allowed"),
        new("sharing", ValueFormat.Word("exclusive", "shared"), "whether others may use the reader"),
        new("emulator", ValueFormat.Map(EmulatorFormat), "virtual reader to put the reference card into when it is empty"),
        new("allow-list", ValueFormat.ListOf(ValueFormat.Map(AllowedFormat)), "cards that cases may change"),
        new("pin-tries", ValueFormat.Integer(0, 10), "wrong PINs a run may send in all"),
    ]);

    private static readonly MapFormat SlotFormat = new("the slot of a device",
    [
        new("reader", ValueFormat.Text(), "reader name", Required: true),
        new("emulator", ValueFormat.Map(EmulatorFormat), "virtual reader to put the device's cards into", Required: true),
    ]);

    private static readonly MapFormat DmServerFormat = new("the emulated DM server of a station",
    [
        new("bind", ValueFormat.Text(), "local IP address; 127.0.0.1 by default"),
        new("port", ValueFormat.Integer(0, 65535), "TCP port; any free one by default"),
        new("advertised", ValueFormat.Text(), "how devices reach it, such as http://192.0.2.7:8080; the address listened on by default"),
    ]);

    private static readonly MapFormat PushFormat = new("the pushes of a station",
    [
        new("sms-command", ValueFormat.ListOf(ValueFormat.Text(), 1), "program and arguments that send one SMS-DELIVER TPDU; it reads a line of hexadecimal"),
        new("http", ValueFormat.Text(), "URL at which the device takes pushes over HTTP"),
    ]);

    private static readonly MapFormat BudgetsFormat = new("the budgets",
    [
        new("step", ValueFormat.Duration(), "longest time of a step"),
        new("case", ValueFormat.Duration(), "longest time of an attempt"),
        new("cleanup", ValueFormat.Duration(), "longest time of a clean-up or recovery"),
        new("attempts", ValueFormat.Integer(1, 10), "most attempts at a case"),
    ]);

    private static readonly MapFormat ServerFormat = new("the push receiver for a server",
    [
        new("pushes", ValueFormat.Word("in-process", "listen"), "in-process for the reference server, listen for all others", Required: true),
        new("bind", ValueFormat.Text(), "address to listen on"),
        new("advertise", ValueFormat.Text(), "host name that the server is told"),
        new("port", ValueFormat.Integer(0, 65535), "port of insecure pushes, 0 for any"),
        new("tls-port", ValueFormat.Integer(0, 65535), "port of secure pushes, 0 for any"),
        new("certificate", ValueFormat.Text(), "PEM file with certificate and key of the device we play, relative to this file"),
        new("trusted-senders", ValueFormat.Text(), "PEM file with certificates of the senders of secure pushes, relative to this file"),
    ]);

    /// <summary>The keys of a station file.</summary>
    public static MapFormat Format { get; } = new("a station",
    [
        new("id", ValueFormat.Text(), "its id", Required: true),
        new("class", ValueFormat.Word(Embedded, "virtual-reader", "real-reader", "network"), "results of one class are comparable", Required: true),
        new("description", ValueFormat.Text(), "what it is"),
        new("iuts", ValueFormat.ListOf(ValueFormat.Text()), "IUTs it offers by default"),
        new("lanes", ValueFormat.Integer(1, 64), "cases at once; a reader is one lane"),
        new("budgets", ValueFormat.Map(BudgetsFormat), "time budgets and limits"),
        new("card", ValueFormat.Map(CardFormat), "its card"),
        new("dm-server", ValueFormat.Map(DmServerFormat), "where the emulated DM server listens for devices behind a driver"),
        new("push", ValueFormat.Map(PushFormat), "the station's own ways to push to a device"),
        new("device-slot", ValueFormat.Map(SlotFormat), "virtual reader that stands for the card slot of the reference device; another than the card's"),
        new("server", ValueFormat.Map(ServerFormat), "how it takes the pushes of a server"),
    ]);

    /// <summary>Reads a station file and the card image it names.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="bag">Takes all complaints.</param>
    /// <returns>The station, or <c>null</c> when the bag has an error, of this file or an earlier one.</returns>
    public static StationFile? Load(string path, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        if (MapReader.Open(YamlReader.Read(path, bag), Format, bag) is not { } map)
            return null;
        var card = map.Map("card") is { } section ? Card(section, path, bag) : null;
        var lanes = (int)(map.Integer("lanes")?.Value ?? 1);
        if (lanes > 1 && card is { Link: CardLinkKind.Pcsc })
            bag.Add(LabRules.StationLanes, map.KeySpan("lanes"), $"a station with a reader has one lane, not {lanes}");
        var station = new StationFile
        {
            Id = map.Text("id")?.Value ?? "",
            Class = map.Text("class")?.Value ?? Embedded,
            Description = map.Text("description")?.Value ?? "",
            Iuts = [.. map.Texts("iuts").Select(t => t.Value)],
            Lanes = lanes,
            Budgets = map.Map("budgets") is { } budgets ? Budgets(budgets) : StationBudgets.Default,
            Card = card,
            DmServer = map.Map("dm-server") is { } listening ? DmServer(listening, bag) : null,
            Push = map.Map("push") is { } push ? new PushRig(push.Has("sms-command") ? [.. push.Texts("sms-command").Select(t => t.Value)] : null, Address(push, "http", bag)) : null,
            DeviceSlot = map.Map("device-slot") is { } slot ? Slot(slot, card, bag) : null,
            Server = map.Map("server") is { } server ? Server(server, path, bag) : null,
            Span = map.Span,
        };
        return bag.HasErrors ? null : station;
    }

    private static StationBudgets Budgets(MapReader map) => new(
        map.Duration("step")?.Value ?? StationBudgets.Default.Step,
        map.Duration("case")?.Value ?? StationBudgets.Default.Case,
        map.Duration("cleanup")?.Value ?? StationBudgets.Default.Cleanup,
        (int)(map.Integer("attempts")?.Value ?? StationBudgets.Default.Attempts));

    private static ServerRig Server(MapReader map, string stationPath, DiagnosticBag bag)
    {
        var folder = Path.GetDirectoryName(stationPath) ?? "";
        var files = new PemFiles(folder, LabRules.StationCertificate, bag);
        if (map.Text("certificate") is { } certificate)
            files.CheckCertificateWithKey(certificate);
        if (map.Text("trusted-senders") is { } senders)
            files.Certificates(senders);
        if (map.Text("bind") is { } bind && !System.Net.IPAddress.TryParse(bind.Value, out _))
            bag.Add(Rules.BadValue, bind.Span, $"'bind' of the push receiver: an IP address expected, got '{bind.Value}'");
        if (map.Text("advertise") is { } advertise && Uri.CheckHostName(advertise.Value) == UriHostNameType.Unknown)
            bag.Add(Rules.BadValue, advertise.Span, $"'advertise' of the push receiver: a host name or an IP address expected, got '{advertise.Value}'");
        if (map.Text("pushes")?.Value == "in-process")
        {
            foreach (var key in (string[])["bind", "advertise", "port", "tls-port", "certificate", "trusted-senders"])
            {
                if (map.Has(key))
                    bag.Add(LabRules.StationConflict, map.KeySpan(key), $"'{key}' has no meaning for pushes in process");
            }
        }
        else if (map.Has("certificate") != map.Has("trusted-senders"))
        {
            // Without senders to trust every secure push would look like one that is not, and the server be judged for it.
            bag.Add(LabRules.StationConflict, map.KeySpan(map.Has("certificate") ? "certificate" : "trusted-senders"), "secure pushes need both 'certificate' and 'trusted-senders'");
        }
        else if (map.Has("tls-port") && !map.Has("certificate"))
        {
            bag.Add(LabRules.StationConflict, map.KeySpan("tls-port"), "'tls-port' needs the key 'certificate'");
        }

        string? File(string key) => map.Text(key) is { } file ? Path.Combine(folder, file.Value) : null;
        return new ServerRig
        {
            InProcess = map.Text("pushes")?.Value == "in-process",
            Bind = map.Text("bind")?.Value ?? "127.0.0.1",
            Advertise = map.Text("advertise")?.Value,
            Port = (int)(map.Integer("port")?.Value ?? 0),
            TlsPort = (int)(map.Integer("tls-port")?.Value ?? 0),
            Certificate = File("certificate"),
            TrustedSenders = File("trusted-senders"),
        };
    }

    private static CardRig? Card(MapReader map, string stationPath, DiagnosticBag bag)
    {
        if (map.Word("link", CardLinkKind.InProcess, CardLinkKind.Pcsc) is not { Value: var link })
            return null;
        var emulator = map.Map("emulator");
        Conflicts(map, link, emulator is not null, bag);
        CardImage? image = null;
        if (map.Text("image") is { } file)
            image = CardImageLoader.Load(Path.Combine(Path.GetDirectoryName(stationPath) ?? "", file.Value), bag);
        return new CardRig
        {
            Link = link,
            Image = image,
            Reader = map.Text("reader")?.Value,
            Sharing = map.Word("sharing", PcscSharing.Exclusive, PcscSharing.SharedInTransaction)?.Value ?? PcscSharing.Exclusive,
            Emulator = emulator is null ? null : Emulator(emulator, bag),
            AllowList = [.. map.Maps("allow-list").Select(Allowed).OfType<AllowedCard>()],
            PinTries = (int)(map.Integer("pin-tries")?.Value ?? 0),
        };
    }

    private static void Conflicts(MapReader map, CardLinkKind link, bool emulated, DiagnosticBag bag)
    {
        if (link == CardLinkKind.InProcess)
        {
            if (!map.Has("image"))
                bag.Add(LabRules.StationConflict, map.KeySpan("link"), "a card in process needs the key 'image'");
            foreach (var key in (string[])["reader", "sharing", "emulator", "allow-list"])
            {
                if (map.Has(key))
                    bag.Add(LabRules.StationConflict, map.KeySpan(key), $"'{key}' has no meaning for a card in process");
            }

            return;
        }

        if (!map.Has("reader"))
            bag.Add(LabRules.StationConflict, map.KeySpan("link"), "a PC/SC link needs the key 'reader'");
        if (emulated && !map.Has("image"))
            bag.Add(LabRules.StationConflict, map.KeySpan("emulator"), "an emulator needs the key 'image'");
        if (!emulated && map.Has("image"))
            bag.Add(LabRules.StationConflict, map.KeySpan("image"), "'image' has no meaning without an emulator: the card in the reader is what it is");
    }

    private static DmServerRig DmServer(MapReader map, DiagnosticBag bag)
    {
        var bind = System.Net.IPAddress.Loopback;
        if (map.Text("bind") is { } text && !System.Net.IPAddress.TryParse(text.Value, out bind!))
            bag.Add(Rules.BadValue, text.Span, $"'bind' of the server: an IP address expected, got '{text.Value}'");
        return new DmServerRig(bind ?? System.Net.IPAddress.Loopback, (int)(map.Integer("port")?.Value ?? 0), Address(map, "advertised", bag));
    }

    private static Uri? Address(MapReader map, string key, DiagnosticBag bag)
    {
        if (map.Text(key) is not { } text)
            return null;
        if (Uri.TryCreate(text.Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            return uri;
        bag.Add(Rules.BadValue, text.Span, $"'{key}': a URL with http or https expected, got '{text.Value}'");
        return null;
    }

    private static DeviceSlotRig? Slot(MapReader map, CardRig? card, DiagnosticBag bag)
    {
        if (map.Text("reader") is not { } reader || map.Map("emulator") is not { } section || Emulator(section, bag) is not { } emulator)
            return null;
        if (card?.Emulator == emulator || card?.Reader == reader.Value)
            bag.Add(LabRules.StationConflict, reader.Span, "the card of the station is in this reader already; a device needs a reader of its own");
        return new DeviceSlotRig(reader.Value, emulator);
    }

    private static AllowedCard? Allowed(MapReader map) =>
        map.Hex("atr") is { } atr && map.Text("iccid") is { } iccid ? new(atr.Value, iccid.Value, map.Text("comment")?.Value) : null;

    private static VpcdEndpoint? Emulator(MapReader map, DiagnosticBag bag)
    {
        if (map.Text("vpcd") is not { } text)
            return null;
        var colon = text.Value.LastIndexOf(':');
        if (colon > 0 && int.TryParse(text.Value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536)
            return new(text.Value[..colon], port);
        bag.Add(Rules.BadValue, text.Span, $"'vpcd' of the emulator: address:port expected, got '{text.Value}'");
        return null;
    }
}
