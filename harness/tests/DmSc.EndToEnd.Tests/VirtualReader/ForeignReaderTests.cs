using System.Security.Cryptography.X509Certificates;
using DmSc.Cards.Link;
using DmSc.Cards.Pcsc;
using DmSc.Cards.Uicc;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Peers.Card.Image;

namespace DmSc.EndToEnd.Tests.VirtualReader;

/// <summary>
/// Programs that this project did not write read the reference card through pcscd: they agree with us on the ATR, on the files and on what
/// PKCS#15 says. And the card keeps its memory whatever becomes of reader and service.
/// </summary>
[NonParallelizable]
[CancelAfter(90_000)]
internal sealed class ForeignReaderTests : WithReferenceCard
{
    private const string Message = "02A4016A006D6C7103312E3200";
    private static readonly byte[] Certificate = File.ReadAllBytes(Path.Combine(ForeignTool.RepositoryRoot, "fixtures", "cards", "parts", "authority.der"));

    public ForeignReaderTests()
        : base(Issue(
            "card for foreign readers",
            pinEnabled: true,
            [Transparent(0x6F10, "FFFFFFFF") with { Access = AccessRules.ReadAlways with { Update = new AccessCondition.Always() } }],
            [
                Transparent(0x5031, "A706300404026430A806300404026460A506300404026470"),
                Transparent(0x5032, "302D020100040A8988211000000467343F0C0B546573744861726E657373800B4F4D4120444D205549434303020780"),
                Transparent(0x6430, "302330110C0C444D20426F6F74737472617003010030060604672B0701A106300404026431"),
                Transparent(0x6431, Message),
                Transparent(0x6460, "302B300A0C0450494E31030206C030030401" + "01A11830160302020C0A01010201040201080201088001010401FF"),
                Transparent(0x6470, "302430100C0E444D2053657276657220526F6F7430060401450101FFA108300630040402" + "6471"),
                Transparent(0x6471, Convert.ToHexString(Certificate)),
            ]) with
        {
            TolerantClass = true,
        })
    {
    }

    [Test]
    public async Task Pcsc_scan_lists_the_reader_and_analyses_the_ATR()
    {
        ForeignTool.Require("pcsc_scan", "pcsc-tools");

        Assert.That(await ForeignTool.SucceedAsync("pcsc_scan", "-r"), Does.Contain(PcscdFixture.Reader));

        // Without -r it watches until its time is over.
        var seen = await ForeignTool.SucceedAsync("pcsc_scan", "-n", "-t", "2");
        Assert.That(seen, Does.Contain("Card inserted").And.Contains(Convert.ToHexString(Image.Atr)[..8].Insert(6, " ").Insert(4, " ").Insert(2, " ")));
    }

    [Test]
    public async Task Opensc_explorer_walks_to_the_PKCS15_files_by_identifier()
    {
        ForeignTool.Require("opensc-explorer", "opensc");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("script"), "cat 2F00\ncd 7F50\ncat 5031\ncat 6431\nquit\n");

        var output = await ForeignTool.SucceedAsync("env", Conf(folder), "opensc-explorer", "-r", PcscdFixture.Reader, folder.File("script"));

        Assert.That(output, Does.Contain("A7 06 30 04 04 02 64 30"), "EF(ODF)");
        Assert.That(output, Does.Contain("61 1D 4F 0C A0 00 00 00 63 50 4B 43 53 2D 31 35"), "EF(DIR)");
        Assert.That(output, Does.Contain("02 A4 01 6A 00"), "EF(DM_Bootstrap)");
    }

    [Test]
    public async Task Pkcs15_tool_finds_the_bootstrap_object_the_PIN_and_the_token_information()
    {
        ForeignTool.Require("pkcs15-tool", "opensc");
        using var folder = new TemporaryFolder();

        var dump = await ForeignTool.SucceedAsync("env", Conf(folder), "pkcs15-tool", "--dump", "-r", PcscdFixture.Reader);
        var objects = await ForeignTool.SucceedAsync("env", Conf(folder), "pkcs15-tool", "--list-data-objects", "-r", PcscdFixture.Reader);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(dump, Does.Contain("OMA DM UICC"), "label of EF(TokenInfo)");
            Assert.That(dump, Does.Contain("PIN1"), "EF(AODF)");
            Assert.That(objects, Does.Contain("DM Bootstrap"));
            Assert.That(objects, Does.Contain("2.23.43.7.1"));
            Assert.That(objects, Does.Contain("6431"));
        }
    }

    [Test]
    public async Task Pkcs15_tool_lists_the_certificate_and_reads_it()
    {
        ForeignTool.Require("pkcs15-tool", "opensc");
        using var folder = new TemporaryFolder();

        var list = await ForeignTool.SucceedAsync("env", Conf(folder), "pkcs15-tool", "--list-certificates", "-r", PcscdFixture.Reader);
        await ForeignTool.SucceedAsync("env", Conf(folder), "pkcs15-tool", "--read-certificate", "45", "-o", folder.File("read.pem"), "-r", PcscdFixture.Reader);

        Assert.That(list, Does.Contain("X.509 Certificate [DM Server Root]").And.Match("Authority +: yes").And.Match("Path +: [0-9a-f]*6471").And.Match("ID +: 45"));
        using var read = X509CertificateLoader.LoadCertificateFromFile(folder.File("read.pem"));
        Assert.That(read.RawData, Is.EqualTo(Certificate));
    }

    [Test]
    public async Task The_memory_survives_resets_power_cycles_and_a_restart_of_the_service(CancellationToken ct)
    {
        await using (var link = new PcscCardLink(PcscdFixture.Reader, new PcscLinkOptions(), TimeProvider.System))
        {
            var terminal = new UiccTerminal(link);
            await terminal.PowerOnAsync(CardReset.Cold, ct);
            await terminal.SelectAsync(0, FileSelector.ById(0x6F10), SelectReturn.NoData, ct);
            var written = await terminal.UpdateTransparentAsync(0, 0, new byte[] { 1, 2, 3, 4 }, ct);
            Assert.That(written.IsComplete, Is.True);
            await terminal.PowerOnAsync(CardReset.Warm, ct);
            Assert.That((await terminal.ReadBinaryAsync(0, 0, 4, ct)).Sw.Value, Is.EqualTo(0x6986), "the selection is volatile");
            Assert.That(await ReadAsync(terminal, ct), Is.EqualTo("01020304"));
            await terminal.PowerOffAsync(ct);
            await terminal.PowerOnAsync(CardReset.Cold, ct);
            Assert.That(await ReadAsync(terminal, ct), Is.EqualTo("01020304"));
        }

        if (!Pcscd.IsOurs)
            Assert.Ignore("the service is not ours to restart");
        await Pcscd.StopAsync();
        await Pcscd.EnsureRunningAsync(ct);
        await Pcscd.UntilCardAsync(present: true, ct);
        await using var again = new PcscCardLink(PcscdFixture.Reader, new PcscLinkOptions(), TimeProvider.System);
        var after = new UiccTerminal(again);
        await after.PowerOnAsync(CardReset.Cold, ct);
        Assert.That(await ReadAsync(after, ct), Is.EqualTo("01020304"));
    }

    private static async Task<string> ReadAsync(UiccTerminal terminal, CancellationToken ct)
    {
        await terminal.SelectAsync(0, FileSelector.ById(0x6F10), SelectReturn.NoData, ct);
        return Convert.ToHexString((await terminal.ReadBinaryAsync(0, 0, 4, ct)).Data.Span);
    }

    /// <summary>OpenSC does not know our ATR: a configuration gives it a driver that looks for PKCS#15. That driver uses class 80.</summary>
    private string Conf(TemporaryFolder folder)
    {
        var atr = string.Join(':', Image.Atr.Select(b => b.ToString("x2", null)));
        File.WriteAllText(
            folder.File("opensc.conf"),
            $$"""
            app default {
                card_drivers = setcos;
                card_atr {{atr}} { driver = "setcos"; }
                framework pkcs15 { use_file_caching = false; }
            }
            """);
        return "OPENSC_CONF=" + folder.File("opensc.conf");
    }
}
