using System.Text;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Engine.Verbs;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.Credentials;
using DmSc.Wire.Tnds;

namespace DmSc.Steps.Push;

/// <summary><c>bootstrap.write</c>.</summary>
internal sealed class WriteBootstrap : IVerb
{
    private static readonly Parameter<string> Server = DeviceShapes.Server();
    private static readonly Parameter<string> Also = Parameter.Text("also", "ServerID of a second account that dm-server.account drew: in the same document, in an Add or APPLICATION of its own.");
    private static readonly Parameter<BootstrapProfile> Profile = Parameter.Choice(
        "profile", "dm: a DM message (OMA DM Bootstrap 1.2, 5.4); cp: a Client Provisioning document (5.3).", DeviceShapes.Words(("dm", BootstrapProfile.DeviceManagement), ("cp", BootstrapProfile.Provisioning)), "dm");

    private static readonly Parameter<TndsForm> Form = Parameter.Choice(
        "form", "How the TNDS objects are embedded: a WBXML document of its own in an OPAQUE, elements of the message's own WBXML, or XML text.", DeviceShapes.Words(("document", TndsForm.Document), ("inline", TndsForm.Inline), ("text", TndsForm.Xml)), "document");

    private static readonly Parameter<string> Acl = Parameter.Text("acl", "ACL of the account's topmost node in the DM profile; SERVER stands for the ServerID. Empty for none.", defaultValue: "Get=SERVER&Replace=SERVER&Delete=SERVER");
    private static readonly Parameter<bool> AccessPoint = Parameter.Boolean("access-point", "Whether a network access point comes with the account, which refers to it.");
    private static readonly Parameter<bool> Proxy = Parameter.Boolean("proxy", "Whether a proxy comes with the account, which refers to it.");
    private static readonly Parameter<bool> OmitAccount = Parameter.Boolean("omit-account", "Whether the account itself is left out, so that connectivity is all there is.");
    private static readonly Parameter<bool> Init = Parameter.Boolean("init", "Whether a CP document asks for a session at once (w7 INIT).");
    private static readonly Parameter<string> Extras = Parameter.Text("extras", "What else is in a DM message, separated by blanks: ext-subtree, unknown-object-before, unknown-object-after, later-version, separate-connectivity.");
    private static readonly Parameter<byte> Version = Parameter.Choice("wbxml", "Version of WBXML.", DeviceShapes.Words(("1.1", (byte)1), ("1.2", (byte)2), ("1.3", (byte)3)), "1.2");
    private static readonly Parameter<bool> Xml = Parameter.Boolean("xml", "Whether it is XML text, which no bootstrap may be.");

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "bootstrap.write",
        "Writes a bootstrap for an account, to be pushed or put on a card. Sends nothing.",
        [Server, Also, Profile, Form, Acl, AccessPoint, Proxy, OmitAccount, Init, Extras, Version, Xml, .. ContentProtectionArguments.Parameters],
        ValueShape.Record(
            new("octets", ValueShape.Bytes, "The document."),
            new("access-point", ValueShape.Text, "APN of the access point; absent without one."),
            new("proxy", ValueShape.Text, "Address of the proxy; absent without one.")),
        "octets");

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var account = context.Party<DeviceParty>().Server.Account(arguments.Get(Server));
        var tag = account.Authored.Node;
        var acl = arguments.Get(Acl).Replace("SERVER", account.ServerId, StringComparison.Ordinal);
        var content = new BootstrapContent
        {
            Account = arguments.Get(OmitAccount) ? null : account.Authored,
            MoreAccounts = arguments.Has(Also) ? [context.Party<DeviceParty>().Server.Account(arguments.Get(Also)).Authored] : [],
            Acl = acl.Length == 0 ? null : acl,
            AccessPoint = arguments.Get(AccessPoint) ? new AuthoredAccessPoint($"Nap{tag}", $"apn-{tag}.dmsc.example".ToLowerInvariant()) : null,
            Proxy = arguments.Get(Proxy) ? new AuthoredProxy($"Prx{tag}", "192.0.2.17", 8080) : null,
            Form = arguments.Get(Form),
            Extras = arguments.Has(Extras) ? ExtraWords.Parse(arguments.Get(Extras)) : BootstrapExtras.None,
            Init = arguments.Get(Init),
            WbxmlVersion = arguments.Get(Version),
        };
        if (ContentProtectionArguments.Of(arguments, context) is { } protection)
            content = content with { Protection = protection };
        var isDm = arguments.Get(Profile) == BootstrapProfile.DeviceManagement;
        var octets = (isDm, arguments.Get(Xml)) switch
        {
            (true, false) => DmBootstrapAuthor.Wbxml(content),
            (false, false) => CpBootstrapAuthor.Wbxml(content),
            (true, true) => Encoding.UTF8.GetBytes(DmBootstrapAuthor.Message(content).ToXml()),
            (false, true) => CpBootstrapAuthor.Document(content).ToXml(),
        };
        return new(new StepResult(
            Values.Record(
                ("octets", Values.Bytes(octets)),
                ("access-point", Values.Text(content.AccessPoint?.AccessPointName)),
                ("proxy", Values.Text(content.Proxy?.Address))),
            true,
            $"a bootstrap of {octets.Length} octets for {account.ServerId}"));
    }
}

/// <summary>The words for what else is in a bootstrap.</summary>
internal static class ExtraWords
{
    /// <exception cref="StepFaultException">An unknown word.</exception>
    public static BootstrapExtras Parse(string text)
    {
        var extras = BootstrapExtras.None;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            extras |= word switch
            {
                "ext-subtree" => BootstrapExtras.ExtSubtree,
                "unknown-object-before" => BootstrapExtras.UnknownObjectBefore,
                "unknown-object-after" => BootstrapExtras.UnknownObjectAfter,
                "later-version" => BootstrapExtras.LaterVersion,
                "separate-connectivity" => BootstrapExtras.SeparateConnectivity,
                _ => throw new StepFaultException(Model.Verdicts.FaultKind.BadFixture, $"extras of bootstrap.write: '{word}' is unknown"),
            };
        }

        return extras;
    }
}
