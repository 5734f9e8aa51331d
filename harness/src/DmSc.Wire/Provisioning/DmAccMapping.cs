using System.Collections.Immutable;
using System.Text;

namespace DmSc.Wire.Provisioning;

/// <summary>A row of a mapping table.</summary>
/// <param name="Parm">Path of the parameter below its APPLICATION: <c>APPADDR/PORT/PORTNBR</c>.</param>
/// <param name="Node">Path of the node below the account: <c>AppAddr/&lt;X&gt;/Port/&lt;X&gt;/PortNbr</c>.</param>
/// <param name="Format">Format of the node: <c>chr</c> or <c>bin</c>.</param>
public sealed record DmAccMappingRow(string Parm, string Node, string Format = "chr");

/// <summary>A leaf to be stored below an account.</summary>
/// <param name="Path">Path below the account, dynamic names filled in: <c>AppAuth/1/AAuthName</c>.</param>
/// <param name="Format">Format: <c>chr</c> or <c>bin</c>.</param>
/// <param name="Value">Value; text as UTF-8.</param>
/// <param name="Parm">Path of the parameter that it comes from.</param>
public sealed record DmAccNode(string Path, string Format, ReadOnlyMemory<byte> Value, string Parm)
{
    /// <summary>The value as text, or as base64 when it is no text.</summary>
    public string Text => Format == "bin" ? Convert.ToBase64String(Value.Span) : Encoding.UTF8.GetString(Value.Span);

    /// <summary>Tells the path only: the value may be a secret.</summary>
    public override string ToString() => $"{Path} ({Format}, {Value.Length} octets)";
}

/// <summary>What a w7 APPLICATION becomes.</summary>
/// <param name="Nodes">The leaves, in document order; connection references come last.</param>
/// <param name="StartsSession">Whether the client should open a session with the server at once (INIT).</param>
/// <param name="Remarks">What has no place in the account, what is missing and what was assumed.</param>
public sealed record DmAccMapped(ImmutableArray<DmAccNode> Nodes, bool StartsSession, ImmutableArray<FormatRemark> Remarks);

/// <summary>A TO-PROXY or TO-NAPID.</summary>
/// <param name="Parm">Which of the two.</param>
/// <param name="Identifier">PROXY-ID, NAPID or the literal <c>INTERNET</c>.</param>
public sealed record ConnectionReference(string Parm, string Identifier);

/// <summary>
/// From provisioning parameters to the nodes of a DMAcc management object (OMA DM Standardized Objects 1.2, appendix; OMA w7 registration).
/// Dynamic nodes are named 1, 2, 3 in document order, so that their rank keeps the document's priority.
/// </summary>
public static class DmAccMapping
{
    /// <summary>The rows of a w7 APPLICATION. TO-PROXY and TO-NAPID stand for a single reference; several go to <see cref="SeveralReferences"/>.</summary>
    public static ImmutableArray<DmAccMappingRow> Rows { get; } =
    [
        new("APPID", "AppID"),
        new("PROVIDER-ID", "ServerID"),
        new("NAME", "Name"),
        new("TO-PROXY", "PrefConRef"),
        new("TO-NAPID", "PrefConRef"),
        new("ADDR", "AppAddr/<X>/Addr"),
        new("APPADDR/ADDR", "AppAddr/<X>/Addr"),
        new("APPADDR/ADDRTYPE", "AppAddr/<X>/AddrType"),
        new("APPADDR/PORT/PORTNBR", "AppAddr/<X>/Port/<X>/PortNbr"),
        new("APPAUTH/AAUTHLEVEL", "AppAuth/<X>/AAuthLevel"),
        new("APPAUTH/AAUTHTYPE", "AppAuth/<X>/AAuthType"),
        new("APPAUTH/AAUTHNAME", "AppAuth/<X>/AAuthName"),
        new("APPAUTH/AAUTHSECRET", "AppAuth/<X>/AAuthSecret"),
        new("APPAUTH/AAUTHDATA", "AppAuth/<X>/AAuthData", "bin"),
    ];

    /// <summary>The rows of an APPLICATION whose own management object says nothing else. STARTPAGE has none.</summary>
    public static ImmutableArray<DmAccMappingRow> GeneralRows { get; } =
    [
        new("APPID", "AppID"),
        new("PROVIDER-ID", "ProviderID"),
        new("NAME", "Name"),
        new("AACCEPT", "AAccept"),
        new("APROTOCOL", "AProtocol"),
        new("TO-PROXY", "PrefConRef"),
        new("TO-NAPID", "PrefConRef"),
        new("ADDR", "PrefAddr"),
        new("APPADDR/ADDR", "AppAddr/<X>/Addr"),
        new("APPADDR/ADDRTYPE", "AppAddr/<X>/AddrType"),
        new("APPADDR/PORT/PORTNBR", "AppAddr/<X>/Port/<X>/PortNbr"),
        new("APPADDR/PORT/SERVICE", "AppAddr/<X>/Port/<X>/Service"),
        new("APPAUTH/AAUTHLEVEL", "AppAuth/<X>/AAuthLevel"),
        new("APPAUTH/AAUTHTYPE", "AppAuth/<X>/AAuthType"),
        new("APPAUTH/AAUTHNAME", "AppAuth/<X>/AAuthName"),
        new("APPAUTH/AAUTHSECRET", "AppAuth/<X>/AAuthSecret"),
        new("APPAUTH/AAUTHDATA", "AppAuth/<X>/AAuthData", "bin"),
        new("RESOURCE/URI", "Resource/<X>/URI"),
        new("RESOURCE/NAME", "Resource/<X>/Name"),
        new("RESOURCE/AACCEPT", "Resource/<X>/AAccept"),
        new("RESOURCE/AAUTHTYPE", "Resource/<X>/AAuthType"),
        new("RESOURCE/AAUTHNAME", "Resource/<X>/AAuthName"),
        new("RESOURCE/AAUTHSECRET", "Resource/<X>/AAuthSecret"),
        new("RESOURCE/AAUTHDATA", "Resource/<X>/AAuthData", "bin"),
    ];

    /// <summary>Where each connection reference goes when there are several.</summary>
    public const string SeveralReferences = "ToConRef/<X>/ConRef";

    /// <summary>The levels: who proves who it is to whom.</summary>
    public static ImmutableArray<(string Provisioned, string Node)> Levels { get; } = [("APPSRV", "CLCRED"), ("CLIENT", "SRVCRED"), ("OBEX", "OBEX")];

    /// <summary>The level of credentials without AAUTHLEVEL.</summary>
    public const string LevelWhenAbsent = "HTTP";

    /// <summary>The types, which are spelt alike on both sides.</summary>
    public static ImmutableArray<string> Types { get; } =
        ["HTTP-BASIC", "HTTP-DIGEST", "BASIC", "DIGEST", "HMAC", "X509", "SECURID", "SAFEWORD", "DIGIPASS"];

    /// <summary>The types of address.</summary>
    public static ImmutableArray<(string Provisioned, string Node)> AddressTypes { get; } = [("IPV4", "IPv4"), ("IPV6", "IPv6")];

    /// <summary>The type of an address without ADDRTYPE.</summary>
    public const string AddressTypeWhenAbsent = "URI";

    /// <summary>The node of a w7 parameter, or <see langword="null"/> when there is none.</summary>
    /// <param name="parmPath">Path of the parameter below its APPLICATION.</param>
    public static DmAccMappingRow? Find(string parmPath) => Rows.FirstOrDefault(row => row.Parm == parmPath);

    /// <summary>The value of AAuthLevel, or <see langword="null"/> for an unknown level.</summary>
    /// <param name="level">Value of AAUTHLEVEL; <see langword="null"/> when absent.</param>
    public static string? ToLevel(string? level) => level is null ? LevelWhenAbsent : Levels.FirstOrDefault(row => row.Provisioned == level).Node;

    /// <summary>The value of AAUTHLEVEL, or <see langword="null"/> when w7 has none for it: HTTP is the absence of the parameter.</summary>
    /// <param name="level">Value of AAuthLevel.</param>
    public static string? FromLevel(string level) => Levels.FirstOrDefault(row => row.Node == level).Provisioned;

    /// <summary>The value of AAuthType, or <see langword="null"/> for an unknown type.</summary>
    /// <param name="type">One of the types in AAUTHTYPE.</param>
    public static string? ToType(string type) => Types.Contains(type) ? type : null;

    /// <summary>The value of AddrType, or <see langword="null"/> for an unknown type.</summary>
    /// <param name="type">Value of ADDRTYPE; <see langword="null"/> when absent.</param>
    public static string? ToAddressType(string? type) =>
        type is null ? AddressTypeWhenAbsent : AddressTypes.FirstOrDefault(row => row.Provisioned == type).Node;

    /// <summary>Maps a w7 APPLICATION.</summary>
    /// <param name="application">The characteristic.</param>
    /// <param name="resolve">Gives the value of PrefConRef and ConRef, which the client chooses; the identifier itself when absent.</param>
    public static DmAccMapped Map(Characteristic application, Func<ConnectionReference, string>? resolve = null)
    {
        ArgumentNullException.ThrowIfNull(application);
        return new DmAccMapper(resolve ?? (reference => reference.Identifier)).Map(application);
    }
}
