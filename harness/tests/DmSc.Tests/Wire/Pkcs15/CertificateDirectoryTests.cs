using DmSc.Wire;
using DmSc.Wire.Pkcs15;

namespace DmSc.Tests.Wire.Pkcs15;

public sealed class CertificateDirectoryTests
{
    private const string Authority = "302430100C0E444D2053657276657220526F6F74300604014501 01FF A108300630040402 6451";

    [Test]
    public void A_certificate_object_leads_to_the_file_of_its_certificate()
    {
        var directory = Parse(Authority + "00");

        var entry = directory.Entries.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(directory.Length, Is.EqualTo(38));
            Assert.That((entry.Form, entry.Label, entry.IsAuthority), Is.EqualTo((CertificateForm.X509, "DM Server Root", true)));
            Assert.That(entry.Id.ToArray(), Is.EqualTo(new byte[] { 0x45 }));
            Assert.That(entry.Value, Is.EqualTo(new DataObjectValue.Indirect(new Pkcs15Path(new byte[] { 0x64, 0x51 }))));
        }
    }

    [Test]
    public void A_certificate_may_be_in_the_entry_itself()
    {
        var entry = Parse("3011 3000 3003040145 A108 3006 A004 30020500").Entries.Single();

        Assert.That((entry.Value as DataObjectValue.Direct)?.Contents.ToArray(), Is.EqualTo(new byte[] { 0x30, 0x02, 0x05, 0x00 }));
    }

    [TestCase("3106300030003000", "CdfTag")]
    [TestCase("3009 3000 30030101FF A100", "DerTag", Description = "no identifier")]
    [TestCase("302430100C0E444D2053657276657220526F6F7430060401450101FFA108300630040402", "Der")]
    public void A_malformed_entry_is_refused(string hex, string code) =>
        Assert.That(() => Parse(hex), Throws.TypeOf<WireFormatException>().With.Property("Error").Property("Code").EqualTo(code));

    private static CertificateDirectory Parse(string hex) => CertificateDirectory.Parse(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
}
