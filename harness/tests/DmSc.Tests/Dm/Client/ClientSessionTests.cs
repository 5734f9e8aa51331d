using System.Text;
using DmSc.Dm.Client;
using DmSc.Dm.Notification;
using DmSc.Dm.Session;
using DmSc.Wire.Credentials;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Dm.Client;

[TestFixture]
public sealed class ClientSessionTests
{
    private const string Head = "<SyncML xmlns='SYNCML:SYNCML1.2'><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1A2B</SessionID>";
    private const string Cred = "<Cred><Meta><Format xmlns='syncml:metinf'>b64</Format><Type xmlns='syncml:metinf'>syncml:auth-md5</Type></Meta><Data>pWaxQp+R5HdGTZzSnRymrw==</Data></Cred>";
    private const string Commands = "<Get><CmdID>4</CmdID><Item><Target><LocURI>./DevDetail/FwV</LocURI></Target></Item></Get>"
        + "<Replace><CmdID>5</CmdID><Item><Target><LocURI>./Acme/Poll</LocURI></Target><Meta><Format xmlns='syncml:metinf'>int</Format></Meta><Data>3600</Data></Item></Replace>";

    private static ClientSessionOptions Options => new("https://dm.example.com/dm", "dm.example.com", "IMEI:353918051234563", "1A2B")
    {
        ServerInitiated = true,
        Xml = true,
        ClientCredential = Credential.Of("dev-001", "c-secret"),
        ClientNonce = Convert.FromHexString("000102030405060708090A0B0C0D0E0F"),
        PreferredType = DmAuthentication.Md5,
        ServerCredential = Credential.Of("dm.example.com", "s-secret"),
        ServerNonce = Convert.FromHexString("101112131415161718191A1B1C1D1E1F"),
        DevInfo = [new("./DevInfo/DevId", "IMEI:353918051234563"), new("./DevInfo/Lang", "en-GB")],
    };

    [Test]
    public void Package_1_carries_the_digest_of_the_fact_sheet()
    {
        var message = SyncMlMessage.Parse(Session(Options, Tree()).Start().Body);
        Assert.Multiple(() =>
        {
            Assert.That(message.Header.Cred!.Data!.Text, Is.EqualTo("SgeFE74DdLCkidy1rz+N/g=="));
            Assert.That((message.Header.SessionId, message.Header.MsgId, message.Header.Source!.LocName), Is.EqualTo(("1A2B", "1", "dev-001")));
            Assert.That(message.Commands.Select(c => c.Kind), Is.EqualTo(new[] { SyncMlCommandKind.Alert, SyncMlCommandKind.Replace }));
            Assert.That((message.Commands[0].Data!.Text, message.Final), Is.EqualTo(("1200", true)));
        });
    }

    [Test]
    public void Package_3_answers_in_order_and_the_session_ends_silently()
    {
        var tree = Tree();
        var session = Session(Options, tree);
        session.Start();
        var request = session.Receive(Reply(1, "<RespURI>https://dm.example.com/dm?s=77</RespURI>" + Cred, Status(1, 212) + Commands))!;
        var message = SyncMlMessage.Parse(request.Body);
        var end = session.Receive(Reply(2, "", Status(2, 212)));
        Assert.Multiple(() =>
        {
            Assert.That(request.Uri, Is.EqualTo("https://dm.example.com/dm?s=77"));
            Assert.That(message.Commands.Select(c => $"{c.Kind} {c.CmdId} {c.MsgRef} {c.CmdRef} {c.Cmd} {c.Data?.Text}"), Is.EqualTo(new[]
            {
                "Status 1 1 0 SyncHdr 212", "Status 2 1 4 Get 200", "Status 3 1 5 Replace 200", "Results 4 1 4  ",
            }));
            Assert.That(message.Commands[0].Challenge!.NextNonce, Is.Not.Null);
            Assert.That(message.Commands[3].Items[0].Data!.Text, Is.EqualTo("1.0.7"));
            Assert.That(tree.Written, Is.EqualTo("./Acme/Poll=3600"));
            Assert.That(end, Is.Null);
            Assert.That(session.Outcome!.End, Is.EqualTo(ClientSessionEnd.Completed));
        });
    }

    [TestCase(false, "407", null)]
    [TestCase(true, "200", "./Acme/Poll=3600")]
    public void Commands_of_an_unknown_server_are_not_carried_out_unless_the_quirk_says_so(bool quirk, string status, string? written)
    {
        var tree = Tree();
        var session = Session(Options with { Quirks = new ClientQuirks { SkipsServerAuthentication = quirk } }, tree);
        session.Start();
        var message = SyncMlMessage.Parse(session.Receive(Reply(1, "", Status(1, 212) + Commands))!.Body);
        Assert.That((message.Commands[2].Data!.Text, tree.Written), Is.EqualTo((status, written)));
    }

    [Test]
    public void A_challenge_brings_package_1_again_with_the_new_nonce_and_a_second_refusal_ends()
    {
        var session = Session(Options, Tree());
        session.Start();
        var again = SyncMlMessage.Parse(session.Receive(Reply(1, "", Status(1, 401, "AAECAwQFBgcICQoLDA0ODw==")))!.Body);
        var end = session.Receive(Reply(2, "", Status(2, 401, "AAECAwQFBgcICQoLDA0ODw==")));
        Assert.Multiple(() =>
        {
            Assert.That(again.Header.MsgId, Is.EqualTo("2"));
            Assert.That(again.Commands.Select(c => c.Kind), Is.EqualTo(new[] { SyncMlCommandKind.Status, SyncMlCommandKind.Alert, SyncMlCommandKind.Replace }));
            Assert.That((end, session.Outcome!.End), Is.EqualTo(((DmRequest?)null, ClientSessionEnd.CredentialsRefused)));
        });
    }

    [Test]
    public void A_long_value_goes_out_in_chunks_that_keep_to_the_servers_bound()
    {
        var session = Session(Options, Tree(new string('x', 3000)));
        session.Start();
        const string Meta = "<Meta><MaxMsgSize xmlns='syncml:metinf'>1200</MaxMsgSize></Meta>";
        var request = session.Receive(Reply(1, Cred + Meta, Status(1, 212) + Commands));
        var text = new StringBuilder();
        var sent = 1;
        while (request is not null && sent < 20)
        {
            sent++;
            Assert.That(request.Body.Length, Is.LessThanOrEqualTo(1200));
            foreach (var results in SyncMlMessage.Parse(request.Body).Commands.Where(c => c.Kind == SyncMlCommandKind.Results))
                text.Append(results.Items[0].Data!.Text);
            request = session.Receive(Reply(sent, "", Status(sent, 212)));
        }

        Assert.That((text.Length, session.Outcome!.End), Is.EqualTo((3000, ClientSessionEnd.Completed)));
    }

    [Test]
    public void The_notification_of_the_fact_sheet_is_accepted_and_a_changed_one_is_not()
    {
        var package = Convert.FromHexString("146BFAAF18CE57EFAFFAFB76AA71AF6102D80000001A2B0E646D2E6578616D706C652E636F6D");
        var server = new NotifyingServer("dm.example.com", Credential.Of("dm.example.com", "s-secret"), Options.ServerNonce);
        var accepted = new NotificationHandler().Judge(package, server);
        package[0] ^= 1;
        var discarded = new NotificationHandler().Judge(package, server);
        Assert.Multiple(() =>
        {
            Assert.That(accepted, Is.InstanceOf<NotificationVerdict.Accepted>().With.Property("SessionId").EqualTo("1A2B"));
            Assert.That(discarded, Is.InstanceOf<NotificationVerdict.Discarded>().With.Property("Reason").EqualTo(NotificationRefusal.WrongDigest));
        });
    }

    [Test]
    public void Changed_messages_neither_throw_nor_go_on_for_ever()
    {
        var body = Reply(1, Cred, Status(1, 212) + Commands).Body.ToArray();
        var wbxml = SyncMlMessage.Parse(body).ToWbxml();
        foreach (var source in new[] { body, wbxml })
        {
            for (var at = 0; at < source.Length; at++)
            {
                var changed = source.ToArray();
                changed[at] ^= (byte)(1 + (at % 255));
                var session = Session(Options with { Limits = new ClientLimits { MaxMessages = 10 } }, Tree());
                session.Start();
                var turns = 0;
                while (session.Receive(new DmReply(200, MediaTypes.DmXml, changed)) is not null)
                    Assert.That(++turns, Is.LessThan(10), $"octet {at}");
                Assert.That(session.Outcome, Is.Not.Null, $"octet {at}");
            }
        }
    }

    private static FlatTree Tree(string firmware = "1.0.7") => new(("./DevDetail/FwV", firmware));

    private static ClientSession Session(ClientSessionOptions options, FlatTree tree) => new(options, tree, new ScriptedUser { Answer = new(UserReaction.TimedOut) }, new Zeros(), TimeProvider.System);

    private static DmReply Reply(int msgId, string header, string body) => new(200, MediaTypes.DmXml, Encoding.UTF8.GetBytes(
        $"{Head}<MsgID>{msgId}</MsgID><Target><LocURI>IMEI:353918051234563</LocURI></Target><Source><LocURI>https://dm.example.com/dm</LocURI></Source>{header}</SyncHdr><SyncBody>{body}<Final/></SyncBody></SyncML>"));

    private static string Status(int msgRef, int code, string? nonce = null) =>
        $"<Status><CmdID>1</CmdID><MsgRef>{msgRef}</MsgRef><CmdRef>0</CmdRef><Cmd>SyncHdr</Cmd>"
        + (nonce is null ? "" : $"<Chal><Meta><Format xmlns='syncml:metinf'>b64</Format><Type xmlns='syncml:metinf'>syncml:auth-md5</Type><NextNonce xmlns='syncml:metinf'>{nonce}</NextNonce></Meta></Chal>")
        + $"<Data>{code}</Data></Status>";

    private sealed class Zeros : IRandomOctets
    {
        public void Fill(Span<byte> octets) => octets.Clear();
    }
}
