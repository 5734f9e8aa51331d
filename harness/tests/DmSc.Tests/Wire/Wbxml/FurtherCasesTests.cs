using System.Text;
using DmSc.Wire;
using DmSc.Wire.Annotated;
using DmSc.Wire.DevInf;
using DmSc.Wire.Provisioning;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Wbxml;

/// <summary>Inputs that are sound WBXML and yet not what they should be, or that only look unsound. Each names the octet.</summary>
[TestFixture]
public sealed class FurtherCasesTests
{
    // The header of a message and the start of an Add whose Data follow, and the ends behind them.
    private const string UpToData = "02A4016A006D6B45544F";
    private const string Ends = "0101010101";

    [TestCase("02A4016A0014", WireKind.SyncMl, 5, TestName = "Item as the root of SyncML")]
    [TestCase("02A4016A00000220", WireKind.SyncMl, 7, TestName = "MgmtTree as the root of SyncML, behind a switch of pages")]
    [TestCase("0200006A1B2D2F2F4F4D412F2F4454442D444D2D44444620312E322F2F454E00000224", WireKind.Tnds, 34, TestName = "Node as the root of a device description")]
    [TestCase("0292036A0005", WireKind.DevInf, 1, TestName = "Public id of no code space in place of DevInf")]
    [TestCase("02A4036A0005", WireKind.DevInf, 5, TestName = "CTCap as the root of DevInf")]
    [TestCase("030B6A0006", WireKind.ClientProvisioning, 4, TestName = "characteristic as the root of Client Provisioning")]
    public void A_root_that_the_public_identifier_does_not_promise(string hex, WireKind kind, int offset)
    {
        var octets = Convert.FromHexString(hex);

        var failure = Assert.Throws<WireFormatException>(() => AnnotatedInput.Read(octets, kind))!;

        Assert.That(failure.Error.Offset, Is.EqualTo(offset), failure.Message);
        Assert.That(failure.Error.Code, Is.AnyOf(WbxmlErrors.UnexpectedRoot, WbxmlErrors.UnknownPublicId));
    }

    [Test]
    public void Each_model_refuses_the_roots_of_the_others_at_the_root()
    {
        (byte[] Octets, int Root)[] documents =
        [
            (WbxmlVectors.PackageOne, 5), (WbxmlVectors.ManagementTree, 0x2D), (WbxmlVectors.ProvisioningDocument, 4),
            (Convert.FromHexString("02A4036A004A650331000101"), 5),
        ];
        Action<byte[]>[] models =
        [
            octets => SyncMlMessage.Parse(octets), octets => TndsReader.FromOctets(octets), octets => ProvisioningDocument.FromWbxml(octets),
            octets => DeviceInformation.Parse(octets),
        ];

        for (var document = 0; document < documents.Length; document++)
        {
            for (var model = 0; model < models.Length; model++)
            {
                if (model == document)
                {
                    models[model](documents[document].Octets);
                    continue;
                }

                var failure = Assert.Throws<WireFormatException>(() => models[model](documents[document].Octets), $"model {model} of document {document}")!;
                Assert.That((failure.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.UnexpectedRoot, documents[document].Root)), $"model {model} of document {document}");
            }
        }
    }

    [Test]
    public void A_byte_order_mark_inside_text_is_a_character_like_others()
    {
        var octets = Convert.FromHexString("02A4016A006D6C7103EFBBBF31EFBBBF000101" + "01");

        var text = WbxmlDocument.Parse(octets).Root.Elements.Single().Elements.Single();

        Assert.That((text.Text, text.DataOffset), Is.EqualTo(("\uFEFF1\uFEFF", 8)));
        Assert.That(WbxmlXml.ToXml(WbxmlXml.FromXml(WbxmlXml.ToXml(octets))), Is.EqualTo(WbxmlXml.ToXml(octets)));
    }

    [TestCase("EFBBBF02A4016A006D01", WbxmlErrors.UnsupportedVersion, 0, TestName = "In front of a document it is no WBXML")]
    [TestCase("02A4016A006D6C7103EFBB00", WbxmlErrors.BadCharacterData, 9, TestName = "Cut off inside text")]
    [TestCase("02A4016A006D6C7103EFBFBE00", WbxmlErrors.IllegalXmlChar, 9, TestName = "U+FFFE is no character of XML")]
    public void A_byte_order_mark_out_of_place(string hex, string code, int offset)
    {
        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(Convert.FromHexString(hex)))!;

        Assert.That((failure.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)));
    }

    [TestCase("030B6A00C54601C65501870606010101", 12, WbxmlErrors.DuplicateAttribute, TestName = "Duplicate value")]
    [TestCase("030B6A00C54601C655018705" + "05010101", 12, WbxmlErrors.DuplicateAttribute, TestName = "Duplicate name")]
    public void A_parameter_with_an_attribute_twice(string hex, int offset, string code)
    {
        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(Convert.FromHexString(hex)))!;

        Assert.That((failure.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [TestCase("02A4016A00120112", 6, TestName = "A second root behind an empty one is not its content")]
    [TestCase("02A4016A006D016D01", 7, TestName = "Two root elements")]
    [TestCase("02A4016A006D0100006D01", 7, TestName = "A switch of pages and a second root")]
    [TestCase("02A4016A006D01033100", 7, TestName = "Text behind the root")]
    public void Anything_behind_the_root_is_refused_at_its_first_octet(string hex, int offset)
    {
        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(Convert.FromHexString(hex)))!;

        Assert.That((failure.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.TrailingBytes, offset)), failure.Message);
    }

    [Test]
    public void Pages_are_switched_in_a_document_of_WBXML_1_1_too()
    {
        var octets = Convert.FromHexString("01A4016A006D6C5A00014C0335303030000101" + "0101");

        Assert.That(WbxmlDocument.Parse(octets).Root.Elements.Single().Elements.Single().Elements.Single().Is(WbxmlNamespaces.MetInf, "MaxMsgSize"));
    }

    [Test]
    public void A_document_above_the_size_of_a_message_is_refused_at_the_limit()
    {
        var options = new WbxmlOptions { Limits = new WbxmlLimits { MaxSize = 300 } };

        var failure = Assert.Throws<WireFormatException>(() => SyncMlMessage.Parse(WbxmlVectors.PackageOne, options))!;

        Assert.That((failure.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.LimitExceeded, 300)));
    }

    [Test]
    public void A_document_inside_an_embedded_document_is_not_opened_and_its_place_is_told()
    {
        var inner = Embedding(WbxmlVectors.ManagementTree);
        var outer = Embedding(inner);

        var twoLevels = AnnotatedInput.Read(inner, WireKind.Wbxml);
        var threeLevels = AnnotatedInput.Read(outer, WireKind.Wbxml);

        Assert.That(twoLevels.Problems, Is.Empty);
        Assert.That(twoLevels.Tree.All().Count(node => node.Label.StartsWith("WBXML document", StringComparison.Ordinal)), Is.EqualTo(2));
        var problem = threeLevels.Problems.Single();
        var innermost = outer.AsSpan().IndexOf(WbxmlVectors.ManagementTree);
        Assert.That((problem.Code, problem.Offset), Is.EqualTo((WbxmlErrors.DepthLimit, innermost)));
    }

    [Test]
    public void An_error_in_an_embedded_document_is_told_with_its_offset_in_the_outer_one()
    {
        var broken = WbxmlVectors.BootstrapMessage;
        broken[0x9E + 0x35] = 0x3F;

        var input = AnnotatedInput.Read(broken, WireKind.Wbxml);

        Assert.That(input.Problems.Single().Offset, Is.EqualTo(0x9E + 0x35));
    }

    [Test]
    public void Elements_beside_MetInf_stay_where_they_are()
    {
        const string Xml = """
            <SyncML xmlns="SYNCML:SYNCML1.2"><SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.2</VerProto><SessionID>1</SessionID><MsgID>1</MsgID><Target><LocURI>a</LocURI></Target><Source><LocURI>b</LocURI></Source></SyncHdr><SyncBody><Add><CmdID>1</CmdID><Item><Target><LocURI>./X</LocURI></Target><Meta><MetInf xmlns="syncml:metinf"><Type>text/plain</Type></MetInf><Format xmlns="syncml:metinf">chr</Format></Meta><Data>1</Data></Item></Add><Final/></SyncBody></SyncML>
            """;

        var message = SyncMlMessage.ParseXml(Encoding.UTF8.GetBytes(Xml));
        var again = SyncMlMessage.Parse(message.ToWbxml());

        Assert.That(again.ToXml(), Is.EqualTo(message.ToXml()));
        Assert.That(again.Commands.Single().Items.Single().Meta!.BesideMetInf.Single().Text, Is.EqualTo("chr"));
        Assert.That(again.Commands.Single().Items.Single().Meta!.Format, Is.Null);
    }

    private static byte[] Embedding(byte[] document)
    {
        byte[] length = [(byte)(0x80 | (document.Length >> 7)), (byte)(document.Length & 0x7F)];
        return [.. Convert.FromHexString(UpToData), 0xC3, .. length, .. document, .. Convert.FromHexString(Ends)];
    }
}
