using DmSc.Dm.Session;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Peers.Device;
using DmSc.Peers.Push.Bearers;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Tests.Steps.Devices;

/// <summary>Runs verbs against the reference device in process, on a virtual clock, as the case runner would.</summary>
internal sealed class DeviceBench : IStepContext, ITranscript, IAsyncDisposable
{
    private readonly VirtualTime _clock = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly LabServer _server;
    private readonly DeviceParty _party;

    /// <param name="quirks">Defects of the device.</param>
    /// <param name="way">What its messages go through on their way to the server.</param>
    /// <param name="cards">Where its cards come from.</param>
    /// <param name="bearer">The way of pushes; <c>null</c> for one in process.</param>
    public DeviceBench(DeviceQuirks? quirks = null, Func<IDmTransport, IDmTransport>? way = null, IDeviceCards? cards = null, IPushBearer? bearer = null)
    {
        var octets = new SeededOctets(new Random(1));
        _server = new LabServer(_clock, octets);
        var settings = new ReferenceDeviceSettings { Quirks = quirks ?? new DeviceQuirks() };
        Device = new ReferenceDevice(settings, way is null ? _server : way(_server), octets, _clock);
        _party = new DeviceParty(
            Device,
            _server,
            cards ?? new EmbeddedDeviceCards(),
            (to, kind, secure) => bearer ?? new InProcessPushBearer(to.PushAsync, _clock)
            {
                Kind = kind,
                Transport = secure ? PushTransport.Authenticated("CN=gateway") : PushTransport.Open,
            },
            _clock,
            _clock);
        _party.Attach(this);
    }

    public ReferenceDevice Device { get; }

    public List<(string Channel, FrameDirection Direction, string Note)> Frames { get; } = [];

    public ITranscript Transcript => this;

    public TimeProvider Time => _clock;

    public Random Random { get; } = new(1);

    public int Count => Frames.Count;

    public string? Ixit(string name) => null;

    public void Notice(Breach breach)
    {
        // Rules of sessions have tests of their own.
    }

    public T Party<T>()
        where T : class => (_party as T)!;

    public void Add(string channel, FrameDirection direction, ReadOnlySpan<byte> octets, string note = "") => Frames.Add((channel, direction, note));

    /// <summary>Runs a verb with arguments as a case file writes them, or as it saved them.</summary>
    public Task<StepResult> RunAsync(string verb, params (string Name, object Value)[] arguments) => this.RunVerbAsync(verb, arguments);

    /// <summary>Draws an account.</summary>
    public async Task<string> AccountAsync() => Text(await RunAsync("dm-server.account"), "server-id")!;

    /// <summary>Switches the device on and gives it an account, of which it opens a session.</summary>
    /// <returns>The ServerID.</returns>
    public async Task<string> BootstrapAsync()
    {
        var server = await AccountAsync();
        await RunAsync("device.power-on");
        var octets = (await RunAsync("bootstrap.write", ("server", server))).Value["octets"];
        await RunAsync("push.bootstrap", ("octets", octets), ("security", "none"), ("bearer", "ota-http"), ("secure", "true"));
        return server;
    }

    /// <summary>Gives the device an account and takes the session that it opens.</summary>
    /// <returns>The ServerID.</returns>
    public async Task<string> SessionAsync()
    {
        var server = await BootstrapAsync();
        var session = await RunAsync("dm-server.session", ("server", server));
        Assert.That(session.Succeeded, Is.True, session.Summary);
        return server;
    }

    /// <summary>A field of a result; <c>null</c> when it is absent.</summary>
    public static object? Field(StepResult result, string name) => result.Value[name] switch
    {
        AbsentValue => null,
        BooleanValue truth => truth.Value,
        IntegerValue number => number.Value,
        TextValue text => text.Value,
        var other => other,
    };

    public ValueTask DisposeAsync() => _party.DisposeAsync();

    private static string? Text(StepResult result, string name) => Field(result, name) as string;
}
