using System.Globalization;

namespace DmSc.Dm.Tree;

/// <summary>What a device tells of itself in DevInfo and DevDetail (OMA DM Standardized Objects 1.2, 5.3.2 and 5.3.3).</summary>
/// <param name="DeviceId">DevId, a URN: <c>IMEI:353918051234563</c>.</param>
/// <param name="Manufacturer">Man.</param>
/// <param name="Model">Mod.</param>
public sealed record DeviceIdentity(string DeviceId, string Manufacturer, string Model)
{
    /// <summary>DmV: version of the client.</summary>
    public string ClientVersion { get; init; } = "1.2";

    /// <summary>Lang.</summary>
    public string Language { get; init; } = "en";

    /// <summary>DevTyp.</summary>
    public string DeviceType { get; init; } = "phone";

    /// <summary>OEM; the manufacturer when <see langword="null"/>.</summary>
    public string? Oem { get; init; }

    /// <summary>FwV.</summary>
    public string FirmwareVersion { get; init; } = "1.0";

    /// <summary>SwV.</summary>
    public string SoftwareVersion { get; init; } = "1.0";

    /// <summary>HwV.</summary>
    public string HardwareVersion { get; init; } = "1.0";

    /// <summary>LrgObj: whether large objects are supported.</summary>
    public bool LargeObjects { get; init; } = true;
}

/// <summary>The tree that every device has before anything is bootstrapped.</summary>
public static class StandardTree
{
    /// <summary>DevInfo, DevDetail, and empty DMAcc, Con and Inbox, all permanent.</summary>
    /// <param name="identity">The device.</param>
    /// <param name="time">Clock of the tree.</param>
    /// <param name="options">How the tree behaves; its limits are what DevDetail publishes.</param>
    public static ManagementTree Create(DeviceIdentity identity, TimeProvider time, TreeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var tree = new ManagementTree(time, options);
        Interior(tree, "./DevInfo", StandardObjects.DevInfo);
        Leaf(tree, "./DevInfo/DevId", identity.DeviceId);
        Leaf(tree, "./DevInfo/Man", identity.Manufacturer);
        Leaf(tree, "./DevInfo/Mod", identity.Model);
        Leaf(tree, "./DevInfo/DmV", identity.ClientVersion);
        Leaf(tree, "./DevInfo/Lang", identity.Language);

        Interior(tree, "./DevDetail", StandardObjects.DevDetail);
        Interior(tree, "./DevDetail/URI", "");
        Leaf(tree, "./DevDetail/URI/MaxDepth", Number(tree.Options.Limits.MaxDepth));
        Leaf(tree, "./DevDetail/URI/MaxTotLen", Number(tree.Options.Limits.MaxTotLen));
        Leaf(tree, "./DevDetail/URI/MaxSegLen", Number(tree.Options.Limits.MaxSegLen));
        Leaf(tree, "./DevDetail/DevTyp", identity.DeviceType);
        Leaf(tree, "./DevDetail/OEM", identity.Oem ?? identity.Manufacturer);
        Leaf(tree, "./DevDetail/FwV", identity.FirmwareVersion);
        Leaf(tree, "./DevDetail/SwV", identity.SoftwareVersion);
        Leaf(tree, "./DevDetail/HwV", identity.HardwareVersion);
        Leaf(tree, "./DevDetail/LrgObj", identity.LargeObjects ? "true" : "false", "bool");

        tree.AddInterior("./DMAcc", permanent: true, access: NodeAccess.Add | NodeAccess.Get);
        tree.AddInterior("./Con", permanent: true, access: NodeAccess.Add | NodeAccess.Get);
        tree.AddInterior("./Inbox", StandardObjects.Inbox, permanent: true, access: NodeAccess.Add);
        return tree;
    }

    private static void Interior(ManagementTree tree, string uri, string id) => tree.AddInterior(uri, id, permanent: true, access: NodeAccess.Get);

    private static void Leaf(ManagementTree tree, string uri, string text, string format = "chr") =>
        tree.SetLeaf(uri, text, format, permanent: true, access: NodeAccess.Get);

    private static string Number(int limit) => limit.ToString(CultureInfo.InvariantCulture);
}
