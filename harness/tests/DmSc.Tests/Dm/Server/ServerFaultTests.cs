using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Wire.SyncMl;

namespace DmSc.Tests.Dm.Server;

public sealed class ServerFaultTests
{
    private static readonly ServerFault[] s_ofChallenges = [ServerFault.WrongChallengeType, ServerFault.NoChallenge, ServerFault.CommandsWhileUnauthenticated];

    [Test]
    public void Every_fault_shows_in_the_message_it_is_asked_for_and_in_no_other([Values] ServerFault fault)
    {
        var right = Answers(null);
        var wrong = Answers(fault);
        var spoilt = s_ofChallenges.Contains(fault) ? 0 : 1;
        Assert.Multiple(() =>
        {
            Assert.That(Shown(wrong[spoilt]), Is.Not.EqualTo(Shown(right[spoilt])));
            if (spoilt == 1)
                Assert.That(Shown(wrong[0]), Is.EqualTo(Shown(right[0])));
        });
    }

    [Test]
    public void A_fault_of_the_policy_is_in_every_message()
    {
        var session = Open(ServerPolicy.Default with { Faults = [ServerFault.WrongMsgRef] });
        var client = new ScriptedClient();
        foreach (var cred in (SyncMlCred?[])[null, ScriptedClient.Md5("x"u8)])
        {
            session.Accept(client.Message(cred, true, ScriptedClient.Opening()));
            Assert.That(session.Reply().Read().Commands.Select(c => c.MsgRef), Is.All.StartsWith("9"));
        }
    }

    [Test]
    public void An_interrupted_object_is_followed_by_the_next_command_and_a_wrong_size_is_sent_as_asked()
    {
        var session = Open(ServerPolicy.Default);
        session.Enqueue(new ServerStep.SendInChunks(SyncMlCommandKind.Add, SyncMlItem.Leaf("./A/b", "abcdefgh"), 3) { InterruptAfter = 1, AnnouncedSize = 99 });
        session.Enqueue(ServerStep.Get("./C"));
        var client = new ScriptedClient();
        session.Accept(client.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening()));
        var first = session.Reply().Read();
        session.Accept(client.Message(null, false, first.Header.RespUri, [.. first.StatusesFor(213), SyncMlCommand.Alert("9", 1222)]));
        var second = session.Reply().Read();
        Assert.Multiple(() =>
        {
            Assert.That(first.Requests().Single().Items[0].Meta!.Size, Is.EqualTo("99"));
            Assert.That(first.Requests().Single().Items[0].MoreData, Is.True);
            Assert.That(second.Requests().Single().Kind, Is.EqualTo(SyncMlCommandKind.Get));
        });
    }

    private static ServerSession Open(ServerPolicy policy) =>
        new(policy, _ => ScriptedClient.Account(), $"{ScriptedClient.Address}?s=77", TimeProvider.System, new CountingOctets());

    /// <summary>A challenge, then package 2 with commands that a client with little room gets.</summary>
    private static DmReply?[] Answers(ServerFault? fault)
    {
        var session = Open(ServerPolicy.Default);
        var client = new ScriptedClient { MaxMsgSize = 2200 };
        if (fault is { } early && s_ofChallenges.Contains(early))
            session.Enqueue(new ServerStep.Misbehave(early));
        if (fault == ServerFault.CommandsWhileUnauthenticated)
            session.Enqueue(ServerStep.Get("./A"));
        session.Accept(client.Message(null, true, ScriptedClient.Opening()));
        var first = session.Reply();
        if (fault is { } late && !s_ofChallenges.Contains(late))
            session.Enqueue(new ServerStep.Misbehave(late));
        session.Enqueue(ServerStep.Get("./A"));
        session.Enqueue(ServerStep.Replace(SyncMlItem.Leaf("./B", new string('x', 3000))));
        var nonce = fault == ServerFault.NoChallenge || fault == ServerFault.WrongChallengeType ? [] : first.Read().NextNonce();
        session.Accept(client.Message(ScriptedClient.Md5(nonce), true, ScriptedClient.Opening(first: 5)));
        return [first, session.Reply()];
    }

    private static string Shown(DmReply? reply) =>
        reply is null ? "nothing" : $"{reply.HttpStatus} {reply.ContentType} {Convert.ToHexString(reply.Body.Span)}";
}
