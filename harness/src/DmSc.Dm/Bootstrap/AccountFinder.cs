using System.Buffers.Text;
using DmSc.Wire.Credentials;

namespace DmSc.Dm.Bootstrap;

/// <summary>Finds DM accounts in a tree that a bootstrap message would build.</summary>
internal static class AccountFinder
{
    /// <summary>Accounts at or below a node, in document order.</summary>
    public static IEnumerable<DmAccount> Find(ObjectNode root, string location)
    {
        if (IsAccount(root))
        {
            yield return Read(root, location);
            yield break;
        }

        foreach (var child in root.Children)
        {
            foreach (var account in Find(child, $"{location}/{child.Name}"))
                yield return account;
        }
    }

    /// <summary>By the identifier of the management object (also the legacy one), or without any by its mandatory nodes.</summary>
    private static bool IsAccount(ObjectNode node)
    {
        if (node.ObjectId is { } id)
        {
            return id.StartsWith("urn:oma:mo:oma-dm-dmacc:", StringComparison.OrdinalIgnoreCase)
                || id.Equals("org.openmobilealliance/1.0/w7", StringComparison.OrdinalIgnoreCase);
        }

        return node.Find("ServerID") is not null && (node.Find("AppID") is not null || node.Find("AppAddr") is not null);
    }

    private static DmAccount Read(ObjectNode node, string location) => new(location, node.Offset)
    {
        ObjectId = node.ObjectId,
        AppId = node.TextOf("AppID"),
        ServerId = node.TextOf("ServerID"),
        Name = node.TextOf("Name"),
        PrefConRef = node.TextOf("PrefConRef"),
        ConRefs = [.. Entries(node, "ToConRef").Select(entry => entry.TextOf("ConRef")).OfType<string>()],
        Addresses = [.. Entries(node, "AppAddr").Select(Address)],
        AuthPreference = node.TextOf("AAuthPref"),
        Credentials = [.. Entries(node, "AppAuth").Select(Credential)],
        Acl = node.Acl,
    };

    private static IEnumerable<ObjectNode> Entries(ObjectNode node, string list) => node.Find(list)?.Children ?? Enumerable.Empty<ObjectNode>();

    private static DmAddress Address(ObjectNode entry) => new(
        entry.Name,
        entry.TextOf("Addr"),
        entry.TextOf("AddrType"),
        [.. Entries(entry, "Port").Select(port => port.TextOf("PortNbr")).OfType<string>()]);

    private static DmCredential Credential(ObjectNode entry) => new(
        entry.Name,
        entry.TextOf("AAuthLevel"),
        entry.TextOf("AAuthType"),
        entry.TextOf("AAuthName"),
        entry.Find("AAuthSecret")?.Octets is { } password ? new SecretOctets(password) : null,
        entry.Find("AAuthData") is { Octets: { } data } node ? new SecretOctets(Decoded(node, data)) : null);

    private static ReadOnlyMemory<byte> Decoded(ObjectNode node, ReadOnlyMemory<byte> octets)
    {
        var isBase64 = node.Format is "b64" || (node.IsXml && node.Format is "bin");
        if (!isBase64 || !Base64.IsValid(octets.Span, out var length))
            return octets;
        var decoded = new byte[length];
        Base64.DecodeFromUtf8(octets.Span, decoded, out _, out var written);
        return decoded.AsMemory(0, written);
    }
}
