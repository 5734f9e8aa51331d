using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DmSc.Dm.Tree;

/// <summary>A tree as octets: versioned JSON, a list of nodes with parents first. It holds secrets.</summary>
public static class TreeDocument
{
    /// <summary>Version of the format.</summary>
    public const int Version = 1;

    /// <summary>Most octets of a document that is read.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    /// <summary>The tree as octets.</summary>
    /// <param name="tree">The tree.</param>
    public static byte[] Write(ManagementTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var nodes = new List<StoredNode?>(tree.Snapshot.Nodes);
        Collect(tree.Snapshot, [], nodes);
        return JsonSerializer.SerializeToUtf8Bytes(new StoredTree(Version, nodes), TreeJsonContext.Default.StoredTree);
    }

    /// <summary>Reads a tree.</summary>
    /// <param name="octets">What <see cref="Write"/> gave.</param>
    /// <param name="time">Clock of the tree.</param>
    /// <param name="options">How the tree behaves.</param>
    /// <exception cref="InvalidDataException">Not such a document; the message tells line and octet of a fault in the JSON, or the number of the node.</exception>
    public static ManagementTree Read(ReadOnlySpan<byte> octets, TimeProvider time, TreeOptions? options = null)
    {
        if (octets.Length > MaxLength)
            throw new InvalidDataException($"a stored tree has at most {MaxLength} octets, got {octets.Length}");
        StoredTree? stored;
        try
        {
            stored = JsonSerializer.Deserialize(octets, TreeJsonContext.Default.StoredTree);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"line {fault.LineNumber + 1}, octet {fault.BytePositionInLine + 1}: not a stored tree: {fault.Message}", fault);
        }

        if (stored is not { Version: Version })
            throw new InvalidDataException($"a stored tree of version {Version} was expected, got version {stored?.Version}");
        var tree = new ManagementTree(time, options);
        var limit = tree.Options.MaxNodes;
        if (stored.Nodes.Count == 0 || stored.Nodes.Count > limit)
            throw new InvalidDataException($"1 to {limit} nodes were expected, got {stored.Nodes.Count}");
        TreeNode? root = null;
        for (var i = 0; i < stored.Nodes.Count; i++)
            root = Placed(root, stored.Nodes[i] ?? throw new InvalidDataException($"node {i} is null"), i);
        tree.Restore(root!);
        return tree;
    }

    private static TreeNode Placed(TreeNode? root, StoredNode stored, int number)
    {
        InvalidDataException Fault(string what) => new($"node {number} ({stored.Uri}): {what}");
        if (TreeUri.Path(stored.Uri, new TreeLimits(), out var path) != 0)
            throw Fault("its URI is none");
        if (path.IsEmpty != root is null)
            throw Fault(root is null ? "the root was expected first" : "the root stands here again");
        if (!Acl.TryParse(stored.Acl ?? "", out var acl))
            throw Fault("its ACL is none");
        var isInterior = stored.Format == "node";
        if (!isInterior && !NodeValue.IsFormat(stored.Format))
            throw Fault($"there is no format {stored.Format}");
        var value = Value(stored, Fault);
        if (isInterior ? value.Length > 0 : !NodeValue.Suits(stored.Format, value))
            throw Fault($"its value is none of format {stored.Format}");
        if ((stored.Access & ~(int)NodeAccess.All) != 0)
            throw Fault($"there is no access {stored.Access}");
        var node = new TreeNode
        {
            Name = path.IsEmpty ? "." : path[^1],
            IsInterior = isInterior,
            Format = stored.Format,
            Type = stored.Type ?? "",
            Title = stored.Title,
            Acl = acl,
            Value = value,
            VerNo = stored.VerNo,
            Stamp = stored.Stamp,
            IsPermanent = stored.Permanent,
            IsSecret = stored.Secret,
            Access = (NodeAccess)stored.Access,
            Origin = stored.Origin,
            OriginDigest = stored.Digest,
        };
        if (root is null)
            return isInterior && !acl.IsEmpty ? node : throw Fault("the root is an interior node with an ACL");
        if (root.Find(path.AsSpan()[..^1]) is not { IsInterior: true } parent)
            throw Fault("its parent does not stand before it, or is a leaf");
        if (parent.Children.ContainsKey(node.Name))
            throw Fault("it stands here again");
        return root.Update(path.AsSpan()[..^1], at => at.With(node))!;
    }

    private static byte[] Value(StoredNode stored, Func<string, InvalidDataException> fault)
    {
        if (stored.Value is null)
            return [];
        return NodeValue.FromBase64(System.Text.Encoding.UTF8.GetBytes(stored.Value)) ?? throw fault("its value is no base64");
    }

    private static void Collect(TreeNode node, ImmutableArray<string> path, List<StoredNode?> into)
    {
        into.Add(new StoredNode(
            TreeUri.Text(path.AsSpan()),
            node.Format,
            node.Type.Length == 0 ? null : node.Type,
            node.Title,
            node.Acl.IsEmpty ? null : node.Acl.ToString(),
            node.Value.IsEmpty ? null : Convert.ToBase64String(node.Value.Span),
            node.VerNo,
            node.Stamp,
            node.IsPermanent,
            node.IsSecret,
            (int)node.Access,
            node.Origin,
            node.OriginDigest));
        foreach (var child in node.Children.Values)
            Collect(child, path.Add(child.Name), into);
    }
}

internal sealed record StoredTree(int Version, IReadOnlyList<StoredNode?> Nodes);

internal sealed record StoredNode(
    string Uri,
    string Format,
    string? Type = null,
    string? Title = null,
    string? Acl = null,
    string? Value = null,
    ushort VerNo = 0,
    DateTimeOffset Stamp = default,
    bool Permanent = false,
    bool Secret = false,
    int Access = 0,
    string? Origin = null,
    string? Digest = null)
{
    public override string ToString() => $"{Uri} ({Format})";
}

/// <summary>Generated reader and writer: no reflection.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true)]
[JsonSerializable(typeof(StoredTree))]
internal sealed partial class TreeJsonContext : JsonSerializerContext;
