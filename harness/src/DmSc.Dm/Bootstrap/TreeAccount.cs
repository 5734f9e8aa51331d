using System.Collections.Immutable;
using System.Globalization;
using DmSc.Dm.Tree;

namespace DmSc.Dm.Bootstrap;

/// <summary>A DM account in a tree, as a session needs it: each call tells the tree as it is then.</summary>
/// <param name="tree">The tree.</param>
/// <param name="uri">URI of the account's topmost node.</param>
public sealed class TreeAccount(ManagementTree tree, string uri)
{
    /// <summary>URI of the topmost node.</summary>
    public string Uri { get; } = uri;

    /// <summary>ServerID; empty when the account has lost it.</summary>
    public string ServerId => Text("ServerID") ?? "";

    /// <summary>Where the client sends its messages: the first address by rank, with its port; <see langword="null"/> when there is none.</summary>
    public string? ServerUri => Read() is { } account ? account.Addresses.Select(AddressOf).FirstOrDefault(address => address is not null) : null;

    /// <summary>AAuthPref; <see langword="null"/> when absent or empty.</summary>
    public string? AuthPreference => Text("AAuthPref") is { Length: > 0 } preference ? preference : null;

    /// <summary>Credentials of the client for the server (CLCRED): those of the preferred type, otherwise the first by rank.</summary>
    public DmCredential? ClientCredential => Credential("CLCRED");

    /// <summary>Credentials of the server for the client (SRVCRED).</summary>
    public DmCredential? ServerCredential => Credential("SRVCRED");

    /// <summary>All accounts of a tree, by their URIs.</summary>
    /// <param name="tree">The tree.</param>
    public static ImmutableArray<TreeAccount> All(ManagementTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        return [.. tree.FindObjects(StandardObjects.DmAcc, StandardObjects.LegacyDmAcc).Select(node => new TreeAccount(tree, node.Uri))];
    }

    /// <summary>The account of a server, or <see langword="null"/>.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="serverId">The server.</param>
    public static TreeAccount? Find(ManagementTree tree, string serverId) => All(tree).FirstOrDefault(account => account.ServerId == serverId);

    /// <summary>The whole account, or <see langword="null"/> when it is gone.</summary>
    public DmAccount? Read()
    {
        if (tree.Find(Uri) is not { } node)
            return null;
        return AccountLayout.Read(new Entry(node), Uri, 0) with
        {
            ObjectId = node.Type,
            Acl = node.Acl.IsEmpty ? null : node.Acl.ToString(),
        };
    }

    /// <summary>Stores the nonce for the next session in AAuthData.</summary>
    /// <param name="credential">Entry of AppAuth that it belongs to.</param>
    /// <param name="nonce">Octets, not base64.</param>
    /// <exception cref="ArgumentException">The entry is gone.</exception>
    public void WriteNonce(DmCredential credential, ReadOnlySpan<byte> nonce)
    {
        ArgumentNullException.ThrowIfNull(credential);
        var entry = $"{Uri}/AppAuth/{TreeUri.Escape(credential.Entry)}";
        if (tree.Find(entry) is null)
            throw new ArgumentException($"there is no {entry}", nameof(credential));
        tree.SetLeaf($"{entry}/AAuthData", nonce.ToArray(), "bin", "application/octet-stream");
    }

    private string? Text(string name) => tree.Find(Uri)?.TextOf(name);

    private DmCredential? Credential(string level)
    {
        var all = Read()?.Credentials.Where(one => one.Level == level).ToArray() ?? [];
        return all.FirstOrDefault(one => one.Type == AuthPreference) ?? all.FirstOrDefault();
    }

    private static string? AddressOf(DmAddress address)
    {
        if (string.IsNullOrWhiteSpace(address.Address))
            return null;
        var text = address.AddressType switch
        {
            "IPv4" => $"http://{address.Address.Trim()}",
            "IPv6" => $"http://[{address.Address.Trim().Trim('[', ']')}]",
            _ => address.Address.Trim(),
        };
        if (!System.Uri.TryCreate(text, UriKind.Absolute, out var uri))
            return null;

        // PortNbr says nothing new where the address names its own port.
        if (!uri.IsDefaultPort || !ushort.TryParse(address.Ports.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0 || port == uri.Port)
            return text;
        return new UriBuilder(uri) { Port = port }.Uri.AbsoluteUri;
    }

    /// <summary>Entries of lists go by rank: numbers count as numbers.</summary>
    private sealed class Entry(NodeView node) : IAccountNode
    {
        public string Name => node.Name;

        public string? TextOf(string leaf) => node.TextOf(leaf);

        public ReadOnlyMemory<byte>? OctetsOf(string leaf) => node.Find(leaf) is { IsInterior: false } found ? found.Value : default(ReadOnlyMemory<byte>?);

        public ReadOnlyMemory<byte>? BinaryOf(string leaf) => OctetsOf(leaf);

        public IEnumerable<IAccountNode> Entries(string list) =>
            node.Find(list)?.Children
                .OrderBy(entry => int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var rank) ? rank : int.MaxValue)
                .ThenBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => new Entry(entry)) ?? [];
    }
}
