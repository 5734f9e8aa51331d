using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using DmSc.Dm.Tree;
using DmSc.Wire;
using DmSc.Wire.Credentials;

namespace DmSc.Dm.Bootstrap;

/// <summary>One bootstrap on its way into a tree: places objects and notes what became of them.</summary>
internal sealed class BootstrapRun(ManagementTree tree, BootstrapOptions options)
{
    public const string CardOrigin = "card";

    private readonly ImmutableArray<BootstrapPart>.Builder _parts = ImmutableArray.CreateBuilder<BootstrapPart>();
    private readonly Dictionary<string, Placement> _located = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _accounts = new(StringComparer.Ordinal);
    private readonly List<string> _servers = [];
    private readonly List<string> _sessions = [];
    private readonly ImmutableArray<FormatRemark>.Builder _remarks = ImmutableArray.CreateBuilder<FormatRemark>();
    private readonly ImmutableArray<ContentJudgement>.Builder _contents = ImmutableArray.CreateBuilder<ContentJudgement>();

    public ManagementTree Tree => tree;

    public BootstrapOptions Options => options;

    public BootstrapQuirks Quirks => options.Quirks;

    public ObjectPlacer Placer { get; } = new(tree);

    /// <summary>Objects that are in the tree on account of this bootstrap, whether new or there before.</summary>
    public HashSet<string> Uris { get; } = new(StringComparer.Ordinal);

    public void Note(BootstrapPart part) => _parts.Add(part);

    public void Remark(FormatRemark remark) => _remarks.Add(remark);

    public void Judge(ContentJudgement judgement) => _contents.Add(judgement);

    public void StartSession(string serverId) => _sessions.Add(serverId);

    public BootstrapOutcome Outcome() =>
        new(null, _parts.ToImmutable(), [.. _servers.Distinct(StringComparer.Ordinal)], [.. _sessions.Distinct(StringComparer.Ordinal)], _remarks.ToImmutable())
        {
            Contents = _contents.ToImmutable(),
        };

    /// <summary>Where an object goes: where it is already, in place of the account of the same server, or to a new place.</summary>
    public Placement Locate(TndsDraft top, ObjectPlace place, string? asked = null)
    {
        var digest = options.Origin == BootstrapOrigin.SmartCard ? Digest(top) : null;
        if (digest is null || Quirks.DuplicatesCardAccounts)
            return Located(top, place, asked, digest);
        if (Known(digest) is { } known)
            return new Placement(known.Uri, digest, IsThere: true, IsNew: false);

        // The same object twice on a card is one object.
        if (_located.TryGetValue(digest, out var twin))
            return twin with { IsThere = true, IsNew = false };
        return _located[digest] = Located(top, place, asked, digest);
    }

    private Placement Located(TndsDraft top, ObjectPlace place, string? asked, string? digest)
    {
        var serverId = IsAccount(top) ? top.TextOf("ServerID") : null;
        if (serverId is not null && !Quirks.DuplicatesCardAccounts && AccountOf(serverId) is { } account)
            return new Placement(account.Uri, digest, IsThere: false, IsNew: false);

        // The later of two accounts of one server in a bootstrap takes the place of the earlier.
        if (serverId is not null && _accounts.TryGetValue(serverId, out var uri))
            return new Placement(uri, digest, IsThere: false, IsNew: false);
        var placement = new Placement(asked is not null && tree.Find(asked) is null ? asked : Placer.Reserve(place), digest, IsThere: false, IsNew: true);
        if (serverId is not null && !Quirks.DuplicatesCardAccounts)
            _accounts[serverId] = placement.Uri;
        return placement;
    }

    /// <summary>Whether an object is an account that no client could use; notes it.</summary>
    public bool IsUseless(TndsDraft top, string source)
    {
        if (!IsAccount(top) || Fault(top) is not { } fault)
            return false;
        Note(new BootstrapPart(source, ObjectPlacer.IdOf(top), BootstrapDisposition.Failed, fault));
        return true;
    }

    /// <summary>Puts an object in and notes it.</summary>
    /// <returns>Whether it is in the tree.</returns>
    public bool Put(TndsDraft top, string source, Placement placement)
    {
        var id = ObjectPlacer.IdOf(top);
        var isAccount = IsAccount(top);
        if (placement.IsThere && tree.Find(placement.Uri) is not null)
        {
            Uris.Add(placement.Uri);
            Note(new BootstrapPart(source, id, BootstrapDisposition.Accepted, "unchanged since the last time", placement.Uri));
            return true;
        }

        var origin = options.Origin == BootstrapOrigin.SmartCard ? CardOrigin : null;
        if (isAccount && options.Profile == BootstrapProfile.Provisioning && Quirks.KeepsCpAccountOutsideTree)
            origin = TreeNode.OutsideOrigin;
        if (isAccount && options.Profile == BootstrapProfile.Provisioning && Quirks.MisreadsCpLeaves)
            origin = TreeNode.MisreadOrigin;
        if (tree.PutObject(placement.Uri, top, origin, placement.Digest) is var status && status != 0)
        {
            Note(new BootstrapPart(source, id, BootstrapDisposition.Failed, $"the tree refuses it with {status}"));
            return false;
        }

        Uris.Add(placement.Uri);
        if (isAccount)
            _servers.Add(top.TextOf("ServerID")!);
        Note(new BootstrapPart(source, id, BootstrapDisposition.Accepted, placement.IsNew ? "added" : "replaces the account of the same server", placement.Uri));
        return true;
    }

    /// <summary>Whether an object is a DM account.</summary>
    public static bool IsAccount(TndsDraft top) => IsAccountId(ObjectPlacer.IdOf(top));

    public static bool IsAccountId(string id) =>
        id.Equals(StandardObjects.DmAcc, StringComparison.OrdinalIgnoreCase) || id.Equals(StandardObjects.LegacyDmAcc, StringComparison.OrdinalIgnoreCase);

    private static string? Fault(TndsDraft account)
    {
        if (account.TextOf("AppID") is { } id && id.Trim() != "w7")
            return "AppID is not w7";
        if (account.TextOf("ServerID") is not { } server || !Acl.IsServerId(server) || server == "*")
            return "there is no ServerID, or none that an ACL can name";
        return account.Find("AppAddr")?.Children.Any(address => !string.IsNullOrWhiteSpace(address.TextOf("Addr"))) == true ? null : "there is no address in AppAddr";
    }

    private NodeView? Known(string digest) => Objects().FirstOrDefault(node => node.OriginDigest == digest && node.Origin == CardOrigin);

    private NodeView? AccountOf(string serverId) =>
        tree.FindObjects(StandardObjects.DmAcc, StandardObjects.LegacyDmAcc).FirstOrDefault(account => account.TextOf("ServerID") == serverId);

    private IEnumerable<NodeView> Objects() => tree.Root.All().Where(node => node.IsInterior && node.Origin is not null);

    /// <summary>Digest of an object as it came, before any reference is rewritten.</summary>
    private static string Digest(TndsDraft top)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(top);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(TndsDraft node)
        {
            Field(Encoding.UTF8.GetBytes(node.Name));
            Field(Encoding.UTF8.GetBytes(node.Declaration?.Properties?.Format ?? ""));
            Field(Encoding.UTF8.GetBytes(node.Declaration?.Properties?.DdfName ?? ""));
            Field(Encoding.UTF8.GetBytes(node.Declaration?.Properties?.Acl ?? ""));
            Field(node.Declaration?.Value is { } value ? value.Octets.Span : default);
            Field(BitConverter.GetBytes(node.Children.Count));
            foreach (var child in node.Children)
                Append(child);
        }

        void Field(ReadOnlySpan<byte> octets)
        {
            hash.AppendData(BitConverter.GetBytes(octets.Length));
            hash.AppendData(octets);
        }
    }
}

/// <summary>Where an object of a bootstrap goes.</summary>
/// <param name="Uri">Its URI in the tree.</param>
/// <param name="Digest">Digest, for objects of a card.</param>
/// <param name="IsThere">Whether the same object is there already.</param>
/// <param name="IsNew">Whether nothing is there.</param>
internal sealed record Placement(string Uri, string? Digest, bool IsThere, bool IsNew);
