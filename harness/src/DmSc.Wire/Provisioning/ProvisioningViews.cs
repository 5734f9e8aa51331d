using System.Collections.Immutable;

namespace DmSc.Wire.Provisioning;

/// <summary>An APPLICATION characteristic.</summary>
/// <param name="Source">The characteristic.</param>
public sealed record ProvisionedApplication(Characteristic Source)
{
    /// <summary>APPID of device management (OMA w7 registration).</summary>
    public const string DmAppId = "w7";

    /// <summary>APPID; <see langword="null"/> when absent.</summary>
    public string? AppId => Source["APPID"];

    /// <summary>PROVIDER-ID, the server identifier of w7.</summary>
    public string? ProviderId => Source["PROVIDER-ID"];

    /// <summary>NAME, for people.</summary>
    public string? Name => Source["NAME"];

    /// <summary>Whether the client should open a session once the settings are accepted (INIT of w7).</summary>
    public bool StartsSession => Source.Has("INIT");

    /// <summary>Addresses in document order: of ADDR directly in the APPLICATION, and of each APPADDR.</summary>
    public ImmutableArray<ApplicationAddress> Addresses =>
    [
        .. Source.All("ADDR").Select(address => new ApplicationAddress(address, null, [])),
        .. Source.Of("APPADDR").Select(one => new ApplicationAddress(one["ADDR"], one["ADDRTYPE"], [.. one.Of("PORT").Select(port => new ProvisionedPort(port))])),
    ];

    /// <summary>Credentials (APPAUTH) in document order.</summary>
    public ImmutableArray<ApplicationCredential> Credentials => [.. Source.Of("APPAUTH").Select(one => new ApplicationCredential(one))];

    /// <summary>PROXY-IDs to go through, by priority.</summary>
    public ImmutableArray<string> ToProxies => Source.All("TO-PROXY");

    /// <summary>NAPIDs to go through, by priority; <c>INTERNET</c> stands for any with internet access.</summary>
    public ImmutableArray<string> ToNapIds => Source.All("TO-NAPID");

    /// <summary>Type and place; never content.</summary>
    public override string ToString() => Source.ToString();
}

/// <summary>An address of an application.</summary>
/// <param name="Address">ADDR; <see langword="null"/> when an APPADDR lacks it.</param>
/// <param name="AddressType">ADDRTYPE; <see langword="null"/> when absent, which means a URI.</param>
/// <param name="Ports">Its PORT characteristics.</param>
public sealed record ApplicationAddress(string? Address, string? AddressType, ImmutableArray<ProvisionedPort> Ports);

/// <summary>An APPAUTH characteristic.</summary>
/// <param name="Source">The characteristic.</param>
public sealed record ApplicationCredential(Characteristic Source)
{
    /// <summary>AAUTHLEVEL: APPSRV, what the client sends to the server; CLIENT, what the server sends to the client; OBEX; absent, for HTTP.</summary>
    public string? Level => Source["AAUTHLEVEL"];

    /// <summary>AAUTHTYPE, taken apart at its commas, by priority.</summary>
    public ImmutableArray<string> Types => Source["AAUTHTYPE"] is { Length: > 0 } types ? [.. types.Split(',', StringSplitOptions.TrimEntries)] : [];

    /// <summary>AAUTHNAME.</summary>
    public string? UserName => Source["AAUTHNAME"];

    /// <summary>AAUTHSECRET.</summary>
    public string? Secret => Source["AAUTHSECRET"];

    /// <summary>AAUTHDATA, in w7 the nonce as base64 text.</summary>
    public string? Data => Source["AAUTHDATA"];

    /// <summary>Type and place; never content.</summary>
    public override string ToString() => Source.ToString();
}

/// <summary>A PORT characteristic.</summary>
/// <param name="Source">The characteristic.</param>
public sealed record ProvisionedPort(Characteristic Source)
{
    /// <summary>PORTNBR as text.</summary>
    public string? Number => Source["PORTNBR"];

    /// <summary>SERVICE, any number of them.</summary>
    public ImmutableArray<string> Services => Source.All("SERVICE");
}

/// <summary>A NAPDEF characteristic.</summary>
/// <param name="Source">The characteristic.</param>
public sealed record NetworkAccessPoint(Characteristic Source)
{
    /// <summary>NAPID.</summary>
    public string? NapId => Source["NAPID"];

    /// <summary>NAME, for people.</summary>
    public string? Name => Source["NAME"];

    /// <summary>NAP-ADDRESS.</summary>
    public string? Address => Source["NAP-ADDRESS"];

    /// <summary>NAP-ADDRTYPE, E164 when absent.</summary>
    public string AddressType => Source["NAP-ADDRTYPE"] ?? "E164";

    /// <summary>BEARER, by priority.</summary>
    public ImmutableArray<string> Bearers => Source.All("BEARER");

    /// <summary>Whether it gives access to the internet.</summary>
    public bool IsInternet => Source.Has("INTERNET");

    /// <summary>NAPAUTHINFO: type, user name and secret.</summary>
    public ImmutableArray<Characteristic> Credentials => [.. Source.Of("NAPAUTHINFO")];

    /// <summary>VALIDITY: the networks in which it may be used.</summary>
    public ImmutableArray<Characteristic> Validities => [.. Source.Of("VALIDITY")];

    /// <summary>Type and place; never content.</summary>
    public override string ToString() => Source.ToString();
}

/// <summary>A PXLOGICAL characteristic.</summary>
/// <param name="Source">The characteristic.</param>
public sealed record LogicalProxy(Characteristic Source)
{
    /// <summary>PROXY-ID.</summary>
    public string? ProxyId => Source["PROXY-ID"];

    /// <summary>NAME, for people.</summary>
    public string? Name => Source["NAME"];

    /// <summary>Whether the proxy is trusted to provision.</summary>
    public bool IsTrusted => Source.Has("TRUST");

    /// <summary>STARTPAGE.</summary>
    public string? StartPage => Source["STARTPAGE"];

    /// <summary>Its physical proxies in document order.</summary>
    public ImmutableArray<PhysicalProxy> PhysicalProxies => [.. Source.Of("PXPHYSICAL").Select(one => new PhysicalProxy(one))];

    /// <summary>Its PORT characteristics, for all physical proxies without ports of their own.</summary>
    public ImmutableArray<ProvisionedPort> Ports => [.. Source.Of("PORT").Select(one => new ProvisionedPort(one))];

    /// <summary>Type and place; never content.</summary>
    public override string ToString() => Source.ToString();
}

/// <summary>A PXPHYSICAL characteristic.</summary>
/// <param name="Source">The characteristic.</param>
public sealed record PhysicalProxy(Characteristic Source)
{
    /// <summary>PHYSICAL-PROXY-ID.</summary>
    public string? PhysicalProxyId => Source["PHYSICAL-PROXY-ID"];

    /// <summary>PXADDR.</summary>
    public string? Address => Source["PXADDR"];

    /// <summary>PXADDRTYPE, IPV4 when absent.</summary>
    public string AddressType => Source["PXADDRTYPE"] ?? "IPV4";

    /// <summary>TO-NAPID, by priority.</summary>
    public ImmutableArray<string> ToNapIds => Source.All("TO-NAPID");

    /// <summary>Its PORT characteristics.</summary>
    public ImmutableArray<ProvisionedPort> Ports => [.. Source.Of("PORT").Select(one => new ProvisionedPort(one))];

    /// <summary>Type and place; never content.</summary>
    public override string ToString() => Source.ToString();
}
