using System.Collections.Immutable;

namespace DmSc.Dm.Tree;

/// <summary>What a device can do to a node beside what an ACL allows (AccessType of the device description).</summary>
[Flags]
public enum NodeAccess
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Add of children.</summary>
    Add = 1,

    /// <summary>Delete.</summary>
    Delete = 2,

    /// <summary>Get.</summary>
    Get = 4,

    /// <summary>Replace.</summary>
    Replace = 8,

    /// <summary>All of them. Exec is allowed where the device gave a node something to do.</summary>
    All = Add | Delete | Get | Replace,
}

/// <summary>The limits that a device publishes in <c>./DevDetail/URI</c>; 0 is unlimited. Beyond them commands end with 414.</summary>
/// <param name="MaxDepth">Segments below the root.</param>
/// <param name="MaxTotLen">Characters of a URI, without <c>?prop=</c> and <c>?list=</c>.</param>
/// <param name="MaxSegLen">Characters of a segment.</param>
public sealed record TreeLimits(int MaxDepth = 0, int MaxTotLen = 0, int MaxSegLen = 0)
{
    /// <summary>Segments that this implementation bears where nothing smaller is published.</summary>
    public const int HardDepth = 48;

    /// <summary>Characters that this implementation bears where nothing smaller is published.</summary>
    public const int HardLength = 8192;
}

/// <summary>Where a device puts management objects of a kind.</summary>
/// <param name="ObjectId">Identifier of the management object, with its version.</param>
/// <param name="Parent">URI of the node below which they go.</param>
/// <param name="Prefix">First letters of the names that the device gives them: A gives A1, A2.</param>
/// <param name="Rank">Which of several versions is the newer; the number in the identifier decides when equal.</param>
public sealed record ObjectPlace(string ObjectId, string Parent, string Prefix, int Rank = 0);

/// <summary>How a tree behaves.</summary>
public sealed record TreeOptions
{
    /// <summary>The device's limits for URIs.</summary>
    public TreeLimits Limits { get; init; } = new();

    /// <summary>Most nodes; an Add beyond ends with 420.</summary>
    public int MaxNodes { get; init; } = 10_000;

    /// <summary>Most octets of all values together; beyond, 420.</summary>
    public long MaxOctets { get; init; } = 16L * 1024 * 1024;

    /// <summary>Most octets of one value; beyond, 413.</summary>
    public int MaxObjectSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>Whether Add makes missing parents (MAY); otherwise 404.</summary>
    public bool CreatesParents { get; init; } = true;

    /// <summary>Whether Copy is carried out (MAY); otherwise 406.</summary>
    public bool SupportsCopy { get; init; } = true;

    /// <summary>Where objects go that come to the Inbox. Others are refused there.</summary>
    public ImmutableArray<ObjectPlace> Places { get; init; } = StandardObjects.Places;

    /// <summary>Documented defects; none unless told.</summary>
    public TreeQuirks Quirks { get; init; } = new();
}

/// <summary>Identifiers of the standard management objects (OMA DM Standardized Objects 1.2) and where this product's devices keep them.</summary>
public static class StandardObjects
{
    /// <summary>DM account.</summary>
    public const string DmAcc = "urn:oma:mo:oma-dm-dmacc:1.0";

    /// <summary>DM account as older texts of DM 1.2 name it.</summary>
    public const string LegacyDmAcc = "org.openmobilealliance/1.0/w7";

    /// <summary>Network access point.</summary>
    public const string Nap = "urn:oma:mo:oma-connmo-nap:1.0";

    /// <summary>Proxy.</summary>
    public const string Proxy = "urn:oma:mo:oma-connmo-proxy:1.0";

    /// <summary>Connectivity object as older texts of DM 1.2 name it.</summary>
    public const string LegacyConnectivity = "org.openmobilealliance/1.0/ConnMO";

    /// <summary>Device information.</summary>
    public const string DevInfo = "urn:oma:mo:oma-dm-devinfo:1.0";

    /// <summary>Device details.</summary>
    public const string DevDetail = "urn:oma:mo:oma-dm-devdetail:1.0";

    /// <summary>Inbox.</summary>
    public const string Inbox = "urn:oma:mo:oma-dm-inbox:1.0";

    /// <summary>Accounts below ./DMAcc, connectivity below ./Con.</summary>
    public static ImmutableArray<ObjectPlace> Places { get; } =
    [
        new(DmAcc, "./DMAcc", "A", 1),
        new(LegacyDmAcc, "./DMAcc", "A"),
        new(Nap, "./Con", "N", 1),
        new(Proxy, "./Con", "P", 1),
        new(LegacyConnectivity, "./Con", "N"),
    ];
}
