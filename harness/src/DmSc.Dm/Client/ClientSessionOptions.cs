using System.Collections.Immutable;
using DmSc.Dm.Session;
using DmSc.Wire.Credentials;

namespace DmSc.Dm.Client;

/// <summary>What a device can do beside what every one must (Representation Protocol 1.2, 6).</summary>
public sealed record ClientCapabilities
{
    /// <summary>Alerts that talk to the user; without it they are answered 406.</summary>
    public bool UserInteraction { get; init; } = true;

    /// <summary>Atomic.</summary>
    public bool Atomic { get; init; } = true;

    /// <summary>Copy.</summary>
    public bool Copy { get; init; } = true;

    /// <summary>Exec.</summary>
    public bool Exec { get; init; } = true;

    /// <summary>Large objects, in both directions.</summary>
    public bool LargeObjects { get; init; } = true;
}

/// <summary>A generic alert, 1226 (DM Protocol 1.2, 8.7), or a client event, 1224.</summary>
/// <param name="Type">Type of its Meta, for example <c>Reversed-Domain-Name: org.example.event</c>.</param>
/// <param name="Data">Data of its Item.</param>
public sealed record ClientAlert(string Type, string Data)
{
    /// <summary>1226, or 1224 for a client event.</summary>
    public int Code { get; init; } = 1226;

    /// <summary>LocURI of the node it is about, or <see langword="null"/> for none.</summary>
    public string? Source { get; init; }

    /// <summary>Format of its Meta.</summary>
    public string Format { get; init; } = "chr";

    /// <summary>Mark of its Meta, or <see langword="null"/> for none.</summary>
    public string? Mark { get; init; }

    /// <summary>Correlator of the Exec it answers, or <see langword="null"/> for none.</summary>
    public string? Correlator { get; init; }
}

/// <summary>Bounds of a session.</summary>
public sealed record ClientLimits
{
    /// <summary>Most messages that the client sends in one session.</summary>
    public int MaxMessages { get; init; } = 200;

    /// <summary>Most commands in one message of the server, nested ones counted.</summary>
    public int MaxCommands { get; init; } = 1000;

    /// <summary>Largest object that is put together from chunks, in octets.</summary>
    public int MaxObject { get; init; } = 1024 * 1024;

    /// <summary>How long a session may take.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromMinutes(30);
}

/// <summary>Everything a session is told before it starts.</summary>
/// <param name="ServerUri">Address of the account.</param>
/// <param name="ServerId">ServerID of the account; the tree's access control asks for it.</param>
/// <param name="DeviceId">LocURI of Source, for example <c>IMEI:353918051234563</c>.</param>
/// <param name="SessionId">Of the trigger (upper-case hexadecimal without leading zeros), or chosen by the client.</param>
public sealed record ClientSessionOptions(string ServerUri, string ServerId, string DeviceId, string SessionId)
{
    /// <summary>Whether a notification asked for the session: Alert 1200 instead of 1201.</summary>
    public bool ServerInitiated { get; init; }

    /// <summary>What the client shows the server (CLCRED); <see langword="null"/> when it has nothing to show.</summary>
    public Credential? ClientCredential { get; init; }

    /// <summary>Types that the client can answer a challenge with.</summary>
    public ImmutableArray<DmAuthentication> ClientTypes { get; init; } = [DmAuthentication.Basic, DmAuthentication.Md5, DmAuthentication.Hmac];

    /// <summary>Type of the credentials of the first message (AAuthPref); None sends none before a challenge.</summary>
    public DmAuthentication PreferredType { get; init; }

    /// <summary>Nonce for the client's credentials, raw octets; empty when none is known.</summary>
    public ReadOnlyMemory<byte> ClientNonce { get; init; }

    /// <summary>What the server shows the client (SRVCRED); <see langword="null"/> when it need not at this layer.</summary>
    public Credential? ServerCredential { get; init; }

    /// <summary>Type of the server's credentials.</summary>
    public DmAuthentication ServerType { get; init; } = DmAuthentication.Md5;

    /// <summary>Nonce for the server's credentials, raw octets; empty when none was given.</summary>
    public ReadOnlyMemory<byte> ServerNonce { get; init; }

    /// <summary>Whether the server has to show its credentials in every message (Status 200) instead of once (212). A MAC always comes with every message.</summary>
    public bool EveryMessage { get; init; }

    /// <summary>Whether the transport authenticated the server, so that its messages need no credentials.</summary>
    public bool TransportAuthenticated { get; init; }

    /// <summary>DevInfo: the URI of each leaf and its value, in order.</summary>
    public ImmutableArray<KeyValuePair<string, string>> DevInfo { get; init; } = [];

    /// <summary>Whether messages are XML instead of WBXML.</summary>
    public bool Xml { get; init; }

    /// <summary>Largest message the client takes, in octets; <see langword="null"/> announces none.</summary>
    public int? MaxMsgSize { get; init; } = 16384;

    /// <summary>Largest object the client takes, in octets; <see langword="null"/> announces none.</summary>
    public int? MaxObjSize { get; init; } = 1_000_000;

    /// <summary>What the device can do.</summary>
    public ClientCapabilities Capabilities { get; init; } = new();

    /// <summary>Alerts that go into package 1.</summary>
    public ImmutableArray<ClientAlert> Alerts { get; init; } = [];

    /// <summary>Bounds.</summary>
    public ClientLimits Limits { get; init; } = new();

    /// <summary>Documented defects; none unless asked for.</summary>
    public ClientQuirks Quirks { get; init; } = new();
}
