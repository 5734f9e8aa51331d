using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;
using static DmSc.Tests.Dm.Server.Validation.SessionUnderTest;

namespace DmSc.Tests.Dm.Server;

/// <summary>What becomes of commands that are answered in parts, or refused and sent again.</summary>
public sealed class RepeatedCommandTests
{
    private static readonly ServerStep.SendInChunks s_chunks = new(SyncMlCommandKind.Add, SyncMlItem.Leaf("./A/b", "abcdefgh"), 3);

    private static string Chunk(SyncMlMessage message) => message.Requests().Single(c => c.Kind == SyncMlCommandKind.Add).Items[0].Data!.Text!;

    [TestCase(200, 425, 425)]
    [TestCase(404, 200, 404)]
    [TestCase(200, 200, 200)]
    public void A_command_has_succeeded_when_all_its_items_have(int first, int second, int status)
    {
        var it = Started(ServerStep.Delete("./A", "./B"));
        var delete = it.Answer.Requests()[0];
        it.Send(true, Numbered(it.HeaderStatus(), it.StatusOf(delete, first), it.StatusOf(delete, second)));
        var exchange = it.Session.Exchanges.Single();
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(status));
            Assert.That(exchange.WasCarriedOut);
            Assert.That(exchange.Codes, Is.EqualTo(new[] { first, second }));
        });
    }

    [Test]
    public void A_command_carried_out_for_a_refused_server_is_remembered()
    {
        var it = Started(ServerStep.Add(SyncMlItem.Leaf("./A/b", "x")));
        it.Send(true, Numbered(it.Refusal(), it.StatusOf(it.Answer.Requests()[0], 200)));
        it.Send(true, Numbered(it.HeaderStatus(), it.StatusOf(it.Answer.Requests()[0], 418)));
        var exchange = it.Session.Exchanges.Single();
        Assert.Multiple(() =>
        {
            Assert.That(exchange.Status, Is.EqualTo(418));
            Assert.That(exchange.WasCarriedOut);
        });
    }

    [Test]
    public void A_large_object_goes_on_after_its_first_chunk_was_refused()
    {
        var it = Started(s_chunks, new ServerStep.Barrier(), ServerStep.Delete("./C"));
        it.Send(true, Numbered(it.Refusal(), it.StatusOf(it.Answer.Requests()[0], 401)));
        var parts = new List<string>();
        while (it.Answer.Requests() is [{ Kind: SyncMlCommandKind.Add } add])
        {
            parts.Add(Chunk(it.Answer));
            Assert.That(add.Items[0].Meta!.Size, Is.EqualTo(parts.Count == 1 ? "8" : null));
            it.Send(it.Answer.Final, Numbered(it.Answer.Final ? [it.HeaderStatus(), it.StatusOf(add, 200)] : [it.HeaderStatus(), it.StatusOf(add, 213), SyncMlCommand.Alert("", 1222)]));
        }

        Assert.Multiple(() =>
        {
            Assert.That(parts, Is.EqualTo(new[] { "abc", "def", "gh" }));
            Assert.That(it.Session.Exchanges[0].Status, Is.EqualTo(200));
            Assert.That(it.Answer.Requests().Single().Kind, Is.EqualTo(SyncMlCommandKind.Delete));
            Assert.That(it.Ids, Is.EqualTo(new[] { "DM-PROTO-032" }), "the refusal had Final in the middle of the package");
        });
    }

    [Test]
    public void A_chunk_in_the_middle_that_was_refused_comes_again()
    {
        var it = Started(s_chunks);
        it.Send(false, Numbered(it.HeaderStatus(200), it.StatusOf(it.Answer.Requests()[0], 213), SyncMlCommand.Alert("", 1222)));
        Assert.That(Chunk(it.Answer), Is.EqualTo("def"));
        it.Send(false, Numbered(it.Refusal(), it.StatusOf(it.Answer.Requests()[0], 401), SyncMlCommand.Alert("", 1222)));
        Assert.That(Chunk(it.Answer), Is.EqualTo("def"));
        Assert.That(it.Answer.Final, Is.False);
    }

    [Test]
    public void Commands_that_were_refused_go_out_again_before_others_and_within_the_limit_of_the_client()
    {
        var text = new string('x', 300);
        var it = Begun(Open(client: new ScriptedClient { MaxMsgSize = 2100 }), [.. Enumerable.Range(1, 8).Select(i => ServerStep.Add(SyncMlItem.Leaf($"./A/{i}", text)))]);
        var first = it.Answer.Requests();
        it.Send(true, Numbered(first.Select(c => it.StatusOf(c, 401)).Prepend(it.Refusal())));
        var again = it.Answer.Requests();
        Assert.Multiple(() =>
        {
            Assert.That(it.Session.Transcript[^1].Body.Length, Is.AtMost(2100));
            Assert.That(again.Select(c => c.Items[0].Target!.LocUri), Is.EqualTo(first.Take(again.Length).Select(c => c.Items[0].Target!.LocUri)));
            Assert.That(again, Is.Not.Empty);
        });
    }

    [Test]
    public void Who_asks_for_the_rest_of_an_object_gets_it_whatever_the_status_of_the_chunk()
    {
        var it = Started(s_chunks);
        it.Send(false, Numbered(it.HeaderStatus(), it.StatusOf(it.Answer.Requests()[0], 200), SyncMlCommand.Alert("", 1222)));
        Assert.That(Chunk(it.Answer), Is.EqualTo("def"));
        Assert.That(it.Ids, Is.EqualTo(new[] { "DM-PROTO-039" }));
    }

    [Test]
    public void An_object_that_is_refused_does_not_go_on()
    {
        var it = Started(s_chunks);
        it.Send(false, Numbered(it.HeaderStatus(), it.StatusOf(it.Answer.Requests()[0], 413), SyncMlCommand.Alert("", 1222)));
        Assert.That(it.Answer.Requests(), Is.Empty);
    }

    [Test]
    public void A_nonce_of_a_client_that_is_refused_is_used_but_not_kept()
    {
        var account = ScriptedClient.Account(DmAuthentication.Hmac, DmAuthentication.Hmac);
        var it = Open(account);
        it.Session.Enqueue(ServerStep.Delete("./A"));
        it.Send(it.Client.Wrap(it.Client.Build(null, true, ScriptedClient.Opening()), null, ScriptedClient.ClientNonce));
        var nonce = "a nonce of nobody"u8.ToArray();
        var status = it.HeaderStatus(200) with { Challenge = SyncMlMeta.Of("b64", "syncml:auth-MAC") with { NextNonce = SyncMlData.OfText(Convert.ToBase64String(nonce)) } };
        it.Send(true, Numbered(status, it.StatusOf(it.Answer.Requests()[0], 200)));
        var answer = it.Session.Transcript[^1];
        Assert.That(it.Answer.HeaderStatus().Data!.Text, Is.EqualTo("407"));
        Assert.That(HmacHeader.Parse(answer.Hmac!).Verify(CredentialHash.Of(ScriptedClient.ServerCredential), nonce, answer.Body.Span), Is.EqualTo(HmacMatch.Exact));
        Assert.That(account.Nonces.Server.ToArray(), Is.EqualTo(ScriptedClient.ServerNonce));
    }

    [Test]
    public void How_a_session_was_opened_is_known_before_its_client_is()
    {
        var it = Open();
        it.Send(null, true, ScriptedClient.Opening(1200));
        Assert.That(it.Session.OpeningAlert, Is.EqualTo(1200));
        Assert.That(it.Session.ClientAlerts, Is.Empty);
    }
}
