using DmSc.Dm.Server;
using DmSc.Engine.Verbs;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Sessions;

/// <summary><c>dm-server.end</c>.</summary>
internal sealed class EndSession : IVerb
{
    private static readonly Parameter<int> Wait = DeviceShapes.Wait(5);

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "dm-server.end",
        "Ends the session under way: the server says that it has no more commands, and the window in which a device must not answer that passes.",
        [Wait],
        ValueShape.Record(
            new("over", ValueShape.Text, "How the session ended."),
            new("messages-after", ValueShape.Integer, "Messages that the device still sent.")),
        "over");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        var session = party.Session.Session;
        // A further session of the account that came before is not the one that comes next.
        if (session.Account is { } account)
            party.Server.CloseOff(account.Name);
        // Whatever comes from here on answers the end: at rest, all that was due before has come.
        var frames = session.Transcript.Length;
        session.Release();
        party.Session.EndByCase();
        await party.SettleAsync(() => session.WhenOver, () => session.End != ServerSessionEnd.Open, TimeSpan.FromSeconds(arguments.Get(Wait)), context, ct);
        await party.SettleAsync(() => party.Server.NextArrival, () => session.Transcript.Skip(frames).Any(f => f.FromClient), TimeSpan.FromSeconds(arguments.Get(Wait)), context, ct);
        var after = session.Transcript.Skip(frames).Count(f => f.FromClient);
        return new StepResult(
            Values.Record(("over", Values.Text(SessionWords.Of(session.End))), ("messages-after", Values.Integer(after))),
            session.End != ServerSessionEnd.Open,
            $"session {SessionWords.Of(session.End)}, {after} messages afterwards");
    }
}
