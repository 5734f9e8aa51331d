using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Peers.Server;
using DmSc.Tests.Dm.Server;

namespace DmSc.Tests.Peers.Server;

/// <summary>The same octets twice are one message where the first got no answer.</summary>
public sealed class RepeatedRequestTests
{
    private readonly List<ServerSession> _sessions = [];

    private DmServer Serve(bool hold = false) => new(
        new DmServerSettings
        {
            Accounts = [ScriptedClient.Account()],
            Opened = session =>
            {
                _sessions.Add(session);
                if (hold)
                    session.Hold();
            },
        },
        TimeProvider.System,
        new CountingOctets());

    private static DmRequest Opening(ScriptedClient client) => client.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening());

    [SetUp]
    public void Forget() => _sessions.Clear();

    [Test]
    public async Task A_client_that_waits_no_longer_may_send_its_message_again()
    {
        using var server = Serve(hold: true);
        var client = new ScriptedClient();
        var first = Opening(client);
        using var gone = new CancellationTokenSource();
        var waiting = server.HandleAsync(first, gone.Token).AsTask();
        await gone.CancelAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        var again = server.HandleAsync(first, CancellationToken.None).AsTask();
        _sessions[0].Enqueue(ServerStep.Delete("./A"));
        var answer = (await again).Read();
        Assert.Multiple(() =>
        {
            Assert.That(_sessions, Has.Count.EqualTo(1));
            Assert.That(_sessions[0].End, Is.EqualTo(ServerSessionEnd.Open));
            Assert.That(_sessions[0].Received, Has.Length.EqualTo(1));
            Assert.That(_sessions[0].Breaches, Is.Empty);
            Assert.That(answer.Requests(), Has.Length.EqualTo(1));
        });
    }

    [Test]
    public async Task An_answer_that_was_lost_is_given_again()
    {
        using var server = Serve();
        var client = new ScriptedClient();
        var first = Opening(client);
        var answer = await server.HandleAsync(first, CancellationToken.None);
        server.NotDelivered(answer!);
        Assert.That(await server.HandleAsync(first, CancellationToken.None), Is.SameAs(answer));
        Assert.That(_sessions.Single().Received, Has.Length.EqualTo(1));
    }

    [Test]
    public async Task The_same_message_after_an_answer_is_another()
    {
        using var server = Serve();
        var first = Opening(new ScriptedClient());
        await server.HandleAsync(first, CancellationToken.None);
        await server.HandleAsync(first, CancellationToken.None);
        Assert.That(_sessions, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_client_that_was_told_of_an_error_may_try_again()
    {
        using var server = Serve(hold: true);
        var first = Opening(new ScriptedClient());
        var waiting = server.HandleAsync(first, CancellationToken.None).AsTask();
        _sessions[0].EnqueueAll([new ServerStep.Misbehave(ServerFault.HttpError), ServerStep.Delete("./A")]);
        Assert.That((await waiting)!.HttpStatus, Is.EqualTo(500));
        var answer = (await server.HandleAsync(first, CancellationToken.None)).Read();
        Assert.That(answer.Requests(), Has.Length.EqualTo(1));
        Assert.That(_sessions.Single().Breaches, Is.Empty);
    }
}
