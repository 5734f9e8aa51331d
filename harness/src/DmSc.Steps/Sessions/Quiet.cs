using DmSc.Engine.Verbs;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Sessions;

/// <summary><c>dm-server.quiet</c>.</summary>
internal sealed class Quiet : IVerb
{
    private static readonly Parameter<string> Server = DeviceShapes.Server();
    private static readonly Parameter<int> Wait = DeviceShapes.Wait(20);

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "dm-server.quiet",
        "Waits, and tells whether the device sent anything to an account that no step has taken yet. What comes from nobody known counts too. Silence alone proves nothing: the same case has to show on the same way that the device can speak.",
        [Server, Wait],
        ValueShape.Record(
            new("sessions", ValueShape.Integer, "Sessions that came."),
            new("statuses", ValueShape.Integer, "Status elements in their first messages."),
            new("first-message", ValueShape.Text, "What the first of them began with: alerts, statuses or nothing of both.")),
        "sessions");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        var server = party.Server.Account(arguments.Get(Server)).ServerId;
        await party.SettleAsync(() => party.Server.NextArrival, () => party.Server.Untaken(server).Count > 0, TimeSpan.FromSeconds(arguments.Get(Wait)), context, ct);
        var sessions = party.Server.Untaken(server);
        var first = sessions.Select(s => s.Session.Received).FirstOrDefault(r => !r.IsEmpty) is { IsDefaultOrEmpty: false } messages ? messages[0] : null;
        return new StepResult(
            Values.Record(
                ("sessions", Values.Integer(sessions.Count(s => !s.IsStray))),
                ("statuses", Values.Integer(sessions.Sum(s => s.Session.Received.IsEmpty ? 0 : s.Session.Received[0].Commands.Count(c => c.Kind == Wire.SyncMl.SyncMlCommandKind.Status)))),
                ("first-message", Values.Text(first is null ? null : string.Join(' ', SessionValues.Alerts(first)) is { Length: > 0 } alerts ? $"alerts {alerts}" : first.Commands.Any(c => c.Kind == Wire.SyncMl.SyncMlCommandKind.Status) ? "statuses" : "neither"))),
            true,
            sessions.Count == 0 ? $"nothing came to {server} within {arguments.Get(Wait)} s" : $"{sessions.Count} sessions came to {server}");
    }
}
