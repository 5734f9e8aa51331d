using System.Text;
using DmSc.Tests.Wire.Wbxml;
using DmSc.Wire;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Tnds;

[TestFixture]
public sealed class TndsReaderTests
{
    [Test]
    public void A_document_of_its_own_gives_the_tree_with_its_properties()
    {
        var tree = TndsReader.FromOctets(WbxmlVectors.ManagementTree);

        var account = tree.Nodes.Single();
        Assert.Multiple(() =>
        {
            Assert.That((tree.VerDtd, tree.Form, tree.Offset), Is.EqualTo(("1.2", TndsForm.Document, 0x2D)));
            Assert.That((account.Name, account.Offset), Is.EqualTo(("Ex", 0x35)));
            Assert.That(account.Properties!.Acl, Is.EqualTo("Get=com.example.dm&Replace=com.example.dm&Delete=com.example.dm"));
            Assert.That((account.Properties.Format, account.Properties.DdfName), Is.EqualTo(("node", "urn:oma:mo:oma-dm-dmacc:1.0")));
            Assert.That(account.Children.Select(node => node.Name), Is.EqualTo(new[] { "AppID", "ServerID", "AppAddr", "AppAuth" }));
            Assert.That((account.Children[0].Value!.Text, account.Children[0].Properties!.MimeType), Is.EqualTo(("w7", "text/plain")));
            Assert.That(account.Children[2].Properties!.DdfName, Is.Empty);
            Assert.That(account.Children[3].Children[0].Children[4].Value!.Octets.ToArray(), Is.EqualTo("cnonce1"u8.ToArray()));
            Assert.That(tree.Remarks, Is.Empty);
        });
    }

    [Test]
    public void A_tree_embedded_in_a_message_counts_its_offsets_in_the_message()
    {
        var tree = TndsReader.FromData(DataOf(WbxmlVectors.BootstrapMessage));

        Assert.That((tree.Form, tree.Offset, tree.Nodes.Single().Offset), Is.EqualTo((TndsForm.Document, 0x9E + 0x2D, 0x9E + 0x35)));
    }

    [Test]
    public void A_tree_inline_on_page_two_is_read_with_a_remark()
    {
        // Data { page 2: MgmtTree { VerDTD 1.2, Node { NodeName a, RTProperties { Type { DDFName } } } } }
        var tree = TndsReader.FromData(DataOf(Message("4F" + "000260" + "7703312E320001" + "64" + "6603610001" + "6F751101" + "01" + "01" + "01" + "01")));

        Assert.That((tree.Form, tree.VerDtd, tree.Nodes.Single().Name), Is.EqualTo((TndsForm.Inline, "1.2", "a")));
        Assert.That(tree.Remarks.Select(remark => remark.Code), Is.EqualTo(new[] { "InlineTnds" }));
    }

    [Test]
    public void A_tree_with_its_tokens_on_page_zero_is_read_with_a_remark()
    {
        var octets = WbxmlVectors.ManagementTree;
        byte[] pageZero = [.. octets[..0x2B], .. octets[0x2D..]];

        var tree = TndsReader.FromOctets(pageZero);

        Assert.That(tree.Nodes.Single().Children, Has.Length.EqualTo(4));
        Assert.That(tree.Remarks.Select(remark => (remark.Code, remark.Offset)), Is.EqualTo(new[] { ("DdfOnPageZero", 0x2B) }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void XML_text_is_read_from_a_string_and_from_opaque_octets(bool opaque)
    {
        var xml = Encoding.UTF8.GetBytes(Xml);
        var content = opaque ? "C3" + Integer(xml.Length) + Convert.ToHexString(xml) : "03" + Convert.ToHexString(xml) + "00";

        var tree = TndsReader.FromData(DataOf(Message("4F" + content + "01")));

        Assert.That(tree.Form, Is.EqualTo(TndsForm.Xml));
        Assert.That(tree.Nodes.Select(node => node.Name), Is.EqualTo(new[] { "Mail", "Web" }));
        Assert.That(tree.Nodes[0].Children.Single().Properties!.Acl, Is.EqualTo("Get=*&Replace=dm.example.com"));
        Assert.That(tree.Nodes[0].Children.Single().Value!.Text, Is.EqualTo("mail.example.com"));
        Assert.That(tree.Nodes[1].Path, Is.EqualTo("Mail"));
        Assert.That(tree.Remarks.Select(remark => remark.Code), Is.EqualTo(new[] { "MissingRtProperties" }));
    }

    [Test]
    public void Places_in_XML_text_are_octet_offsets()
    {
        var xml = "<MgmtTree xmlns='syncml:dmddf1.2'>\r\n <VerDTD>1.2</VerDTD><!-- é€ -->\n<Man>ü</Man><Node/></MgmtTree>";

        var tree = TndsReader.FromOctets(Encoding.UTF8.GetBytes(xml));

        var before = Encoding.UTF8.GetByteCount(xml[..xml.IndexOf("<Node", StringComparison.Ordinal)]);
        Assert.That((tree.Offset, tree.Nodes.Single().Offset), Is.EqualTo((0, before)));
    }

    [TestCase("<!DOCTYPE MgmtTree [<!ENTITY a 'b'>]><MgmtTree>&a;</MgmtTree>", WbxmlErrors.BadXml)]
    [TestCase("<MgmtTree xmlns='syncml:dmddf1.2'><Node></MgmtTree>", WbxmlErrors.BadXml)]
    [TestCase("<MgmtTree xmlns='syncml:dmddf1.2'/>", WbxmlErrors.MissingElement)]
    [TestCase("<SyncML xmlns='SYNCML:SYNCML1.2'/>", WbxmlErrors.UnexpectedRoot)]
    [TestCase("<MgmtTree xmlns='syncml:dmddf1.2'><Node><Value><a/></Value></Node></MgmtTree>", WbxmlErrors.UnexpectedElement)]
    [TestCase("<MgmtTree xmlns='syncml:dmddf1.2'><Node><Value>x</Value><Node/></Node></MgmtTree>", WbxmlErrors.UnexpectedElement)]
    [TestCase("<MgmtTree xmlns='syncml:dmddf1.2'>text<Node/></MgmtTree>", WbxmlErrors.UnexpectedText)]
    [TestCase("<MgmtTree xmlns='syncml:dmddf1.2'><Node><NodeName/><NodeName/></Node></MgmtTree>", WbxmlErrors.DuplicateElement)]
    public void XML_that_is_no_management_tree_is_refused(string xml, string code)
    {
        var failure = Assert.Throws<WireFormatException>(() => TndsReader.FromOctets(Encoding.UTF8.GetBytes(xml)));

        Assert.That(failure!.Error.Code, Is.EqualTo(code), failure.Message);
    }

    [Test]
    public void XML_nested_too_deep_is_refused()
    {
        var xml = string.Concat(Enumerable.Repeat("<Node>", 100_000));

        var failure = Assert.Throws<WireFormatException>(() => TndsReader.FromOctets(Encoding.UTF8.GetBytes(xml)));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.DepthLimit, 64 * 6)));
    }

    [Test]
    public void An_error_in_an_embedded_tree_names_both_places()
    {
        var octets = WbxmlVectors.BootstrapMessage;
        octets[0x9E + 0x35] = 0x7F;

        var failure = Assert.Throws<WireFormatException>(() => TndsReader.FromData(DataOf(octets)));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.UnknownTag, 0x9E + 0x35)));
        Assert.That(failure.Error.Reason, Does.Contain($"octet {0x35} of the embedded document that starts at octet {0x9E}"));
    }

    [Test]
    public void An_embedded_tree_shares_the_depth_of_the_message()
    {
        var options = new WbxmlOptions { Limits = new WbxmlLimits { MaxDepth = 10 } };

        // Data is on level 5 of the message; the tree needs 9 levels of its own.
        var failure = Assert.Throws<WireFormatException>(() => TndsReader.FromData(DataOf(WbxmlVectors.BootstrapMessage), options));

        Assert.That(failure!.Error.Code, Is.EqualTo(WbxmlErrors.DepthLimit));
        Assert.That(TndsReader.FromOctets(WbxmlVectors.ManagementTree, options).Nodes, Has.Length.EqualTo(1));
    }

    [Test]
    public void No_description_of_a_tree_shows_its_values()
    {
        var tree = TndsReader.FromOctets(WbxmlVectors.ManagementTree);
        var secret = tree.Nodes[0].Children[3].Children[0].Children[3];

        Assert.That(secret.Value!.Text, Is.EqualTo("devpw"));
        Assert.That(secret.ToString() + tree, Does.Not.Contain("devpw"));
    }

    private const string Xml = """
        <?xml version="1.0" encoding="UTF-8"?>
        <MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>
         <Node><NodeName>Mail</NodeName><RTProperties><Format><node/></Format><Type><DDFName>com.example/1.0/Mail</DDFName></Type></RTProperties>
          <Node><NodeName>Host</NodeName><RTProperties><ACL>Get=*&amp;Replace=dm.example.com</ACL><Format><chr/></Format><Type><MIME>text/plain</MIME></Type></RTProperties><Value>mail.example.com</Value></Node>
         </Node>
         <Node><NodeName>Web</NodeName><Path>Mail</Path></Node>
        </MgmtTree>
        """;

    private static SyncMlData DataOf(byte[] message) =>
        SyncMlMessage.Parse(WbxmlDocument.Parse(message)).Commands.Single().Items.Single().Data!;

    private static byte[] Message(string data) => Convert.FromHexString("02A4016A006D2C6B4554" + data + "01010101");

    private static string Integer(int value) => value < 128 ? $"{value:X2}" : $"{(value >> 7) | 0x80:X2}{value & 0x7F:X2}";
}
