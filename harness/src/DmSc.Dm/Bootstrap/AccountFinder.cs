using System.Buffers.Text;

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

    private static DmAccount Read(ObjectNode node, string location) => AccountLayout.Read(new Entry(node), location, node.Offset) with
    {
        ObjectId = node.ObjectId,
        Acl = node.Acl,
    };

    /// <summary>In document order.</summary>
    private sealed class Entry(ObjectNode node) : IAccountNode
    {
        public string Name => node.Name;

        public string? TextOf(string leaf) => node.TextOf(leaf);

        public ReadOnlyMemory<byte>? OctetsOf(string leaf) => node.Find(leaf)?.Octets;

        public ReadOnlyMemory<byte>? BinaryOf(string leaf) => node.Find(leaf) is { Octets: { } octets } found ? Decoded(found, octets) : default(ReadOnlyMemory<byte>?);

        public IEnumerable<IAccountNode> Entries(string list) => node.Find(list)?.Children.Select(child => new Entry(child)) ?? [];

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
}
