using DmSc.Dm.Server;
using DmSc.Dm.Server.Validation;
using DmSc.Dm.Session;
using DmSc.Wire.SyncMl;
using static DmSc.Tests.Dm.Server.Validation.SessionUnderTest;

namespace DmSc.Tests.Dm.Server.Validation;

/// <summary>What counts as a right answer where the specification leaves a choice.</summary>
public sealed class AnswerRuleTests
{
    [TestCase(215)]
    [TestCase(401)]
    [TestCase(407)]
    public void A_refused_server_may_be_told_in_any_of_these_words_that_nothing_was_done(int code)
    {
        var it = Started(ServerStep.Get("./A"), ServerStep.Delete("./B"));
        it.Send(true, Numbered(it.Answer.Requests().Select(c => it.StatusOf(c, code)).Prepend(it.Refusal())));
        Assert.That(it.Ids, Is.Empty);
        Assert.That(it.Exercises(SessionRules.RefusalOnlyStatus));
    }

    [TestCase(200)]
    [TestCase(202)]
    public void A_refused_server_is_not_obeyed(int code)
    {
        var it = Started(ServerStep.Delete("./B"));
        it.Send(true, Numbered(it.Refusal(), it.StatusOf(it.Answer.Requests()[0], code)));
        Assert.That(it.Ids, Is.EqualTo(new[] { "DM-PROTO-053" }));
    }

    [Test]
    public void A_chunk_that_was_not_taken_may_be_answered_215()
    {
        var it = Started(new ServerStep.SendInChunks(SyncMlCommandKind.Add, SyncMlItem.Leaf("./A/b", "abcdef"), 3));
        it.Send(false, Numbered(it.HeaderStatus(), it.StatusOf(it.Answer.Requests()[0], 215), SyncMlCommand.Alert("", 1222)));
        Assert.That(it.Ids, Is.Empty);
    }

    [Test]
    public void The_status_of_the_header_is_the_first_status_and_not_the_first_command()
    {
        var it = Open();
        it.Send(null, true, ScriptedClient.Opening());
        it.Send(ScriptedClient.Md5(it.Answer.NextNonce()), true, Numbered([.. ScriptedClient.Opening(), it.HeaderStatus()]));
        Assert.That(it.Ids, Is.Empty);
    }

    [Test]
    public void Items_that_end_differently_may_be_answered_in_two_messages()
    {
        var it = Started(ServerStep.Get("./A", "./B"));
        var get = it.Answer.Requests()[0];
        var (yes, results, no) = (it.StatusOf(get, 200), it.ResultsOf(get), it.StatusOf(get, 404));
        it.Send(false, Numbered(it.HeaderStatus(), yes, results));
        it.Send(true, Numbered(it.HeaderStatus(), no));
        Assert.That(it.Ids, Is.Empty);
    }

    [Test]
    public void Results_before_their_status_are_results_all_the_same()
    {
        var it = Started(ServerStep.Get("./A"));
        var get = it.Answer.Requests()[0];
        it.Send(true, Numbered(it.HeaderStatus(), it.ResultsOf(get), it.StatusOf(get, 200)));
        Assert.That(it.Ids, Is.EqualTo(new[] { "DM-PROTO-027" }));
    }

    [TestCase(200)]
    [TestCase(216)]
    public void What_a_user_saw_in_an_atomic_need_not_be_taken_back(int code)
    {
        var it = Started(ServerStep.Atomic(ServerStep.Alert(1100, null, "text"), ServerStep.Add(SyncMlItem.Leaf("./A/b", "x"))));
        var atomic = it.Answer.Requests()[0];
        it.Send(true, Numbered(it.HeaderStatus(), it.StatusOf(atomic, 507), it.StatusOf(atomic.Commands[0], code), it.StatusOf(atomic.Commands[1], 418)));
        Assert.That(it.Ids, Is.Empty);
    }

    [Test]
    public void An_atomic_in_which_the_user_said_no_has_not_succeeded()
    {
        var it = Started(ServerStep.Atomic(ServerStep.Alert(1101, null, "text"), ServerStep.Add(SyncMlItem.Leaf("./A/b", "x"))));
        var atomic = it.Answer.Requests()[0];
        it.Send(true, Numbered(it.HeaderStatus(), it.StatusOf(atomic, 200), it.StatusOf(atomic.Commands[0], 214), it.StatusOf(atomic.Commands[1], 215)));
        Assert.That(it.Ids, Is.EqualTo(new[] { "DM-PROTO-058" }));
    }

    [TestCase("syncml:auth-X509", "no base64!")]
    [TestCase("syncml:auth-securid", "no base64!")]
    [TestCase("syncml:auth-safeword", "no base64!")]
    [TestCase("syncml:auth-digipass", "no base64!")]
    [TestCase("syncml:auth-basic", "ZGV2LTAwMTpjLXNlY3JldA==")]
    public void Every_type_of_credentials_that_has_a_name_is_known(string type, string data)
    {
        var it = Open();
        it.Send(new SyncMlCred(SyncMlMeta.Of("b64", type), SyncMlData.OfText(data)), true, ScriptedClient.Opening());
        Assert.That(it.Ids, Is.Empty);
    }

    [TestCase("syncml:auth-new", "YQ==")]
    [TestCase("syncml:auth-md5", "no base64!")]
    [TestCase("syncml:auth-basic", "no base64!")]
    public void Credentials_of_no_type_or_no_form_are_found(string type, string data)
    {
        var it = Open();
        it.Send(new SyncMlCred(SyncMlMeta.Of("b64", type), SyncMlData.OfText(data)), true, ScriptedClient.Opening());
        Assert.That(it.Ids, Is.EqualTo(new[] { "DM-PROTO-045" }));
    }

    [Test]
    public void Only_a_challenge_for_a_digest_needs_a_nonce()
    {
        var it = Started(ServerStep.Get("./A"));
        var refusal = it.HeaderStatus(401) with { Challenge = SyncMlMeta.Of("b64", "syncml:auth-X509") };
        it.Send(true, Numbered(refusal, it.StatusOf(it.Answer.Requests()[0], 401)));
        Assert.That(it.Ids, Is.Empty);
    }

    [Test]
    public void The_limit_of_objects_counts_octets_and_not_their_base64()
    {
        string[] Sent(int octets)
        {
            var it = Begun(Open(policy: ServerPolicy.Default with { MaxObjSize = 90 }), ServerStep.Get("./A"));
            var get = it.Answer.Requests()[0];
            var results = SyncMlCommand.Results("", it.Answer.Header.MsgId!, get.CmdId!, SyncMlItem.From("./A", SyncMlData.OfText(Convert.ToBase64String(new byte[octets]))) with { Meta = SyncMlMeta.Of("b64", null) });
            it.Send(true, Numbered(it.HeaderStatus(), it.StatusOf(get, 200), results));
            return [.. it.Ids];
        }

        Assert.That(Sent(90), Is.Empty);
        Assert.That(Sent(200), Is.EqualTo(new[] { "DM-PROTO-041" }));
    }

    [Test]
    public void A_message_beyond_our_own_bounds_is_no_breach_of_the_client()
    {
        var deep = string.Concat(Enumerable.Repeat("<Sequence><CmdID>1</CmdID>", 100)) + string.Concat(Enumerable.Repeat("</Sequence>", 100));
        var it = Open();
        it.Session.Accept(new DmRequest(ScriptedClient.Address, "application/vnd.syncml.dm+xml", System.Text.Encoding.UTF8.GetBytes(
            $"<SyncML xmlns='SYNCML:SYNCML1.2'><SyncHdr><VerDTD>1.2</VerDTD></SyncHdr><SyncBody>{deep}</SyncBody></SyncML>")));
        Assert.That(it.Session.Unreadable, Is.Not.Null);
        Assert.That(it.Ids, Is.Empty);
    }
}
