using System.Collections.Immutable;
using System.Text;

namespace DmSc.Dm.Tree;

public sealed partial class ManagementTree
{
    private const int MaxTitle = 255;

    /// <summary>The value of a property as text; null for a property that the node does not have.</summary>
    internal static string? PropertyOf(TreeNode node, string property) => property switch
    {
        "ACL" => node.Acl.ToString(),
        "Format" => node.Format,
        "Name" => node.Name,
        "Size" => node.IsInterior ? null : node.Value.Length.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "Title" => node.Title ?? "",
        "TStamp" => node.Stamp.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        "Type" => node.Type,
        "VerNo" => node.VerNo.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => null,
    };

    private static bool IsProperty(string name) => name is "ACL" or "Format" or "Name" or "Size" or "Title" or "TStamp" or "Type" or "VerNo";

    private TreeAnswer UnknownProperty() => TreeAnswer.Of(Quirks.UnknownPropertyNotFound ? TreeStatus.NotFound : TreeStatus.OptionalFeatureNotSupported);

    private TreeAnswer GetProperty(string target, ImmutableArray<string> path, TreeNode node, string property)
    {
        if (property == "ACL" && Quirks.PropAclInherited)
            return Of(new TreeItem(target, null, null, Encoding.UTF8.GetBytes(Effective(path).ToString())));
        return PropertyOf(node, property) is { } text ? Of(new TreeItem(target, null, null, Encoding.UTF8.GetBytes(text))) : UnknownProperty();
    }

    private Acl Effective(ImmutableArray<string> path)
    {
        var node = _root;
        var acl = node.Acl;
        foreach (var name in path)
        {
            node = node.Children[name];
            if (!node.Acl.IsEmpty)
                acl = node.Acl;
        }

        return acl;
    }

    private TreeAnswer ReplaceProperty(string serverId, ImmutableArray<string> path, TreeNode node, string property, TreeWrite write)
    {
        if (!IsProperty(property))
            return UnknownProperty();
        if (property is not ("ACL" or "Name" or "Title"))
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        if (property == "ACL" ? !MayReplaceAcl(serverId, path, node) : !Has(serverId, AclCommand.Replace, path))
            return TreeAnswer.Of(TreeStatus.PermissionDenied);
        if (TextOf(write) is not { } text)
            return TreeAnswer.Of(TreeStatus.UnsupportedFormat);
        return property switch
        {
            "ACL" => ReplaceAcl(path, text),
            "Name" => ReplaceName(path, node, text),
            _ => ReplaceTitle(path, text),
        };
    }

    private static string? TextOf(TreeWrite write) => write.Data is null ? "" : write.Data.Text;

    /// <summary>Who may change an ACL (7.7.1.3): of an interior node, Replace on it or on its parent; of a leaf, Replace on its parent.</summary>
    private bool MayReplaceAcl(string serverId, ImmutableArray<string> path, TreeNode node)
    {
        if ((node.IsInterior || Quirks.LeafAclByOwnReplace) && Has(serverId, AclCommand.Replace, path))
            return true;
        return !path.IsEmpty && !(Quirks.ParentReplaceDoesNotChangeAcl && node.IsInterior) && Has(serverId, AclCommand.Replace, path.AsSpan()[..^1]);
    }

    private TreeAnswer ReplaceAcl(ImmutableArray<string> path, string text)
    {
        if (!Acl.TryParse(text.Trim(), out var acl))
            return TreeAnswer.Of(TreeStatus.BadRequest);
        if (path.IsEmpty && acl.IsEmpty)
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        Change(path, node => node with { Acl = Quirks.RepeatedAclCommandOverwrites ? Acl.LastOfEach(text.Trim()) : acl });
        return TreeAnswer.Of(TreeStatus.Ok);
    }

    private TreeAnswer ReplaceName(ImmutableArray<string> path, TreeNode node, string name)
    {
        if (path.IsEmpty || (node.IsPermanent && !Quirks.RenamePermanent))
            return TreeAnswer.Of(TreeStatus.NotAllowed);
        if (!TreeUri.IsName(name))
            return TreeAnswer.Of(TreeStatus.BadRequest);
        if (Limits.MaxSegLen != 0 && name.Length > Limits.MaxSegLen)
            return TreeAnswer.Of(TreeStatus.UriTooLong);
        if (name == node.Name)
            return TreeAnswer.Of(TreeStatus.Ok);
        if (!Quirks.RenameOverSibling && _root.Find(path.AsSpan()[..^1])!.Children.ContainsKey(name))
            return TreeAnswer.Of(TreeStatus.AlreadyExists);

        // A node that is made a secret by its new name is one from now on; it does not cease to be one by losing that name.
        var secret = node.IsSecret || (!node.IsInterior && TreeNode.IsSecretName(name));
        Change(path, one => one with { IsSecret = secret });
        _root = Renamed(path, name);
        return TreeAnswer.Of(TreeStatus.Ok);
    }

    private TreeAnswer ReplaceTitle(ImmutableArray<string> path, string title)
    {
        if (Encoding.UTF8.GetByteCount(title) > MaxTitle)
            return TreeAnswer.Of(TreeStatus.TooLarge);
        Change(path, node => node with { Title = title.Length == 0 ? null : title });
        return TreeAnswer.Of(TreeStatus.Ok);
    }
}
