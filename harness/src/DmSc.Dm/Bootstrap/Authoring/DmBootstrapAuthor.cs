using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;

namespace DmSc.Dm.Bootstrap.Authoring;

/// <summary>Writes bootstrap messages of the DM profile (OMA DM Bootstrap 1.2, 5.4).</summary>
public static class DmBootstrapAuthor
{
    private const string AccountObject = "urn:oma:mo:oma-dm-dmacc:1.0";
    private const string LaterAccountObject = "urn:oma:mo:oma-dm-dmacc:9.0";
    private const string UnknownObject = "urn:x-dmsc:mo:unknown:1.0";
    private const string AccessPointObject = "urn:oma:mo:oma-connmo-nap:1.0";
    private const string ProxyObject = "urn:oma:mo:oma-connmo-proxy:1.0";

    /// <summary>The message.</summary>
    /// <param name="content">What is to be in it.</param>
    /// <exception cref="ArgumentException">Content that is protected so cannot have the flaw.</exception>
    public static SyncMlMessage Message(BootstrapContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var items = content.Protection is { IsNone: true, Flaw: ContentFlaw.None }
            ? Trees(content).Select(tree => TndsWriter.ToItem(content.Target, tree, content.Form, content.Form == TndsForm.Document ? "bin" : "xml"))
            : ProtectedItems(content);
        var commands = items.Select((item, index) => SyncMlCommand.Of(SyncMlCommandKind.Add, Number(index + 1), item));
        var source = content.Account?.ServerId ?? "bootstrap";
        return SyncMlMessage.Of(SyncMlHeader.Of("0", "0", content.DeviceId, source), final: true, [.. commands]);
    }

    /// <summary>The message in WBXML, as it is pushed or stored on a card.</summary>
    /// <param name="content">What is to be in it.</param>
    /// <exception cref="ArgumentException">Content that is protected so cannot have the flaw.</exception>
    public static byte[] Wbxml(BootstrapContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Message(content).ToWbxml(WbxmlWriterOptions.Default with { Version = content.WbxmlVersion });
    }

    private static List<SyncMlItem> ProtectedItems(BootstrapContent content)
    {
        var protection = content.Protection;
        var facts = ContentFlaws.Of(protection.Flaw);
        if (ContentFlaws.Obstacle(protection) is { } obstacle)
            throw new ArgumentException($"the content cannot have the flaw '{facts.Name}': {obstacle}", nameof(content));
        var trees = Trees(content).ToList();
        if (trees.Count == 0)
            return [];
        var flawed = trees.FindIndex(tree => content.Account is { } account && tree.Nodes.Any(node => node.Name == account.Node && node.Properties?.DdfName == AccountObject));
        MgmtTree? forged = null;
        if (facts.BringsForged)
        {
            var account = protection.ForgedOf(content.Account ?? throw new ArgumentException($"the flaw '{facts.Name}' needs an account to be forged", nameof(content)));
            forged = MgmtTree.Of(Account(content, account, AccountObject, account.Node));
        }

        var items = new ProtectedItems(content.Target, protection);
        return [.. trees.Select((tree, i) => items.Item(tree, forged, i == Math.Max(flawed, 0) ? protection.Flaw : ContentFlaw.None))];
    }

    private static IEnumerable<MgmtTree> Trees(BootstrapContent content)
    {
        if (content.Extras.HasFlag(BootstrapExtras.UnknownObjectBefore))
            yield return MgmtTree.Of(Unknown("StrangerBefore"));

        var connectivity = Connectivity(content);
        var separate = content.Extras.HasFlag(BootstrapExtras.SeparateConnectivity) || content.Account is null;
        if (separate && connectivity.Length > 0)
            yield return MgmtTree.Of(connectivity);
        if (content.Account is { } account)
        {
            var nodes = ImmutableArray.CreateBuilder<MgmtNode>();
            nodes.Add(Account(content, account, AccountObject, account.Node));
            if (!separate)
                nodes.AddRange(connectivity);
            yield return MgmtTree.Of(nodes.ToImmutable());
            if (content.Extras.HasFlag(BootstrapExtras.LaterVersion))
                yield return MgmtTree.Of(Account(content, account, LaterAccountObject, account.Node + "9"));
        }

        foreach (var more in content.MoreAccounts)
        {
            var alone = content with { Account = more, AccessPoint = null, Proxy = null, Acl = content.Acl?.Replace(content.Account?.ServerId ?? more.ServerId, more.ServerId, StringComparison.Ordinal) };
            yield return MgmtTree.Of(Account(alone, more, AccountObject, more.Node));
        }

        if (content.Extras.HasFlag(BootstrapExtras.UnknownObjectAfter))
            yield return MgmtTree.Of(Unknown("StrangerAfter"));
    }

    private static MgmtNode Account(BootstrapContent content, AuthoredAccount account, string id, string node)
    {
        var parts = ImmutableArray.CreateBuilder<MgmtNode>();
        parts.Add(MgmtNode.Leaf("AppID", "w7"));
        parts.Add(MgmtNode.Leaf("ServerID", account.ServerId));
        parts.Add(MgmtNode.Leaf("Name", account.Name));
        if ((content.Proxy?.Node ?? content.AccessPoint?.Node) is { } reference)
            parts.Add(MgmtNode.Leaf("PrefConRef", $"./Inbox/{reference}"));
        var address = ImmutableArray.Create(MgmtNode.Leaf("Addr", account.Address), MgmtNode.Leaf("AddrType", "URI"));
        if (account.Port is { } port)
            address = address.Add(MgmtNode.Interior("Port", "", MgmtNode.Interior("1", "", MgmtNode.Leaf("PortNbr", Number(port)))));
        parts.Add(MgmtNode.Interior("AppAddr", "", MgmtNode.Interior("1", "", address)));
        if (account.AuthPreference is { } preference)
            parts.Add(MgmtNode.Leaf("AAuthPref", preference));
        var credentials = ImmutableArray.CreateBuilder<MgmtNode>();
        if (account.Client is { } client)
            credentials.Add(Credential("1", "CLCRED", client));
        if (account.Server is { } server)
            credentials.Add(Credential("2", "SRVCRED", server));
        if (credentials.Count > 0)
            parts.Add(MgmtNode.Interior("AppAuth", "", credentials.ToImmutable()));
        if (content.Extras.HasFlag(BootstrapExtras.ExtSubtree))
            parts.Add(MgmtNode.Interior("Ext", "", MgmtNode.Interior("x-dmsc", "", MgmtNode.Leaf("Thing", "no device knows this"))));
        return Granted(MgmtNode.Interior(node, id, parts.ToImmutable()), content.Acl);
    }

    private static MgmtNode Credential(string node, string level, AuthoredCredential credential)
    {
        var parts = ImmutableArray.Create(
            MgmtNode.Leaf("AAuthLevel", level),
            MgmtNode.Leaf("AAuthType", credential.Type),
            MgmtNode.Leaf("AAuthName", credential.UserName),
            MgmtNode.Leaf("AAuthSecret", Encoding.UTF8.GetString(credential.Password.Reveal())));
        if (!credential.Nonce.IsEmpty)
            parts = parts.Add(MgmtNode.Leaf("AAuthData", TndsValue.OfOctets(credential.Nonce), "bin", "application/octet-stream"));
        return MgmtNode.Interior(node, "", parts);
    }

    private static ImmutableArray<MgmtNode> Connectivity(BootstrapContent content)
    {
        var nodes = ImmutableArray.CreateBuilder<MgmtNode>();
        if (content.AccessPoint is { } point)
        {
            nodes.Add(Granted(
                MgmtNode.Interior(point.Node, AccessPointObject, MgmtNode.Leaf("NAPID", point.Node), MgmtNode.Leaf("Addr", point.AccessPointName), MgmtNode.Leaf("AddrType", "APN")),
                content.Acl));
        }

        if (content.Proxy is { } proxy)
        {
            nodes.Add(Granted(
                MgmtNode.Interior(proxy.Node, ProxyObject, MgmtNode.Leaf("ProxyID", proxy.Node), MgmtNode.Leaf("Addr", proxy.Address), MgmtNode.Leaf("Port", Number(proxy.Port))),
                content.Acl));
        }

        return nodes.ToImmutable();
    }

    private static MgmtNode Unknown(string node) => MgmtNode.Interior(node, UnknownObject, MgmtNode.Leaf("Setting", "1"));

    private static MgmtNode Granted(MgmtNode node, string? acl) => acl is null ? node : node with { Properties = node.Properties! with { Acl = acl } };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
