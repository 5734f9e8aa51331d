using DmSc.Engine.Verbs;
using DmSc.Model.Runs;
using DmSc.Peers.Deviations;
using DmSc.Peers.Push.Receiving;
using DmSc.Peers.Server;
using DmSc.Steps;
using DmSc.Steps.Lab.Servers;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Tests.Steps.Server;

/// <summary>Runs verbs against a server, as the case runner would.</summary>
internal sealed class ServerBench(ServerLoan loan) : IStepContext, ITranscript, IAsyncDisposable
{
    private static readonly VerbCatalogue Verbs = StandardVerbs.Create();

    public List<string> Notes { get; } = [];

    public ITranscript Transcript => this;

    public TimeProvider Time => loan.Time;

    public Random Random { get; } = new(1);

    public int Count => Notes.Count;

    public ServerParty Server => loan.Party;

    /// <summary>The reference server in process.</summary>
    public static async Task<ServerBench> ReferenceAsync(string? deviation = null)
    {
        var signing = new SigningKey(await File.ReadAllTextAsync(Key("signer.key.pem")));
        var source = new EmbeddedServers(signing, deviation is null ? null : (ServerDeviation)PeerDeviations.Find(deviation)!);
        return new ServerBench(await source.LendAsync(CancellationToken.None));
    }

    /// <summary>Any server, with pushes in an inbox.</summary>
    public static ServerBench Of(IServerUnderTest server, PushInbox inbox, TimeProvider time, PushReceivers? receivers = null) =>
        new(new ServerLoan(new ServerParty(server, inbox, null, time, receivers), time, () => default));

    /// <summary>A published test key.</summary>
    public static string Key(string name) => Path.Combine(Fixtures.Root, "fixtures", "keys", name);

    /// <summary>Parameters that differ from the published test keys.</summary>
    public Dictionary<string, string> Parameters { get; } = new(StringComparer.Ordinal);

    public string? Ixit(string name) => Parameters.GetValueOrDefault(name) ?? name switch
    {
        "device-private-key" => File.ReadAllText(Key("recipient.key.pem")),
        "signer-public-key" => File.ReadAllText(Key("signer.pub.pem")),
        _ => null,
    };

    public void Notice(Breach breach) => throw new InvalidOperationException($"a server verb reported {breach}");

    public T Party<T>()
        where T : class => (Server as T)!;

    public void Add(string channel, FrameDirection direction, ReadOnlySpan<byte> octets, string note = "") => Notes.Add($"{channel} {direction}: {note}");

    /// <summary>Runs a verb with arguments as a case file writes them.</summary>
    public async Task<StepResult> RunAsync(string verb, params (string Name, string Value)[] arguments)
    {
        Server.Attach(this);
        var found = Verbs.Find(verb)!;
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
        {
            values[name] = found.Info.Parameters.Single(p => p.Name == name).ParseText(value, out var error)!;
            Assert.That(error, Is.Null);
        }

        return await found.RunAsync(new StepArguments(values), this, CancellationToken.None);
    }

    /// <summary>Enrols a device, asks for a bootstrap and takes the push.</summary>
    public async Task<StepResult> BootstrapAsync(params (string Name, string Value)[] order)
    {
        await RunAsync("server.account");
        var asked = await RunAsync("server.request-bootstrap", order);
        return asked.Succeeded ? await RunAsync("push-receiver.take", ("within", "5")) : asked;
    }

    public ValueTask DisposeAsync() => loan.Leftovers();
}
