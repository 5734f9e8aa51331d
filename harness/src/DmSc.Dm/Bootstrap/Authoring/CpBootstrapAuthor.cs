using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DmSc.Wire.Provisioning;

namespace DmSc.Dm.Bootstrap.Authoring;

/// <summary>Writes Client Provisioning documents with a DM account (OMA Provisioning Content 1.1; w7 registration).</summary>
public static class CpBootstrapAuthor
{
    /// <summary>The document.</summary>
    /// <param name="content">What is to be in it; what only the DM profile has is left out.</param>
    public static ProvisioningDocument Document(BootstrapContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var parts = ImmutableArray.CreateBuilder<Characteristic>();
        if (content.Proxy is { } proxy)
            parts.Add(Proxy(proxy, content.AccessPoint));
        if (content.AccessPoint is { } point)
            parts.Add(AccessPoint(point));
        if (content.Account is { } account)
            parts.Add(Account(content, account));
        foreach (var more in content.MoreAccounts)
            parts.Add(Account(content with { AccessPoint = null, Proxy = null }, more));
        return new ProvisioningDocument("1.1", [.. parts]);
    }

    /// <summary>The document in WBXML, as it is pushed or stored on a card.</summary>
    /// <param name="content">What is to be in it.</param>
    public static byte[] Wbxml(BootstrapContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return Document(content).ToWbxml(content.WbxmlVersion);
    }

    private static Characteristic Account(BootstrapContent content, AuthoredAccount account)
    {
        var parts = ImmutableArray.CreateBuilder<ProvisioningPart>();
        parts.Add(new Parm("APPID", "w7"));
        parts.Add(new Parm("PROVIDER-ID", account.ServerId));
        parts.Add(new Parm("NAME", account.Name));
        if (content.Proxy is { } proxy)
            parts.Add(new Parm("TO-PROXY", proxy.Node));
        else if (content.AccessPoint is { } point)
            parts.Add(new Parm("TO-NAPID", point.Node));
        if (content.Init)
            parts.Add(new Parm("INIT"));
        if (account.Port is { } port)
        {
            parts.Add(new Characteristic(
                "APPADDR",
                new Parm("ADDR", account.Address),
                new Characteristic("PORT", new Parm("PORTNBR", Number(port)))));
        }
        else
        {
            parts.Add(new Parm("ADDR", account.Address));
        }

        if (account.Client is { } client)
            parts.Add(Credential("APPSRV", client));
        if (account.Server is { } server)
            parts.Add(Credential("CLIENT", server));
        return new Characteristic("APPLICATION", parts.ToImmutable());
    }

    private static Characteristic Credential(string level, AuthoredCredential credential)
    {
        var parts = ImmutableArray.Create<ProvisioningPart>(
            new Parm("AAUTHLEVEL", level),
            new Parm("AAUTHTYPE", credential.Type),
            new Parm("AAUTHNAME", credential.UserName),
            new Parm("AAUTHSECRET", Encoding.UTF8.GetString(credential.Password.Reveal())));
        if (!credential.Nonce.IsEmpty)
            parts = parts.Add(new Parm("AAUTHDATA", Convert.ToBase64String(credential.Nonce.Span)));
        return new Characteristic("APPAUTH", parts);
    }

    private static Characteristic AccessPoint(AuthoredAccessPoint point) => new(
        "NAPDEF",
        new Parm("NAPID", point.Node),
        new Parm("NAME", point.Node),
        new Parm("BEARER", "GSM-GPRS"),
        new Parm("NAP-ADDRESS", point.AccessPointName),
        new Parm("NAP-ADDRTYPE", "APN"));

    private static Characteristic Proxy(AuthoredProxy proxy, AuthoredAccessPoint? point)
    {
        var physical = ImmutableArray.Create<ProvisioningPart>(
            new Parm("PHYSICAL-PROXY-ID", proxy.Node + "-1"),
            new Parm("PXADDR", proxy.Address),
            new Parm("PXADDRTYPE", "IPV4"),
            new Characteristic("PORT", new Parm("PORTNBR", Number(proxy.Port))));
        if (point is not null)
            physical = physical.Add(new Parm("TO-NAPID", point.Node));
        return new Characteristic("PXLOGICAL", new Parm("PROXY-ID", proxy.Node), new Parm("NAME", proxy.Node), new Characteristic("PXPHYSICAL", physical));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
