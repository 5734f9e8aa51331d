using System.Collections.Immutable;
using System.Text;
using DmSc.Wire.Tnds;

namespace DmSc.Dm.Tree;

/// <summary>Answers Get with <c>?list=</c> (OMA DM Tree and Description 1.2, 8.1): only nodes that the server may get are told.</summary>
internal sealed class TreeListing(ManagementTree tree, string serverId)
{
    private static readonly ImmutableArray<string> s_properties = ["ACL", "Format", "Name", "Size", "Title", "TStamp", "Type", "VerNo", "Value"];

    public TreeAnswer Answer(ImmutableArray<string> path, TreeNode node, string list)
    {
        if (list is "Struct" or "StructData")
        {
            var items = ImmutableArray.CreateBuilder<TreeItem>();
            Structure(items, path, node, list == "StructData");
            return new TreeAnswer(TreeStatus.Ok, items.ToImmutable());
        }

        if (Properties(list) is not { } properties)
            return TreeAnswer.Of(TreeStatus.OptionalFeatureNotSupported);
        var tops = ImmutableArray.CreateBuilder<MgmtNode>();
        if (Serialized(path, node, properties, tops, "") is { } top)
            tops.Insert(0, top);
        if (tops.Count == 0)
            return TreeAnswer.Of(TreeStatus.PermissionDenied);
        return new TreeAnswer(TreeStatus.Ok, [new TreeItem(TreeUri.Text(path.AsSpan()), null, null, null) { Subtree = MgmtTree.Of(tops.ToImmutable()) }]);
    }

    /// <summary>The properties of <c>TNDS</c>, <c>TNDS+A+B</c>, <c>TNDS-A-B</c>; null for anything else.</summary>
    private static HashSet<string>? Properties(string list)
    {
        if (!list.StartsWith("TNDS", StringComparison.Ordinal))
            return null;
        var rest = list[4..];
        if (rest.Length == 0)
            return new HashSet<string>(s_properties.Except(["Name", "Size"], StringComparer.Ordinal), StringComparer.Ordinal);
        var sign = rest[0];
        if (sign is not ('+' or '-'))
            return null;
        var names = rest[1..].Split(sign);
        if (!names.All(name => s_properties.Contains(name)))
            return null;
        return sign == '+'
            ? new HashSet<string>(names, StringComparer.Ordinal)
            : new HashSet<string>(s_properties.Except(["Name", "Size", .. names], StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private bool Tells(ImmutableArray<string> path, TreeNode node)
    {
        var quirks = tree.Options.Quirks;
        if (node.IsSecret && !quirks.SecretsReadable)
            return false;
        return node.Access.HasFlag(NodeAccess.Get) && (quirks.ListIgnoresRights || tree.MayGet(serverId, path));
    }

    private static bool IsInbox(ImmutableArray<string> path) => path is ["Inbox", ..];

    private void Structure(ImmutableArray<TreeItem>.Builder items, ImmutableArray<string> path, TreeNode node, bool data)
    {
        if (Tells(path, node) && !IsInbox(path))
        {
            var uri = TreeUri.Text(path.AsSpan());
            items.Add(node.IsInterior
                ? new TreeItem(uri, "node", node.Type.Length == 0 ? null : node.Type, null)
                : new TreeItem(uri, node.Format, node.Type, data ? node.Value : default(ReadOnlyMemory<byte>?)));
        }

        foreach (var child in node.Children.Values)
            Structure(items, path.Add(child.Name), child, data);
    }

    /// <summary>A node with what is told below it; what is told below a node that is not goes to the top with its Path.</summary>
    /// <param name="path">Its path in the tree.</param>
    /// <param name="node">The node.</param>
    /// <param name="properties">What to tell.</param>
    /// <param name="tops">Where the detached ones go.</param>
    /// <param name="above">Path of the parent, relative to the node that was asked for.</param>
    private MgmtNode? Serialized(ImmutableArray<string> path, TreeNode node, HashSet<string> properties, ImmutableArray<MgmtNode>.Builder tops, string above)
    {
        var told = Tells(path, node) && !IsInbox(path);
        var isTop = above.Length == 0;
        var here = isTop ? "." : above == "." ? TreeUri.Escape(node.Name) : $"{above}/{TreeUri.Escape(node.Name)}";
        var children = ImmutableArray.CreateBuilder<MgmtNode>();
        foreach (var child in node.Children.Values)
        {
            if (Serialized(path.Add(child.Name), child, properties, tops, here) is not { } one)
                continue;
            if (told)
                children.Add(one);
            else
                tops.Add(one with { Path = here });
        }

        return told ? Node(node, properties, children.ToImmutable()) : null;
    }

    private static MgmtNode Node(TreeNode node, HashSet<string> wanted, ImmutableArray<MgmtNode> children)
    {
        string? Text(string property) => wanted.Contains(property) && ManagementTree.PropertyOf(node, property) is { Length: > 0 } text ? text : null;
        var properties = new RtProperties
        {
            Acl = Text("ACL"),
            Format = Text("Format"),
            Name = Text("Name"),
            Size = Text("Size"),
            Title = Text("Title"),
            TStamp = Text("TStamp"),
            VerNo = Text("VerNo"),
            MimeType = wanted.Contains("Type") && !node.IsInterior ? node.Type : null,
            DdfName = wanted.Contains("Type") && node.IsInterior ? node.Type : null,
        };
        var value = node.IsInterior || !wanted.Contains("Value") ? null : ValueOf(node);
        return new MgmtNode(node.Name, null, properties, value, children, 0);
    }

    private static TndsValue ValueOf(TreeNode node)
    {
        if (node.Format is "bin")
            return TndsValue.OfOctets(node.Value);
        if (node.Format is "b64")
            return TndsValue.OfText(Convert.ToBase64String(node.Value.Span));
        try
        {
            return TndsValue.OfText(Encoding.UTF8.GetString(node.Value.Span));
        }
        catch (ArgumentException)
        {
            // Characters that XML forbids: as octets they can still be told.
            return TndsValue.OfOctets(node.Value);
        }
    }
}
