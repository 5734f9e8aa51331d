using DmSc.Dm.Session;
using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Peers.Push.Bearers;
using DmSc.Steps.Lab.Devices;
using DmSc.Tests.Dm.Server;
using DmSc.Tests.Engine.Execution;
using DmSc.Wire.SyncMl;

namespace DmSc.Tests.Steps.Devices;

/// <summary>Runs verbs against a lab whose device does what the test says, when the test says: its messages come as over a network, and time is the test's.</summary>
internal sealed class LabBench : IStepContext, ITranscript, IAsyncDisposable
{
    private readonly ManualTime _clock = new();
    private readonly DeviceParty _party;

    public LabBench()
    {
        Lab = new LabServer(_clock, new SeededOctets(new Random(1)));
        _party = new DeviceParty(Device, Lab, new EmbeddedDeviceCards(), (to, kind, _) => new InProcessPushBearer(to.PushAsync, _clock) { Kind = kind }, clock: null, _clock);
        _party.Attach(this);
        Lease = new DeviceLease(_party, _clock);
    }

    public ScriptedDevice Device { get; } = new();

    public LabServer Lab { get; }

    public DeviceLease Lease { get; }

    public Dictionary<string, string> Parameters { get; } = new(StringComparer.Ordinal);

    public List<(string Channel, FrameDirection Direction, string Note)> Frames { get; } = [];

    public List<Breach> Breaches { get; } = [];

    public ITranscript Transcript => this;

    public TimeProvider Time => _clock;

    public Random Random { get; } = new(1);

    public int Count => Frames.Count;

    public string? Ixit(string name) => Parameters.GetValueOrDefault(name);

    public void Notice(Breach breach) => Breaches.Add(breach);

    public T Party<T>()
        where T : class => (_party as T)!;

    public void Add(string channel, FrameDirection direction, ReadOnlySpan<byte> octets, string note = "") => Frames.Add((channel, direction, note));

    public static VerbInfo Verb(string name) => VerbRun.Info(name);

    /// <summary>Runs a verb with arguments as a case file writes them; time passes while it waits.</summary>
    public Task<StepResult> RunAsync(string verb, params (string Name, object Value)[] arguments) => _clock.DriveAsync(StartAsync(verb, arguments));

    /// <summary>Starts a verb; no time passes.</summary>
    public Task<StepResult> StartAsync(string verb, params (string Name, object Value)[] arguments) => this.RunVerbAsync(verb, arguments);

    public Task<StepResult> DriveAsync(Task<StepResult> running) => _clock.DriveAsync(running);

    public void Pass(TimeSpan time) => _clock.Advance(time);

    /// <summary>Draws an account by which neither side shows anything but names.</summary>
    public async Task<(string ServerId, string User)> AccountAsync(string client = "none")
    {
        var account = await RunAsync("dm-server.account", ("client", client), ("server", "none"));
        return (Text(account, "server-id")!, Text(account, "user")!);
    }

    /// <summary>The device sends package 1; its task ends with the server's answer.</summary>
    public Task<DmReply> OpenAsync(string? user, string session = "1A2B", TimeSpan after = default) =>
        SendAsync(new ScriptedClient { LocName = user, SessionId = session }.Message(null, true, ScriptedClient.Opening()), after);

    /// <summary>The device answers what was no message of a session.</summary>
    public Task<DmReply> AnswerBootstrapAsync(string user) =>
        SendAsync(new ScriptedClient { LocName = user, SessionId = "77" }.Message(null, true, SyncMlCommand.Status("1", "1", "0", "SyncHdr", 200)));

    public async Task<DmReply> SendAsync(DmRequest request, TimeSpan after = default)
    {
        if (after > TimeSpan.Zero)
            await Task.Delay(after, _clock);
        return await Lab.ExchangeAsync(request with { Uri = request.Uri == ScriptedClient.Address ? Lab.Address : request.Uri }, CancellationToken.None);
    }

    public static string? Text(StepResult result, string name) => (result.Value[name] as TextValue)?.Value;

    public static bool? Truth(StepResult result, string name) => (result.Value[name] as BooleanValue)?.Value;

    public static long? Number(StepResult result, string name) => (result.Value[name] as IntegerValue)?.Value;

    public ValueTask DisposeAsync() => Lease.DisposeAsync();
}
