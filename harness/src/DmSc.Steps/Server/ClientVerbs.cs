using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Servers;

namespace DmSc.Steps.Server;

/// <summary><c>dm-client.ready</c>.</summary>
internal sealed class ClientReady : IVerb
{
    public VerbInfo Info { get; } = ServerShapes.Verb(
        "dm-client.ready",
        "Fails when sessions with the server are not to be had through this driver, which says nothing about the server. Sends nothing.",
        [],
        ValueShape.Record());

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var ready = context.Party<ServerParty>().Server.Sessions is not null;
        return new(new StepResult(Values.Record(), ready, ready ? "sessions can be opened" : "this driver has no sessions"));
    }
}

/// <summary><c>dm-client.connect</c>.</summary>
internal sealed class ClientConnect : IVerb
{
    private static readonly Parameter<int> Alert = Parameter.Integer("alert", "1201: the client wants the session; 1200: the server does.", 1200, 1201, defaultValue: 1201);
    private static readonly Parameter<string> Session = Parameter.Text("session", "SessionID, as push-receiver.notification tells it; one is drawn without it.");
    private static readonly Parameter<bool> WrongPassword = Parameter.Boolean("wrong-password", "Whether the device shows a password that is not the account's.");

    public VerbInfo Info { get; } = ServerShapes.Verb(
        "dm-client.connect",
        "The device we play opens a session with the server, with the account of the bootstrap that was taken (without one, with that of server.account), and shows its credentials as often as the server asks with a new nonce, at most three times. Fails when that bootstrap cannot be read, or leads elsewhere, which is for other steps to judge.",
        [Alert, Session, WrongPassword],
        ValueShape.Record(
            new("http-status", ValueShape.Integer, "Status of HTTP of the last answer."),
            new("accepted", ValueShape.Boolean, "The Status for our header is 200 or 212."),
            new("header-status", ValueShape.Integer, "Code of the Status for our header; absent without one."),
            new("alert-status", ValueShape.Integer, "Code of the Status for our Alert; absent without one."),
            new("session-kept", ValueShape.Boolean, "The server's message has the SessionID of ours; absent without message."),
            new("challenges", ValueShape.Integer, "How often credentials were asked for."),
            new("server-credential", ValueShape.Text, "right, wrong or missing; absent when the account has none."),
            new("commands", ValueShape.Integer, "Commands of the server that want an answer."),
            new("final", ValueShape.Boolean, "Final stands in the answer.")),
        "accepted");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        var transport = party.Server.Sessions ?? throw new StepFaultException(FaultKind.BadFixture, "this driver has no sessions; dm-client.ready asks for that first");
        var (device, problem) = party switch
        {
            { Played: { } played } => (played, null),
            { Bootstrap: { } bootstrap } => BootstrappedDevice.Of(party.Device, bootstrap.Order.Profile, bootstrap.Message, context),
            _ => (party.Device, null),
        };
        if (device is null)
            return new StepResult(Values.Record(), false, problem!);
        party.Played = device;
        var session = arguments.Has(Session) ? arguments.Get(Session) : context.Random.Next(1, 0x10000).ToString("X", System.Globalization.CultureInfo.InvariantCulture);
        var client = party.Client = new LabClient(device, transport, party, session);
        var answer = await client.OpenAsync(arguments.Get(Alert), !arguments.Get(WrongPassword), ct);
        var accepted = answer.HeaderStatus is 200 or 212;
        var value = Values.Record(
            ("http-status", Values.Integer(answer.HttpStatus)),
            ("accepted", Values.Boolean(accepted)),
            ("header-status", Values.Integer(answer.HeaderStatus)),
            ("alert-status", Values.Integer(answer.StatusOf("Alert"))),
            ("session-kept", Values.Boolean(answer.Message is { } message ? message.Header.SessionId == session : null)),
            ("challenges", Values.Integer(client.Challenges)),
            ("server-credential", Values.Text(client.ServerCredential)),
            ("commands", Values.Integer(answer.Commands.Length)),
            ("final", Values.Boolean(answer.Message?.Final)));
        return new StepResult(value, accepted, $"HTTP {answer.HttpStatus}, Status {answer.HeaderStatus?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"} for the header{answer.Error}");
    }
}

/// <summary><c>dm-client.finish</c>.</summary>
internal sealed class ClientFinish : IVerb
{
    private static readonly Parameter<int> Limit = Parameter.Integer("limit", "Most messages of ours.", 1, 100, defaultValue: 20);

    private static readonly Parameter<bool> NewNonce = Parameter.Boolean(
        "new-nonce",
        "Whether the device gives the server a new nonce for the next session, with its Status for the header of a message that has right credentials (DIGEST). Fails when it could not: the server sent no commands, so that nothing was left to say.");

    public VerbInfo Info { get; } = ServerShapes.Verb(
        "dm-client.finish",
        "The device we play answers the commands of the server until there are none; it executes nothing, and says so.",
        [Limit, NewNonce],
        ValueShape.Record(
            new("ended", ValueShape.Boolean, "The server found an end, with HTTP 200."),
            new("messages", ValueShape.Integer, "How many messages of ours that took; absent when there was no end."),
            new("http-status", ValueShape.Integer, "Status of HTTP of the last answer.")),
        "ended");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<ServerParty>();
        var client = party.Client ?? throw new StepFaultException(FaultKind.BadFixture, "no session is open; dm-client.connect opens one");
        var gives = arguments.Get(NewNonce);
        if (gives && (client.ServerCredential != "right" || party.Device.Account.Server is not { Type: "DIGEST" }))
            return new StepResult(Values.Record(), false, $"the credentials of the server are {client.ServerCredential ?? "none"}: it is given no nonce");
        if (gives)
            client.NextServerNonce = Nonce(context.Random);
        var messages = await client.FinishAsync(arguments.Get(Limit), ct);
        var ended = messages is not null && client.Last?.HttpStatus == 200;
        var value = Values.Record(
            ("ended", Values.Boolean(ended)),
            ("messages", Values.Integer(messages)),
            ("http-status", Values.Integer(client.Last?.HttpStatus)));
        if (!ended)
            return new StepResult(value, false, "the session found no end");
        if (gives && !client.GaveServerNonce)
            return new StepResult(value, false, "the session ended before the server took a new nonce");
        if (gives)
        {
            party.Device = WithNonce(party.Device, client.NextServerNonce);
            party.Played = WithNonce(party.Played ?? party.Device, client.NextServerNonce);
        }

        return new StepResult(value, true, $"the session ended after {messages} messages of ours");
    }

    private static byte[] Nonce(Random random)
    {
        var nonce = new byte[16];
        random.NextBytes(nonce);
        return nonce;
    }

    private static ManagedDevice WithNonce(ManagedDevice device, ReadOnlyMemory<byte> nonce) =>
        device with { Account = device.Account with { Server = device.Account.Server! with { Nonce = nonce } } };
}
