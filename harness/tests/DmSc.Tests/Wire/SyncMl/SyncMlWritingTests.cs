using System.Text;
using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.SyncMl;

[TestFixture]
public sealed class SyncMlWritingTests
{
    [Test]
    public void Package_one_read_and_written_again_is_the_same_octets() =>
        Assert.That(SyncMlMessage.Parse(WbxmlVectors.PackageOne).ToWbxml(), Is.EqualTo(WbxmlVectors.PackageOne));

    [Test]
    public void The_bootstrap_message_read_and_written_again_is_the_same_octets() =>
        Assert.That(SyncMlMessage.Parse(WbxmlVectors.BootstrapMessage).ToWbxml(), Is.EqualTo(WbxmlVectors.BootstrapMessage));

    [Test]
    public void A_message_that_is_built_is_the_published_one()
    {
        var header = SyncMlHeader.Of("1", "1", "http://dm.example.com/dm", "IMEI:493005100592800") with
        {
            Source = new SyncMlAddress("IMEI:493005100592800", "dev1"),
            Cred = SyncMlCred.Of("syncml:auth-md5", Convert.FromBase64String("yXsFSrpxR9LipH0JQNVuIQ==")),
            Meta = new SyncMlMeta { MaxMsgSize = "5000", MaxObjSize = "65536" },
        };
        var message = SyncMlMessage.Of(
            header,
            true,
            SyncMlCommand.Alert("1", 1201),
            SyncMlCommand.Of(
                SyncMlCommandKind.Replace,
                "2",
                SyncMlItem.From("./DevInfo/DevId", SyncMlData.OfText("IMEI:493005100592800")),
                SyncMlItem.From("./DevInfo/Man", SyncMlData.OfText("ACME")),
                SyncMlItem.From("./DevInfo/Mod", SyncMlData.OfText("T1")),
                SyncMlItem.From("./DevInfo/DmV", SyncMlData.OfText("1.2")),
                SyncMlItem.From("./DevInfo/Lang", SyncMlData.OfText("en"))));

        Assert.That(message.ToWbxml(), Is.EqualTo(WbxmlVectors.PackageOne));
    }

    [Test]
    public void Every_command_survives_both_forms()
    {
        var tree = MgmtTree.Of(MgmtNode.Interior("A", "urn:oma:mo:x:1.0", MgmtNode.Leaf("B", "b")));
        var message = SyncMlMessage.Of(
            SyncMlHeader.Of("1A2B", "2", "t", "s") with { RespUri = "http://r/" },
            false,
            SyncMlCommand.Status("1", "1", "0", "SyncHdr", 407) with
            {
                TargetRefs = ["t"],
                SourceRefs = ["s"],
                Challenge = new SyncMlMeta { Format = "b64", Type = "syncml:auth-md5", NextNonce = SyncMlData.OfText("Z28=") },
            },
            SyncMlCommand.Results("2", "1", "4", SyncMlItem.From("./A", SyncMlData.OfText("x<&>"))),
            SyncMlCommand.Alert("3", 1226, SyncMlItem.From("./A") with { Meta = new SyncMlMeta { Mark = "fatal", Type = "Reversed-Domain-Name: a.b" } }) with { Correlator = "c" },
            SyncMlCommand.Of(SyncMlCommandKind.Add, "4", TndsWriter.ToItem("./Inbox", tree, TndsForm.Xml)),
            SyncMlCommand.Of(SyncMlCommandKind.Replace, "5", SyncMlItem.Leaf("./A", "", "int") with { MoreData = true }),
            SyncMlCommand.Of(SyncMlCommandKind.Delete, "6", SyncMlItem.To("./A")),
            SyncMlCommand.Get("7", "./A", "./B?prop=ACL"),
            SyncMlCommand.Copy("8", "./A", "./B"),
            SyncMlCommand.Of(SyncMlCommandKind.Exec, "9", SyncMlItem.To("./A")) with { Correlator = "c" },
            SyncMlCommand.Group(SyncMlCommandKind.Atomic, "10", SyncMlCommand.Group(SyncMlCommandKind.Sequence, "11", SyncMlCommand.Get("12", "."))));

        var fromWbxml = SyncMlMessage.Parse(message.ToWbxml());
        var fromXml = SyncMlMessage.Parse(Encoding.UTF8.GetBytes(message.ToXml()));

        Assert.That(fromWbxml.ToXml(), Is.EqualTo(message.ToXml()));
        Assert.That(fromXml.ToWbxml(), Is.EqualTo(message.ToWbxml()));
        Assert.That((fromWbxml.Remarks, fromXml.Remarks), Is.EqualTo((message.Remarks, message.Remarks)));
        Assert.That(fromXml.Commands.Select(command => command.Kind), Is.EqualTo(message.Commands.Select(command => command.Kind)));
    }

    [Test]
    public void Unknown_elements_are_written_again()
    {
        // Map in the body, Lang in an Add, a literal in SyncML.
        const string Xml = """
            <SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><Target><LocURI>a</LocURI><Lang/></Target><Cred><Data>x</Data><Lang/></Cred></SyncHdr><SyncBody><Status><Chal><Meta/><Lang/></Chal></Status><Add><Lang>en</Lang></Add><Map/><Final/></SyncBody><foo xmlns="">1</foo></SyncML>
            """;

        var message = SyncMlMessage.Parse(Encoding.UTF8.GetBytes(Xml));

        Assert.That(message.ToXml(), Is.EqualTo(Xml));
        Assert.That(SyncMlMessage.Parse(message.ToWbxml()).ToXml(), Is.EqualTo(Xml));
        Assert.That(message.Remarks.Count(remark => remark.Code == "UnknownElement"), Is.EqualTo(6));
    }

    [Test]
    public void Octets_become_base64_in_XML_and_their_format_says_so()
    {
        var item = SyncMlItem.To("./A") with { Data = SyncMlData.OfOctets(new byte[] { 0xFF, 0x00 }), Meta = SyncMlMeta.Of("bin") };
        var message = SyncMlMessage.Of(SyncMlHeader.Of("1", "1", "t", "s"), true, SyncMlCommand.Of(SyncMlCommandKind.Add, "1", item));

        Assert.That(message.ToXml(), Does.Contain("""<Format xmlns="syncml:metinf">b64</Format></Meta><Data>/wA=</Data>"""));
        Assert.That(Convert.ToHexString(message.ToWbxml()), Does.Contain("4FC302FF0001"));
    }

    [Test]
    public void A_message_of_version_1_1_is_written_with_the_tokens_of_1_1()
    {
        var message = SyncMlMessage.Of(SyncMlHeader.Of("1", "1", "t", "s") with { VerDtd = "1.1", VerProto = "DM/1.1" }, true, SyncMlCommand.Alert("1", 1201));

        Assert.That(Convert.ToHexString(message.ToWbxml()), Does.StartWith("029F536A006D6C71"));
        Assert.That(() => message.ToWbxml(space: WbxmlCodeSpace.Provisioning), Throws.ArgumentException);
    }

    [Test]
    public void XML_with_a_document_type_is_refused()
    {
        var failure = Assert.Throws<WireFormatException>(() => SyncMlMessage.ParseXml("<!DOCTYPE SyncML SYSTEM 'file:///etc/passwd'><SyncML/>"u8));

        Assert.That(failure!.Error.Code, Is.EqualTo(WbxmlErrors.BadXml));
    }
}
