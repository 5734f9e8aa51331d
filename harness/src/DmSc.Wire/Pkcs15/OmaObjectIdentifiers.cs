namespace DmSc.Wire.Pkcs15;

/// <summary>Object identifiers that mark provisioning data on a card (arc wap, 2.23.43).</summary>
public static class OmaObjectIdentifiers
{
    /// <summary>oma-dm-bootstrap: an OMA DM bootstrap message (OMA DM Bootstrap, appendix on smartcard storage).</summary>
    public const string DmBootstrap = "2.23.43.7.1";

    /// <summary>Client Provisioning, object Bootstrap (OMA ProvSC).</summary>
    public const string CpBootstrap = "2.23.43.5.1";

    /// <summary>Client Provisioning, object Config1.</summary>
    public const string CpConfig1 = "2.23.43.5.2";

    /// <summary>Client Provisioning, object Config2.</summary>
    public const string CpConfig2 = "2.23.43.5.3";

    /// <summary>Client Provisioning, object TrustedProxies (value not confirmed by a second source).</summary>
    public const string CpTrustedProxies = "2.23.43.5.4";

    /// <summary>lwm2m-bootstrap: never OMA DM data.</summary>
    public const string LwM2MBootstrap = "2.23.43.9.1";

    /// <summary>Whether an identifier is one of the Client Provisioning ones.</summary>
    /// <param name="oid">Dotted form.</param>
    public static bool IsClientProvisioning(string oid) => oid is CpBootstrap or CpConfig1 or CpConfig2 or CpTrustedProxies;
}
