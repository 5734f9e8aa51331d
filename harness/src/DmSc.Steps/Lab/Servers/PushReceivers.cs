using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Receiving;
using DmSc.Peers.Server;

namespace DmSc.Steps.Lab.Servers;

/// <summary>
/// The listeners of the device we play: insecure pushes, and secure ones where the station has a certificate. Every order has a path of its own, so that a
/// late push tells which order it belongs to.
/// </summary>
internal sealed class PushReceivers : IAsyncDisposable
{
    /// <summary>Why an order for a secure push cannot be given where there is no receiver for it.</summary>
    public const string NoSecurePushes = "the station takes no secure pushes: 'server' in its file has no 'certificate'";

    private readonly HttpPushReceiver _open;
    private readonly HttpPushReceiver? _secure;
    private readonly X509Certificate2? _certificate;
    private readonly string? _advertise;
    private readonly string _run;
    private int _orders;

    private PushReceivers(HttpPushReceiver open, HttpPushReceiver? secure, X509Certificate2? certificate, string? advertise, TimeProvider time)
    {
        (_open, _secure, _certificate, _advertise) = (open, secure, certificate, advertise);
        // A run before this one may have had the same port.
        _run = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture);
    }

    /// <summary>Where insecure pushes go that belong to no order.</summary>
    public string CommonUrl => Told(_open.Address, HttpPushBearer.DefaultPath);

    /// <summary>Where pushes over TLS go that belong to no order; <c>null</c> without a certificate.</summary>
    public string? CommonSecureUrl => _secure is null ? null : Told(_secure.Address, HttpPushBearer.DefaultPath);

    /// <summary>Where insecure pushes of the last order go.</summary>
    public string Url => Told(_open.Address, Path);

    /// <summary>Where pushes over TLS of the last order go; <c>null</c> without a certificate.</summary>
    public string? SecureUrl => _secure is null ? null : Told(_secure.Address, Path);

    private string Path => _orders == 0 ? HttpPushBearer.DefaultPath : string.Create(CultureInfo.InvariantCulture, $"{HttpPushBearer.DefaultPath}/{_run}-{_orders}");

    /// <summary>Begins an order: what comes over the paths of those before is none of its pushes.</summary>
    public void Renew() => _orders++;

    /// <summary>Whether a push belongs to an order before the last one. Of one over the common path nobody can tell.</summary>
    public bool IsLate(ReceivedPush push) =>
        push.Path?.TrimEnd('/') is { } path && path != HttpPushBearer.DefaultPath && path != Path && !path.StartsWith(Path + "/", StringComparison.Ordinal);

    /// <exception cref="Cards.Link.LinkException">Misuse: nobody can listen there.</exception>
    public static async ValueTask<PushReceivers> StartAsync(ServerRig rig, PushInbox inbox, TimeProvider time, CancellationToken ct)
    {
        var address = IPAddress.Parse(rig.Bind);
        var open = await HttpPushReceiver.StartAsync(new HttpPushReceiverSettings { Address = address, Port = rig.Port }, inbox, time, ct);
        if (rig.Certificate is not { } file)
            return new PushReceivers(open, null, null, rig.Advertise, time);
        X509Certificate2? certificate = null;
        try
        {
            certificate = ServerCertificates.FromPemFile(file);
            var senders = new X509Certificate2Collection();
            if (rig.TrustedSenders is { } trusted)
                senders.ImportFromPemFile(trusted);
            var settings = new HttpPushReceiverSettings { Address = address, Port = rig.TlsPort, Certificate = certificate, TrustedSenders = senders };
            var secure = await HttpPushReceiver.StartAsync(settings, inbox, time, ct);
            return new PushReceivers(open, secure, certificate, rig.Advertise, time);
        }
        catch
        {
            certificate?.Dispose();
            await open.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _open.DisposeAsync();
        if (_secure is not null)
            await _secure.DisposeAsync();
        _certificate?.Dispose();
    }

    private string Told(Uri address, string path)
    {
        var told = new UriBuilder(address) { Path = path };
        if (_advertise is not null)
            told.Host = _advertise;
        return told.Uri.ToString();
    }
}
