using DmSc.Dm.Server;
using DmSc.Dm.Server.Validation;
using DmSc.Dm.Session;
using DmSc.Wire.SyncMl;

namespace DmSc.Tests.Dm.Server.Validation;

public sealed class MessageValidatorTests
{
    private static ServerSession Open(params ServerStep[] steps)
    {
        var session = new ServerSession(
            ServerPolicy.Default with { MaxObjSize = 100, NotifiedSessionId = "1A2B" }, _ => ScriptedClient.Account(), $"{ScriptedClient.Address}?s=77", TimeProvider.System, new CountingOctets());
        foreach (var step in steps)
            session.Enqueue(step);
        return session;
    }

    private static SyncMlMessage Exchange(ServerSession session, DmRequest request)
    {
        session.Accept(request);
        return session.Reply().Read();
    }

    private static (ServerSession Session, ScriptedClient Client, SyncMlMessage Answer) Started(params ServerStep[] steps)
    {
        var session = Open(steps);
        var client = new ScriptedClient();
        var answer = Exchange(session, client.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening(1200)));
        Assert.That(session.Breaches, Is.Empty);
        return (session, client, answer);
    }

    private static string[] Ids(ServerSession session) => [.. session.Breaches.Select(b => b.Rule.Id)];

    /// <summary>Package 3 to a Get and a Sequence with a Delete, spoilt by a test.</summary>
    private static string[] Answered(Func<List<SyncMlCommand>, IEnumerable<SyncMlCommand>> spoil, bool final = true, Func<SyncMlHeader, SyncMlHeader>? header = null, string? uri = null)
    {
        var (session, client, answer) = Started(ServerStep.Get("./A"), ServerStep.Sequence(ServerStep.Delete("./B")), ServerStep.Get("./C"));
        var commands = answer.StatusesFor();
        foreach (var get in answer.Requests().Where(c => c.Kind == SyncMlCommandKind.Get))
            commands.Add(SyncMlCommand.Results($"{commands.Count + 1}", answer.Header.MsgId!, get.CmdId!, SyncMlItem.From("./A", SyncMlData.OfText("x"))));
        var message = client.Build(null, final, [.. spoil(commands)]);
        message = message with { Header = header?.Invoke(message.Header) ?? message.Header };
        Exchange(session, client.Wrap(message, uri ?? answer.Header.RespUri));
        return Ids(session);
    }

    [Test]
    public void A_right_answer_breaks_nothing() => Assert.That(Answered(c => c), Is.Empty);

    [Test]
    public void Breaches_of_answers_are_found()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Answered(c => c.Skip(1)), Is.EqualTo(new[] { "DM-PROTO-022" }), "no Status of the header");
            Assert.That(Answered(c => [c[1], c[0], .. c[2..]]), Does.Contain("DM-PROTO-022"), "Status of the header second");
            Assert.That(Answered(c => c.Where((_, i) => i != 3)), Is.EqualTo(new[] { "DM-PROTO-023" }), "no Status of the Delete");
            Assert.That(Answered(c => [.. c[..3], c[3] with { CmdRef = "77" }, .. c[4..]]), Is.EqualTo(new[] { "DM-PROTO-024", "DM-PROTO-023" }), "Status of nothing");
            Assert.That(Answered(c => [c[0], c[4], c[2], c[3], c[1], .. c[5..]]), Does.Contain("DM-PROTO-025"), "order");
            Assert.That(Answered(c => c[..^1]), Is.EqualTo(new[] { "DM-PROTO-028" }), "no Results");
            Assert.That(Answered(c => [.. c[..^1], c[^1] with { CmdRef = "55" }]), Does.Contain("DM-PROTO-027"), "Results of nothing");
            Assert.That(Answered(c => [.. c[..^1], c[^1] with { Items = [c[^1].Items[0] with { Source = null }] }]), Is.EqualTo(new[] { "DM-PROTO-029" }), "no Source");
            Assert.That(Answered(c => [.. c, SyncMlCommand.Get("99", "./D")]), Is.EqualTo(new[] { "DM-PROTO-016" }), "a Get of the client");
            Assert.That(Answered(c => [.. c[..^1], c[^1] with { CmdId = "1" }]), Is.EqualTo(new[] { "DM-PROTO-010" }), "CmdID twice");
            Assert.That(Answered(c => [.. c, SyncMlCommand.Alert("99", 1101)]), Is.EqualTo(new[] { "DM-PROTO-021" }), "an alert of servers");
            Assert.That(Answered(c => [.. c, SyncMlCommand.Alert("99", 1226, new SyncMlItem { Data = SyncMlData.OfText("200") })]), Is.EqualTo(new[] { "DM-PROTO-055" }), "no Meta");
            Assert.That(Answered(c => [.. c, SyncMlCommand.Alert("99", 1223)], final: false), Is.EqualTo(new[] { "DM-PROTO-034" }), "abort without Final");
            Assert.That(Answered(c => c, uri: ScriptedClient.Address), Is.EqualTo(new[] { "DM-PROTO-013" }), "not to RespURI");
            Assert.That(Answered(c => c, header: h => h with { MsgId = "4" }), Is.EqualTo(new[] { "DM-PROTO-009" }), "MsgID");
            Assert.That(Answered(c => c, header: h => h with { SessionId = "9" }), Is.EqualTo(new[] { "DM-PROTO-007" }), "SessionID");
            Assert.That(Answered(c => c, header: h => h with { VerProto = "DM/1.1" }), Is.EqualTo(new[] { "DM-PROTO-005" }), "VerProto");
            Assert.That(Answered(c => c, header: h => h with { NoResp = true }), Is.EqualTo(new[] { "DM-PROTO-014" }), "NoResp");
        });
    }

    [Test]
    public void Breaches_of_package_1_are_found()
    {
        string[] First(SyncMlCred? cred, params SyncMlCommand[] commands)
        {
            var session = Open();
            Exchange(session, new ScriptedClient().Message(cred, true, commands));
            return Ids(session);
        }

        var good = ScriptedClient.Opening(1200);
        Assert.Multiple(() =>
        {
            Assert.That(First(null, good), Is.Empty);
            Assert.That(First(null, ScriptedClient.Opening(1201)), Is.EqualTo(new[] { "DM-PROTO-019" }));
            Assert.That(First(null, good[1]), Is.EqualTo(new[] { "DM-PROTO-018" }));
            Assert.That(First(null, good[0], good[1] with { Items = good[1].Items.RemoveAt(4) }), Is.EqualTo(new[] { "DM-PROTO-020" }));
            Assert.That(First(ScriptedClient.Basic() with { Meta = SyncMlMeta.Of(null, "syncml:auth-basic") }, good), Is.EqualTo(new[] { "DM-PROTO-045" }));
            Assert.That(First(null, good[0] with { Cred = ScriptedClient.Basic() }, good[1]), Is.EqualTo(new[] { "DM-PROTO-017" }));
        });
    }

    [Test]
    public void A_challenge_is_answered_with_package_1_and_the_type_asked_for()
    {
        string[] Second(Func<SyncMlMessage, SyncMlCred?> cred, bool opening)
        {
            var session = Open();
            var client = new ScriptedClient();
            var first = Exchange(session, client.Message(null, true, ScriptedClient.Opening(1200)));
            Exchange(session, client.Message(cred(first), true, first.Header.RespUri, [.. first.StatusesFor(), .. opening ? ScriptedClient.Opening(1200, 5) : []]));
            return Ids(session);
        }

        Assert.Multiple(() =>
        {
            Assert.That(Second(m => ScriptedClient.Md5(m.NextNonce()), true), Is.Empty);
            Assert.That(Second(m => ScriptedClient.Md5(m.NextNonce()), false), Does.Contain("DM-PROTO-042"));
            Assert.That(Second(_ => ScriptedClient.Basic(), true), Is.EqualTo(new[] { "DM-PROTO-043" }));
            Assert.That(Second(_ => ScriptedClient.Md5(ScriptedClient.ClientNonce), true), Is.EqualTo(new[] { "DM-PROTO-044" }));
        });
    }

    [Test]
    public void A_package_with_nothing_but_the_status_of_the_header_is_a_breach()
    {
        var (session, client, answer) = Started();
        Exchange(session, client.Message(null, true, answer.Header.RespUri, [.. answer.StatusesFor()]));
        Assert.That(Ids(session), Is.EqualTo(new[] { "DM-PROTO-030" }));
    }

    [Test]
    public void Chunks_are_counted()
    {
        string[] Sent(string size, string second, bool sizeAgain = false)
        {
            var (session, client, answer) = Started(ServerStep.Get("./A"));
            var get = answer.Requests().Single();
            SyncMlCommand Chunk(string data, string? announced, bool more) => SyncMlCommand.Results("9", answer.Header.MsgId!, get.CmdId!, SyncMlItem.From("./A", SyncMlData.OfText(data)) with
            {
                Meta = new SyncMlMeta { Size = announced },
                MoreData = more,
            });
            var next = Exchange(session, client.Message(null, false, answer.Header.RespUri, [.. answer.StatusesFor(), Chunk("abc", size, true)]));
            Exchange(session, client.Message(null, true, next.Header.RespUri, SyncMlCommand.Status("1", next.Header.MsgId!, "0", "SyncHdr", 212), Chunk(second, sizeAgain ? size : null, false)));
            return Ids(session);
        }

        Assert.Multiple(() =>
        {
            Assert.That(Sent("6", "def"), Is.Empty);
            Assert.That(Sent("7", "def"), Is.EqualTo(new[] { "DM-PROTO-037" }));
            Assert.That(Sent("6", "def", sizeAgain: true), Is.EqualTo(new[] { "DM-PROTO-036" }));
            Assert.That(Sent("103", new string('x', 100)), Does.Contain("DM-PROTO-041"));
        });
    }

    [Test]
    public void A_chunk_of_the_server_is_answered_213_and_with_a_request_for_more()
    {
        string[] Answered(int code, bool next, bool final)
        {
            var (session, client, answer) = Started(new ServerStep.SendInChunks(SyncMlCommandKind.Add, SyncMlItem.Leaf("./A/b", "abcdef"), 3));
            Assert.That(answer.Final, Is.False);
            var statuses = answer.StatusesFor(code);
            if (next)
                statuses.Add(SyncMlCommand.Alert("9", 1222));
            Exchange(session, client.Message(null, final, answer.Header.RespUri, [.. statuses]));
            return Ids(session);
        }

        Assert.Multiple(() =>
        {
            Assert.That(Answered(213, true, false), Is.Empty);
            Assert.That(Answered(200, true, false), Is.EqualTo(new[] { "DM-PROTO-039" }));
            Assert.That(Answered(213, false, false), Is.EqualTo(new[] { "DM-PROTO-033" }));
            Assert.That(Answered(213, true, true), Is.EqualTo(new[] { "DM-PROTO-032" }));
        });
    }

    [Test]
    public void What_cannot_be_read_is_one_breach_with_its_place()
    {
        var session = Open();
        session.Accept(new DmRequest(ScriptedClient.Address, "application/vnd.syncml.dm+xml", "<SyncML"u8.ToArray()));
        Assert.That(Ids(session), Is.EqualTo(new[] { "DM-PROTO-001" }));
        Assert.That(session.Reply()!.HttpStatus, Is.EqualTo(400));
    }

    [Test]
    public void Rules_have_ids_of_their_own_in_order()
    {
        Assert.That(SessionRules.All.Select(r => r.Id), Is.EqualTo(Enumerable.Range(1, SessionRules.All.Count).Select(i => $"DM-PROTO-{i:000}")));
    }
}
