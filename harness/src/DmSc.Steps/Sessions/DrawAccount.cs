using System.Globalization;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Engine.Verbs;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.Credentials;

namespace DmSc.Steps.Sessions;

/// <summary><c>dm-server.account</c>.</summary>
internal sealed class DrawAccount : IVerb
{
    private static readonly KeyValuePair<string, DmAuthentication>[] Types = DeviceShapes.Words(
        ("md5", DmAuthentication.Md5), ("basic", DmAuthentication.Basic), ("hmac", DmAuthentication.Hmac), ("none", DmAuthentication.None));

    private static readonly Parameter<DmAuthentication> Client = Parameter.Choice("client", "How the device shows who it is.", Types, "md5");
    private static readonly Parameter<DmAuthentication> Server = Parameter.Choice("server", "How the server shows who it is.", Types, "md5");
    private static readonly Parameter<bool> EveryMessage = Parameter.Boolean("every-message", "Whether the device has to send its credentials with every message (Status 200) instead of once (212).");
    private static readonly Parameter<bool> Port = Parameter.Boolean("port", "Whether the account names the port of the server beside its address.");

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "dm-server.account",
        "Draws a new account: ServerID, user name, passwords and nonces that no case before had. The emulated server knows it at once; the device learns of it by a bootstrap.",
        [Client, Server, EveryMessage, Port],
        ValueShape.Record(
            new("server-id", ValueShape.Text, "Its ServerID."),
            new("address", ValueShape.Text, "Where the emulated server listens."),
            new("port", ValueShape.Text, "The port that the account names; absent for none."),
            new("user", ValueShape.Text, "The user name of the device."),
            new("name", ValueShape.Text, "The account's name for people."),
            new("node", ValueShape.Text, "Name of its topmost node in a bootstrap message; a device may give it another.")),
        "server-id");

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        var tag = context.Random.Next(0x1000000).ToString("x6", CultureInfo.InvariantCulture);
        var serverId = $"s{tag}.dmsc.example";
        var client = Credential(context.Random, $"dev-{tag}");
        var server = Credential(context.Random, serverId);
        var (clientType, serverType) = (arguments.Get(Client), arguments.Get(Server));
        var (clientNonce, serverNonce) = (Nonce(context.Random), Nonce(context.Random));
        var address = party.Server.Address;
        int? port = arguments.Get(Port) && Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Port : null;
        var account = new LabAccount(
            new AuthoredAccount
            {
                Node = $"Acc{tag}",
                ServerId = serverId,
                Name = $"Account {tag}",
                Address = address,
                Port = port,
                Client = Authored(clientType, client, clientNonce),
                Server = Authored(serverType, server, serverNonce),
                AuthPreference = clientType == DmAuthentication.None ? null : Word(clientType),
            },
            new ServerAccount
            {
                Name = serverId,
                Client = client,
                ClientAuthentication = clientType,
                Server = serverType == DmAuthentication.None ? null : server,
                ServerAuthentication = serverType,
                EveryMessage = arguments.Get(EveryMessage),
                Nonces = AccountNonces.Of(clientNonce, serverNonce),
            });
        party.Server.Register(account);
        return new(new StepResult(
            Values.Record(
                ("server-id", Values.Text(serverId)),
                ("address", Values.Text(address)),
                ("port", Values.Text(port?.ToString(CultureInfo.InvariantCulture))),
                ("user", Values.Text(client.UserName)),
                ("name", Values.Text(account.Authored.Name)),
                ("node", Values.Text(account.Authored.Node))),
            true,
            $"account {serverId} was drawn"));
    }

    private static AuthoredCredential? Authored(DmAuthentication type, Credential credential, byte[] nonce) => type == DmAuthentication.None
        ? null
        : new AuthoredCredential(Word(type), credential.UserName, credential.Password, type == DmAuthentication.Basic ? default : nonce);

    private static string Word(DmAuthentication type) => type switch
    {
        DmAuthentication.Basic => "BASIC",
        DmAuthentication.Hmac => "HMAC",
        _ => "DIGEST",
    };

    private static Credential Credential(Random random, string user)
    {
        Span<byte> octets = stackalloc byte[12];
        random.NextBytes(octets);
        return Wire.Credentials.Credential.Of(user, Convert.ToHexStringLower(octets));
    }

    private static byte[] Nonce(Random random)
    {
        var nonce = new byte[16];
        random.NextBytes(nonce);
        return nonce;
    }
}
