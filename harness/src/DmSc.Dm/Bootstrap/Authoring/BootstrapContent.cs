using DmSc.Wire.Credentials;
using DmSc.Wire.Tnds;

namespace DmSc.Dm.Bootstrap.Authoring;

/// <summary>Credentials of an account as a bootstrap conveys them (DMAcc: AppAuth).</summary>
/// <param name="Type">AAuthType: BASIC, DIGEST, HMAC.</param>
/// <param name="UserName">AAuthName.</param>
/// <param name="Password">AAuthSecret.</param>
/// <param name="Nonce">AAuthData; empty for none.</param>
public sealed record AuthoredCredential(string Type, string UserName, SecretOctets Password, ReadOnlyMemory<byte> Nonce);

/// <summary>The account that a bootstrap is to create.</summary>
public sealed record AuthoredAccount
{
    /// <summary>Name of the topmost node below the Inbox; a device may choose another.</summary>
    public required string Node { get; init; }

    /// <summary>ServerID (w7: PROVIDER-ID).</summary>
    public required string ServerId { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Where the server is, a URI.</summary>
    public required string Address { get; init; }

    /// <summary>Port for a Port entry of the address, or <see langword="null"/> for none.</summary>
    public int? Port { get; init; }

    /// <summary>What the client shows to the server.</summary>
    public AuthoredCredential? Client { get; init; }

    /// <summary>What the server shows to the client.</summary>
    public AuthoredCredential? Server { get; init; }

    /// <summary>AAuthPref; <see langword="null"/> for none. Not in w7.</summary>
    public string? AuthPreference { get; init; }
}

/// <summary>A network access point that a bootstrap is to create.</summary>
/// <param name="Node">Node name, and NAPID.</param>
/// <param name="AccessPointName">Its APN.</param>
public sealed record AuthoredAccessPoint(string Node, string AccessPointName);

/// <summary>A proxy that a bootstrap is to create.</summary>
/// <param name="Node">Node name, and PROXY-ID.</param>
/// <param name="Address">IPv4 address.</param>
/// <param name="Port">TCP port.</param>
public sealed record AuthoredProxy(string Node, string Address, int Port);

/// <summary>What else may be in a bootstrap message of the DM profile (OMA DM Bootstrap 1.2, 5.4.5). May be combined.</summary>
[Flags]
public enum BootstrapExtras
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>An Ext subtree in the account that no device knows.</summary>
    ExtSubtree = 1,

    /// <summary>A management object that no device knows, in an Add before the account's.</summary>
    UnknownObjectBefore = 2,

    /// <summary>A management object that no device knows, in an Add behind the account's.</summary>
    UnknownObjectAfter = 4,

    /// <summary>The account a second time, as a later version of the management object that no device supports yet.</summary>
    LaterVersion = 8,

    /// <summary>The connectivity object in an Add of its own instead of beside the account.</summary>
    SeparateConnectivity = 16,
}

/// <summary>A bootstrap to be written, of either profile.</summary>
public sealed record BootstrapContent
{
    /// <summary>The account; <see langword="null"/> makes a bootstrap of connectivity alone.</summary>
    public required AuthoredAccount? Account { get; init; }

    /// <summary>Further accounts: in the DM profile each in an Add of its own behind the first, in the CP profile each as a w7 of its own. They refer to no connectivity.</summary>
    public System.Collections.Immutable.ImmutableArray<AuthoredAccount> MoreAccounts { get; init; } = [];

    /// <summary>ACL of the account's topmost node in the DM profile; <see langword="null"/> for none. A CP document carries no ACL.</summary>
    public string? Acl { get; init; }

    /// <summary>The access point, which the account refers to.</summary>
    public AuthoredAccessPoint? AccessPoint { get; init; }

    /// <summary>The proxy, which the account refers to.</summary>
    public AuthoredProxy? Proxy { get; init; }

    /// <summary>How trees are embedded in a DM message.</summary>
    public TndsForm Form { get; init; } = TndsForm.Document;

    /// <summary>Where the DM message adds its objects.</summary>
    public string Target { get; init; } = "./Inbox";

    /// <summary>What else is in a DM message.</summary>
    public BootstrapExtras Extras { get; init; }

    /// <summary>How the objects of a DM message are signed and encrypted; then they travel as XML, whatever <see cref="Form"/> says.</summary>
    public AuthoredProtection Protection { get; init; } = AuthoredProtection.None;

    /// <summary>Target of SyncHdr: the device.</summary>
    public string DeviceId { get; init; } = "IMEI:000000000000000";

    /// <summary>Whether a CP document asks for a session at once (w7 INIT).</summary>
    public bool Init { get; init; }

    /// <summary>WBXML version: 01 = 1.1, 02 = 1.2, 03 = 1.3.</summary>
    public byte WbxmlVersion { get; init; } = 2;
}
