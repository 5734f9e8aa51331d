using System.Net;
using System.Security.Cryptography.X509Certificates;
using DmSc.Peers.Push.Receiving;
using DmSc.Peers.Server;

namespace DmSc.Steps.Lab.Servers;

/// <summary>The listeners of the device we play: insecure pushes, and secure ones where the station has a certificate.</summary>
internal sealed class PushReceivers : IAsyncDisposable
{
    /// <summary>Why an order for a secure push cannot be given where there is no receiver for it.</summary>
    public const string NoSecurePushes = "the station takes no secure pushes: 'server' in its file has no 'certificate'";

    private readonly HttpPushReceiver _open;
    private readonly HttpPushReceiver? _secure;
    private readonly X509Certificate2? _certificate;

    private PushReceivers(HttpPushReceiver open, HttpPushReceiver? secure, X509Certificate2? certificate, string? advertise)
    {
        (_open, _secure, _certificate) = (open, secure, certificate);
        Url = Told(open.Address, advertise);
        SecureUrl = secure is null ? null : Told(secure.Address, advertise);
    }

    /// <summary>Where insecure pushes go.</summary>
    public string Url { get; }

    /// <summary>Where pushes over TLS go; <c>null</c> without a certificate.</summary>
    public string? SecureUrl { get; }

    /// <exception cref="Cards.Link.LinkException">Misuse: nobody can listen there.</exception>
    public static async ValueTask<PushReceivers> StartAsync(ServerRig rig, PushInbox inbox, TimeProvider time, CancellationToken ct)
    {
        var address = IPAddress.Parse(rig.Bind);
        var open = await HttpPushReceiver.StartAsync(new HttpPushReceiverSettings { Address = address, Port = rig.Port }, inbox, time, ct);
        if (rig.Certificate is not { } file)
            return new PushReceivers(open, null, null, rig.Advertise);
        X509Certificate2? certificate = null;
        try
        {
            certificate = ServerCertificates.FromPemFile(file);
            var senders = new X509Certificate2Collection();
            if (rig.TrustedSenders is { } trusted)
                senders.ImportFromPemFile(trusted);
            var settings = new HttpPushReceiverSettings { Address = address, Port = rig.TlsPort, Certificate = certificate, TrustedSenders = senders };
            var secure = await HttpPushReceiver.StartAsync(settings, inbox, time, ct);
            return new PushReceivers(open, secure, certificate, rig.Advertise);
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

    private static string Told(Uri address, string? advertise)
    {
        var told = new UriBuilder(address) { Path = Peers.Push.Bearers.HttpPushBearer.DefaultPath };
        if (advertise is not null)
            told.Host = advertise;
        return told.Uri.ToString();
    }
}
