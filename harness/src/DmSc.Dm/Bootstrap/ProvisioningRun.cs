using System.Collections.Immutable;
using System.Text;
using DmSc.Dm.Tree;
using DmSc.Wire.Provisioning;
using DmSc.Wire.Tnds;

namespace DmSc.Dm.Bootstrap;

/// <summary>A bootstrap of the CP profile (OMA DM Bootstrap 1.2, 5.3): accounts from w7, connectivity from NAPDEF and PXLOGICAL.</summary>
internal sealed class ProvisioningRun(BootstrapRun run)
{
    private readonly Dictionary<string, string> _napUris = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _proxyUris = new(StringComparer.Ordinal);

    public void Process(ProvisioningDocument document)
    {
        foreach (var remark in document.Remarks)
            run.Remark(remark);
        var accounts = document.DmAccounts.Where(IsUsable).ToArray();
        IEnumerable<NetworkAccessPoint> naps = run.Quirks.MapsNoNap ? [] : run.Quirks.MapsOnlyFirstNap ? document.NetworkAccessPoints.Take(1) : document.NetworkAccessPoints;
        foreach (var nap in naps)
            Place(nap.NapId, "NAPDEF", StandardObjects.Nap, _napUris, draft => Fill(draft, nap), AclFor(accounts, nap.NapId, null, document));
        foreach (var proxy in run.Quirks.MapsNoProxy ? [] : document.Proxies)
            Place(proxy.ProxyId, "PXLOGICAL", StandardObjects.Proxy, _proxyUris, draft => Fill(draft, proxy), AclFor(accounts, null, proxy.ProxyId, document));
        foreach (var account in accounts)
            Place(account);
        foreach (var other in document.Applications.Where(one => one.AppId != ProvisionedApplication.DmAppId))
            run.Note(new BootstrapPart($"APPLICATION {other.AppId}", "", BootstrapDisposition.Ignored, "the application is not supported"));
    }

    private bool IsUsable(ProvisionedApplication account)
    {
        var reason = string.IsNullOrEmpty(account.ProviderId) || !Acl.IsServerId(account.ProviderId) || account.ProviderId == "*"
            ? "there is no PROVIDER-ID, or none that an ACL can name"
            : account.Addresses.Any(address => !string.IsNullOrEmpty(address.Address)) ? null : "there is no ADDR";
        if (reason is not null)
            run.Note(new BootstrapPart("APPLICATION w7", StandardObjects.DmAcc, BootstrapDisposition.Failed, reason));
        return reason is null;
    }

    /// <summary>Get, Replace and Delete for the servers of the accounts that lead here; for all when none does, and for nobody without accounts.</summary>
    private string AclFor(ProvisionedApplication[] accounts, string? nap, string? proxy, ProvisioningDocument document)
    {
        if (run.Quirks.GivesEverybodyCpAcl)
            return AclOf(["*"]);
        if (accounts.Length == 0)
            return AclOf([run.Options.NobodyServerId]);
        var users = accounts.Where(account => proxy is not null
                ? account.ToProxies.Contains(proxy)
                : account.ToNapIds.Contains(nap!) || account.ToProxies.Any(id => LeadsTo(document, id, nap!)))
            .ToArray();
        return AclOf([.. (users.Length > 0 ? users : accounts).Select(account => account.ProviderId!).Distinct(StringComparer.Ordinal)]);
    }

    private static bool LeadsTo(ProvisioningDocument document, string proxy, string nap) =>
        document.Proxies.Any(one => one.ProxyId == proxy && one.PhysicalProxies.Any(physical => physical.ToNapIds.Contains(nap)));

    private string AclOf(ImmutableArray<string> servers)
    {
        if (run.Quirks.GivesNoCpAcl)
            return "";
        var names = string.Join('+', servers);
        if (run.Quirks.GivesNoCpGet)
            return $"Replace={names}&Delete={names}";
        return run.Quirks.GivesNoCpDelete ? $"Get={names}&Replace={names}" : $"Get={names}&Replace={names}&Delete={names}";
    }

    private void Place(string? id, string characteristic, string objectId, Dictionary<string, string> uris, Action<TndsDraft> fill, string acl)
    {
        if (string.IsNullOrEmpty(id))
        {
            run.Note(new BootstrapPart(characteristic, objectId, BootstrapDisposition.Failed, "there is no identifier"));
            return;
        }

        var source = $"{characteristic} {id}";
        var draft = Top(id, objectId, acl);
        fill(draft);
        if (run.Placer.PlaceOf(draft) is not { } place)
        {
            run.Note(new BootstrapPart(source, objectId, BootstrapDisposition.Ignored, "the object is not supported"));
            return;
        }

        var placement = run.Locate(draft, place);
        if (run.Put(draft, source, placement))
            uris[id] = placement.Uri;
    }

    private void Place(ProvisionedApplication account)
    {
        var mapped = DmAccMapping.Map(account.Source, Resolve);
        foreach (var remark in mapped.Remarks)
            run.Remark(remark);
        var draft = Top("w7", StandardObjects.DmAcc, AclOf([run.Quirks.GivesEverybodyCpAcl ? "*" : account.ProviderId!]));
        var serverEntry = mapped.Nodes.FirstOrDefault(node => node.Parm == "APPAUTH/AAUTHLEVEL" && node.Text == "SRVCRED")?.Path.Split('/')[1];
        foreach (var node in mapped.Nodes)
        {
            var value = node.Value;
            if (run.Quirks.CutsCpServerSecret && node.Parm == "APPAUTH/AAUTHSECRET" && node.Path.Split('/')[1] == serverEntry && value.Length > 0)
                value = value[..^1];
            if (run.Quirks.SwapsCpLevels && node.Parm == "APPAUTH/AAUTHLEVEL")
                value = Encoding.UTF8.GetBytes(node.Text == "CLCRED" ? "SRVCRED" : node.Text == "SRVCRED" ? "CLCRED" : node.Text);
            Leaf(draft, value, node.Format, node.Path.Split('/'));
        }

        var source = $"APPLICATION w7 {account.ProviderId}";
        if (run.Placer.PlaceOf(draft) is not { } place)
        {
            run.Note(new BootstrapPart(source, StandardObjects.DmAcc, BootstrapDisposition.Ignored, "the object is not supported"));
            return;
        }

        if (run.IsUseless(draft, source))
            return;
        var placement = run.Locate(draft, place);
        if (run.Put(draft, source, placement) && !placement.IsThere && mapped.StartsSession && !run.Quirks.IgnoresInit)
            run.StartSession(account.ProviderId!);
    }

    private string Resolve(ConnectionReference reference) =>
        (reference.Parm == "TO-PROXY" ? _proxyUris : _napUris).GetValueOrDefault(reference.Identifier) ?? reference.Identifier;

    private static TndsDraft Top(string name, string objectId, string acl)
    {
        var draft = new TndsDraft(name);
        var node = MgmtNode.Interior(name, objectId);
        draft.Declare(acl.Length == 0 ? node : node with { Properties = node.Properties! with { Acl = acl } }, TndsForm.Document, 0);
        return draft;
    }

    /// <summary>The nodes are those of the ConnMO NAP 1.0 as far as a NAPDEF has them.</summary>
    private static void Fill(TndsDraft draft, NetworkAccessPoint nap)
    {
        Text(draft, nap.NapId, "ID");
        Text(draft, nap.Name, "Name");
        Text(draft, nap.Address, "Addr");
        Text(draft, nap.AddressType, "AddrType");
        Text(draft, nap.IsInternet ? "true" : null, "Internet");
        Numbered(draft, nap.Bearers, "BearerType", "Type");
        Numbered(draft, nap.Source.All("DNS-ADDR"), "DNSAddr", "Addr");
        for (var i = 0; i < nap.Credentials.Length; i++)
        {
            var entry = $"{i + 1}";
            Text(draft, nap.Credentials[i]["AUTHTYPE"], "AuthInfo", entry, "AuthType");
            Text(draft, nap.Credentials[i]["AUTHNAME"], "AuthInfo", entry, "AuthName");
            Text(draft, nap.Credentials[i]["AUTHSECRET"], "AuthInfo", entry, "AuthSecr");
        }
    }

    /// <summary>The nodes are those of the ConnMO Proxy 1.0 as far as a PXLOGICAL has them.</summary>
    private void Fill(TndsDraft draft, LogicalProxy proxy)
    {
        Text(draft, proxy.ProxyId, "ID");
        Text(draft, proxy.Name, "Name");
        Text(draft, proxy.StartPage, "STARTPG");
        for (var i = 0; i < proxy.PhysicalProxies.Length; i++)
        {
            var physical = proxy.PhysicalProxies[i];
            var entry = $"{i + 1}";
            Text(draft, physical.PhysicalProxyId, "Px", entry, "ID");
            Text(draft, physical.Address, "Px", entry, "Addr");
            Text(draft, physical.AddressType, "Px", entry, "AddrType");
            var ports = physical.Ports.IsEmpty ? proxy.Ports : physical.Ports;
            for (var port = 0; port < ports.Length; port++)
                Text(draft, ports[port].Number, "Px", entry, "Port", $"{port + 1}", "PortNbr");
            for (var nap = 0; nap < physical.ToNapIds.Length; nap++)
                Text(draft, Resolve(new ConnectionReference("TO-NAPID", physical.ToNapIds[nap])), "Px", entry, "ToConRef", $"{nap + 1}", "ConRef");
        }
    }

    private static void Numbered(TndsDraft draft, ImmutableArray<string> values, string list, string leaf)
    {
        for (var i = 0; i < values.Length; i++)
            Text(draft, values[i], list, $"{i + 1}", leaf);
    }

    private static void Text(TndsDraft draft, string? text, params ReadOnlySpan<string> path)
    {
        if (text is not null)
            Leaf(draft, Encoding.UTF8.GetBytes(text), "chr", path);
    }

    private static void Leaf(TndsDraft draft, ReadOnlyMemory<byte> value, string format, params ReadOnlySpan<string> path) =>
        draft.At(path).Declare(MgmtNode.Leaf(path[^1], TndsValue.OfOctets(value), format, format == "bin" ? "application/octet-stream" : "text/plain"), TndsForm.Document, 0);
}
