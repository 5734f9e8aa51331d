using DmSc.Engine.Execution;
using DmSc.Engine.Loading;
using DmSc.Model.Runs;
using DmSc.Peers.Deviations;
using DmSc.Peers.Device;
using DmSc.Peers.Server;

namespace DmSc.Steps.Lab.Servers;

/// <summary>Builds stations for servers.</summary>
internal static class ServerStations
{
    /// <exception cref="ArgumentException">A driver or settings that are none, a station that does not fit, or a deviation for a server that is not ours.</exception>
    public static IStation Create(StationFile file, PlannedStation info, ServerRig rig, IutFile iut, ServerDeviation? deviation, TimeProvider time)
    {
        var bag = new DiagnosticBag();
        var driver = ServerDriverLoader.Load(iut, bag) ?? throw new ArgumentException(string.Join('\n', bag.Sorted()), nameof(iut));
        if (deviation is not null && driver is not ServerDriver.Reference)
            throw new ArgumentException($"{iut.Identity.Id} is a server that is not ours: it cannot be told to have {deviation}", nameof(deviation));
        IServerSource source = driver switch
        {
            ServerDriver.Reference reference when rig.InProcess => new EmbeddedServers(reference.Signing, deviation),
            ServerDriver.Reference => throw new ArgumentException($"station {file.Id} listens for pushes; the reference server sends them in process", nameof(file)),
            ServerDriver.Capture capture => new CapturedServers(capture.Folder, capture.Manifest),
            _ when rig.InProcess => throw new ArgumentException($"station {file.Id} does not listen for pushes ('pushes: listen'), and {iut.Identity.Id} is outside this process", nameof(file)),
            ServerDriver.Http http => new ExternalServers(
                rig,
                (around, _) => new ValueTask<IServerUnderTest>(new HttpServer(iut.Identity.Product, http.Settings, around.Receivers, around.Inbox, around.Sessions, time)),
                () => new HttpDmTransport(http.Settings.Patience, time, http.Trusted),
                time),
            ServerDriver.Program program => new ExternalServers(
                rig,
                async (around, ct) => await ProcessServer.StartAsync(program.Settings, around.Receivers, around.Frames, around.Sessions, time, ct),
                () => new HttpDmTransport(program.Settings.Patience, time, program.Trusted),
                time),
            _ => throw new ArgumentException($"nobody can make a server with the driver {iut.Driver}", nameof(iut)),
        };
        return new ServerStation(info, file.Budgets, source);
    }
}
