using System.Xml;
using System.Xml.Linq;
using DmSc.Dm.Bootstrap;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Wire.Wbxml;

namespace DmSc.EndToEnd.Tests.ForeignTools;

/// <summary>Our codec and libwbxml read each other. libwbxml accepts nearly everything, so what it read is compared, not that it did.</summary>
[TestFixture]
public sealed class LibWbxmlTests
{
    private const string Package = "libwbxml2-utils";

    private static readonly string[] Names = ["account-small", "account-nap", "two-adds", "accounts-large"];

    private static string Fixtures => Path.Combine(ForeignTool.RepositoryRoot, "fixtures", "bootstrap");

    [Test]
    public void Every_fixture_is_named_here()
    {
        var files = Directory.GetFiles(Fixtures, "*.xml").Select(Path.GetFileNameWithoutExtension);

        Assert.That(files, Is.EquivalentTo(Names));
    }

    [TestCaseSource(nameof(Names))]
    public async Task The_fixture_is_what_libwbxml_makes_of_its_source(string name)
    {
        ForeignTool.Require("xml2wbxml", Package);
        using var folder = new TemporaryFolder();
        var made = folder.File("made.wbxml");

        await ForeignTool.SucceedAsync("xml2wbxml", "-v", "1.2", "-o", made, Path.Combine(Fixtures, name + ".xml"));

        Assert.That(await File.ReadAllBytesAsync(made), Is.EqualTo(await File.ReadAllBytesAsync(Path.Combine(Fixtures, name + ".wbxml"))));
    }

    [TestCaseSource(nameof(Names))]
    public async Task We_read_what_libwbxml_wrote(string name)
    {
        ForeignTool.Require("xml2wbxml", Package);
        using var folder = new TemporaryFolder();
        var made = folder.File("made.wbxml");
        await ForeignTool.SucceedAsync("xml2wbxml", "-v", "1.3", "-o", made, Path.Combine(Fixtures, name + ".xml"));

        var message = BootstrapMessage.Read(await File.ReadAllBytesAsync(made), WbxmlOptions.Strict);

        var ours = Lines(XElement.Parse(message.Document.ToXml()));
        var source = Lines(XElement.Load(Path.Combine(Fixtures, name + ".xml")));
        Assert.That(ours, Is.EqualTo(source));
        Assert.That(message.Objects.Select(item => item.Error), Is.All.Null);
        Assert.That(message.Remarks, Is.Empty);
    }

    [TestCaseSource(nameof(Names))]
    public async Task Libwbxml_reads_what_we_wrote(string name)
    {
        ForeignTool.Require("wbxml2xml", Package);
        using var folder = new TemporaryFolder();
        var (ours, theirs) = (folder.File("ours.wbxml"), folder.File("theirs.xml"));
        var document = WbxmlDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Fixtures, name + ".wbxml")));
        await File.WriteAllBytesAsync(ours, WbxmlWriter.Encode(Rewritten(document.Root), WbxmlCodeSpace.SyncMl12, 3));

        await ForeignTool.SucceedAsync("wbxml2xml", "-o", theirs, ours);

        var settings = new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
        using var reader = XmlReader.Create(theirs, settings);
        var read = await XElement.LoadAsync(await AtRootAsync(reader), LoadOptions.None, TestContext.CurrentContext.CancellationToken);
        Assert.That(Lines(read), Is.EqualTo(Lines(XElement.Load(Path.Combine(Fixtures, name + ".xml")))));
    }

    [TestCase("account-small", "dm.example.com")]
    [TestCase("account-nap", "dm.example.com")]
    [TestCase("two-adds", "dm2.example.com")]
    [TestCase("accounts-large", "dm.example.com", "dm2.example.com", "dm3.example.com")]
    public async Task The_fixture_creates_its_accounts(string name, params string[] servers)
    {
        var message = BootstrapMessage.Read(await File.ReadAllBytesAsync(Path.Combine(Fixtures, name + ".wbxml")));

        Assert.That(message.Accounts.Select(account => account.ServerId), Is.EqualTo(servers));
        Assert.That(message.Accounts.Select(account => account.Addresses.Single().Address), Is.EqualTo(servers.Select(server => $"https://{server}/dm")));
        Assert.That(message.Remarks, Is.Empty);
    }

    /// <summary>The message with its embedded documents encoded anew by our writer as well.</summary>
    private static WbxmlElement Rewritten(WbxmlElement element) => WbxmlElement.Of(
        element.Namespace,
        element.Name,
        [.. element.Content.Select(part => part switch
        {
            WbxmlElement child => Rewritten(child),
            WbxmlOpaque opaque => new WbxmlOpaque(WbxmlWriter.Encode(WbxmlDocument.Parse(opaque.Octets).Root, WbxmlCodeSpace.DmDdf12), 0, 0),
            _ => part,
        })]);

    private static async Task<XmlReader> AtRootAsync(XmlReader reader)
    {
        await reader.MoveToContentAsync();
        return reader;
    }

    /// <summary>Elements with their text, one a line; white space between elements and the spelling of the TNDS type (the tool rewrites it) left out.</summary>
    private static string[] Lines(XElement root) =>
    [
        .. root.DescendantsAndSelf().Select(element =>
        {
            var text = element.HasElements ? "" : element.Value.Trim().Replace("dmtnds+wbxml", "dmtnds+xml", StringComparison.Ordinal);
            return $"{element.Ancestors().Count()} {element.Name} {text}";
        }),
    ];
}
