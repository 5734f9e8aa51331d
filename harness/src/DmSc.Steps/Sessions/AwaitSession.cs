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
    private static readonly Parameter<string> SessionId = Parameter.Text("session-id", "SessionID of the one session that is waited for, as push.notification tells it; one with another id is passed over, and when only such ones came, nothing is known (arrived is absent).");
    private static readonly Parameter<int> Wait = SessionWindow.Wait();

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "dm-server.session",
        "Waits for a session of an account, one that came before included, until the device has said all it has to say first and waits for the server; for as long again when it has come late. The steps that follow speak in it. That none comes is a finding (arrived is false), not a failure of the IUT by itself. A device that came and then fell silent has not succeeded.",
        [Server, SessionId, Wait],
        ValueShape.Record(
            new("arrived", ValueShape.Boolean, "A session came; absent when only ones with another SessionID did."),
            new("authenticated", ValueShape.Boolean, "The device showed the credentials of the account; absent when it showed none, or made them of an old nonce, and fell silent."),
            new("credentials", ValueShape.Text, "What was thought of the credentials of each of its messages: right, missing, stale-nonce, wrong and so on, in order, separated by blanks."),
            new("takes-server", ValueShape.Boolean, "The device has said (200 or 212) that it takes the server for who it says it is; absent when it has not and fell silent."),
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
        var id = arguments.Has(SessionId) ? arguments.Get(SessionId) : null;
        var window = SessionWindow.Of(arguments, Wait, context.Ixit);
        var found = await FindAsync(party, server, id, window, context, ct);
        if (found is null)
            return Missed(party, server, id, window);
        party.SpeakIn(found, null);
        var session = found.Session;
        await party.SettleAsync(() => session.WhenAtRest, () => session.WhenAtRest.IsCompleted, window, context, ct);
        SessionValues.DemandReadable(session);
        var (isOpen, isAtRest) = (session.End == ServerSessionEnd.Open, session.WhenAtRest.IsCompleted);
        var how = !isOpen ? $", over already ({SessionWords.Of(session.End)})" : isAtRest ? "" : $"; the device fell silent in it before the server could say anything: {Credentials(session)}";
        return new StepResult(Of(session, isAtRest), isOpen && isAtRest, $"session {session.SessionId} with {server}{how}", Decoded: true);
    }

    private static async ValueTask<LabSession?> FindAsync(DeviceParty party, string server, string? id, TimeSpan window, IStepContext context, CancellationToken ct)
    {
        if (party.Server.Take(server, id) is { } there)
            return there;
        using var way = party.Server.MakeWayFor(server, id);
        LabSession? found = null;
        await party.SettleAsync(() => party.Server.NextArrival, () => (found ??= party.Server.Take(server, id)) is not null, window, context, ct);

        // One that we ended before anybody looked at it still shows that the device came.
        return found ?? party.Server.Take(server, id, evenEndedByUs: true);
    }

    /// <exception cref="IutFormatException">Something came that is no message: it may have been the session.</exception>
    private static StepResult Missed(DeviceParty party, string server, string? id, TimeSpan window)
    {
        var missed = $"no session{(id is null ? "" : $" {id}")} with {server} came within {window.TotalSeconds:0} s";
        party.SpeakIn(null, missed);
        if (party.Server.TakeUnreadable() is { } unreadable)
            throw unreadable;
        var others = id is null ? [] : party.Server.Untaken(server).Where(s => !s.IsStray && s.IsOf(server)).Select(s => s.Session.SessionId).ToList();
        return others.Count == 0
            ? new StepResult(Values.Record(("arrived", Values.Boolean(false))), false, missed)
            : new StepResult(Values.Record(), false, $"{missed}, but {string.Join(", ", others)}");
    }

    /// <summary>Whether credentials like these are right or wrong, rather than still to come.</summary>
    private static bool Decides(CredentialVerdict verdict) => verdict is not (CredentialVerdict.Missing or CredentialVerdict.StaleNonce);

    private static string Credentials(ServerSession session) =>
        $"credentials {string.Join(' ', session.CredentialVerdicts.Select(SessionWords.Of))}";

    private static RecordValue Of(ServerSession session, bool isAtRest)
    {
        var first = session.Received.IsEmpty ? null : session.Received[0];
        return Values.Record(
            ("arrived", Values.Boolean(true)),
            ("authenticated", isAtRest || session.CredentialVerdicts.Any(Decides) ? Values.Boolean(session.IsClientAuthenticated) : StepValue.Absent),
            ("credentials", Values.Text(string.Join(' ', session.CredentialVerdicts.Select(SessionWords.Of)))),
            ("takes-server", session.IsServerAuthenticated || isAtRest ? Values.Boolean(session.IsServerAuthenticated) : StepValue.Absent),
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
