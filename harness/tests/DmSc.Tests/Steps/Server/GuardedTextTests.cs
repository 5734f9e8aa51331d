using System.Text;
using DmSc.Steps.Server;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Tests.Steps.Server;

internal sealed class GuardedTextTests
{
    private const string Signature = $"<Signature xmlns='{XmlAlgorithms.SignatureNamespace}'><SignedInfo></SignedInfo></Signature>";
    private const string Encrypted = $"<e:EncryptedData xmlns:e='{XmlAlgorithms.EncryptionNamespace}'><e:CipherData/></e:EncryptedData>";

    [TestCase("<MgmtTree/>", false, "Nowhere")]
    [TestCase("<MgmtTree><Signature xmlns='urn:example:other'/></MgmtTree>", false, "Nowhere")]
    [TestCase("<MgmtTree><!-- SignedInfo, EncryptedData --></MgmtTree>", false, "Nowhere")]
    [TestCase(Signature + "<MgmtTree/>", true, "Nowhere")]
    [TestCase("<MgmtTree>" + Signature + "</MgmtTree>", true, "Nowhere")]
    [TestCase("<?xml version='1.0'?><MgmtTree/>" + Signature, true, "Nowhere")]
    [TestCase(Encrypted, false, "Whole")]
    [TestCase("<?xml version='1.0' encoding='UTF-8'?>\n " + Encrypted + "\n", false, "Whole")]
    [TestCase(Encrypted + Encrypted, false, "Part")]
    [TestCase("<MgmtTree>" + Encrypted + "</MgmtTree>", false, "Part")]
    [TestCase(Encrypted + "<MgmtTree/>", false, "Part")]
    [TestCase(Signature + Encrypted, true, "WithSignature")]
    [TestCase(Encrypted + Signature, true, "WithSignature")]
    [TestCase($"<Signature xmlns='{XmlAlgorithms.SignatureNamespace}'><Object>" + Encrypted + "</Object></Signature>", true, "WithSignature")]
    [TestCase("<ds:Signature><ds:SignedInfo/></ds:Signature>", true, "Nowhere")]
    [TestCase("<xenc:EncryptedData><ds:KeyInfo/></xenc:EncryptedData>", false, "Whole")]
    public void Protection_is_told_by_the_elements(string text, bool hasSignature, string place)
    {
        var read = GuardedText.Of(Encoding.UTF8.GetBytes(text));
        Assert.That((read.IsXml, read.HasSignature, read.Encrypted.ToString()), Is.EqualTo((true, hasSignature, place)));
    }

    [TestCase("")]
    [TestCase("characters")]
    public void What_has_no_element_has_no_protection(string text) =>
        Assert.That(GuardedText.Of(Encoding.UTF8.GetBytes(text)), Has.Property("HasSignature").False.And.Property("Encrypted").EqualTo(EncryptedPlace.Nowhere));

    [Test]
    public void Of_what_breaks_off_that_counts_which_can_be_read()
    {
        var altered = GuardedText.Of(Encoding.UTF8.GetBytes(Signature + "<MgmtTree><"));
        var declared = GuardedText.Of(Encoding.UTF8.GetBytes("<!DOCTYPE MgmtTree><MgmtTree>" + Signature + "</MgmtTree>"));
        var cut = GuardedText.Of(Encoding.UTF8.GetBytes(Encrypted[..^5]));
        var binary = GuardedText.Of(new byte[] { 0x02, 0x00, 0x00, 0x6A, 0x1B, 0xFF });
        Assert.Multiple(() =>
        {
            Assert.That((altered.IsXml, altered.HasSignature), Is.EqualTo((false, true)));
            Assert.That((declared.IsXml, declared.HasSignature), Is.EqualTo((false, true)));
            Assert.That((cut.IsXml, cut.Encrypted), Is.EqualTo((false, EncryptedPlace.Whole)));
            Assert.That((binary.IsXml, binary.HasSignature, binary.Encrypted), Is.EqualTo((false, false, EncryptedPlace.Nowhere)));
        });
    }

    [Test]
    public void The_EncryptedData_in_other_content_keeps_its_name_spaces()
    {
        var read = GuardedText.Of(Encoding.UTF8.GetBytes($"<MgmtTree xmlns:e='{XmlAlgorithms.EncryptionNamespace}'><e:EncryptedData><e:CipherData/></e:EncryptedData></MgmtTree>"));
        Assert.That(Encoding.UTF8.GetString(read.EncryptedData.Span), Does.StartWith("<e:EncryptedData").And.Contain(XmlAlgorithms.EncryptionNamespace));
    }
}
