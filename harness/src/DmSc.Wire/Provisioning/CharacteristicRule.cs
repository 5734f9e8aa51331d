namespace DmSc.Wire.Provisioning;

/// <summary>How often something may occur.</summary>
internal sealed record Occurrence(bool IsRequired, bool IsRepeatable, bool IsFlag)
{
    public static (string Name, Occurrence Occurrence) Parse(string row)
    {
        var isFlag = row.EndsWith('!');
        var rest = isFlag ? row[..^1] : row;
        return rest[^1] switch
        {
            '?' => (rest[..^1], new Occurrence(false, false, isFlag)),
            '*' => (rest[..^1], new Occurrence(false, true, isFlag)),
            '+' => (rest[..^1], new Occurrence(true, true, isFlag)),
            _ => (rest, new Occurrence(true, false, isFlag)),
        };
    }
}

/// <summary>What a characteristic may hold.</summary>
/// <param name="Parms">Its parameters.</param>
/// <param name="Children">Its inner characteristics.</param>
internal sealed record CharacteristicRule(
    IReadOnlyDictionary<string, Occurrence> Parms,
    IReadOnlyDictionary<string, Occurrence> Children)
{
    /// <summary>
    /// Types in the document and in one another, with their parameters (OMA Provisioning Content 1.1, 4). ? none or one, * any number,
    /// + one or more, nothing exactly one; ! a flag, which has no value.
    /// </summary>
    private static readonly (string Type, string Parms, string Children)[] s_table =
    [
        ("", "", "PXLOGICAL* NAPDEF* BOOTSTRAP* CLIENTIDENTITY? VENDORCONFIG* APPLICATION* ACCESS*"),
        ("PXLOGICAL", """
            PROXY-ID NAME PROXY-PW? PPGAUTH-TYPE? PROXY-PROVIDER-ID? DOMAIN* TRUST?! MASTER?! STARTPAGE? BASAUTH-ID? BASAUTH-PW? WSP-VERSION?
            PUSHENABLED? PULLENABLED?
            """, "PORT* PXAUTHINFO* PXPHYSICAL+"),
        ("PXAUTHINFO", "PXAUTH-TYPE PXAUTH-ID? PXAUTH-PW?", ""),
        ("PXPHYSICAL", "PHYSICAL-PROXY-ID PXADDR PXADDRTYPE? PXADDR-FQDN? TO-NAPID+ DOMAIN* WSP-VERSION? PUSHENABLED? PULLENABLED?", "PORT*"),
        ("PORT", "PORTNBR SERVICE*", ""),
        ("NAPDEF", """
            NAPID NAME NAP-ADDRESS BEARER* NAP-ADDRTYPE? INTERNET?! DNS-ADDR* CALLTYPE? LOCAL-ADDR? LOCAL-ADDRTYPE? LINKSPEED? DNLINKSPEED? LINGER?
            DELIVERY-ERR-SDU? DELIVERY-ORDER? TRAFFIC-CLASS? MAX-SDU-SIZE? MAX-BITRATE-UPLINK? MAX-BITRATE-DNLINK? RESIDUAL-BER? SDU-ERROR-RATIO?
            TRAFFIC-HANDL-PRIO? TRANSFER-DELAY? GUARANTEED-BITRATE-UPLINK? GUARANTEED-BITRATE-DNLINK? MAX-NUM-RETRY? FIRST-RETRY-TIMEOUT?
            REREG-THRESHOLD? T-BIT?!
            """, "NAPAUTHINFO* VALIDITY*"),
        ("NAPAUTHINFO", "AUTHTYPE AUTHNAME? AUTHSECRET? AUTH-ENTITY* SPI?", ""),
        ("VALIDITY", "COUNTRY? NETWORK? SID? SOC? VALIDUNTIL?", ""),
        ("BOOTSTRAP", "NAME? PROXY-ID* PROVURL? NETWORK* COUNTRY? CONTEXT-ALLOW?", ""),
        ("CLIENTIDENTITY", "CLIENT-ID", ""),
        ("APPLICATION", "APPID PROVIDER-ID? NAME? AACCEPT? APROTOCOL? ADDR* TO-PROXY* TO-NAPID*", "APPADDR* APPAUTH* RESOURCE*"),
        ("APPADDR", "ADDR ADDRTYPE?", "PORT*"),
        ("APPAUTH", "AAUTHLEVEL? AAUTHTYPE? AAUTHNAME? AAUTHSECRET? AAUTHDATA?", ""),
        ("RESOURCE", "URI NAME? AACCEPT? AAUTHTYPE? AAUTHNAME? AAUTHSECRET? AAUTHDATA? STARTPAGE?!", ""),
        ("ACCESS", "RULE+ APPID* PORTNBR* DOMAIN* TO-NAPID* TO-PROXY*", ""),
    ];

    /// <summary>The device management application registers parameters of its own (OMA w7 registration).</summary>
    private const string DmApplication = "APPID PROVIDER-ID NAME? ADDR? TO-PROXY* TO-NAPID* INIT?!";

    private static readonly Dictionary<string, CharacteristicRule> s_rules = s_table.ToDictionary(
        row => row.Type,
        row => new CharacteristicRule(Rows(row.Parms), Rows(row.Children)),
        StringComparer.Ordinal);

    private static readonly CharacteristicRule s_dmApplication = s_rules["APPLICATION"] with { Parms = Rows(DmApplication) };

    /// <summary>What a document holds.</summary>
    public static CharacteristicRule Document { get; } = s_rules[""];

    /// <summary>The rule for a characteristic; null when its type is not known or its content is free.</summary>
    public static CharacteristicRule? For(Characteristic one) =>
        one.Type == "APPLICATION" && one["APPID"] == ProvisionedApplication.DmAppId ? s_dmApplication
        : one.Type.Length > 0 && s_rules.TryGetValue(one.Type, out var rule) ? rule : null;

    /// <summary>Whether the type is known anywhere.</summary>
    public static bool IsKnown(string type) => type == "VENDORCONFIG" || (type.Length > 0 && s_rules.ContainsKey(type));

    private static Dictionary<string, Occurrence> Rows(string table) => table
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(Occurrence.Parse)
        .ToDictionary(row => row.Name, row => row.Occurrence, StringComparer.Ordinal);
}
