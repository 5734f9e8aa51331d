using DmSc.Dm.Session;
using DmSc.Wire.Credentials;

namespace DmSc.Dm.Server;

/// <summary>What a server knows about one client. The names and secrets are those of DMAcc: CLCRED for the client, SRVCRED for the server.</summary>
public sealed record ServerAccount
{
    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What the client shows; <see langword="null"/> only where <see cref="ClientAuthentication"/> is None.</summary>
    public Credential? Client { get; init; }

    /// <summary>How the client has to show it.</summary>
    public DmAuthentication ClientAuthentication { get; init; } = DmAuthentication.Md5;

    /// <summary>What the server shows; <see langword="null"/> when it shows nothing.</summary>
    public Credential? Server { get; init; }

    /// <summary>How the server shows it.</summary>
    public DmAuthentication ServerAuthentication { get; init; } = DmAuthentication.Md5;

    /// <summary>Whether the client has to send credentials with every message (Status 200) instead of once (212). MAC credentials always come with every message.</summary>
    public bool EveryMessage { get; init; }

    /// <summary>The nonces in force: kept from session to session.</summary>
    public AccountNonces Nonces { get; init; } = new();

    internal KnownHash ClientHash { get; } = new();

    internal KnownHash ServerHash { get; } = new();

    /// <summary>The name by which a client is found: that of its credentials, else what people call the account.</summary>
    public string UserName => Client?.UserName ?? Name;
}

/// <summary>The nonces of an account, which outlive its sessions. A session reads and replaces them whole.</summary>
public sealed class AccountNonces
{
    private readonly Lock _gate = new();
    private byte[] _client = [];
    private byte[] _server = [];

    /// <summary>Nonces as after a bootstrap that named them.</summary>
    /// <param name="client">For credentials of the client; empty when none was agreed.</param>
    /// <param name="server">For credentials of the server; empty when none was agreed.</param>
    public static AccountNonces Of(ReadOnlySpan<byte> client, ReadOnlySpan<byte> server) => new() { _client = client.ToArray(), _server = server.ToArray() };

    /// <summary>What the client uses next.</summary>
    public ReadOnlyMemory<byte> Client
    {
        get
        {
            lock (_gate)
                return _client;
        }
    }

    /// <summary>What the server uses next.</summary>
    public ReadOnlyMemory<byte> Server
    {
        get
        {
            lock (_gate)
                return _server;
        }
    }

    /// <summary>Stores the nonce that the client shall use next.</summary>
    /// <param name="nonce">Raw octets.</param>
    public void StoreClient(ReadOnlySpan<byte> nonce)
    {
        var copy = nonce.ToArray();
        lock (_gate)
            _client = copy;
    }

    /// <summary>Stores the nonce that the client asked the server to use next.</summary>
    /// <param name="nonce">Raw octets.</param>
    public void StoreServer(ReadOnlySpan<byte> nonce)
    {
        var copy = nonce.ToArray();
        lock (_gate)
            _server = copy;
    }
}
