using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace DmSc.Peers.Listening;

/// <summary>Where a listener listens, and how much a client may take of it.</summary>
internal sealed record ListenerBounds
{
    /// <summary>Where to listen.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>TCP port; 0 for any free one.</summary>
    public required int Port { get; init; }

    /// <summary>Makes it HTTPS; it stays the caller's.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Makes it HTTPS with a handshake of the caller's own, instead of <see cref="Certificate"/>.</summary>
    public TlsHandshakeCallbackOptions? Handshake { get; init; }

    /// <summary>Connections at once.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Octets of a body.</summary>
    public required int MaxBody { get; init; }

    /// <summary>Octets of all header fields of a request.</summary>
    public required int MaxHeaders { get; init; }

    /// <summary>How long header fields and the TLS handshake may take.</summary>
    public required TimeSpan HeaderTimeout { get; init; }

    /// <summary>How long a connection may wait for its next request.</summary>
    public required TimeSpan KeepAlive { get; init; }

    /// <summary>What stands between TLS and HTTP, if anything.</summary>
    public Action<ListenOptions>? BelowHttp { get; init; }
}
