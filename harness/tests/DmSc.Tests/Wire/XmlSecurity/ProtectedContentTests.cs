using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;
using DmSc.Wire.XmlSecurity;
using static DmSc.Tests.Wire.XmlSecurity.XmlSecurityKeys;

namespace DmSc.Tests.Wire.XmlSecurity;

/// <summary>A bootstrap message with protected content, as octets and back.</summary>
public sealed class ProtectedContentTests
{
    private const string Tree = """<MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Node><NodeName>Acc &amp; Co</NodeName><RTProperties><ACL>Get=*</ACL></RTProperties></Node></MgmtTree>""";

    private static SyncMlMessage Bootstrap(SyncMlItem item) =>
        SyncMlMessage.Of(SyncMlHeader.Of("0", "0", "IMEI:353918051234563", "dm.example.com"), final: true, SyncMlCommand.Of(SyncMlCommandKind.Add, "1", item));

    private static IEnumerable<byte[]> Encodings(SyncMlMessage message) => [message.ToWbxml(), Octets(message.ToXml())];

    [Test]
    public void Signed_content_travels_in_WBXML_and_in_XML()
    {
        foreach (var octets in Encodings(Bootstrap(ProtectedContent.SignedItem("./Inbox", Writer().DetachedBefore(Octets(Tree))))))
        {
            var command = SyncMlMessage.Parse(octets).Commands[0];

            Assert.That(ProtectedContent.Of(command, command.Items[0]), Is.EqualTo(ContentProtection.Signed));
            Assert.That((command.FormatOf(command.Items[0]), command.TypeOf(command.Items[0])), Is.EqualTo(("xml", "application/xml")));
            Assert.That(Text(Verified(ProtectedContent.Octets(command.Items[0]).Span).Consumed.Payload), Is.EqualTo(Tree));
        }
    }

    [Test]
    public void Encrypted_signed_content_travels_in_WBXML_and_in_XML()
    {
        var made = new EncryptionWriter(Device, new Random(5)).Seal(Writer().DetachedBefore(Octets(Tree)), EncryptedKind.Content);
        foreach (var octets in Encodings(Bootstrap(ProtectedContent.EncryptedItem("./Inbox", made))))
        {
            var command = SyncMlMessage.Parse(octets).Commands[0];

            Assert.That(ProtectedContent.Of(command, command.Items[0]), Is.EqualTo(ContentProtection.Encrypted));
            var outcome = ProtectedContent.OpenAndVerify(ProtectedContent.Octets(command.Items[0]).Span, new DecryptionPolicy(DeviceKey), Trusting);
            Assert.That(outcome, Is.InstanceOf<SignatureOutcome.Verified>(), outcome.ToString());
            Assert.That(Text(((SignatureOutcome.Verified)outcome).Consumed.Payload), Is.EqualTo(Tree));
        }
    }

    [Test]
    public void A_rejection_of_the_decryption_comes_as_such()
    {
        var made = new EncryptionWriter(Device, new Random(5)).Seal(Writer().DetachedBefore(Octets(Tree)), EncryptedKind.Content);

        var outcome = ProtectedContent.OpenAndVerify(made, new DecryptionPolicy(DeviceKey with { Name = "other" }), Trusting);

        Assert.That(((SignatureOutcome.Rejected)outcome).Rejection.Defect, Is.EqualTo(XmlSecurityDefect.KeyMissing));
    }

    [Test]
    public void The_specifications_CDATA_sections_are_read()
    {
        var signature = Text(Writer().Detached(Octets(Tree)));
        var xml = $"""<SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>0</SessionID><MsgID>0</MsgID><Target><LocURI>d</LocURI></Target><Source><LocURI>s</LocURI></Source></SyncHdr><SyncBody><Add><CmdID>1</CmdID><Meta><Format xmlns="syncml:metinf">xml</Format><Type xmlns="syncml:metinf">application/xml</Type></Meta><Item><Target><LocURI>./Inbox</LocURI></Target><Data><![CDATA[{signature}]]><![CDATA[{Tree}]]></Data></Item></Add><Final/></SyncBody></SyncML>""";

        var command = SyncMlMessage.ParseXml(Octets(xml)).Commands[0];

        Assert.That(ProtectedContent.Of(command, command.Items[0]), Is.EqualTo(ContentProtection.Signed));
        Assert.That(Text(Verified(ProtectedContent.Octets(command.Items[0]).Span).Consumed.Payload), Is.EqualTo(Tree));
    }

    [TestCase("chr", "application/xml")]
    [TestCase("xml", "text/plain")]
    [TestCase("bin", MediaTypes.TndsWbxml)]
    public void Other_content_is_not_protected(string format, string type)
    {
        var command = SyncMlCommand.Of(SyncMlCommandKind.Add, "1", SyncMlItem.Leaf("./Inbox", Text(Writer().DetachedBefore(Octets(Tree))), format, type));

        Assert.That(ProtectedContent.Of(command, command.Items[0]), Is.EqualTo(ContentProtection.None));
    }
}
