using System.Net;
using System.Security.Cryptography.X509Certificates;
using DmSc.Peers.Push.Bearers;

namespace DmSc.Peers.Push.Receiving;

/// <summary>Where and how a device listens for pushes over HTTP.</summary>
public sealed record HttpPushReceiverSettings
{
    /// <summary>The address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port, or 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>OTA-HTTP (nested or direct; answers 204 with X-Wap-Push-Status, registers at OPTIONS) or a plain POST (answers 204).</summary>
    public PushBearerKind Kind { get; init; } = PushBearerKind.OtaHttp;

    /// <summary>The path of pushes, at it and below it; all others are not found.</summary>
    public string Path { get; init; } = HttpPushBearer.DefaultPath;

    /// <summary>Certificate and private key of the device, or <c>null</c> for no TLS. It stays the caller's.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether to ask the sender for a certificate, over TLS. Without one no push is a secure push.</summary>
    public bool AskForSender { get; init; } = true;

    /// <summary>The senders the device knows, or their issuers.</summary>
    public X509Certificate2Collection TrustedSenders { get; init; } = [];

    /// <summary>
    /// Whether the TLS handshake fails for a sender that the device does not know. If not, its pushes are seen and can be judged; they are no
    /// secure pushes.
    /// </summary>
    public bool RefuseUnknownSenders { get; init; }

    /// <summary>X-Wap-Terminal-ID for gateways that register the terminal.</summary>
    public string TerminalId { get; init; } = "dmsc-push-receiver";

    /// <summary>Most octets of a body.</summary>
    public int MaxBody { get; init; } = 256 * 1024;

    /// <summary>Most octets of all headers.</summary>
    public int MaxHeaders { get; init; } = 16 * 1024;

    /// <summary>Most connections at once; further ones are closed.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>How long the headers of a request, and a TLS handshake, may take.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the body of a request may take, and how long a connection may be idle.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
