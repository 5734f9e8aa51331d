using DmSc.Engine.Verbs;
using DmSc.Steps.Card;
using DmSc.Steps.Device;
using DmSc.Steps.Dm;
using DmSc.Steps.Push;
using DmSc.Steps.Server;
using DmSc.Steps.Sessions;

namespace DmSc.Steps;

/// <summary>The verbs of this version.</summary>
public static class StandardVerbs
{
    /// <summary>A catalogue of all of them. Verbs have no state: one catalogue may serve any number of runs.</summary>
    public static VerbCatalogue Create() => new(
    [
        new PowerOn(),
        new PowerOff(),
        new OpenChannel(),
        new CloseChannel(),
        new Select(),
        new Status(),
        new ReadBinary(),
        new UpdateBinary(),
        new AccessConditions(),
        new ReadRecord(),
        new ReadRecords(),
        new VerifyQuery(),
        new Verify(),
        new RawApdu(),
        new Pkcs15Directory(),
        new Pkcs15ObjectDirectories(),
        new Pkcs15DataObjects(),
        new Pkcs15ReadObject(),
        new Pkcs15BootstrapObjects(),
        new Pkcs15ObjectAccess(),
        new Pkcs15TokenInfo(),
        new Pkcs15Certificates(),
        new BootstrapMessageVerb(),
        new Reset(),
        new DevicePowerOn(),
        new DevicePowerOff(),
        new InsertCard(),
        new RemoveCard(),
        new EnterPin(),
        new AnswerPrompts(),
        new StartSession(),
        new DrawAccount(),
        new Conduct(),
        new AwaitSession(),
        new Quiet(),
        new Send(),
        new LargeObject(),
        new AccountNode(),
        new FindValue(),
        new EndSession(),
        new Protocol(),
        new WriteBootstrap(),
        new PushBootstrap(),
        new PushNotification(),
        new ServerReset(),
        new ServerAccountVerb(),
        new RequestBootstrap(),
        new RequestNotification(),
        new AwaitPush(),
        new TakePush(),
        new LookAtPush(),
        new AwaitNotification(),
        new NotificationVerb(),
        new NotificationWhole(),
        new QuietWindow(),
        new AuthenticatePush(),
        new DmBootstrapVerb(),
        new CpBootstrapVerb(),
        new SignatureVerb(),
        new EncryptionVerb(),
        new ClientReady(),
        new ClientConnect(),
        new ClientFinish(),
    ]);
}
