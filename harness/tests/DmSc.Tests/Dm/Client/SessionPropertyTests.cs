using System.Collections.Immutable;
using DmSc.Dm.Client;
using DmSc.Dm.Server;
using DmSc.Dm.Session;
using DmSc.Tests.Dm.Server;
using DmSc.Tests.Dm.Tree;
using DmSc.Wire;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Dm.Client;

/// <summary>Whatever a server does, a client stays within the rules and comes to an end; and it does the same again.</summary>
[TestFixture]
public sealed class SessionPropertyTests
{
    private static readonly ServerFault[] s_faults = Enum.GetValues<ServerFault>();
    private static readonly string[] s_uris = ["./Acme/Name", "./Acme/Poll", "./Acme/New", "./Acme", "./DevInfo/Man", "./DevDetail?list=TNDS", "./DevInfo?list=StructData", "./Acme/None", ".", "./Acme/Name?prop=ACL", "", "./Inbox"];
    private static readonly int[] s_sizes = [1, 150, 400, 700, 1000, 2500, 100_000];

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    private static SessionRig Rig(System.Random random)
    {
        var types = Enum.GetValues<DmAuthentication>();
        var clientType = types[random.Next(types.Length)];
        var serverType = types[random.Next(types.Length)];
        var account = ScriptedClient.Account(clientType, serverType, random.Next(3) == 0);
        var rig = new SessionRig
        {
            Account = account,
            Policy = ServerPolicy.Default with
            {
                MaxMsgSize = random.Next(2) == 0 ? null : s_sizes[random.Next(s_sizes.Length)],
                Form = (DmMessageForm)random.Next(3),
                Faults = random.Next(4) == 0 ? [s_faults[random.Next(s_faults.Length)]] : [],
            },
            Options = SessionRig.Defaults with
            {
                Xml = random.Next(2) == 0,
                MaxMsgSize = random.Next(2) == 0 ? 16384 : 1000,
                PreferredType = random.Next(3) == 0 ? types[random.Next(types.Length)] : clientType,
                ServerType = serverType,
                EveryMessage = random.Next(3) == 0,
                ClientNonce = random.Next(4) == 0 ? "old"u8.ToArray() : ScriptedClient.ClientNonce,
                Limits = new ClientLimits { MaxMessages = 60 },
                Alerts = random.Next(2) == 0 ? [] : [new ClientAlert("Reversed-Domain-Name: org.example.event", "1")],
            },
            User = new ScriptedUser { Answer = new UserAnswer((UserReaction)random.Next(6), "1") },
        };
        rig.Tree.SetLeaf("./Acme/Name", new string('v', random.Next(3) == 0 ? 3000 : 5));
        return rig;
    }

    private static ServerStep Step(System.Random random, int depth = 0)
    {
        var uri = s_uris[random.Next(s_uris.Length)];
        var item = SyncMlItem.Leaf(uri, new string('x', random.Next(4) == 0 ? 1500 : random.Next(20)));
        return random.Next(depth == 0 ? 15 : 9) switch
        {
            0 => ServerStep.Get(uri, s_uris[random.Next(s_uris.Length)]),
            1 => ServerStep.Get(uri),
            2 => ServerStep.Add(item),
            3 => ServerStep.Replace(item),
            4 => ServerStep.Delete(uri),
            5 => ServerStep.Copy(uri, s_uris[random.Next(s_uris.Length)]),
            6 => ServerStep.Exec(uri, "x", "c"),
            7 => ServerStep.Alert(random.Next(1098, 1106), null, "text", "one", "two"),
            8 when depth < 2 => random.Next(2) == 0 ? ServerStep.Atomic(Several(random, depth + 1)) : ServerStep.Sequence(Several(random, depth + 1)),
            8 => ServerStep.Get(uri),
            9 => new ServerStep.SendInChunks(random.Next(2) == 0 ? SyncMlCommandKind.Add : SyncMlCommandKind.Replace, item, random.Next(1, 800))
            {
                InterruptAfter = random.Next(3),
                OmitSize = random.Next(5) == 0,
                AnnouncedSize = random.Next(4) == 0 ? random.Next(3000) : null,
            },
            10 => new ServerStep.Barrier(),
            11 => ServerStep.Alert(random.Next(1222, 1227)),
            12 => new ServerStep.Misbehave(s_faults[random.Next(s_faults.Length)]),
            13 => new ServerStep.Raw("<SyncML/>"u8.ToArray()),
            _ => ServerStep.Get("./DevDetail/FwV"),
        };
    }

    private static ImmutableArray<ServerStep> Several(System.Random random, int depth = 0) => [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => Step(random, depth))];

    private static SessionRig Run(int seed)
    {
        var random = new System.Random(seed);
        var rig = Rig(random);
        rig.Run(Several(random));
        return rig;
    }

    [Test]
    public void Whatever_a_server_does_the_session_ends_and_every_message_is_sound() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Seeds, seed =>
    {
        var rig = Run(seed);
        var bound = int.MaxValue;
        for (var i = 0; i < rig.Requests.Count; i++)
        {
            var message = SyncMlMessage.Parse(rig.Requests[i].Body, WbxmlOptions.Strict);
            Assert.That(message.Remarks, Is.Empty);
            Assert.That(message.Header.MsgId, Is.EqualTo($"{i + 1}"));
            Assert.That(message.Commands.Select(c => c.CmdId), Is.Unique);
            Assert.That(rig.Requests[i].Body.Length, Is.LessThanOrEqualTo(bound), $"message {i + 1}");
            bound = BoundAfter(rig.Replies[i], bound);
        }

        return true;
    }));

    [Test]
    public void A_session_can_be_replayed_from_its_transcript_octet_by_octet() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Seeds, seed =>
    {
        var played = Run(seed);
        var fresh = Rig(new System.Random(seed));
        var session = new ClientSession(fresh.Options, fresh.Tree, fresh.User, new CountingOctets(), new StillTime());
        var replayed = new SessionTranscript([.. played.Requests], [.. played.Replies]).Replay(session);
        Assert.That(replayed.Requests.Select(Told), Is.EqualTo(played.Requests.Select(Told)));
        Assert.That(session.Outcome!.End, Is.EqualTo(played.Client.Outcome!.End));
        Assert.That(TreeRig.Octets(fresh.Tree), Is.EqualTo(TreeRig.Octets(played.Tree)));
        return true;
    }));

    private static string Told(DmRequest request) => $"{request.Uri} {request.ContentType} {request.Hmac} {Convert.ToHexString(request.Body.Span)}";

    private static int BoundAfter(DmReply reply, int before)
    {
        if (reply.HttpStatus != 200)
            return before;
        try
        {
            return int.TryParse(SyncMlMessage.Parse(reply.Body, WbxmlOptions.FromPeer).Header.Meta?.MaxMsgSize, out var size) ? size : before;
        }
        catch (WireFormatException)
        {
            return before;
        }
    }
}
