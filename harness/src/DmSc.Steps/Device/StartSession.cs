using DmSc.Engine.Verbs;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Device;

/// <summary><c>device.start-session</c>.</summary>
internal sealed class StartSession : IVerb
{
    private static readonly TimeSpan s_ownAccord = TimeSpan.FromSeconds(3);
    private static readonly Parameter<string> Server = DeviceShapes.Server();

    public VerbInfo Info { get; } = DeviceShapes.Deed(
        "device.start-session",
        "Has the device start a client-initiated session with a server it has an account of. Does nothing when a session of that account waits already or comes within three seconds. A device that has no such account starts none; that is no failure of the step.",
        Server);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        var server = party.Server.Account(arguments.Get(Server)).ServerId;
        using var way = party.Server.IsWaiting(server) ? null : party.Server.MakeWayFor(server);
        // A device may open a session of its own accord after a bootstrap: another one behind it would be in the way.
        if (await party.SettleAsync(() => party.Server.NextArrival, () => party.Server.IsWaiting(server), s_ownAccord, context, ct))
            return DeviceShapes.Did($"a session with {server} waits already");
        await party.UseAsync($"start a session with {server}", device => device.StartSessionAsync(server, ct));
        return DeviceShapes.Did($"the device was asked for a session with {server}");
    }
}
