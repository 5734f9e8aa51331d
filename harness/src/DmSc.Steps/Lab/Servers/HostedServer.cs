using System.Security.Cryptography.X509Certificates;
using System.Text;
using DmSc.Cards.Link;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Peers.Deviations;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Encodings;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Steps.Lab.Servers;

/// <summary>What a reference server that stands alone is made of.</summary>
public sealed record HostedServerSettings
{
    /// <summary>Where it listens for sessions.</summary>
    public DmHttpServerSettings Listen { get; init; } = new();

    /// <summary>What it signs content with; <see langword="null"/> to sign nothing.</summary>
    public SigningKey? SigningKey { get; init; }

    /// <summary>A defect it is to have, or <see langword="null"/>.</summary>
    public ServerDeviation? Deviation { get; init; }

    /// <summary>Certificate and key that it authenticates its secure pushes with; <see langword="null"/> to send none.</summary>
    public X509Certificate2? PushCertificate { get; init; }

    /// <summary>Certificates of the issuers of <see cref="PushCertificate"/>, to be shown with it.</summary>
    public X509Certificate2Collection PushIssuers { get; init; } = [];

    /// <summary>Whom the certificate of the receiver of secure pushes must come from; empty: whom the operating system trusts.</summary>
    public X509Certificate2Collection TrustedReceivers { get; init; } = [];

    /// <summary>Folder to keep all that it sends in, as the driver <c>capture</c> reads it; <see langword="null"/> to keep nothing.</summary>
    public string? Capture { get; init; }
}

/// <summary>What came of an order.</summary>
/// <param name="Declined">Why it was not done; <c>null</c> when it was.</param>
/// <param name="Pushes">Short messages that nobody has fetched yet.</param>
/// <param name="UserEntry">What the user is told to enter, with USERPINMAC.</param>
internal sealed record HostedAnswer(string? Declined, IReadOnlyList<ServerPush> Pushes, string? UserEntry);

/// <summary>
/// The reference server standing alone, where a vendor's server would: its sessions over HTTP, its pushes over HTTP to where each order says, secure
/// ones over TLS with its certificate; short messages wait to be fetched. One order at a time.
/// </summary>
public sealed class HostedServer : IAsyncDisposable
{
    private readonly ReferenceServer _server;
    private readonly HostedServerSettings _settings;
    private readonly TimeProvider _time;
    private readonly CaptureWriter? _capture;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly List<ServerPush> _waiting = [];
    private DmHttpServer? _listener;
    private Uri? _pushUrl;
    private Uri? _securePushUrl;

    private HostedServer(HostedServerSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _capture = settings.Capture is { } folder ? CaptureWriter.Create(folder, time) : null;
        var reference = new ReferenceServerSettings
        {
            Address = "",
            Bearers = Bearer,
            SigningKey = settings.SigningKey,
            // Content keys that anybody can guess: it is a server for tests.
            Random = new Random(1),
            Octets = new SystemRandomOctets(),
        };
        _server = new ReferenceServer(reference, time, settings.Deviation);
    }

    /// <summary>Where sessions go.</summary>
    public Uri Sessions => _listener!.Address;

    /// <summary>What people call it.</summary>
    public string Name => _server.Name;

    /// <summary>Starts to listen for sessions.</summary>
    /// <param name="settings">What it is made of.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends the start.</param>
    /// <exception cref="LinkException">Misuse: nobody can listen there.</exception>
    /// <exception cref="IOException">The folder of the capture cannot be written, or has a capture already.</exception>
    public static async Task<HostedServer> StartAsync(HostedServerSettings settings, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var host = new HostedServer(settings, time);
        try
        {
            host._listener = await DmHttpServer.StartAsync(host._server.SessionServer, settings.Listen, time, ct);
            host._server.Address = host._listener.Address.ToString();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
            await _listener.DisposeAsync();
        await _server.DisposeAsync();
        _capture?.Close();
        _turn.Dispose();
    }

    /// <summary>Says where pushes over HTTP go from now on.</summary>
    /// <exception cref="FormatException">No address.</exception>
    internal void PushTo(string? open, string? secure) => (_pushUrl, _securePushUrl) = (Address(open), Address(secure));

    /// <summary>Forgets devices, and pushes that nobody fetched.</summary>
    internal Task ResetAsync(CancellationToken ct) => InTurnAsync(
        async () =>
        {
            await _server.ResetAsync(ct);
            _capture?.Close();
            Fetch();
            return true;
        },
        ct);

    /// <summary>Makes a device known.</summary>
    /// <returns>The values that differ from those asked for.</returns>
    /// <exception cref="FormatException">No device.</exception>
    internal Task<Dictionary<string, string>> EnrolAsync(IReadOnlyDictionary<string, string> values, CancellationToken ct) => InTurnAsync(
        async () =>
        {
            var device = await _server.EnrolAsync(Device(values), ct);
            return new Dictionary<string, string>(StringComparer.Ordinal) { ["address"] = device.Account.Address };
        },
        ct);

    /// <summary>Sends a bootstrap.</summary>
    /// <exception cref="FormatException">No device, or no order.</exception>
    /// <exception cref="LinkException">The push did not get through.</exception>
    internal Task<HostedAnswer> BootstrapAsync(IReadOnlyDictionary<string, string> device, IReadOnlyDictionary<string, string> order, CancellationToken ct) =>
        OrderAsync(CaptureManifest.Bootstraps, device, order, () => _server.BootstrapAsync(Device(device), OrderWords.Bootstrap(order), ct), ct);

    /// <summary>Sends package #0.</summary>
    /// <exception cref="FormatException">No device, or no order.</exception>
    /// <exception cref="LinkException">The push did not get through.</exception>
    internal Task<HostedAnswer> NotifyAsync(IReadOnlyDictionary<string, string> device, IReadOnlyDictionary<string, string> order, CancellationToken ct) =>
        OrderAsync(CaptureManifest.Notifications, device, order, () => _server.NotifyAsync(Device(device), OrderWords.Notification(order), ct), ct);

    /// <summary>Short messages that nobody has fetched yet.</summary>
    internal IReadOnlyList<ServerPush> Fetch()
    {
        lock (_gate)
        {
            ServerPush[] waiting = [.. _waiting];
            _waiting.Clear();
            return waiting;
        }
    }

    /// <summary>Whether trouble is to be told to whoever asked.</summary>
    internal static bool IsTrouble(Exception e) => e is LinkException or FormatException or WireFormatException or ArgumentException or IOException;

    private static Uri? Address(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new FormatException($"pushes go to an address with http or https, not to '{text}'");
    }

    private static ManagedDevice Device(IReadOnlyDictionary<string, string> values)
    {
        var blank = new ManagedDevice
        {
            DeviceId = "",
            Imsi = "",
            Pin = "",
            RecipientKey = values.GetValueOrDefault("recipient-key") is { Length: > 0 } key ? key : null,
            Account = new AuthoredAccount { Node = "", ServerId = "", Name = "", Address = "" },
        };
        return DeviceValues.With(blank, values);
    }

    private Task<HostedAnswer> OrderAsync(
        string kind,
        IReadOnlyDictionary<string, string> device,
        IReadOnlyDictionary<string, string> order,
        Func<ValueTask<ServerAnswer>> send,
        CancellationToken ct) => InTurnAsync(
        async () =>
        {
            Fetch();
            _capture?.Begin(kind, order, device);
            var answer = await send();
            var entry = answer.UserEntry is { } told ? Encoding.ASCII.GetString(told.Reveal()) : null;
            if (answer.Declined is null)
                _capture?.Keep(entry);
            return new HostedAnswer(answer.Declined, Fetch(), entry);
        },
        ct);

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    private IPushBearer? Bearer(PushBearerKind kind, bool secure, SmsForm sms, Func<PushDelivery, PushDelivery> alter)
    {
        if (kind == PushBearerKind.Sms)
            return secure ? null : new InProcessPushBearer((delivery, _) => TakeAsync(alter(delivery)), _time) { Sms = sms };
        if ((secure ? _securePushUrl : _pushUrl) is not { } target || (secure && (_settings.PushCertificate is null || target.Scheme != Uri.UriSchemeHttps)))
            return null;
        var bearer = new HttpPushBearer(target, _time)
        {
            Form = kind == PushBearerKind.PlainHttp ? HttpForm.Plain : HttpForm.Nested,
            SenderCertificate = _settings.PushCertificate,
            SenderIssuers = _settings.PushIssuers,
            TrustedReceivers = _settings.TrustedReceivers,
        };
        return _capture is null ? bearer : new CapturedBearer(bearer, _capture);
    }

    private ValueTask TakeAsync(PushDelivery delivery)
    {
        _capture?.Add(delivery.Kind, sender: null, delivery.Frames);
        lock (_gate)
            _waiting.Add(new ServerPush(DeviceWords.Of(delivery.Kind), [.. delivery.Frames.Select(f => Convert.ToHexString(f.Span))]));
        return default;
    }
}
