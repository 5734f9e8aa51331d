using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Peers.Server;
using DmSc.Tests.Dm.Server;
using DmSc.Wire.SyncMl;

namespace DmSc.Tests.Peers.Server;

public sealed class DmServerTests
{
    private static DmServer Serve(DmServerSettings? settings = null) =>
        new(settings ?? new DmServerSettings { Accounts = [ScriptedClient.Account()] }, TimeProvider.System, new CountingOctets());

    private static async Task<SyncMlMessage> Send(DmServer server, DmRequest request) =>
        (await server.HandleAsync(request, CancellationToken.None)).Read();

    [Test]
    public async Task An_expected_session_gets_its_commands_and_ends()
    {
        using var server = Serve();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var expected = server.ExpectAsync(new SessionExpectation(s => s.DeviceId == ScriptedClient.Device) { Steps = [ServerStep.Get("./DevDetail/FwV")] }, deadline.Token);
        var client = new ScriptedClient();
        var first = await Send(server, client.Message(null, true, ScriptedClient.Opening()));
        Assert.That(expected.IsCompleted, Is.False);
        var second = await Send(server, client.Message(ScriptedClient.Md5(first.NextNonce()), true, first.Header.RespUri, [.. first.StatusesFor(), .. ScriptedClient.Opening(first: 5)]));
        var session = await expected;
        var get = second.Requests().Single();
        var third = await Send(server, client.Message(null, true, second.Header.RespUri,
            [.. second.StatusesFor(), SyncMlCommand.Results("9", second.Header.MsgId!, get.CmdId!, SyncMlItem.From("./DevDetail/FwV", SyncMlData.OfText("1.0.7")))]));
        Assert.Multiple(() =>
        {
            Assert.That(third.Requests(), Is.Empty);
            Assert.That(session.End, Is.EqualTo(ServerSessionEnd.Finished));
            Assert.That(session.Exchanges.Single().Values.Single().Text, Is.EqualTo("1.0.7"));
            Assert.That(session.Transcript, Has.Length.EqualTo(6));
            Assert.That(server.OpenSessions, Is.Zero);
        });
    }

    [TestCase("text/plain", 415)]
    [TestCase("Application/VND.syncml.dm+XML; charset=UTF-8", 200)]
    public async Task The_media_type_decides_whether_a_message_is_read(string type, int status)
    {
        using var server = Serve();
        var reply = await server.HandleAsync(new ScriptedClient().Message(null, true, ScriptedClient.Opening()) with { ContentType = type }, CancellationToken.None);
        Assert.That(reply!.HttpStatus, Is.EqualTo(status));
    }

    [Test]
    public async Task Who_looks_on_hears_of_a_session_when_it_begins_and_when_it_has_a_name()
    {
        var told = new List<string>();
        using var server = Serve(new DmServerSettings
        {
            Accounts = [ScriptedClient.Account(DmAuthentication.None, DmAuthentication.None)],
            Opened = session => told.Add($"opened {session.Account?.Name} {session.Unreadable is null}"),
            Recognised = session => told.Add($"recognised {session.Account?.Name}"),
            Refused = (request, status) => told.Add($"refused {request.ContentType} {status}"),
        });
        var nameless = await Send(server, new ScriptedClient { LocName = null }.Message(null, true, ScriptedClient.Opening()));
        await Send(server, new ScriptedClient { MsgId = 1 }.Message(null, true, nameless.Header.RespUri, [.. nameless.StatusesFor(), .. ScriptedClient.Opening(first: 9)]));
        var message = new ScriptedClient { SessionId = "2" }.Message(null, true, ScriptedClient.Opening());
        await server.HandleAsync(message with { Body = new byte[] { 0x02, 0xA4 } }, CancellationToken.None);
        await server.HandleAsync(message with { ContentType = "text/plain" }, CancellationToken.None);
        Assert.That(told, Is.EqualTo(new[] { "opened  True", "recognised dev-001", "opened  False", "refused text/plain 415" }));
    }

    [Test]
    public async Task More_sessions_than_the_table_holds_are_told_to_come_later()
    {
        using var server = Serve(new DmServerSettings { Accounts = [ScriptedClient.Account()], MaxSessions = 2 });
        var statuses = new List<int>();
        foreach (var id in (string[])["1", "2", "3"])
            statuses.Add((await server.HandleAsync(new ScriptedClient { SessionId = id }.Message(null, true, ScriptedClient.Opening()), CancellationToken.None))!.HttpStatus);
        Assert.That(statuses, Is.EqualTo(new[] { 200, 200, 503 }));
    }
}
