using DmSc.Dm.Server;
using DmSc.Dm.Session;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Dm.Server;

public sealed class HostileMessageTests
{
    private static void Survives(ReadOnlyMemory<byte> octets, bool xml, bool afterPackage1)
    {
        var session = new ServerSession(
            ServerPolicy.Default, _ => ScriptedClient.Account(), $"{ScriptedClient.Address}?s=77", TimeProvider.System, new CountingOctets());
        session.Enqueue(ServerStep.Get("./A"));
        session.Enqueue(new ServerStep.SendInChunks(DmSc.Wire.SyncMl.SyncMlCommandKind.Add, DmSc.Wire.SyncMl.SyncMlItem.Leaf("./B", "abcdef"), 2));
        if (afterPackage1)
        {
            session.Accept(new ScriptedClient { Xml = xml }.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening()));
            session.Reply();
        }

        session.Accept(new DmRequest(ScriptedClient.Address, "application/vnd.syncml.dm+xml", octets, "username=\"x\", mac="));
        Assert.That(session.Reply(), Is.Not.Null);
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void Garbage_never_throws(byte[] octets, bool afterPackage1) => Survives(octets, false, afterPackage1);

    [FsCheck.NUnit.Property(MaxTest = 600)]
    public Property Mutated_messages_never_throw() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, 1), Gen.Zip(Gen.Choose(0, 4000), Gen.Choose(0, 255)).ArrayOf(4)).ToArbitrary(),
        mutation =>
        {
            var (form, changes) = mutation;
            var client = new ScriptedClient { Xml = form == 1, MsgId = 1 };
            var message = client.Message(ScriptedClient.Md5(ScriptedClient.ClientNonce), true, ScriptedClient.Opening());
            var body = message.Body.ToArray();
            foreach (var (at, value) in changes)
                body[at % body.Length] = (byte)value;
            Survives(body, form == 1, afterPackage1: true);
            Survives(body.AsMemory(0, changes[0].Item1 % body.Length), form == 1, afterPackage1: false);
        });
}
