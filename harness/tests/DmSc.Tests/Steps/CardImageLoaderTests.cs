using System.Security.Cryptography.X509Certificates;
using DmSc.Cards.Link;
using DmSc.Cards.Uicc;
using DmSc.Engine.Loading;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;
using DmSc.Steps.Lab;
using DmSc.Wire.Apdu;

namespace DmSc.Tests.Steps;

internal sealed class CardImageLoaderTests
{
    private const string Head = "name: x\niccid: \"89882211000000467343\"\npins: [{ key: \"0A\", value: \"31\" }]\nfiles:\n";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("reference")]
    [TestCase("no-provisioning")]
    [TestCase("two-objects")]
    [TestCase("large")]
    [TestCase("cp-beside-dm")]
    public void Every_card_of_the_project_is_sound(string name) => Assert.That(Fixtures.Card(name).Name, Is.EqualTo(name));

    [Test]
    public void The_reference_card_holds_the_certificate_of_the_test_keys()
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Fixtures.Root, "fixtures", "keys", "authority.cert.pem"));
        var files = Fixtures.Card("reference").MasterFile.Children.OfType<DirectoryFile>().Single().Children.OfType<ElementaryFile>();
        Assert.That(files.Single(f => f.Fid == 0x6471).Content, Is.EqualTo(authority.RawData));
    }

    [Test]
    public void An_image_that_includes_itself_is_one_error_at_the_include()
    {
        _folder.Write("part.yaml", "files:\n  - include: image.yaml\n");
        var path = _folder.Write("image.yaml", Head + "  - include: part.yaml\n");
        Assert.That(Complaints(path), Is.EqualTo((string[])["part.yaml:2:14 IMAGE001"]));
    }

    [Test]
    public void An_alias_is_one_error_at_the_alias()
    {
        var path = _folder.Write("image.yaml", Head + "  - { ef: \"2F05\", content: *x }\n");
        Assert.That(Complaints(path), Is.EqualTo((string[])["image.yaml:5:28 YAML003"]));
    }

    [Test]
    public void A_reference_to_the_parent_is_one_error_at_the_key()
    {
        var path = _folder.Write("image.yaml", Head + "  - { ef: \"2F05\", content: \"FF\", parent: \"7F50\" }\n");
        Assert.That(Complaints(path), Is.EqualTo((string[])["image.yaml:5:34 KEY001"]));
    }

    [Test]
    public void A_file_identifier_used_twice_is_one_error_at_the_second()
    {
        var path = _folder.Write("image.yaml", Head + "  - { ef: \"2F05\", content: \"FF\" }\n  - { ef: \"2F05\", content: \"FF\" }\n");
        Assert.That(Complaints(path), Is.EqualTo((string[])["image.yaml:6:11 IMAGE003"]));
    }

    [Test]
    public void A_missing_content_file_is_one_error_at_its_name()
    {
        var path = _folder.Write("image.yaml", Head + "  - { ef: \"2F05\", file: none.wbxml }\n");
        Assert.That(Complaints(path), Is.EqualTo((string[])["image.yaml:5:25 IMAGE002"]));
    }

    [Test]
    public void A_truncated_content_file_is_one_error_at_its_name()
    {
        _folder.Write("short.wbxml", "abc");
        var path = _folder.Write("image.yaml", Head + "  - { ef: \"2F05\", file: short.wbxml, octets: 4 }\n");
        Assert.That(Complaints(path), Is.EqualTo((string[])["image.yaml:5:25 IMAGE002"]));
    }

    [Test]
    public void A_bad_access_condition_is_one_error_at_it()
    {
        var path = _folder.Write("image.yaml", Head + "  - { ef: \"2F05\", content: \"FF\", access: { read: sometimes } }\n");
        Assert.That(Complaints(path), Is.EqualTo((string[])["image.yaml:5:50 IMAGE004"]));
    }

    [Test]
    public void An_entry_that_is_two_kinds_of_file_is_one_error()
    {
        var path = _folder.Write("image.yaml", Head + "  - { ef: \"2F05\", df: \"7F10\" }\n");
        Assert.That(Complaints(path), Is.EqualTo((string[])["image.yaml:5:5 IMAGE005"]));
    }

    [TestCase("", false)]
    [TestCase("extended-length: true\n", true)]
    public void Extended_lengths_are_announced_when_the_image_says_so(string key, bool announced)
    {
        var image = Load(key + Head + "  - { ef: \"2F05\", content: \"FF\" }\n");
        Assert.That(image.ExtendedLength, Is.EqualTo(announced));
        Assert.That(Atr.Parse(image.Atr).Capabilities!.HasExtendedLength, Is.EqualTo(announced));
    }

    [TestCase("", "6D00", false)]
    [TestCase("terminal-capability: true\n", "9000", true)]
    public async Task TERMINAL_CAPABILITY_is_taken_and_announced_when_the_image_says_so(string key, string sw, bool announced)
    {
        var terminal = await PoweredAsync(key + Head + "  - { ef: \"2F05\", content: \"FF\" }\n");
        var master = await terminal.SelectAsync(0, FileSelector.Mf, SelectReturn.Fcp, CancellationToken.None);
        var told = await terminal.TerminalCapabilityAsync(0, Convert.FromHexString("8100"), CancellationToken.None);
        Assert.That((told.Sw.ToString(), master.Fcp.Value!.SupportsTerminalCapability), Is.EqualTo((sw, announced)));
    }

    [TestCase("", "6E00")]
    [TestCase("tolerant-class: true\n", "9000")]
    public async Task Class_80_is_taken_for_interindustry_commands_when_the_image_says_so(string key, string sw)
    {
        var terminal = await PoweredAsync(key + Head + "  - { ef: \"2F05\", content: \"FF\" }\n");
        var answer = await terminal.TransmitRawAsync(Convert.FromHexString("80A4000C022F05"), CancellationToken.None);
        Assert.That(answer.Response.Sw.ToString(), Is.EqualTo(sw));
    }

    [TestCase("", "6A82", ShortFileIdKind.None)]
    [TestCase(", sfi: 7", "6A82", ShortFileIdKind.Given)]
    [TestCase(", sfi-from-fid: true", "9000", ShortFileIdKind.FromFileId)]
    public async Task The_short_identifier_is_that_of_the_file_identifier_when_the_image_says_so(string key, string sw, ShortFileIdKind kind)
    {
        // The five low bits of 2F05 are 5.
        var terminal = await PoweredAsync(Head + $"  - {{ ef: \"2F05\", content: \"FF\"{key} }}\n");
        var file = await terminal.SelectAsync(0, FileSelector.ById(0x2F05), SelectReturn.Fcp, CancellationToken.None);
        await terminal.SelectAsync(0, FileSelector.Mf, SelectReturn.NoData, CancellationToken.None);
        var read = await terminal.TransmitRawAsync(Convert.FromHexString("00B0850001"), CancellationToken.None);
        Assert.That((read.Response.Sw.ToString(), file.Fcp.Value!.ShortFileId.Kind), Is.EqualTo((sw, kind)));
    }

    [TestCase("", "6982", "")]
    [TestCase(", access: { increase: never }", "6982", "")]
    [TestCase(", access: { increase: key 0A }", "6982", "")]
    [TestCase(", access: { increase: always }", "9000", "000301")]
    public async Task INCREASE_needs_the_condition_of_the_image_and_is_forbidden_without_one(string key, string sw, string data)
    {
        var terminal = await PoweredAsync(Head + $"  - {{ ef: \"6F20\", structure: cyclic, records: [\"0002\"]{key} }}\n");
        await terminal.SelectAsync(0, FileSelector.ById(0x6F20), SelectReturn.NoData, CancellationToken.None);
        var increased = await terminal.IncreaseAsync(0, new byte[] { 1 }, 0, CancellationToken.None);
        Assert.That((increased.Sw.ToString(), Convert.ToHexString(increased.Data.Span)), Is.EqualTo((sw, data)));
    }

    [TestCase("extended-length: 1\n", "")]
    [TestCase("terminal-capability: maybe\n", "")]
    [TestCase("tolerant-class: \"80\"\n", "")]
    [TestCase("t1: often\n", "")]
    [TestCase("atr: \"3BXX\"\n", "")]
    [TestCase("", ", sfi-from-fid: 5")]
    [TestCase("", ", sfi-from-fid: true, sfi: 5")]
    [TestCase("", ", access: { increase: sometimes }")]
    [TestCase("", ", access: { decrease: always }")]
    public void A_key_with_a_value_it_cannot_have_is_one_error(string imageKey, string fileKey)
    {
        var path = _folder.Write("image.yaml", imageKey + Head + $"  - {{ ef: \"2F05\", content: \"FF\"{fileKey} }}\n");
        Assert.That(Complaints(path), Has.Length.EqualTo(1));
    }

    private CardImage Load(string yaml)
    {
        var bag = new DiagnosticBag();
        var image = CardImageLoader.Load(_folder.Write("image.yaml", yaml), bag);
        Assert.That(bag.Items, Is.Empty);
        return image!;
    }

    private async Task<UiccTerminal> PoweredAsync(string yaml)
    {
        var terminal = new UiccTerminal(new InProcessCardLink(ReferenceUicc.Create(Load(yaml), 1)));
        await terminal.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        return terminal;
    }

    private static string[] Complaints(string path)
    {
        var bag = new DiagnosticBag();
        Assert.That(CardImageLoader.Load(path, bag), Is.Null);
        return [.. bag.Items.Select(d => $"{Path.GetFileName(d.Span.File)}:{d.Span.Line}:{d.Span.Column} {d.Code}")];
    }
}
