using DmSc.Engine.Verbs;
using DmSc.Model.Requirements;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Server;
using DmSc.Wire.Credentials;

namespace DmSc.Steps.Server;

/// <summary>Parameters and words that verbs about a server share, declared once.</summary>
internal static class ServerShapes
{
    /// <summary>State of the server that orders change.</summary>
    public const string Devices = "managed-devices";

    public static readonly Parameter<PushBearerKind> Bearer = Parameter.Choice<PushBearerKind>(
        "bearer",
        "sms, ota-http or plain-http.",
        [new("sms", PushBearerKind.Sms), new("ota-http", PushBearerKind.OtaHttp), new("plain-http", PushBearerKind.PlainHttp)],
        "sms");

    public static readonly Parameter<BootstrapProfile> Profile = Parameter.Choice<BootstrapProfile>(
        "profile",
        "dm: OMA DM message; cp: OMA Client Provisioning document.",
        [new("dm", BootstrapProfile.DeviceManagement), new("cp", BootstrapProfile.Provisioning)],
        "dm");

    /// <summary>Words for methods.</summary>
    public static readonly IReadOnlyList<KeyValuePair<string, BootstrapMethod>> Methods =
    [
        new("networkid", BootstrapMethod.NetworkId),
        new("userpin", BootstrapMethod.UserPin),
        new("userpin-networkid", BootstrapMethod.UserPinNetworkId),
        new("userpinmac", BootstrapMethod.UserPinMac),
    ];

    public static readonly Parameter<BootstrapMethod> Method = Parameter.Choice(
        "method", "What protects an insecure push: networkid (NETWPIN in cp), userpin, userpin-networkid (USERNETWPIN in cp), userpinmac (cp only).", Methods, "userpin");

    public static readonly Parameter<ContentProtectionOrder> Content = Parameter.Choice<ContentProtectionOrder>(
        "content",
        "Protection of the content of a DM message: none, servers-choice, signed, encrypted, signed-and-encrypted.",
        [
            new("none", ContentProtectionOrder.None),
            new("servers-choice", ContentProtectionOrder.ServersChoice),
            new("signed", ContentProtectionOrder.Signed),
            new("encrypted", ContentProtectionOrder.Encrypted),
            new("signed-and-encrypted", ContentProtectionOrder.SignedAndEncrypted),
        ],
        "none");

    public static string? WordOf(BootstrapMethod? method) => method is { } m ? Methods.First(word => word.Value == m).Key : null;

    public static VerbInfo Verb(
        string name,
        string summary,
        IReadOnlyList<Parameter> parameters,
        RecordShape result,
        string? main = null,
        bool drives = true,
        bool decodes = false,
        bool mutates = false) => new()
        {
            Name = name,
            Summary = summary,
            Parameters = parameters,
            Result = result,
            MainResult = main,
            DecodesIutBytes = decodes,
            Drives = drives ? IutRole.Server : null,
            Mutates = mutates ? [Devices] : [],
        };
}
