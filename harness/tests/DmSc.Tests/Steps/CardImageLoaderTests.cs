using DmSc.Engine.Loading;
using DmSc.Steps.Lab;

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

    private static string[] Complaints(string path)
    {
        var bag = new DiagnosticBag();
        Assert.That(CardImageLoader.Load(path, bag), Is.Null);
        return [.. bag.Items.Select(d => $"{Path.GetFileName(d.Span.File)}:{d.Span.Line}:{d.Span.Column} {d.Code}")];
    }
}
