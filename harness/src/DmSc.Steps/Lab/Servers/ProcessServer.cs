using System.Collections.Immutable;
using DmSc.Cards.Link;
using DmSc.Dm.Session;
using DmSc.Peers.Server;
using DmSc.Steps.Lab.Devices;
using DmSc.Wire.Credentials;

namespace DmSc.Steps.Lab.Servers;

/// <summary>A server that a driver program works: JSON lines on its standard input and output.</summary>
internal sealed class ProcessServer : IServerUnderTest
{
    private static readonly DriverLanguage<ServerRequest, ServerReply> s_language = new(r => r.Op, ServerLines.Write, ServerLines.ReadReply, a => (a.Id, a.Ok, a.Error));

    private readonly DriverProcess _driver;
    private readonly DeliveredFrames _frames;

    private ProcessServer(DriverProcess driver, ServerReply hello, DeliveredFrames frames, IDmTransport sessions)
    {
        (_driver, _frames) = (driver, frames);
        Name = hello.Name ?? driver.Command;
        Facts = hello.Facts ?? new Dictionary<string, string>(StringComparer.Ordinal);
        Sessions = hello.Sessions == false ? null : sessions;
    }

    public string Name { get; }

    public IReadOnlyDictionary<string, string> Facts { get; }

    public bool IsInProcess => false;

    public IDmTransport? Sessions { get; }

    /// <summary>Starts the driver and greets it.</summary>
    /// <exception cref="LinkException">It cannot be started, says nothing in time, or speaks another protocol.</exception>
    public static async ValueTask<ProcessServer> StartAsync(
        DriverSettings settings, PushReceivers receivers, DeliveredFrames frames, IDmTransport sessions, TimeProvider time, CancellationToken ct)
    {
        var driver = DriverProcess.Start(settings, time);
        try
        {
            var hello = await driver.AskAsync(
                id => new ServerRequest { Id = id, Op = "hello", Version = ServerRequest.ProtocolVersion, PushUrl = receivers.Url, SecurePushUrl = receivers.SecureUrl }, s_language, ct);
            return new ProcessServer(driver, hello, frames, sessions);
        }
        catch
        {
            await driver.DisposeAsync();
            throw;
        }
    }

    public async ValueTask ResetAsync(CancellationToken ct) => await AskAsync(id => new ServerRequest { Id = id, Op = "reset" }, ct);

    public async ValueTask<ManagedDevice> EnrolAsync(ManagedDevice wish, CancellationToken ct)
    {
        var reply = await AskAsync(id => new ServerRequest { Id = id, Op = "account", Device = DeviceValues.Of(wish) }, ct);
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
        OrderAsync("bootstrap", device, OrderWords.Of(order), ct);

    public ValueTask<ServerAnswer> NotifyAsync(ManagedDevice device, NotificationOrder order, CancellationToken ct) =>
        OrderAsync("notify", device, OrderWords.Of(order), ct);

    public ValueTask DisposeAsync() => _driver.DisposeAsync();

    private async ValueTask<ServerAnswer> OrderAsync(string op, ManagedDevice device, Dictionary<string, string> order, CancellationToken ct)
    {
        var reply = await AskAsync(id => new ServerRequest { Id = id, Op = op, Device = DeviceValues.Of(device), Order = order }, ct);
        if (reply.Declined is { } reason)
            return ServerAnswer.Decline(reason);
        foreach (var push in reply.Pushes ?? [])
            await TakeAsync(push, ct);
        return new ServerAnswer { UserEntry = reply.UserEntry is { } entry ? SecretOctets.Of(entry) : null };
    }

    private async ValueTask TakeAsync(ServerPush push, CancellationToken ct)
    {
        ImmutableArray<ReadOnlyMemory<byte>> frames;
        try
        {
            frames = [.. push.Frames.Select(f => (ReadOnlyMemory<byte>)Convert.FromHexString(f))];
        }
        catch (FormatException e)
        {
            throw new LinkException(LinkFailure.PeerUnreachable, $"the driver of {Name} brought a push that is no hexadecimal: {e.Message}", e);
        }

        if (DeviceWords.Bearer(push.Bearer) is not { } kind || frames.IsEmpty)
            throw new LinkException(LinkFailure.PeerUnreachable, $"the driver of {Name} brought a push over '{push.Bearer}' with {frames.Length} frames");
        await _frames.TakeAsync(kind, push.AuthenticatedSender, frames, ct);
    }

    private ValueTask<ServerReply> AskAsync(Func<int, ServerRequest> make, CancellationToken ct) => _driver.AskAsync(make, s_language, ct);
}
