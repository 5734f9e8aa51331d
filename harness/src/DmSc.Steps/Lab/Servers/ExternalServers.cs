using DmSc.Cards.Link;
using DmSc.Peers.Device;
using DmSc.Peers.Push.Receiving;
using DmSc.Peers.Server;

namespace DmSc.Steps.Lab.Servers;

/// <summary>Connects to a server under test.</summary>
/// <param name="surroundings">What the harness has around it.</param>
/// <param name="ct">Ends the wait.</param>
/// <exception cref="LinkException">It is out of reach.</exception>
internal delegate ValueTask<IServerUnderTest> ServerConnector(ServerSurroundings surroundings, CancellationToken ct);

/// <summary>What the harness has around a server under test.</summary>
/// <param name="Receivers">Where its pushes go.</param>
/// <param name="Frames">Where pushes go that a driver brings.</param>
/// <param name="Sessions">How sessions reach it.</param>
/// <param name="Inbox">Where all pushes wait.</param>
internal sealed record ServerSurroundings(PushReceivers Receivers, DeliveredFrames Frames, HttpDmTransport Sessions, PushInbox Inbox);

/// <summary>A server outside this process: there is one, so that one case after the other has it, reset.</summary>
internal sealed class ExternalServers(ServerRig rig, ServerConnector connect, Func<HttpDmTransport> sessions, TimeProvider time) : IServerSource
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly PushInbox _inbox = new();
    private ServerSurroundings? _surroundings;
    private IServerUnderTest? _server;

    public async ValueTask<ServerLoan> LendAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            _surroundings ??= new ServerSurroundings(await PushReceivers.StartAsync(rig, _inbox, time, ct), new DeliveredFrames(_inbox, time), sessions(), _inbox);
            _server ??= await connect(_surroundings, ct);
            var party = new ServerParty(_server, _inbox, null, time, _surroundings.Receivers);
            await party.ResetAsync(ct);
            return new ServerLoan(party, time, Return);
        }
        catch (LinkException e)
        {
            _turn.Release();
            throw LinkFaults.ToStepFault(e);
        }
        catch
        {
            _turn.Release();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_surroundings is { } surroundings)
        {
            await surroundings.Receivers.DisposeAsync();
            surroundings.Sessions.Dispose();
        }

        _turn.Dispose();
    }

    private ValueTask Return()
    {
        _turn.Release();
        return default;
    }
}
