using System.Text;
using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Tnds;

[TestFixture]
public sealed class TndsWriterTests
{
    private static readonly MgmtTree Sample = MgmtTree.Of(MgmtNode.Interior(
        "Acc",
        "urn:oma:mo:oma-dm-dmacc:1.0",
        MgmtNode.Leaf("AppID", "w7"),
        MgmtNode.Leaf("AAuthData", TndsValue.OfOctets(new byte[] { 0x00, 0xFF }), "bin", "application/octet-stream", "Get=*")));

    private const string Description = """
        <MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD><Man>M</Man><Mod>X</Mod><Node><NodeName>DevInfo</NodeName><DFProperties><AccessType><Get/></AccessType><Description>Device</Description><DFFormat><node/></DFFormat><Occurrence><One/></Occurrence><Scope><Permanent/></Scope><DFTitle>T</DFTitle><DFType><DDFName/></DFType><CaseSense><CS/></CaseSense></DFProperties><Node><NodeName>Lang</NodeName><DFProperties><AccessType><Add/><Copy/><Delete/><Exec/><Get/><Replace/></AccessType><DefaultValue>en</DefaultValue><DFFormat><chr/></DFFormat><Occurrence><ZeroOrN>5</ZeroOrN></Occurrence><Scope><Dynamic/></Scope><DFType><MIME>text/plain</MIME><MIME>text/html</MIME></DFType><CaseSense><CIS/></CaseSense></DFProperties></Node></Node></MgmtTree>
        """;

    [TestCase(TndsForm.Document)]
    [TestCase(TndsForm.Inline)]
    [TestCase(TndsForm.Xml)]
    public void A_tree_survives_each_form_of_embedding(TndsForm form)
    {
        var message = SyncMlMessage.Of(SyncMlHeader.Of("1", "1", "t", "s"), true, SyncMlCommand.Of(SyncMlCommandKind.Add, "1", TndsWriter.ToItem("./Inbox", Sample, form)));

        var read = SyncMlMessage.Parse(message.ToWbxml());
        var tree = TndsReader.FromData(read.Commands.Single().Items.Single().Data!);

        Assert.That(tree.Form, Is.EqualTo(form));
        Assert.That(TndsWriter.ToXml(tree), Is.EqualTo(TndsWriter.ToXml(Sample)));
    }

    [Test]
    public void The_published_tree_with_shared_strings_is_read_and_written_without_loss()
    {
        var tree = TndsReader.FromOctets(WbxmlVectors.ManagementTree);

        var written = TndsWriter.ToWbxml(tree, new WbxmlWriterOptions { ShareStrings = true });

        Assert.That(written, Has.Length.LessThanOrEqualTo(WbxmlVectors.ManagementTree.Length));
        Assert.That(WbxmlDocument.Parse(written).ToXml(), Is.EqualTo(WbxmlDocument.Parse(WbxmlVectors.ManagementTree).ToXml()));
    }

    [Test]
    public void Every_run_time_property_is_written_in_its_order()
    {
        var node = new MgmtNode("", "a/b", new RtProperties { Acl = "Get=*", Format = "xml", Name = "n", Size = "1", Title = "t", TStamp = "20260101T000000Z", MimeType = "text/xml", VerNo = "7" }, null, [], 0);

        Assert.That(TndsWriter.ToXml(MgmtTree.Of(node)), Does.Contain(
            "<Node><NodeName/><Path>a/b</Path><RTProperties><ACL>Get=*</ACL><Format><xml/></Format><Name>n</Name><Size>1</Size><Title>t</Title><TStamp>20260101T000000Z</TStamp><Type><MIME>text/xml</MIME></Type><VerNo>7</VerNo></RTProperties></Node>"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_device_description_survives_both_forms(bool wbxml)
    {
        var source = Encoding.UTF8.GetBytes(Description);

        var tree = TndsReader.Description(wbxml ? WbxmlXml.FromXml(source) : source);

        Assert.That(TndsWriter.ToXml(tree), Is.EqualTo(Description));
        Assert.That(WbxmlXml.ToXml(TndsWriter.ToWbxml(tree)), Is.EqualTo(Description));
        Assert.That(tree.Remarks, Is.Empty);
        var lang = tree.Nodes[0].Children[0].Description!;
        Assert.That(lang.AccessType, Is.EqualTo(new[] { "Add", "Copy", "Delete", "Exec", "Get", "Replace" }));
        Assert.That((lang.DefaultValue, lang.Format, lang.Occurrence, lang.Scope, lang.CaseSense), Is.EqualTo(("en", "chr", new DfOccurrence("ZeroOrN", "5"), "Dynamic", "CIS")));
        Assert.That(lang.MimeTypes, Is.EqualTo(new[] { "text/plain", "text/html" }));
        Assert.That(tree.Nodes[0].Description!.DdfName, Is.Empty);
    }

    [TestCase("<Scope/>", WbxmlErrors.MissingElement)]
    [TestCase("<Scope><One/></Scope>", WbxmlErrors.UnexpectedElement)]
    [TestCase("<Occurrence><One/><One/></Occurrence>", WbxmlErrors.DuplicateElement)]
    [TestCase("<AccessType/><AccessType/>", WbxmlErrors.DuplicateElement)]
    [TestCase("<DFType/><DFType/>", WbxmlErrors.DuplicateElement)]
    public void A_bad_description_is_refused(string properties, string code)
    {
        var xml = $"<MgmtTree xmlns='syncml:dmddf1.2'><Node><DFProperties>{properties}</DFProperties></Node></MgmtTree>";

        var failure = Assert.Throws<WireFormatException>(() => TndsReader.Description(Encoding.UTF8.GetBytes(xml)));

        Assert.That(failure!.Error.Code, Is.EqualTo(code), failure.Message);
    }

    [Test]
    public void Elements_that_the_content_model_lacks_are_kept_and_reported()
    {
        const string Xml = "<MgmtTree xmlns=\"syncml:dmddf1.2\"><VerDTD>1.2</VerDTD><Node><RTProperties><Type/><Path>a</Path></RTProperties><Man>b</Man></Node><CS/></MgmtTree>";

        var tree = TndsReader.FromOctets(Encoding.UTF8.GetBytes(Xml));

        Assert.That(tree.Remarks.Count(remark => remark.Code == "UnknownElement"), Is.EqualTo(3));
        Assert.That(TndsWriter.ToXml(tree), Is.EqualTo(Xml.Replace("<Type/>", "", StringComparison.Ordinal)));
    }
}
