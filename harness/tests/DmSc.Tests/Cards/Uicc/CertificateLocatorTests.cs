using DmSc.Cards.Uicc;
using DmSc.Peers.Card;
using DmSc.Tests.Steps;
using DmSc.Wire.Pkcs15;

namespace DmSc.Tests.Cards.Uicc;

public sealed class CertificateLocatorTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Test]
    public async Task A_trusted_certificate_is_found_on_a_further_channel_and_tells_what_it_is()
    {
        var terminal = await ScriptedCards.PoweredAsync(new InProcessCardLink(ReferenceUicc.Create(Fixtures.Card("reference"), 1)));
        await terminal.OpenChannelAsync(1, 0, Ct);
        var locator = new ProvisioningLocator(terminal);
        await locator.SelectApplicationAsync(1, Ct);
        var odf = (await locator.ReadOdfAsync(1, Ct)).Directory.Value!;

        var directory = await new CertificateLocator(terminal).ReadCdfAsync(1, odf.Entries.Single(CertificateLocator.IsDirectory), default, Ct);
        var found = await new CertificateLocator(terminal).ReadCertificateAsync(1, directory.Directory.Value!.Entries.Single(), default, Ct);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(directory.IsTrusted);
            Assert.That((directory.Problem, found.Problem), Is.EqualTo(((FileProblem?)null, (FileProblem?)null)));
            Assert.That((found.Entry.Label, found.Entry.IsAuthority), Is.EqualTo(("DM Server Root", true)));
            Assert.That(found.Certificate.Value!.Subject, Is.EqualTo("CN=DmSc test authority"));
        }
    }

    [TestCase("< 6A82", FileProblemKind.NotSelected)]
    [TestCase("< 6208 82024121 80020004 9000\n> 00B0000004\n< 6982", FileProblemKind.NotRead)]
    [TestCase("< 6208 82024121 80020004 9000\n> 00B0000004\n< 31023000 9000", FileProblemKind.Malformed)]
    public async Task What_is_wrong_with_a_directory_is_a_finding(string answer, FileProblemKind kind)
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("> 00A40804047FFF647000\n" + answer + "\n", 1));

        var stage = await new CertificateLocator(terminal).ReadCdfAsync(0, Entry("A506300404026470"), default, Ct);

        Assert.That(stage.Problem?.Kind, Is.EqualTo(kind));
        Assert.That(stage.Problem?.File, Is.EqualTo("EF(CDF) 6470"));
    }

    [TestCase("300F 3000 3003040145 A106 3004 A002 3000", FileProblemKind.Malformed, Description = "an empty certificate, in the entry itself")]
    [TestCase("A00C 3000 3003040145 A103 040100", null, Description = "of another kind than X.509")]
    public async Task Without_a_file_nothing_is_asked_of_the_card(string hex, FileProblemKind? kind)
    {
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("", 1));
        var entry = CertificateDirectory.Parse(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal))).Entries.Single();

        var stage = await new CertificateLocator(terminal).ReadCertificateAsync(0, entry, default, Ct);

        Assert.That((stage.File, stage.Certificate.Value, stage.Problem?.Kind), Is.EqualTo(((FileReading?)null, (X509Summary?)null, kind)));
    }

    [TestCase("A706300404026470", false)]
    [TestCase("A406300404026470", true)]
    [TestCase("A506300404026470", true)]
    [TestCase("A606300404026470", true)]
    [TestCase("A502A000", false, Description = "objects in EF(ODF) itself")]
    public async Task Certificates_are_behind_three_tags_of_EF_ODF(string odf, bool isDirectory)
    {
        Assert.That(CertificateLocator.IsDirectory(Entry(odf)), Is.EqualTo(isDirectory));
        if (isDirectory)
            return;
        var terminal = await ScriptedCards.PoweredAsync(ScriptedCards.Card("", 1));
        Assert.That(async () => await new CertificateLocator(terminal).ReadCdfAsync(0, Entry(odf), default, Ct), Throws.ArgumentException);
    }

    private static ObjectDirectoryEntry Entry(string odf) => ObjectDirectory.Parse(Convert.FromHexString(odf)).Entries.Single();
}
