using System.Security.Cryptography;
using System.Xml.Linq;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Wbxml;

[TestFixture]
public sealed class WbxmlDocumentTests
{
    private static readonly XNamespace SyncMl = "SYNCML:SYNCML1.2";
    private static readonly XNamespace Ddf = "syncml:dmddf1.2";

    [Test]
    public void The_vectors_are_the_published_ones()
    {
        Assert.That(Sha1(WbxmlVectors.BootstrapMessage), Is.EqualTo("9F73E0DE387E64D0A639F9CD3B09BD6B76E9A8AC"));
        Assert.That(Sha1(WbxmlVectors.ManagementTree), Is.EqualTo("54FA2E10A80F844A0A4E98F078C3C2DF5C23699D"));
        Assert.That(Sha1(WbxmlVectors.ProvisioningDocument), Is.EqualTo("0E7EB5D0D06F6B19DB0A0584AE753977E9FF13BE"));
        Assert.That(Sha1(WbxmlVectors.PackageOne), Is.EqualTo("FCE3C01F09DEC685B584D2BB982B71A9F495D69C"));
        Assert.That(Sha1(WbxmlVectors.LongBootstrapMessage), Is.EqualTo("12E5F593EADE598C4C10E29C02BA513B061B95A3"));
    }

    [Test]
    public void A_bootstrap_message_becomes_XML_with_its_management_tree_decoded_in_place()
    {
        var document = WbxmlDocument.Parse(WbxmlVectors.BootstrapMessage);

        var xml = XElement.Parse(document.ToXml());

        var data = xml.Descendants(SyncMl + "Data").Single();
        var tree = data.Elements().Single();
        Assert.That(tree.Name, Is.EqualTo(Ddf + "MgmtTree"));
        Assert.That(tree.Descendants(Ddf + "Node").Single(node => (string?)node.Element(Ddf + "NodeName") == "Addr").Element(Ddf + "Value")!.Value, Is.EqualTo("http://dm.example.com/dm"));
        Assert.That(document.Remarks, Is.Empty);
    }

    [Test]
    public void XML_with_masked_secrets_has_none()
    {
        var xml = WbxmlDocument.Parse(WbxmlVectors.BootstrapMessage).ToXml(maskSecrets: true)
            + WbxmlDocument.Parse(WbxmlVectors.PackageOne).ToXml(maskSecrets: true)
            + WbxmlDocument.Parse(WbxmlVectors.ProvisioningDocument).ToXml(maskSecrets: true);

        Assert.That(xml, Does.Not.Contain("devpw").And.Not.Contain("srvpw").And.Not.Contain("cnonce1").And.Not.Contain("yXsFSrpx").And.Not.Contain("Y25vbmNlMQ"));
        Assert.That(xml, Does.Contain("dev1").And.Contain("com.example.dm"));
    }

    [TestCase("./DMAcc/Ex/AppAuth/1/AAuthSecret", "devpw", TestName = "Plain node")]
    [TestCase("./Inbox", "<MgmtTree xmlns='syncml:dmddf1.2'><Node><NodeName>AAuthSecret</NodeName><Value>devpw</Value></Node></MgmtTree>", TestName = "XML text")]
    [TestCase("./Inbox", "<MgmtTree><Value>devpw</MgmtTree>", TestName = "Broken XML text")]
    public void Masking_finds_secrets_outside_embedded_documents(string uri, string data)
    {
        var root = WbxmlElement.Of(
            WbxmlNamespaces.SyncMl12,
            "Item",
            WbxmlElement.Of(WbxmlNamespaces.SyncMl12, "Target", WbxmlElement.OfText(WbxmlNamespaces.SyncMl12, "LocURI", uri)),
            WbxmlElement.OfText(WbxmlNamespaces.SyncMl12, "Data", data));
        var document = WbxmlDocument.Parse(WbxmlWriter.Encode(root, WbxmlCodeSpace.SyncMl12));

        Assert.That(document.ToXml(), Does.Contain("devpw"));
        Assert.That(document.ToXml(maskSecrets: true), Does.Not.Contain("devpw").And.Contain("********"));
    }

    [Test]
    public void Masking_finds_secrets_in_an_embedded_document_that_nothing_announces()
    {
        var octets = WbxmlVectors.BootstrapMessage;
        octets[0x78] = (byte)'x'; // the media type is no longer that of a management tree

        Assert.That(WbxmlDocument.Parse(octets).ToXml(maskSecrets: true), Does.Not.Contain("devpw").And.Contain("com.example.dm"));
    }

    [Test]
    public void A_broken_embedded_document_is_shown_with_the_error_at_both_offsets()
    {
        var octets = WbxmlVectors.BootstrapMessage;
        octets[0x9E + 0x35] = 0x7F; // a tag that page 2 does not define

        var xml = WbxmlDocument.Parse(octets).ToXml();

        Assert.That(xml, Does.Contain($"UnknownTag at octet {0x9E + 0x35}"));
        Assert.That(xml, Does.Contain($"octet {0x35} of the embedded document that starts at octet {0x9E}"));
        Assert.That(XElement.Parse(xml).Descendants(SyncMl + "Data").Single().Value, Is.EqualTo(Convert.ToBase64String(octets.AsSpan(0x9E..0x3D0))));
    }

    [Test]
    public void Package_one_reads_as_it_was_built()
    {
        var xml = XElement.Parse(WbxmlDocument.Parse(WbxmlVectors.PackageOne).ToXml());

        Assert.That(xml.Descendants(SyncMl + "LocURI").Select(uri => uri.Value), Is.EqualTo(new[]
        {
            "http://dm.example.com/dm", "IMEI:493005100592800", "./DevInfo/DevId", "./DevInfo/Man", "./DevInfo/Mod", "./DevInfo/DmV", "./DevInfo/Lang",
        }));
        Assert.That(xml.Descendants(XName.Get("MaxObjSize", "syncml:metinf")).Single().Value, Is.EqualTo("65536"));
        Assert.That(xml.Descendants(SyncMl + "Final").Count(), Is.EqualTo(1));
    }

    [Test]
    public void Octets_that_are_no_text_stand_as_base64_behind_a_comment()
    {
        var document = WbxmlDocument.Parse(Convert.FromHexString("02A4016A006D6B4FC304FF00FE0101" + "0101"));

        Assert.That(document.ToXml(), Does.Contain("<!-- 4 octets, base64 -->/wD+AQ=="));
    }

    [Test]
    public void Descriptions_never_show_content()
    {
        var document = WbxmlDocument.Parse(WbxmlVectors.PackageOne);
        var cred = document.Root.Elements.First().Elements.Single(element => element.Name == "Cred");

        Assert.That(cred.ToString() + cred.Elements.Last().Content[0] + document, Does.Not.Contain("yXsFSrpx"));
    }

    private static string Sha1(byte[] octets)
    {
#pragma warning disable CA5350 // The digest names a published vector; nothing is protected by it.
        return Convert.ToHexString(SHA1.HashData(octets));
#pragma warning restore CA5350
    }
}
