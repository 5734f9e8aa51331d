using System.Globalization;
using System.Text;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Push.Protection;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.Credentials;
using DmSc.Wire.Push;

namespace DmSc.Steps.Push;

/// <summary><c>push.bootstrap</c>.</summary>
internal sealed class PushBootstrap : IVerb
{
    private static readonly Parameter<byte[]> Octets = Parameter.Hex("octets", "The document, as bootstrap.write made it.", required: true, max: 1 << 20);
    private static readonly Parameter<BootstrapProfile> Profile = Parameter.Choice("profile", "dm or cp: decides media type and application id.", DeviceShapes.Words(("dm", BootstrapProfile.DeviceManagement), ("cp", BootstrapProfile.Provisioning)), "dm");

    private static readonly Parameter<string> Security = Parameter.Text(
        "security",
        "none, networkid, userpin, userpin-networkid or userpinmac; in the CP profile networkid is NETWPIN and userpin-networkid is USERNETWPIN.",
        required: true);

    private static readonly Parameter<string> Flaw = Parameter.Text("flaw", "What is wrong about SEC and MAC: none, wrong-key, flipped-digit, mac-missing, sec-missing, unprotected and so on.", defaultValue: "none");
    private static readonly Parameter<bool> TextKey = Parameter.Boolean("text-key", "Whether the key of NETWORKID is the IMSI as text instead of semi-octets; only in the DM profile, which leaves that open.");
    private static readonly Parameter<PushBearerKind> Bearer = Parameter.Choice("bearer", "The way it takes.", DeviceShapes.Words(("sms", PushBearerKind.Sms), ("ota-http", PushBearerKind.OtaHttp), ("http", PushBearerKind.PlainHttp)), "sms");
    private static readonly Parameter<bool> Secure = Parameter.Boolean("secure", "Whether the transport authenticates the sender: a secure push.");
    private static readonly Parameter<bool> Xml = Parameter.Boolean("xml", "Whether the media type is that of XML.");

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "push.bootstrap",
        "Pushes a bootstrap to the device with the protection asked for, right or wrong. A new PIN is drawn for methods that need one; IXIT imsi gives the secret of the network.",
        [Octets, Profile, Security, Flaw, TextKey, Bearer, Secure, Xml],
        ValueShape.Record(
            new("pin", ValueShape.Text, "What the user has to enter; absent when the method asks nothing of the user."),
            new("frames", ValueShape.Integer, "Short messages or requests that went out."),
            new("http-status", ValueShape.Integer, "The device's answer over HTTP.")),
        "pin",
        decodes: true) with
    {
        WellFormedLevel = CheckLevel.Should,
    };

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        var (message, pin) = Message(arguments, context);
        var receipt = await party.PushAsync(message, arguments.Get(Bearer), arguments.Get(Secure), ct);
        return new StepResult(
            Values.Record(
                ("pin", Values.Text(pin)),
                ("frames", Values.Integer(receipt.Frames.Count(f => f.Direction == PushDirection.Sent))),
                ("http-status", Values.Integer(receipt.Answer?.Status))),
            true,
            $"a push of {message.Body.Length} octets went out in {receipt.Frames.Length} frames",
            Decoded: receipt.Answer is not null);
    }

    private static (PushMessage Message, string? Pin) Message(StepArguments arguments, IStepContext context)
    {
        var (profile, octets) = (arguments.Get(Profile), arguments.Get(Octets));
        var plain = profile == BootstrapProfile.Provisioning ? PushMessage.Provisioning(octets) : PushMessage.DmBootstrap(octets);
        if (arguments.Get(Xml))
            plain = plain with { Media = PushMedia.Of(profile == BootstrapProfile.Provisioning ? WspCodes.MediaType(WspCodes.ProvisioningXml)! : "application/vnd.syncml.dm+xml") };
        if (arguments.Get(Security) == "none")
            return (plain, null);
        BootstrapMethod method = arguments.Get(Security) switch
        {
            "networkid" => BootstrapMethod.NetworkId,
            "userpin" => BootstrapMethod.UserPin,
            "userpin-networkid" => BootstrapMethod.UserPinNetworkId,
            "userpinmac" => BootstrapMethod.UserPinMac,
            var other => throw new StepFaultException(FaultKind.BadFixture, $"security of push.bootstrap: none, networkid, userpin, userpin-networkid or userpinmac expected, got '{other}'"),
        };
        var flaw = SecurityFlaws.Parse(arguments.Get(Flaw)) ?? throw new StepFaultException(FaultKind.BadFixture, $"flaw of push.bootstrap: '{arguments.Get(Flaw)}' is unknown");
        SecretOctets? network = null;
        if (method is BootstrapMethod.NetworkId or BootstrapMethod.UserPinNetworkId)
        {
            var imsi = context.Ixit("imsi") ?? throw new StepFaultException(FaultKind.BadFixture, "the secret of the network is needed: IXIT parameter imsi has no value");
            network = arguments.Get(TextKey) ? BootstrapKey.NetworkFromText(imsi) : BootstrapKey.NetworkFromImsi(imsi);
        }

        var pin = method == BootstrapMethod.NetworkId ? null : SecretOctets.Of(context.Random.Next(100_000, 1_000_000).ToString(CultureInfo.InvariantCulture));
        try
        {
            var made = ProtectedBootstrap.Make(profile, octets, new BootstrapProtection(method, network, pin) { Flaw = flaw });
            var message = made.Message with { Media = plain.Media };
            return (message, made.UserEntry is { } entry ? Encoding.UTF8.GetString(entry.Reveal()) : null);
        }
        catch (ArgumentException e)
        {
            throw new StepFaultException(FaultKind.BadFixture, $"push.bootstrap: {e.Message}", e);
        }
    }
}
