using DmSc.Engine.Verbs;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Sessions;

/// <summary><c>dm-server.quiet</c>.</summary>
internal sealed class Quiet : IVerb
{
    private static readonly Parameter<string> Server = DeviceShapes.Server();
    private static readonly Parameter<string> SessionId = Parameter.Text("session-id", "SessionID of the one session that counts, as push.notification tells it, whenever in the case it came; without it all do that came since the device was switched or the case last closed off what came.");
    private static readonly Parameter<int> Wait = SessionWindow.Wait();

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "dm-server.quiet",
        "Waits, and tells whether the device sent anything to an account that no step has taken yet. What comes from nobody known counts too; what is no DM message is no silence, but evidence against well-formed. Silence alone proves nothing: the same case has to show on the same way, and within the same time, that the device can speak.",
        [Server, SessionId, Wait],
        ValueShape.Record(
            new("sessions", ValueShape.Integer, "Sessions that came."),
            new("statuses", ValueShape.Integer, "Status elements in their first messages."),
            new("first-message", ValueShape.Text, "What the first of them began with: alerts, statuses or nothing of both.")),
        "sessions",
        decodes: true);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        var server = party.Server.Account(arguments.Get(Server)).ServerId;
        var id = arguments.Has(SessionId) ? arguments.Get(SessionId) : null;
        var window = SessionWindow.Of(arguments, Wait, context.Ixit);
        using (party.Server.MakeWayFor(server, id))
            await party.SettleAsync(() => party.Server.NextArrival, () => party.Server.HasUnreadable || Came(party, server, id).Count > 0, window, context, ct);
        if (party.Server.TakeUnreadable() is { } unreadable)
            throw unreadable;
        var sessions = Came(party, server, id);
        var first = sessions.Select(s => s.Session.Received).FirstOrDefault(r => !r.IsEmpty) is { IsDefaultOrEmpty: false } messages ? messages[0] : null;
        return new StepResult(
            Values.Record(
                ("sessions", Values.Integer(sessions.Count(s => !s.IsStray))),
                ("statuses", Values.Integer(sessions.Sum(s => s.Session.Received.IsEmpty ? 0 : s.Session.Received[0].Commands.Count(c => c.Kind == Wire.SyncMl.SyncMlCommandKind.Status)))),
                ("first-message", Values.Text(first is null ? null : string.Join(' ', SessionValues.Alerts(first)) is { Length: > 0 } alerts ? $"alerts {alerts}" : first.Commands.Any(c => c.Kind == Wire.SyncMl.SyncMlCommandKind.Status) ? "statuses" : "neither"))),
            true,
            sessions.Count == 0 ? $"nothing came to {server} within {window.TotalSeconds:0} s" : $"{sessions.Count} sessions came to {server}",
            Decoded: sessions.Count > 0);
    }

    private static IReadOnlyList<LabSession> Came(DeviceParty party, string server, string? id) =>
        id is null ? party.Server.Untaken(server) : party.Server.Untaken(server, id);
}
