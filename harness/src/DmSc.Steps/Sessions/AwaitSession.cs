using DmSc.Dm.Server;
using DmSc.Engine.Verbs;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.SyncMl;

namespace DmSc.Steps.Sessions;

/// <summary><c>dm-server.session</c>.</summary>
internal sealed class AwaitSession : IVerb
{
    private static readonly Parameter<string> Server = DeviceShapes.Server();
    private static readonly Parameter<int> Wait = DeviceShapes.Wait(30);

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "dm-server.session",
        "Waits for a session of an account, one that came before included, until the device has said all it has to say first and waits for the server. The steps that follow speak in it. That none comes is a finding (arrived is false), not a failure of the IUT by itself.",
        [Server, Wait],
        ValueShape.Record(
            new("arrived", ValueShape.Boolean, "A session came."),
            new("authenticated", ValueShape.Boolean, "The device showed the credentials of the account."),
            new("credentials", ValueShape.Text, "What was thought of the credentials of each of its messages: right, missing, stale-nonce, wrong and so on, in order, separated by blanks."),
            new("takes-server", ValueShape.Boolean, "The device has said (200 or 212) that it takes the server for who it says it is."),
            new("alert", ValueShape.Integer, "Alert of package 1: 1200 or 1201."),
            new("session-id", ValueShape.Text, "SessionID."),
            new("device-id", ValueShape.Text, "LocURI of Source."),
            new("messages", ValueShape.Integer, "Messages of the device so far."),
            new("first-statuses", ValueShape.Integer, "Status elements in its first message: there is nothing yet that they could answer."),
            new("dev-info", ValueShape.ListOf(ValueShape.Record(
                new("uri", ValueShape.Text, "LocURI."),
                new("text", ValueShape.Text, "Value."))), "Leaves of DevInfo in package 1."),
            new("alerts", ValueShape.ListOf(ValueShape.Text), "Codes of all Alerts of its first message."),
            new("xml", ValueShape.Boolean, "Its first message was XML instead of WBXML."),
            new("over", ValueShape.Text, "How it ended; open when it has not.")),
        "arrived",
        decodes: true);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        var server = party.Server.Account(arguments.Get(Server)).ServerId;
        LabSession? found = null;
        await party.SettleAsync(
            () => found is null ? party.Server.NextArrival : found.Session.WhenAtRest,
            () => (found ??= party.Server.Take(server)) is { } taken && taken.Session.WhenAtRest.IsCompleted,
            TimeSpan.FromSeconds(arguments.Get(Wait)),
            context,
            ct);
        party.Current = found;
        if (found is null)
            return new StepResult(Values.Record(("arrived", Values.Boolean(false))), false, $"no session with {server} came within {arguments.Get(Wait)} s");
        var session = found.Session;
        SessionValues.DemandReadable(session);
        var isOpen = session.End == ServerSessionEnd.Open;
        return new StepResult(Of(session), isOpen, $"session {session.SessionId} with {server}{(isOpen ? "" : $", over already ({SessionWords.Of(session.End)})")}", Decoded: true);
    }

    private static RecordValue Of(ServerSession session)
    {
        var first = session.Received.IsEmpty ? null : session.Received[0];
        return Values.Record(
            ("arrived", Values.Boolean(true)),
            ("authenticated", Values.Boolean(session.IsClientAuthenticated)),
            ("credentials", Values.Text(string.Join(' ', session.CredentialVerdicts.Select(SessionWords.Of)))),
            ("takes-server", Values.Boolean(session.IsServerAuthenticated)),
            ("alert", Values.Integer(session.OpeningAlert)),
            ("session-id", Values.Text(session.SessionId)),
            ("device-id", Values.Text(session.DeviceId)),
            ("messages", Values.Integer(session.Received.Length)),
            ("first-statuses", Values.Integer(first?.Commands.Count(c => c.Kind == SyncMlCommandKind.Status))),
            ("dev-info", Values.List(session.DevInfo.OrderBy(leaf => leaf.Key, StringComparer.Ordinal).Select(leaf => (StepValue)Values.Record(("uri", Values.Text(leaf.Key)), ("text", Values.Text(leaf.Value)))))),
            ("alerts", Values.List(first is null ? [] : SessionValues.Alerts(first).Select(code => Values.Text(code)))),
            ("xml", Values.Boolean(session.Transcript is [{ ContentType: { } type }, ..] && type.Contains("+xml", StringComparison.OrdinalIgnoreCase))),
            ("over", Values.Text(SessionWords.Of(session.End))));
    }
}
