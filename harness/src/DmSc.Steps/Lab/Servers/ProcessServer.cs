using DmSc.Cards.Link;
using DmSc.Dm.Session;
using DmSc.Peers.Push.Bearers;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.Credentials;

namespace DmSc.Steps.Lab.Servers;

/// <summary>A server that a driver program works: JSON lines on its standard input and output.</summary>
internal sealed class ProcessServer : IServerUnderTest
{
    private static readonly DriverLanguage<ServerRequest, ServerReply> s_language = new(r => r.Op, ServerLines.Write, ServerLines.ReadReply, a => (a.Id, a.Ok, a.Error));
    private static readonly Dictionary<string, string> s_noFacts = new(StringComparer.Ordinal);

    private readonly DriverSettings _settings;
    private readonly PushReceivers _receivers;
    private readonly DeliveredFrames _frames;
    private readonly IDmTransport _sessions;
    private readonly TimeProvider _time;
    private DriverProcess _driver;
    private ServerReply _hello;

    private ProcessServer(DriverSettings settings, PushReceivers receivers, DeliveredFrames frames, IDmTransport sessions, TimeProvider time, DriverProcess driver, ServerReply hello) =>
        (_settings, _receivers, _frames, _sessions, _time, _driver, _hello) = (settings, receivers, frames, sessions, time, driver, hello);

    public string Name => _hello.Name ?? _driver.Command;

    public IReadOnlyDictionary<string, string> Facts => _hello.Facts ?? s_noFacts;

    public bool IsInProcess => false;

    public bool Collects => _hello.Collects == true;

    public IDmTransport? Sessions => _hello.Sessions == false ? null : _sessions;

    /// <summary>Starts the driver and greets it.</summary>
    /// <exception cref="LinkException">It cannot be started, says nothing in time, or speaks another protocol.</exception>
    public static async ValueTask<ProcessServer> StartAsync(
        DriverSettings settings, PushReceivers receivers, DeliveredFrames frames, IDmTransport sessions, TimeProvider time, CancellationToken ct)
    {
        var (driver, hello) = await MeetAsync(settings, receivers, time, ct);
        return new ProcessServer(settings, receivers, frames, sessions, time, driver, hello);
    }

    /// <summary>A driver that ended, or was killed, is started anew.</summary>
    public async ValueTask ResetAsync(CancellationToken ct)
    {
        if (_driver.IsDead)
        {
            await _driver.DisposeAsync();
            (_driver, _hello) = await MeetAsync(_settings, _receivers, _time, ct);
        }

        await AskAsync(id => new ServerRequest { Id = id, Op = ServerWords.Reset }, ct);
    }

    public async ValueTask<ManagedDevice> EnrolAsync(ManagedDevice wish, CancellationToken ct)
    {
        var reply = await AskAsync(id => new ServerRequest { Id = id, Op = ServerWords.Account, Device = DeviceValues.Of(wish) }, ct);
        try
        {
            return reply.Device is { } values ? DeviceValues.With(wish, values) : wish;
        }
        catch (FormatException e)
        {
            throw new LinkException(LinkFailure.PeerUnreachable, $"the driver of {Name} answered what is no device: {e.Message}", e);
        }
    }

    public ValueTask<ServerAnswer> BootstrapAsync(ManagedDevice device, BootstrapOrder order, CancellationToken ct) =>
        order is { SecurePush: true, Bearer: PushBearerKind.Sms }
            ? new(ServerAnswer.Decline("no transport of short messages authenticates the sender: a secure push goes over HTTP"))
            : OrderAsync(ServerWords.Bootstrap, device, OrderWords.Of(order), order.SecurePush, order.Watch, ct);

    public ValueTask<ServerAnswer> NotifyAsync(ManagedDevice device, NotificationOrder order, CancellationToken ct) =>
        OrderAsync(ServerWords.Notify, device, OrderWords.Of(order), isSecure: false, TimeSpan.Zero, ct);

    public async ValueTask CollectAsync(CancellationToken ct)
    {
        if (!Collects)
            return;
        var reply = await AskAsync(id => new ServerRequest { Id = id, Op = ServerWords.Collect }, ct);
        await _frames.TakeAsync($"the driver of {Name}", reply.Pushes ?? [], ct);
    }

    public ValueTask DisposeAsync() => _driver.DisposeAsync();

    private static async ValueTask<(DriverProcess Driver, ServerReply Hello)> MeetAsync(DriverSettings settings, PushReceivers receivers, TimeProvider time, CancellationToken ct)
    {
        var driver = DriverProcess.Start(settings, time);
        try
        {
            var hello = await driver.AskAsync(
                id => new ServerRequest { Id = id, Op = ServerWords.Hello, Version = ServerRequest.ProtocolVersion, PushUrl = receivers.CommonUrl, SecurePushUrl = receivers.CommonSecureUrl }, s_language, ct);
            return (driver, hello);
        }
        catch
        {
            await driver.DisposeAsync();
            throw;
        }
    }

    private async ValueTask<ServerAnswer> OrderAsync(string op, ManagedDevice device, Dictionary<string, string> order, bool isSecure, TimeSpan watch, CancellationToken ct)
    {
        order["push-url"] = _receivers.Url;
        if (_receivers.SecureUrl is { } secureUrl)
            order["secure-push-url"] = secureUrl;
        var reply = await AskAsync(id => new ServerRequest { Id = id, Op = op, Device = DeviceValues.Of(device), Order = order }, ct);
        if (reply.Declined is { } reason)
            return ServerAnswer.Decline(reason);
        var pushes = reply.Pushes ?? [];
        if (isSecure && _receivers.SecureUrl is null && pushes.Count == 0)
            return ServerAnswer.Decline(PushReceivers.NoSecurePushes);
        await _frames.TakeAsync($"the driver of {Name}", pushes, ct);
        return watch > TimeSpan.Zero && pushes.Count > 0 && !Collects
            ? ServerAnswer.Decline("the driver brings pushes in its answers only ('collects' is not true): what comes later would not be seen")
            : new ServerAnswer { UserEntry = reply.UserEntry is { } entry ? SecretOctets.Of(entry) : null };
    }

    private ValueTask<ServerReply> AskAsync(Func<int, ServerRequest> make, CancellationToken ct) => _driver.AskAsync(make, s_language, ct);
}
