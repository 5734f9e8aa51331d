using DmSc.Dm.Server;
using DmSc.Dm.Server.Validation;
using DmSc.Dm.Session;
using DmSc.Wire.SyncMl;
using static DmSc.Tests.Dm.Server.Validation.SessionUnderTest;

namespace DmSc.Tests.Dm.Server.Validation;

/// <summary>Messages that a server has refused or that nobody heard come again: neither is held against the client.</summary>
public sealed class RepeatedMessageTests
{
    /// <summary>A session that wants credentials with every message, of which the client has just sent package 3 without, with these commands.</summary>
    private static SessionUnderTest Refused(Func<SessionUnderTest, SyncMlCommand[]> commands, params ServerStep[] steps)
    {
        var it = Begun(Open(ScriptedClient.Account(everyMessage: true)), steps);
        it.Send(true, commands(it));
        Assert.That(it.Ids, Is.EqualTo(new[] { "DM-PROTO-046" }));
        Assert.That(it.Answer.HeaderStatus().Data!.Text, Is.EqualTo("407"));
        return it;
    }

    [Test]
    public void What_a_refused_message_said_may_be_said_again()
    {
        SyncMlCommand[] answers = [];
        var it = Refused(i => answers = Numbered(i.HeaderStatus(), i.StatusOf(i.Answer.Requests()[0], 200), i.ResultsOf(i.Answer.Requests()[0])), ServerStep.Get("./A"));
        it.Send(ScriptedClient.Md5(it.Answer.NextNonce()), true, Numbered([it.HeaderStatus(), .. answers[1..]]));
        Assert.That(it.Ids, Is.EqualTo(new[] { "DM-PROTO-046" }));
        Assert.That(it.Session.Exchanges.Single().Values.Single().Text, Is.EqualTo("x"));
    }

    [Test]
    public void A_client_that_was_refused_may_begin_with_package_1_again()
    {
        var it = Refused(i => Numbered(i.HeaderStatus(), i.StatusOf(i.Answer.Requests()[0], 200)), ServerStep.Delete("./A"));
        it.Send(ScriptedClient.Md5(it.Answer.NextNonce()), true, Numbered([it.HeaderStatus(), .. ScriptedClient.Opening()]));
        Assert.That(it.Ids, Is.EqualTo(new[] { "DM-PROTO-046" }));
    }

    [Test]
    public void A_chunk_that_was_refused_is_counted_once()
    {
        SyncMlCommand[] first = [];
        var it = Begun(Open(ScriptedClient.Account(everyMessage: true)), ServerStep.Get("./A"));
        var get = it.Answer.Requests()[0];
        SyncMlCommand Chunk(string text, string? size, bool more) => SyncMlCommand.Results("", "1", get.CmdId!, SyncMlItem.From("./A", SyncMlData.OfText(text)) with { Meta = new SyncMlMeta { Size = size }, MoreData = more });
        first = [it.StatusOf(get, 200), Chunk("abc", "6", true)];
        it.Send(false, Numbered([it.HeaderStatus(200), .. first]));
        it.Send(ScriptedClient.Md5(it.Answer.NextNonce()), false, Numbered([it.HeaderStatus(200), .. first]));
        it.Send(ScriptedClient.Md5(it.Answer.NextNonce()), true, Numbered(it.HeaderStatus(200), Chunk("def", null, false)));
        Assert.That(it.Ids, Is.EqualTo(new[] { "DM-PROTO-046" }));
        Assert.That(it.Session.Exchanges.Single().Values.Single().Text, Is.EqualTo("abcdef"));
    }

    [Test]
    public void An_opening_alert_in_the_middle_of_a_session_stays_a_breach()
    {
        var it = Started(ServerStep.Delete("./A"));
        it.Send(true, Numbered([it.HeaderStatus(), it.StatusOf(it.Answer.Requests()[0], 200), .. ScriptedClient.Opening()]));
        Assert.That(it.Ids, Is.EquivalentTo(new[] { "DM-PROTO-016", "DM-PROTO-018" }));
    }

    [Test]
    public void A_mac_that_nobody_asked_for_gives_way_to_the_type_that_is_asked_for()
    {
        var it = Open();
        it.Send(it.Client.Wrap(it.Client.Build(null, true, ScriptedClient.Opening()), null, ScriptedClient.ClientNonce));
        it.Send(ScriptedClient.Md5(it.Answer.NextNonce()), true, Numbered([it.HeaderStatus(), .. ScriptedClient.Opening()]));
        Assert.That(it.Ids, Is.Empty);
    }

    [Test]
    public void A_mac_that_was_taken_is_needed_from_then_on()
    {
        var it = Open(ScriptedClient.Account(DmAuthentication.Hmac));
        it.Session.Enqueue(ServerStep.Delete("./A"));
        it.Send(it.Client.Wrap(it.Client.Build(null, true, ScriptedClient.Opening()), null, ScriptedClient.ClientNonce));
        Assert.That(it.Exercises(SessionRules.MacEveryMessage), Is.False);
        it.Send(true, Numbered(it.HeaderStatus(), it.StatusOf(it.Answer.Requests()[0], 200)));
        Assert.That(it.Ids, Is.EqualTo(new[] { "DM-PROTO-048" }));
    }

    [Test]
    public void A_digest_from_no_nonce_at_all_after_a_challenge_is_found_where_the_password_is_known_to_be_right()
    {
        string[] Second(bool rightBefore)
        {
            var it = Open(policy: ServerPolicy.Default with { Faults = rightBefore ? [ServerFault.ChallengeAgain] : [] });
            it.Send(rightBefore ? ScriptedClient.Md5(ScriptedClient.ClientNonce) : null, true, ScriptedClient.Opening());
            it.Send(ScriptedClient.Md5("neither of them"u8), true, Numbered([it.HeaderStatus(), .. ScriptedClient.Opening()]));
            Assert.That(it.Exercises(SessionRules.ChallengedNonce), Is.EqualTo(rightBefore));
            return [.. it.Ids];
        }

        Assert.That(Second(rightBefore: true), Is.EqualTo(new[] { "DM-PROTO-044" }));
        Assert.That(Second(rightBefore: false), Is.Empty);
    }

    [TestCase(ServerFault.Malformed)]
    [TestCase(ServerFault.WrongMediaType)]
    [TestCase(ServerFault.HttpError)]
    [TestCase(ServerFault.Silence)]
    public void What_the_client_could_not_read_binds_it_to_nothing(ServerFault fault)
    {
        string[] After(bool abort, bool again)
        {
            var it = Open();
            it.Session.EnqueueAll([new ServerStep.Misbehave(fault), ServerStep.Delete("./A")]);
            it.Session.Accept(it.Client.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening()));
            it.Session.Reply();
            if (again)
                it.Client.MsgId--;
            SyncMlCommand[] commands = abort ? [SyncMlCommand.Status("1", "1", "0", "SyncHdr", 400), SyncMlCommand.Alert("2", 1223)] : ScriptedClient.Opening();
            it.Session.Accept(it.Client.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Address, commands));
            return [.. it.Ids];
        }

        Assert.Multiple(() =>
        {
            Assert.That(After(abort: true, again: false), Is.Empty);
            Assert.That(After(abort: false, again: false), Is.Empty);
            Assert.That(After(abort: false, again: true), Is.Empty);
        });
    }

    [Test]
    public void A_message_sent_raw_may_be_answered_in_any_way()
    {
        var it = Started(ServerStep.Delete("./A"), new ServerStep.Barrier(), new ServerStep.Raw("<SyncML"u8.ToArray()));
        it.Session.Accept(it.Client.Message(null, true, it.Answer.Header.RespUri, Numbered(it.HeaderStatus(), it.StatusOf(it.Answer.Requests()[0], 200))));
        Assert.That(it.Session.Reply()!.Body.Length, Is.EqualTo(7));
        it.Session.Accept(it.Client.Message(null, true, ScriptedClient.Address, SyncMlCommand.Status("1", "2", "0", "SyncHdr", 400), SyncMlCommand.Status("2", "2", "4", "Get", 400), SyncMlCommand.Alert("3", 1223)));
        Assert.That(it.Ids, Is.Empty);
    }

    [Test]
    public void A_resp_uri_holds_for_the_next_message_only()
    {
        var it = Started(ServerStep.Delete("./A"), new ServerStep.Barrier(), ServerStep.Delete("./B"));
        it.Session.Conduct(ServerPolicy.Default with { SendRespUri = false });
        it.Send(true, Numbered(it.HeaderStatus(), it.StatusOf(it.Answer.Requests()[0], 200)));
        it.Send(it.Client.Message(null, true, ScriptedClient.Address, Numbered(it.HeaderStatus(), it.StatusOf(it.Answer.Requests()[0], 200))));
        Assert.That(it.Ids, Is.Empty);
    }
}
