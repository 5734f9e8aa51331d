using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Wbxml;

[TestFixture]
public sealed class WbxmlXmlTests
{
    private static readonly WbxmlXmlOptions Plain = new() { Annotate = false };

    [Test]
    public void Namespaces_are_declared_where_the_page_changes_and_empty_elements_stay_empty()
    {
        var xml = WbxmlXml.ToXml(Convert.FromHexString("02A4016A006D6B455A000147036234000153036100010100004F01" + "12010101"));

        Assert.That(xml, Is.EqualTo(
            """<SyncML xmlns="SYNCML:SYNCML1.2"><SyncBody><Add><Meta><Format xmlns="syncml:metinf">b4</Format><Type xmlns="syncml:metinf">a</Type></Meta><Data/><Final/></Add></SyncBody></SyncML>"""));
    }

    [Test]
    public void What_was_sent_as_octets_comes_back_as_octets()
    {
        // Data { OPAQUE "a", STR_I "b", OPAQUE FF, OPAQUE of no octets }
        var octets = Convert.FromHexString("02A4016A006D4FC30161036200C301FFC3000101");

        var xml = WbxmlXml.ToXml(octets);

        Assert.That(xml, Does.Contain("<Data><?wbxml opaque?>a<?wbxml text?>b<?wbxml opaque-base64?>/w==<?wbxml opaque?></Data>"));
        Assert.That(WbxmlXml.FromXml(xml), Is.EqualTo(octets));
    }

    [Test]
    public void Without_annotation_the_text_is_what_a_peer_would_send()
    {
        var xml = WbxmlXml.ToXml(WbxmlVectors.BootstrapMessage, Plain);

        Assert.That(xml, Does.Not.Contain("<?"));
        Assert.That(xml, Does.Contain("""<Data><MgmtTree xmlns="syncml:dmddf1.2"><VerDTD>1.2</VerDTD>"""));
    }

    [TestCase(nameof(WbxmlVectors.BootstrapMessage))]
    [TestCase(nameof(WbxmlVectors.ProvisioningDocument))]
    [TestCase(nameof(WbxmlVectors.PackageOne))]
    [TestCase(nameof(WbxmlVectors.LongBootstrapMessage))]
    [TestCase(nameof(WbxmlVectors.SmallProvisioningDocument))]
    [TestCase(nameof(WbxmlVectors.ManagementTree))]
    public void A_document_goes_to_XML_and_back_without_loss(string vector)
    {
        var octets = (byte[])typeof(WbxmlVectors).GetProperty(vector)!.GetValue(null)!;

        var xml = WbxmlXml.ToXml(octets);
        var back = WbxmlXml.FromXml(xml);

        Assert.That(WbxmlXml.ToXml(back), Is.EqualTo(xml));
        Assert.That(WbxmlDocument.Parse(back).ToXml(), Is.EqualTo(WbxmlDocument.Parse(octets).ToXml()));
    }

    [Test]
    public void A_message_with_inline_strings_comes_back_octet_for_octet() =>
        Assert.That(WbxmlXml.FromXml(WbxmlXml.ToXml(WbxmlVectors.PackageOne)), Is.EqualTo(WbxmlVectors.PackageOne));

    [Test]
    public void A_tree_below_data_becomes_a_document_of_its_own_unless_it_was_inline()
    {
        const string Inline = """<SyncML xmlns="SYNCML:SYNCML1.2"><Data><?wbxml inline?><MgmtTree xmlns="syncml:dmddf1.2"/></Data></SyncML>""";
        var document = WbxmlXml.FromXml(Inline.Replace("<?wbxml inline?>", "", StringComparison.Ordinal));

        Assert.That(Convert.ToHexString(WbxmlXml.FromXml(Inline)), Is.EqualTo("02A4016A006D4F0002200101"));
        Assert.That(WbxmlXml.ToXml(WbxmlXml.FromXml(Inline)), Is.EqualTo(Inline));
        var data = WbxmlDocument.Parse(document).Root.Elements.Single();
        Assert.That(WbxmlDocument.Parse(data.Octets).Root.Name, Is.EqualTo("MgmtTree"));
    }

    [Test]
    public void What_announces_itself_as_a_tree_and_is_none_stays_octets()
    {
        var octets = WbxmlVectors.BootstrapMessage;
        octets[0x9E + 0x35] = 0x7F;

        Assert.That(WbxmlXml.ToXml(octets), Does.Contain("<Data><?wbxml opaque-base64?>"));
    }

    [Test]
    public void Indentation_is_no_content_but_white_space_of_a_leaf_is()
    {
        var octets = WbxmlXml.FromXml("<SyncML xmlns='SYNCML:SYNCML1.2'>\n <Data> </Data> <!-- --> \n</SyncML>");

        Assert.That(Convert.ToHexString(octets), Is.EqualTo("02A4016A006D4F0320000101"));
    }

    [Test]
    public void Strings_that_repeat_go_through_the_table_when_asked()
    {
        var root = WbxmlDocument.Parse(WbxmlVectors.ManagementTree).Root;

        var shared = WbxmlWriter.Encode(root, WbxmlCodeSpace.DmDdf12, new WbxmlWriterOptions { ShareStrings = true });
        var inline = WbxmlWriter.Encode(root, WbxmlCodeSpace.DmDdf12);

        Assert.That(shared, Has.Length.LessThan(inline.Length));
        Assert.That(WbxmlDocument.Parse(shared).ToXml(), Is.EqualTo(WbxmlDocument.Parse(inline).ToXml()));
        Assert.That(WbxmlDocument.Parse(shared).Remarks, Is.Empty);
    }

    [Test]
    public void Literals_carry_names_without_a_token_with_attributes_and_content()
    {
        var element = new WbxmlElement("", "a b", 0, 0, [new WbxmlAttribute("x", "1", 0), new WbxmlAttribute("y", "", 0)], [new WbxmlText("text"u8.ToArray(), 0)]);
        var root = WbxmlElement.Of(WbxmlNamespaces.SyncMl12, "SyncML", element, WbxmlElement.Of("", "a b"), WbxmlElement.Of(WbxmlNamespaces.SyncMl12, "Final"));

        var octets = WbxmlWriter.Encode(root, WbxmlCodeSpace.SyncMl12, new WbxmlWriterOptions { Literals = true });

        Assert.That(Convert.ToHexString(octets), Is.EqualTo("02A4016A08" + "7800790061206200" + "6D" + "C404" + "0400033100" + "0402" + "01" + "037465787400" + "01" + "0404" + "12" + "01"));
        var read = WbxmlDocument.Parse(octets).Root.Elements.First();
        Assert.That((read.Name, read.Text, string.Join(' ', read.Attributes.Select(attribute => $"{attribute.Name}={attribute.Value}"))), Is.EqualTo(("a b", "text", "x=1 y=")));
        var options = new WbxmlXmlOptions { Writing = new WbxmlWriterOptions { Literals = true } };
        Assert.That(WbxmlXml.FromXml(WbxmlXml.ToXml(octets), options), Is.EqualTo(octets));
        Assert.That(() => WbxmlWriter.Encode(root, WbxmlCodeSpace.SyncMl12), Throws.ArgumentException);
    }

    [TestCase("029F546A004A5C03310001" + "01", "Size", TestName = "DevInf 1.1")]
    [TestCase("02A4036A004A5C03310001" + "01", "MaxSize", TestName = "DevInf 1.2")]
    public void Device_information_has_tokens_of_its_own(string hex, string name)
    {
        var root = WbxmlDocument.Parse(Convert.FromHexString(hex)).Root;

        Assert.That((root.Namespace, root.Name, root.Elements.Single().Name), Is.EqualTo(("syncml:devinf", "DevInf", name)));
    }
}
