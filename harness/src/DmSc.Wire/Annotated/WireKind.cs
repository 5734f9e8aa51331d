using System.Collections.Immutable;

namespace DmSc.Wire.Annotated;

/// <summary>What an input can be taken for.</summary>
public enum WireKind
{
    /// <summary>A WBXML document of any code space this assembly knows.</summary>
    Wbxml,

    /// <summary>A SyncML DM message, WBXML or XML.</summary>
    SyncMl,

    /// <summary>A serialized management object (TNDS), WBXML or XML.</summary>
    Tnds,

    /// <summary>A device description (DDF), WBXML or XML.</summary>
    Ddf,

    /// <summary>Device information of SyncML (DevInf), WBXML or XML.</summary>
    DevInf,

    /// <summary>A Client Provisioning document, WBXML or XML.</summary>
    ClientProvisioning,

    /// <summary>A connectionless WSP push.</summary>
    Push,

    /// <summary>A push over HTTP: the message inside application/http.</summary>
    OtaHttp,

    /// <summary>An SMS-DELIVER or SMS-SUBMIT TPDU.</summary>
    Sms,

    /// <summary>User data of an SMS that start with a user data header (TP-UD).</summary>
    UserData,

    /// <summary>Package #0.</summary>
    Notification,

    /// <summary>BER-TLV data objects.</summary>
    BerTlv,

    /// <summary>COMPREHENSION-TLV data objects without a template.</summary>
    ComprehensionTlv,

    /// <summary>A message of the card application toolkit: proactive command, envelope or terminal response.</summary>
    Cat,

    /// <summary>The trigger of an administration session of the smart card web server.</summary>
    AdministrationTrigger,

    /// <summary>A terminal profile.</summary>
    TerminalProfile,

    /// <summary>A command APDU.</summary>
    CommandApdu,

    /// <summary>A response APDU.</summary>
    ResponseApdu,

    /// <summary>File control parameters.</summary>
    Fcp,

    /// <summary>A record of EF(ARR): access rules in expanded form.</summary>
    AccessRules,

    /// <summary>Answer to reset.</summary>
    Atr,

    /// <summary>EF(TokenInfo) of PKCS#15.</summary>
    TokenInfo,

    /// <summary>EF(ODF) of PKCS#15.</summary>
    Odf,

    /// <summary>EF(DODF) of PKCS#15.</summary>
    Dodf,

    /// <summary>EF(AODF) of PKCS#15.</summary>
    Aodf,

    /// <summary>EF(CDF) of PKCS#15.</summary>
    Cdf,

    /// <summary>A record of EF(DIR), or several in a row.</summary>
    Dir,
}

/// <summary>Names of the kinds as users write them.</summary>
public static class WireKindName
{
    private static readonly ImmutableArray<(WireKind Kind, string Name)> s_names =
    [
        (WireKind.Wbxml, "wbxml"), (WireKind.SyncMl, "syncml"), (WireKind.Tnds, "tnds"), (WireKind.Ddf, "ddf"), (WireKind.DevInf, "devinf"),
        (WireKind.ClientProvisioning, "cp"), (WireKind.Push, "push"), (WireKind.OtaHttp, "ota-http"), (WireKind.Sms, "sms"), (WireKind.UserData, "user-data"),
        (WireKind.Notification, "notification"), (WireKind.BerTlv, "bertlv"), (WireKind.ComprehensionTlv, "ctlv"), (WireKind.Cat, "cat"),
        (WireKind.AdministrationTrigger, "admin-trigger"), (WireKind.TerminalProfile, "terminal-profile"), (WireKind.CommandApdu, "apdu"), (WireKind.ResponseApdu, "response"),
        (WireKind.Fcp, "fcp"), (WireKind.AccessRules, "arr"), (WireKind.TokenInfo, "tokeninfo"), (WireKind.Atr, "atr"), (WireKind.Odf, "odf"), (WireKind.Dodf, "dodf"), (WireKind.Aodf, "aodf"),
        (WireKind.Cdf, "cdf"), (WireKind.Dir, "dir"),
    ];

    /// <summary>All names, in the order of <see cref="WireKind"/>.</summary>
    public static IEnumerable<string> All => s_names.Select(pair => pair.Name);

    /// <summary>The name of a kind.</summary>
    /// <param name="kind">A kind.</param>
    public static string Of(WireKind kind)
    {
        foreach (var pair in s_names)
        {
            if (pair.Kind == kind)
                return pair.Name;
        }

        throw new ArgumentOutOfRangeException(nameof(kind));
    }

    /// <summary>The kind of a name, without case; <c>null</c> when there is none.</summary>
    /// <param name="name">For example <c>push</c>.</param>
    public static WireKind? Parse(string name)
    {
        foreach (var pair in s_names)
        {
            if (string.Equals(pair.Name, name, StringComparison.OrdinalIgnoreCase))
                return pair.Kind;
        }

        return null;
    }
}
