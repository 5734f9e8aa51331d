using System.Text;
using System.Xml.Linq;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Wire.XmlSecurity;

namespace DmSc.EndToEnd.Tests.ForeignTools;

/// <summary>What we encrypt xmlsec1 opens, and the other way round: each cipher, key transport and kind of content.</summary>
[TestFixture]
public sealed class XmlSecEncryptionTests
{
    private const string Document = """<doc xmlns="urn:example:doc"><cfg xmlns="urn:example:cfg"><apn>internet</apn><pin>1234 ü</pin></cfg><rest/></doc>""";

    private static readonly XmlPlace Place = XmlPlace.At("{urn:example:doc}doc", "{urn:example:cfg}cfg");

    private static readonly (string Cipher, string Session)[] Ciphers =
        [(XmlAlgorithms.Aes128Cbc, "aes-128"), (XmlAlgorithms.Aes256Cbc, "aes-256"), (XmlAlgorithms.TripleDesCbc, "des-192")];

    private static IEnumerable<TestCaseData> Combinations() =>
        from cipher in Ciphers
        from transport in new[] { XmlAlgorithms.Rsa15, XmlAlgorithms.RsaOaep }
        from kind in Enum.GetValues<EncryptedKind>()
        select new TestCaseData(cipher.Cipher, cipher.Session, transport, kind).SetArgDisplayNames(cipher.Session, transport[(transport.IndexOf('#', StringComparison.Ordinal) + 1)..], kind.ToString());

    [TestCaseSource(nameof(Combinations))]
    public async Task Xmlsec_opens_ours(string cipher, string session, string transport, EncryptedKind kind)
    {
        ForeignTool.Require("xmlsec1", XmlSecKeys.Package);
        using var folder = new TemporaryFolder();
        var recipient = new Recipient(RsaPublicKey.FromPem(XmlSecKeys.Text("recipient.pub.pem")), XmlSecKeys.RecipientName);
        var writer = new EncryptionWriter(recipient, new Random(7), new EncryptionRecipe { Cipher = cipher, KeyTransport = transport });
        var made = kind == EncryptedKind.Octets
            ? writer.Seal(Encoding.UTF8.GetBytes(Document), kind)
            : writer.SealWithin(Encoding.UTF8.GetBytes(Document), Place, contentOnly: kind == EncryptedKind.Content);
        Assert.That(Encoding.UTF8.GetString(made), Does.Not.Contain("internet"), session);
        await File.WriteAllBytesAsync(folder.File("sealed.xml"), made);

        var opened = await ForeignTool.RunAsync(
            folder.Path, "xmlsec1", "--decrypt", $"--privkey-pem:{XmlSecKeys.RecipientName}", XmlSecKeys.File("recipient.key.pem"), "--output", "opened", "sealed.xml");

        Assert.That(opened.ExitCode, Is.Zero, () => $"{opened}\n{Encoding.UTF8.GetString(made)}");
        Assert.That(Same(await File.ReadAllTextAsync(folder.File("opened"))), Is.EqualTo(Same(Document)));
    }

    [TestCaseSource(nameof(Combinations))]
    public async Task We_open_what_xmlsec_encrypted(string cipher, string session, string transport, EncryptedKind kind)
    {
        ForeignTool.Require("xmlsec1", XmlSecKeys.Package);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("document.xml"), Document);
        await File.WriteAllTextAsync(folder.File("template.xml"), Template(cipher, transport, kind));
        string[] content = kind == EncryptedKind.Octets
            ? ["--binary-data", "document.xml"]
            : ["--xml-data", "document.xml", "--node-xpath", "//*[local-name()='cfg']"];

        var made = await ForeignTool.RunAsync(
            folder.Path,
            "xmlsec1",
            ["--encrypt", $"--pubkey-pem:{XmlSecKeys.RecipientName}", XmlSecKeys.File("recipient.pub.pem"), "--session-key", session, .. content, "--output", "sealed.xml", "template.xml"]);
        Assert.That(made.ExitCode, Is.Zero, () => made.ToString());

        var octets = await File.ReadAllBytesAsync(folder.File("sealed.xml"));
        var policy = new DecryptionPolicy(new RecipientKey(XmlSecKeys.RecipientName, XmlSecKeys.Text("recipient.key.pem")));
        var outcome = kind == EncryptedKind.Octets ? XmlEncryption.Open(octets, policy) : XmlEncryption.OpenWithin(octets, policy);
        Assert.That(outcome, Is.InstanceOf<DecryptionOutcome.Opened>(), () => $"{outcome}\n{Encoding.UTF8.GetString(octets)}");
        Assert.That(Same(Encoding.UTF8.GetString(((DecryptionOutcome.Opened)outcome).Octets.Span)), Is.EqualTo(Same(Document)));
    }

    /// <summary>What the document says, however name spaces are declared and characters written.</summary>
    private static string Same(string text)
    {
        var root = XElement.Parse(text, LoadOptions.PreserveWhitespace);
        root.DescendantsAndSelf().Attributes().Where(a => a.IsNamespaceDeclaration).Remove();
        return root.ToString(SaveOptions.DisableFormatting);
    }

    private static string Template(string cipher, string transport, EncryptedKind kind)
    {
        var type = kind switch
        {
            EncryptedKind.Element => $" Type=\"{XmlAlgorithms.ElementType}\"",
            EncryptedKind.Content => $" Type=\"{XmlAlgorithms.ContentType}\"",
            _ => "",
        };
        return $"""
            <EncryptedData xmlns="{XmlAlgorithms.EncryptionNamespace}"{type}>
              <EncryptionMethod Algorithm="{cipher}"/>
              <KeyInfo xmlns="{XmlAlgorithms.SignatureNamespace}">
                <EncryptedKey xmlns="{XmlAlgorithms.EncryptionNamespace}">
                  <EncryptionMethod Algorithm="{transport}"/>
                  <KeyInfo xmlns="{XmlAlgorithms.SignatureNamespace}"><KeyName>{XmlSecKeys.RecipientName}</KeyName></KeyInfo>
                  <CipherData><CipherValue/></CipherData>
                </EncryptedKey>
              </KeyInfo>
              <CipherData><CipherValue/></CipherData>
            </EncryptedData>
            """;
    }
}
