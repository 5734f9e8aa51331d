using System.Text;
using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;

namespace DmSc.Tests.Dm.Server;

public sealed class ServerSessionTests
{
    private static readonly string[] s_accepted = ["212", "200", "200"];

    private static ServerSession Open(ServerAccount account, ServerPolicy? policy = null) =>
        new(policy ?? ServerPolicy.Default, name => name == "dev-001" ? account : null, $"{ScriptedClient.Address}?s=77", TimeProvider.System, new CountingOctets());

    private static SyncMlMessage Exchange(ServerSession session, DmRequest request)
    {
        session.Accept(request);
        return session.Reply().Read();
    }

    [Test]
    public void A_right_digest_is_accepted_for_the_session_and_the_server_shows_its_own([Values] bool xml)
    {
        var account = ScriptedClient.Account();
        var session = Open(account);
        session.Enqueue(ServerStep.Get("./DevDetail/FwV"));
        var answer = Exchange(session, new ScriptedClient { Xml = xml }.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening()));
        Assert.Multiple(() =>
        {
            Assert.That(answer.Codes(), Is.EqualTo(s_accepted));
            Assert.That(answer.Header.Cred!.Data!.Text, Is.EqualTo("pWaxQp+R5HdGTZzSnRymrw=="));
            Assert.That(answer.Header.RespUri, Is.EqualTo($"{ScriptedClient.Address}?s=77"));
            Assert.That(answer.Header.SessionId, Is.EqualTo("1A2B"));
            Assert.That(answer.Header.Target!.LocUri, Is.EqualTo(ScriptedClient.Device));
            Assert.That(answer.Requests().Single().Kind, Is.EqualTo(SyncMlCommandKind.Get));
            Assert.That(answer.Final, Is.True);
            Assert.That(account.Nonces.Client.ToArray(), Is.EqualTo(answer.NextNonce()));
            Assert.That(session.DevInfo["./DevInfo/Man"], Is.EqualTo("Acme"));
        });
    }

    [Test]
    public void Without_credentials_the_client_is_challenged_and_gets_no_command()
    {
        var session = Open(ScriptedClient.Account());
        session.Enqueue(ServerStep.Get("./DevDetail/FwV"));
        var client = new ScriptedClient();
        var answer = Exchange(session, client.Message(null, true, ScriptedClient.Opening()));
        string[] refused = ["407", "407", "407"];
        Assert.That(answer.Codes(), Is.EqualTo(refused));
        Assert.That(answer.Requests(), Is.Empty);
        Assert.That(answer.HeaderStatus().Challenge!.Type, Is.EqualTo("syncml:auth-md5"));

        var second = Exchange(session, client.Message(ScriptedClient.Md5(answer.NextNonce()), true, [.. answer.StatusesFor(), .. ScriptedClient.Opening(first: 5)]));
        Assert.That(second.Codes(), Is.EqualTo(s_accepted));
        Assert.That(second.Requests(), Has.Length.EqualTo(1));
    }

    [Test]
    public void An_old_nonce_is_challenged_with_a_new_one_and_a_wrong_password_ends_the_session()
    {
        var session = Open(ScriptedClient.Account());
        var client = new ScriptedClient();
        var first = Exchange(session, client.Message(ScriptedClient.Md5("old"u8), true, ScriptedClient.Opening()));
        Assert.That(first.HeaderStatus().Data!.Text, Is.EqualTo("401"));
        Exchange(session, client.Message(ScriptedClient.Md5("old"u8), true, ScriptedClient.Opening()));
        Assert.That(session.End, Is.EqualTo(ServerSessionEnd.Open));
        var last = Exchange(session, client.Message(ScriptedClient.Md5("old"u8), true, ScriptedClient.Opening()));
        Assert.That(last.HeaderStatus().Challenge, Is.Not.Null);
        Assert.That(session.End, Is.EqualTo(ServerSessionEnd.ClientRefused));
    }

    [TestCase("c-secret", "212")]
    [TestCase("another", "401")]
    public void Basic_credentials_are_judged(string password, string code)
    {
        var answer = Exchange(
            Open(ScriptedClient.Account(DmAuthentication.Basic, DmAuthentication.Basic)),
            new ScriptedClient().Message(ScriptedClient.Basic(password), true, ScriptedClient.Opening()));
        Assert.That(answer.HeaderStatus().Data!.Text, Is.EqualTo(code));
    }

    [Test]
    public void A_mac_is_asked_for_in_every_message_and_given_in_every_message()
    {
        var session = Open(ScriptedClient.Account(DmAuthentication.Hmac, DmAuthentication.Hmac));
        session.Enqueue(ServerStep.Get("./DevDetail/FwV"));
        var client = new ScriptedClient();
        session.Accept(client.Wrap(client.Build(null, true, ScriptedClient.Opening()), macNonce: ScriptedClient.ClientNonce));
        var reply = session.Reply()!;
        var message = reply.Read();
        Assert.That(message.HeaderStatus().Data!.Text, Is.EqualTo("200"));
        Assert.That(message.HeaderStatus().Challenge!.Type, Is.EqualTo("syncml:auth-MAC"));
        Assert.That(message.Header.Cred, Is.Null);
        Assert.That(
            HmacHeader.Parse(reply.Hmac!).Verify(CredentialHash.Of(ScriptedClient.ServerCredential), ScriptedClient.ServerNonce, reply.Body.Span),
            Is.EqualTo(HmacMatch.Exact));

        // The old nonce again: refused.
        session.Accept(client.Wrap(client.Build(null, true, [.. message.StatusesFor()]), macNonce: ScriptedClient.ClientNonce));
        Assert.That(session.Reply().Read().HeaderStatus().Data!.Text, Is.EqualTo("401"));
        Assert.That(session.CredentialVerdicts[^1], Is.EqualTo(CredentialVerdict.StaleNonce));
    }

    [Test]
    public void Status_and_results_are_brought_together_with_their_commands()
    {
        var session = Open(ScriptedClient.Account());
        var get = session.Enqueue(ServerStep.Get("./DevDetail/FwV"))!;
        var group = session.Enqueue(ServerStep.Atomic(ServerStep.Add(SyncMlItem.Leaf("./A/b", "1")), ServerStep.Delete("./A/c")))!;
        var client = new ScriptedClient();
        var first = Exchange(session, client.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening()));
        var statuses = first.StatusesFor();
        var results = SyncMlCommand.Results("9", first.Header.MsgId!, get.Command.CmdId!, SyncMlItem.From("./DevDetail/FwV", SyncMlData.OfText("1.0.7")));
        var second = Exchange(session, client.Message(null, true, [.. statuses, results]));
        Assert.Multiple(() =>
        {
            Assert.That(get.Status, Is.EqualTo(200));
            Assert.That(get.Values.Single().Text, Is.EqualTo("1.0.7"));
            Assert.That(get.WhenOver.IsCompletedSuccessfully, Is.True);
            Assert.That(group.Nested.Select(n => n.Status), Is.EqualTo(new int?[] { 200, 200 }));
            Assert.That(second.Codes(), Is.EqualTo(s_accepted[..1]));
            Assert.That(second.Requests(), Is.Empty);
            Assert.That(second.Final, Is.True);
            Assert.That(session.End, Is.EqualTo(ServerSessionEnd.Finished));
        });
    }

    [Test]
    public void Every_message_keeps_within_the_clients_size_and_everything_arrives([Values] bool xml)
    {
        var session = Open(ScriptedClient.Account());
        var value = string.Concat(Enumerable.Range(0, 900).Select(i => i % 3 == 0 ? "ü" : "x"));
        var add = session.Enqueue(ServerStep.Add(SyncMlItem.Leaf("./A/big", value)))!;
        var gets = Enumerable.Range(0, 30).Select(i => session.Enqueue(ServerStep.Get($"./DevDetail/Node{i}"))!).ToList();
        var client = new ScriptedClient { Xml = xml, MaxMsgSize = 1000 };
        var request = client.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening());
        var received = new StringBuilder();
        string? announced = null;
        for (var turn = 0; session.End == ServerSessionEnd.Open && turn < 60; turn++)
        {
            session.Accept(request);
            var reply = session.Reply()!;
            Assert.That(reply.Body.Length, Is.LessThanOrEqualTo(1000));
            var message = reply.Read();
            var statuses = message.StatusesFor();
            var chunk = message.Requests().FirstOrDefault(c => c.Kind == SyncMlCommandKind.Add);
            if (chunk is not null)
            {
                received.Append(chunk.Items[0].Data!.Text);
                announced ??= chunk.Items[0].Meta!.Size;
                if (chunk.Items[0].MoreData)
                    statuses[1] = statuses[1] with { Data = SyncMlData.OfText("213") };
            }

            request = client.Message(null, message.Final, [.. statuses, .. message.Final ? (SyncMlCommand[])[] : [SyncMlCommand.Alert("99", 1222)]]);
        }

        Assert.Multiple(() =>
        {
            Assert.That(session.End, Is.EqualTo(ServerSessionEnd.Finished));
            Assert.That(received.ToString(), Is.EqualTo(value));
            Assert.That(announced, Is.EqualTo($"{Encoding.UTF8.GetByteCount(value)}"));
            Assert.That(add.Status, Is.EqualTo(200));
            Assert.That(add.ChunksSent, Is.GreaterThan(1));
            Assert.That(gets.Select(g => g.Status), Is.All.EqualTo(200));
        });
    }

    [Test]
    public void Results_in_chunks_are_acknowledged_asked_for_and_put_together()
    {
        var session = Open(ScriptedClient.Account());
        var get = session.Enqueue(ServerStep.Get("./A/big"))!;
        var client = new ScriptedClient();
        var first = Exchange(session, client.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening()));
        SyncMlCommand Chunk(string data, string? size, bool more) => SyncMlCommand.Results("9", first.Header.MsgId!, get.Command.CmdId!, SyncMlItem.From("./A/big", SyncMlData.OfText(data)) with
        {
            Meta = new SyncMlMeta { Size = size },
            MoreData = more,
        });
        var second = Exchange(session, client.Message(null, false, [.. first.StatusesFor(), Chunk("abc", "6", true)]));
        Assert.That(second.Commands.Select(c => $"{c.Kind} {c.Cmd} {c.Data?.Text}"), Is.EqualTo(new[] { "Status SyncHdr 212", "Status Results 213", "Alert  1222" }));
        Assert.That(second.Final, Is.False);
        Exchange(session, client.Message(null, true, SyncMlCommand.Status("1", "2", "0", "SyncHdr", 212), SyncMlCommand.Status("2", "2", second.Commands[2].CmdId!, "Alert", 200), Chunk("def", null, false)));
        Assert.That(get.Values.Single().Text, Is.EqualTo("abcdef"));
    }

    [Test]
    public void Commands_that_are_added_while_the_session_is_held_go_out_in_the_next_package()
    {
        var session = Open(ScriptedClient.Account());
        session.Hold();
        var client = new ScriptedClient();
        session.Accept(client.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening()));
        Assert.That(session.WhenReady.IsCompleted, Is.False);
        session.Enqueue(ServerStep.Get("./A"));
        Assert.That(session.WhenReady.IsCompleted, Is.True);
        Assert.That(session.Reply().Read().Requests(), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_client_that_refuses_the_server_gets_the_package_again_with_a_new_digest()
    {
        var session = Open(ScriptedClient.Account());
        session.Enqueue(new ServerStep.Misbehave(ServerFault.StaleServerNonce));
        var get = session.Enqueue(ServerStep.Get("./A"))!;
        var client = new ScriptedClient();
        var first = Exchange(session, client.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening()));
        Assert.That(first.Header.Cred!.Data!.Text, Is.Not.EqualTo("pWaxQp+R5HdGTZzSnRymrw=="));
        byte[] fresh = [1, 2, 3, 4];
        var refusal = first.StatusesFor(401, 401);
        refusal[0] = refusal[0] with { Challenge = SyncMlMeta.Of("b64", "syncml:auth-md5") with { NextNonce = SyncMlData.OfText(Convert.ToBase64String(fresh)) } };
        var second = Exchange(session, client.Message(null, true, [.. refusal]));
        Assert.That(Md5Credential.Verify(second.Header.Cred!.Data!.Text!, CredentialHash.Of(ScriptedClient.ServerCredential), fresh), Is.True);
        Assert.That(second.Requests().Single().Kind, Is.EqualTo(SyncMlCommandKind.Get));
        Assert.That(get.Status, Is.Null);
        Exchange(session, client.Message(null, true, [.. second.StatusesFor()]));
        Assert.That(get.Status, Is.EqualTo(200));
    }

    [Test]
    public void An_abort_of_the_client_is_answered_with_status_only()
    {
        var session = Open(ScriptedClient.Account());
        session.Enqueue(ServerStep.Get("./A"));
        var client = new ScriptedClient();
        var first = Exchange(session, client.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening()));
        var late = session.Enqueue(ServerStep.Get("./B"))!;
        var second = Exchange(session, client.Message(null, true, [.. first.StatusesFor(), SyncMlCommand.Alert("9", 1223)]));
        Assert.That(second.Requests(), Is.Empty);
        Assert.That(session.End, Is.EqualTo(ServerSessionEnd.ClientAborted));
        Assert.That(late.NotSent, Is.Not.Null);
    }
}
