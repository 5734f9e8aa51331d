using DmSc.Dm.Client;
using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Tests.Dm.Client;
using DmSc.Wire.SyncMl;

namespace DmSc.Tests.Dm.Server;

/// <summary>Our own two ends against each other: no rule is broken, and each understands what the other means.</summary>
public sealed class ReferenceClientTests
{
    [Test]
    public void A_session_of_the_reference_client_breaks_no_rule(
        [Values(DmAuthentication.Basic, DmAuthentication.Md5, DmAuthentication.Hmac)] DmAuthentication type,
        [Values] bool everyMessage,
        [Values] bool knowsNonces,
        [Values] bool xml,
        [Values(null, 1500)] int? maxMsgSize)
    {
        var session = new ServerSession(
            ServerPolicy.Default with { NotifiedSessionId = "1A2B", MaxMsgSize = 16384 },
            _ => ScriptedClient.Account(type, type, everyMessage),
            $"{ScriptedClient.Address}?s=77",
            TimeProvider.System,
            new CountingOctets());
        var big = new string('x', 4000);
        var get = session.Enqueue(ServerStep.Get("./A/b"))!;
        var atomic = session.Enqueue(ServerStep.Atomic(ServerStep.Replace(SyncMlItem.Leaf("./A/b", "1")), ServerStep.Delete("./A/missing")))!;
        session.Enqueue(new ServerStep.Barrier());
        var sequence = session.Enqueue(ServerStep.Sequence(ServerStep.Get("./A/b"), ServerStep.Replace(SyncMlItem.Leaf("./A/b", "2"))))!;
        var add = session.Enqueue(ServerStep.Replace(SyncMlItem.Leaf("./A/big", big)))!;
        var large = session.Enqueue(ServerStep.Get("./A/big"))!;
        var client = new ClientSession(
            new ClientSessionOptions(ScriptedClient.Address, "dm.example.com", ScriptedClient.Device, "1A2B")
            {
                ServerInitiated = true,
                Xml = xml,
                MaxMsgSize = maxMsgSize,
                ClientCredential = ScriptedClient.ClientCredential,
                ServerCredential = ScriptedClient.ServerCredential,
                PreferredType = type,
                ServerType = type,
                ClientNonce = knowsNonces ? ScriptedClient.ClientNonce : [],
                ServerNonce = knowsNonces ? ScriptedClient.ServerNonce : [],
                DevInfo = [.. ((string[])["DevId", "Man", "Mod", "DmV", "Lang"]).Select(l => KeyValuePair.Create($"./DevInfo/{l}", "x"))],
            },
            new FlatTree(("./A/b", "0"), ("./A/big", "")),
            new ScriptedUser { Answer = new(UserReaction.TimedOut) },
            new CountingOctets(),
            TimeProvider.System);
        var request = client.Start();
        for (var turn = 0; request is not null && turn < 100; turn++)
        {
            session.Accept(request);
            request = client.Receive(session.Reply()!);
        }

        Assert.Multiple(() =>
        {
            Assert.That(session.Breaches.Select(b => $"{b.Rule.Id} {b.Observed} in message {b.Message + 1}"), Is.Empty);
            Assert.That(client.Outcome!.End, Is.EqualTo(ClientSessionEnd.Completed), client.Outcome.Detail);
            Assert.That(session.End, Is.EqualTo(ServerSessionEnd.Finished));
            Assert.That(session.IsClientAuthenticated && session.IsServerAuthenticated, Is.True);
            Assert.That(get.Values.Single().Text, Is.EqualTo("0"));
            Assert.That(atomic.Status, Is.EqualTo(507));
            Assert.That(sequence.Nested.Select(n => n.Status), Is.EqualTo(new int?[] { 200, 200 }));
            Assert.That(add.Status, Is.EqualTo(200));
            Assert.That(large.Values.Single().Text, Is.EqualTo(big));
        });
    }
}
