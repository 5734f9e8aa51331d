using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace DmSc.Peers.Server;

/// <summary>How the socket of an emulated DM server behaves.</summary>
public sealed record DmHttpServerSettings
{
    /// <summary>Where to listen.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>Path of the server.</summary>
    public string Path { get; init; } = "/dm";

    /// <summary>Makes it HTTPS; <see langword="null"/> for HTTP. See <see cref="ServerCertificates.SelfSigned"/>.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Address that clients know, for RespURI: scheme, host and port; <see langword="null"/> for the one listened on.</summary>
    public Uri? Advertised { get; init; }

    /// <summary>Connections at once.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>Octets of all header fields of a request.</summary>
    public int MaxHeaders { get; init; } = 16 * 1024;

    /// <summary>How long header fields and the TLS handshake may take.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a body may take.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may wait for its next request.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(2);
}
