using System.Globalization;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Servers;
using DmSc.Wire.Credentials;
using DmSc.Wire.Notification;

namespace DmSc.Steps.Server;

/// <summary><c>server.reset</c>.</summary>
internal sealed class ServerReset : IVerb
{
    public VerbInfo Info { get; } = ServerShapes.Verb("server.reset", "Lets the server forget the devices of earlier cases.", [], ValueShape.Record(), mutates: true);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        await context.Party<ServerParty>().ResetAsync(ct);
        return new StepResult(Values.Record(), true, "the server was reset");
    }
}

/// <summary><c>server.account</c>.</summary>
internal sealed class ServerAccountVerb : IVerb
{
    /// <summary>IXIT parameter with the private key of the device we play.</summary>
    public const string DeviceKey = "device-private-key";

    /// <summary>Octets of a server identifier with which package #0 fits one short message: 140 without ports, WSP headers, digest and trigger header.</summary>
    private const int MaxInOneMessage = 103;

    private static readonly Parameter<string> Auth = Parameter.Choice<string>(
        "auth", "How device and server show each other who they are: digest (syncml:auth-md5), basic or hmac.", [new("digest", "DIGEST"), new("basic", "BASIC"), new("hmac", "HMAC")], "digest");

    private static readonly Parameter<bool> LongServerId = Parameter.Boolean(
        "long-server-id", "Whether the ServerID is so long that package #0 does not fit one short message; fails when the server has one of its own that is not.");

    public VerbInfo Info { get; } = ServerShapes.Verb(
        "server.account",
        "Draws a device with an account, IMSI and PIN, and makes it known to the server. A server that names things itself, and a capture, say how they are.",
        [Auth, LongServerId],
        ValueShape.Record(
            new("server-id", ValueShape.Text, "ServerID of the account."),
            new("device-id", ValueShape.Text, "The device."),
            new("address", ValueShape.Text, "Where its sessions go.")),
        "server-id",
        mutates: true);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        var key = context.Ixit(DeviceKey) is { } pem ? ContentGuard.Key(DeviceKey, () => PublicHalf(pem)) : null;
        var wish = Draw(context.Random, arguments.Get(Auth), arguments.Get(LongServerId)) with { RecipientKey = key };
        var device = await party.OrderAsync($"enrol {wish.DeviceId}", server => server.EnrolAsync(wish, ct), ct);
        party.Clear();
        party.Device = device;
        var value = Values.Record(
            ("server-id", Values.Text(device.Account.ServerId)),
            ("device-id", Values.Text(device.DeviceId)),
            ("address", Values.Text(device.Account.Address)));
        if (arguments.Get(LongServerId) && System.Text.Encoding.UTF8.GetByteCount(device.Account.ServerId) <= MaxInOneMessage)
            return new StepResult(value, false, $"the server has a ServerID of its own, {device.Account.ServerId}: package #0 fits one short message");
        return new StepResult(value, true, $"{device.DeviceId} has an account with {device.Account.ServerId}");
    }

    private static string PublicHalf(string pem)
    {
        using var rsa = System.Security.Cryptography.RSA.Create();
        rsa.ImportFromPem(pem);
        // A public key is none that opens anything.
        _ = rsa.ExportRSAPrivateKey();
        var key = Wire.XmlSecurity.RsaPublicKey.FromPem(pem);
        rsa.ImportParameters(new System.Security.Cryptography.RSAParameters { Modulus = key.Modulus.ToArray(), Exponent = key.Exponent.ToArray() });
        return rsa.ExportSubjectPublicKeyInfoPem();
    }

    private static ManagedDevice Draw(Random random, string auth, bool isLong)
    {
        var tag = random.Next(0x1000_0000).ToString("x7", CultureInfo.InvariantCulture);
        var server = isLong ? $"dm-{tag}.{string.Join('.', Enumerable.Repeat("a-server-identifier-of-many-octets", 3))}.example.com" : $"dm-{tag}.example.com";
        return new ManagedDevice
        {
            DeviceId = $"IMEI:{Digits(random, 15)}",
            // No country has 9997: where the server's gateway knows a device by its number, a late short message is none of the next device's.
            Number = $"+9997{Digits(random, 10)}",
            Imsi = $"00101{Digits(random, 10)}",
            Pin = Digits(random, 5),
            Account = new AuthoredAccount
            {
                Node = $"Account{tag}",
                ServerId = server,
                Name = $"Account {tag}",
                Address = ServerAddress.Unknown,
                Client = new AuthoredCredential(auth, $"device-{tag}", SecretOctets.Of(Word(random)), Nonce(random)),
                Server = new AuthoredCredential(auth, server, SecretOctets.Of(Word(random)), Nonce(random)),
                AuthPreference = auth,
            },
        };
    }

    private static string Digits(Random random, int count) => string.Create(count, random, static (digits, source) =>
    {
        foreach (ref var digit in digits)
            digit = (char)('0' + source.Next(10));
    });

    private static string Word(Random random) => Convert.ToHexStringLower(Nonce(random).Span);

    private static ReadOnlyMemory<byte> Nonce(Random random)
    {
        var nonce = new byte[16];
        random.NextBytes(nonce);
        return nonce;
    }
}

/// <summary><c>server.request-bootstrap</c>.</summary>
internal sealed class RequestBootstrap : IVerb
{
    private static readonly Parameter<bool> Secure = Parameter.Boolean("secure", "Whether a secure push is asked for: the transport authenticates the server, and SEC and MAC are not needed.");
    private static readonly Parameter<int> Watch = Parameter.Integer("watch", "Seconds for which later steps watch what else comes: a capture that ended earlier cannot be asked.", 0, 600, defaultValue: 0);
    private static readonly Parameter<bool> Confidential = Parameter.Boolean("confidential", "Whether the content is confidential, where the server chooses its protection.");

    public VerbInfo Info { get; } = ServerShapes.Verb(
        "server.request-bootstrap",
        "Asks the server to bootstrap the device of server.account. What it sends comes to push-receiver.take. Fails when the driver cannot ask for it, which says nothing about the server.",
        [ServerShapes.Profile, ServerShapes.Bearer, ServerShapes.Method, Secure, ServerShapes.Content, Confidential, Watch],
        ValueShape.Record(new FieldShape("declined", ValueShape.Text, "Why the driver could not ask for it; absent when it did.")),
        mutates: true);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        var secure = arguments.Get(Secure);
        var order = new BootstrapOrder(arguments.Get(ServerShapes.Profile), secure ? null : arguments.Get(ServerShapes.Method), arguments.Get(ServerShapes.Bearer))
        {
            SecurePush = secure,
            Content = arguments.Get(ServerShapes.Content),
            Confidential = arguments.Get(Confidential),
            Watch = TimeSpan.FromSeconds(arguments.Get(Watch)),
        };
        var answer = await party.OrderAsync($"bootstrap: {order}", server => server.BootstrapAsync(party.Device, order, ct), ct);
        // The digits carry the MAC: with the PIN alone nothing could be genuine.
        if (order is { SecurePush: false, Method: BootstrapMethod.UserPinMac } && answer is { Declined: null, UserEntry: null })
            answer = ServerAnswer.Decline($"the driver of {party.Server.Name} does not say what the user is told to enter");
        party.Order = order;
        party.UserEntry = answer.UserEntry;
        return Orders.Result(party, answer, "a bootstrap was asked for");
    }
}

/// <summary><c>server.request-notification</c>.</summary>
internal sealed class RequestNotification : IVerb
{
    private static readonly Parameter<int> Session = Parameter.Integer("session", "SessionID of the session it asks for, 1 to 65535; a server may choose another.", 1, 65535, defaultValue: 4660);

    private static readonly Parameter<UserInteractionMode> UiMode = Parameter.Choice<UserInteractionMode>(
        "ui-mode",
        "How the device is to treat the user: not-specified, background, informative or user-interaction.",
        [
            new("not-specified", UserInteractionMode.NotSpecified),
            new("background", UserInteractionMode.Background),
            new("informative", UserInteractionMode.Informative),
            new("user-interaction", UserInteractionMode.UserInteraction),
        ],
        "background");

    private static readonly Parameter<SessionInitiator> Initiator = Parameter.Choice<SessionInitiator>(
        "initiator", "Who wants the session: device or server.", [new("device", SessionInitiator.Client), new("server", SessionInitiator.Server)], "server");

    public VerbInfo Info { get; } = ServerShapes.Verb(
        "server.request-notification",
        "Asks the server to send package #0 to the device of server.account. It comes to push-receiver.await-notification. Fails when the driver cannot ask for it, or when the account has no credentials of the server, which its digest is made with.",
        [ServerShapes.Bearer, Session, UiMode, Initiator],
        ValueShape.Record(new FieldShape("declined", ValueShape.Text, "Why the driver could not ask for it; absent when it did.")),
        mutates: true);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        if (party.Device.Account.Server is null)
            return new StepResult(Values.Record(), false, "the account has no credentials of the server: nobody says what the digest of package #0 is then made with");
        var order = new NotificationOrder(arguments.Get(ServerShapes.Bearer), (ushort)arguments.Get(Session), arguments.Get(UiMode), arguments.Get(Initiator));
        var answer = await party.OrderAsync($"notification: {order}", server => server.NotifyAsync(party.Device, order, ct), ct);
        return Orders.Result(party, answer, "a notification was asked for");
    }
}

/// <summary>What orders have in common.</summary>
internal static class Orders
{
    public static StepResult Result(ServerParty party, ServerAnswer answer, string done)
    {
        if (answer.Device is { } device)
            party.Device = device;
        if (answer.Declined is null && party.Device.Account.Address == ServerAddress.Unknown)
            throw new StepFaultException(FaultKind.BadFixture, $"the driver of {party.Server.Name} does not say where sessions go: the value 'address' of the device");
        return new StepResult(Values.Record(("declined", Values.Text(answer.Declined))), answer.Declined is null, answer.Declined ?? done);
    }
}
