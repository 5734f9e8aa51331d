using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Push;
using DmSc.Peers.Push.Bearers;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;

namespace DmSc.Steps.Push;

/// <summary><c>push.notification</c>.</summary>
internal sealed class PushNotification : IVerb
{
    private static readonly Parameter<string> Server = DeviceShapes.Server();
    private static readonly Parameter<byte[]> SessionId = Parameter.Hex("session-id", "Session identifier, two octets; a new one is drawn without it.", min: 2, max: 2);
    private static readonly Parameter<bool> WrongDigest = Parameter.Boolean("wrong-digest", "Whether one octet of the digest is another.");
    private static readonly Parameter<PushBearerKind> Bearer = Parameter.Choice("bearer", "The way it takes.", DeviceShapes.Words(("sms", PushBearerKind.Sms), ("ota-http", PushBearerKind.OtaHttp), ("http", PushBearerKind.PlainHttp)), "sms");

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "push.notification",
        "Pushes package #0 (DM Notification 1.2) that asks the device for a session with an account; its digest is made with the server's password and the nonce that the device gave last. Sessions of the account that came before and no step has taken are ended and count no more.",
        [Server, SessionId, WrongDigest, Bearer],
        ValueShape.Record(new FieldShape("session-id", ValueShape.Text, "SessionID that the session has to have: upper-case hexadecimal without leading zeros.")),
        "session-id",
        decodes: true) with
    {
        WellFormedLevel = CheckLevel.Should,
    };

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        var account = party.Server.Account(arguments.Get(Server));
        if (account.Known.Server is not { } credential)
            throw new StepFaultException(FaultKind.BadFixture, $"push.notification: {account.ServerId} has no server credentials to make a digest with");
        var id = arguments.Has(SessionId) ? (ushort)((arguments.Get(SessionId)[0] << 8) | arguments.Get(SessionId)[1]) : (ushort)context.Random.Next(1, 0x10000);
        var trigger = new NotificationTrigger(account.ServerId, id) { Initiator = SessionInitiator.Server };
        var package = NotificationPackage.Sign(trigger, CredentialHash.Of(credential with { UserName = account.ServerId }), account.Known.Nonces.Server.Span);
        var octets = package.Octets;
        if (arguments.Get(WrongDigest))
        {
            var spoilt = octets.ToArray();
            spoilt[0] ^= 1;
            octets = spoilt;
        }

        // What came before is not what the notification asks for.
        party.Server.CloseOff(account.ServerId);
        var receipt = await party.PushAsync(PushMessage.Of(PushMedia.Notification, PushApplicationId.DeviceManagement, octets), arguments.Get(Bearer), secure: false, ct);
        return new StepResult(
            Values.Record(("session-id", Values.Text(trigger.SessionIdText))),
            true,
            $"a notification for session {trigger.SessionIdText} with {account.ServerId} went out",
            Decoded: receipt.Answer is not null);
    }
}
