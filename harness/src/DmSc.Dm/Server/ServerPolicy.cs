using System.Collections.Immutable;

namespace DmSc.Dm.Server;

/// <summary>In which of the two forms messages go out.</summary>
public enum DmMessageForm
{
    /// <summary>As the client's message came.</summary>
    AsReceived,

    /// <summary>application/vnd.syncml.dm+wbxml.</summary>
    Wbxml,

    /// <summary>application/vnd.syncml.dm+xml.</summary>
    Xml,
}

/// <summary>How a server conducts a session.</summary>
public sealed record ServerPolicy
{
    /// <summary>A well-behaved server.</summary>
    public static readonly ServerPolicy Default = new();

    /// <summary>Form of its messages.</summary>
    public DmMessageForm Form { get; init; }

    /// <summary>MaxMsgSize that it announces, octets; <see langword="null"/> announces none. Who owns the transport refuses what is larger than its own bound: a client should be told.</summary>
    public int? MaxMsgSize { get; init; } = 1024 * 1024;

    /// <summary>MaxObjSize that it announces, octets; <see langword="null"/> announces none.</summary>
    public int? MaxObjSize { get; init; } = 1024 * 1024;

    /// <summary>Octets of one object it collects from chunks, whatever was announced.</summary>
    public int MaxCollected { get; init; } = 1024 * 1024;

    /// <summary>Messages of the client after which the session is aborted.</summary>
    public int MaxMessages { get; init; } = 500;

    /// <summary>Octets of the client's messages after which the session is aborted: they are kept as evidence.</summary>
    public long MaxOctets { get; init; } = 4 * 1024 * 1024;

    /// <summary>How often credentials are asked for before the session ends (OMA DM Security 1.2, 5.3.3: a second challenge, because the nonce may be old).</summary>
    public int MaxChallenges { get; init; } = 3;

    /// <summary>Octets of the nonces it makes; 16 are recommended.</summary>
    public int NonceOctets { get; init; } = 16;

    /// <summary>Whether its messages name an own address for the session (RespURI).</summary>
    public bool SendRespUri { get; init; } = true;

    /// <summary>SessionID of the notification that asked for the session; <see langword="null"/> when none did or it is not known. A server that only hopes that
    /// a session answers its notification does not know: a device may open one by itself meanwhile.</summary>
    public string? NotifiedSessionId { get; init; }

    /// <summary>Faults of every message.</summary>
    public ImmutableHashSet<ServerFault> Faults { get; init; } = [];
}
