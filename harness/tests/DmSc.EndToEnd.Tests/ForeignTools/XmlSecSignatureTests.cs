using System.Text;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Wire.XmlSecurity;

namespace DmSc.EndToEnd.Tests.ForeignTools;

/// <summary>Our signatures verify with xmlsec1, and its signatures with us: each form, algorithm, canonical form and KeyInfo.</summary>
[TestFixture]
public sealed class XmlSecSignatureTests
{
    // Everything a canonical form treats in its own way: inherited name spaces and xml:lang, comments, CDATA, references, empty elements.
    private const string Nested = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- before --><doc xmlns="urn:example:doc" xmlns:unused="urn:example:unused" xmlns:a="urn:example:a" xml:lang="de">
          <cfg xmlns="urn:example:cfg" Id="signed" a:z="1" b="2 &lt; &#9;3"><!-- in it --><apn>inter&#13;net</apn><a:e/><![CDATA[<x> & y]]><none xmlns="">ü €</none></cfg>
          <other/></doc><?after it?>
        """;

    private const string Flat = """<cfg xmlns="urn:example:cfg" xmlns:a="urn:example:a" a:b="1"><!-- c --><apn>internet</apn><a:empty></a:empty></cfg>""";

    private static readonly string[] CanonicalForms =
        [XmlAlgorithms.Canonical, XmlAlgorithms.CanonicalWithComments, XmlAlgorithms.Exclusive, XmlAlgorithms.ExclusiveWithComments];

    private static readonly KeyInfoParts[] KeyInfos = [KeyInfoParts.None, KeyInfoParts.KeyValue, KeyInfoParts.X509Data, KeyInfoParts.KeyName];

    private static readonly (string Name, string Signature, string Digest)[] Algorithms =
        [("sha1", XmlAlgorithms.RsaSha1, XmlAlgorithms.Sha1), ("sha256", XmlAlgorithms.RsaSha256, XmlAlgorithms.Sha256)];

    public enum Form
    {
        DetachedOctets,
        DetachedXml,
        Enveloping,
        EnvelopedDocument,
        EnvelopedById,
    }

    private static IEnumerable<TestCaseData> Combinations() =>
        from form in Enum.GetValues<Form>()
        from algorithm in Algorithms
        from keyInfo in KeyInfos
        select new TestCaseData(form, algorithm.Signature, algorithm.Digest, keyInfo).SetArgDisplayNames(form.ToString(), algorithm.Name, keyInfo.ToString());

    [TestCaseSource(nameof(Combinations))]
    public async Task Xmlsec_verifies_ours(Form form, string signature, string digest, KeyInfoParts keyInfo)
    {
        ForeignTool.Require("xmlsec1", XmlSecKeys.Package);
        using var folder = new TemporaryFolder();
        foreach (var canonical in CanonicalForms)
        {
            var recipe = new SignatureRecipe
            {
                SignatureMethod = signature,
                DigestMethod = digest,
                Canonicalization = canonical,
                ContentTransform = form == Form.DetachedOctets ? null : canonical,
                KeyInfo = keyInfo,
            };
            var made = Make(form, new SignatureWriter(XmlSecKeys.Signer, recipe));
            await File.WriteAllBytesAsync(folder.File("content"), Content(form));
            await File.WriteAllBytesAsync(folder.File("signed.xml"), made);

            var seen = await ForeignTool.RunAsync(folder.Path, "xmlsec1", [.. Verify(keyInfo), "signed.xml"]);

            Assert.That(seen.ExitCode, Is.Zero, () => $"{canonical}: {seen}\n{Encoding.UTF8.GetString(made)}");
            Assert.That(seen.All, Does.Contain("OK"));
            Assert.That(XmlSignature.Verify(made, Policy(form, keyInfo), Supplied(form)), Is.InstanceOf<SignatureOutcome.Verified>());
        }
    }

    [TestCaseSource(nameof(Combinations))]
    public async Task We_verify_what_xmlsec_signed(Form form, string signature, string digest, KeyInfoParts keyInfo)
    {
        ForeignTool.Require("xmlsec1", XmlSecKeys.Package);
        using var folder = new TemporaryFolder();
        foreach (var canonical in CanonicalForms)
        {
            await File.WriteAllBytesAsync(folder.File("content"), Content(form));
            await File.WriteAllTextAsync(folder.File("template.xml"), Template(form, signature, digest, canonical, keyInfo));
            var key = XmlSecKeys.File("signer.key.pem");
            if (keyInfo == KeyInfoParts.X509Data)
                key += "," + XmlSecKeys.File("signer.cert.pem");

            var made = await ForeignTool.RunAsync(
                folder.Path, "xmlsec1", "--sign", "--id-attr:Id", "urn:example:cfg:cfg", $"--privkey-pem:{XmlSecKeys.SignerName}", key, "--output", "signed.xml", "template.xml");
            Assert.That(made.ExitCode, Is.Zero, () => $"{canonical}: {made}");

            var octets = await File.ReadAllBytesAsync(folder.File("signed.xml"));
            var outcome = XmlSignature.Verify(octets, Policy(form, keyInfo), Supplied(form));
            Assert.That(outcome, Is.InstanceOf<SignatureOutcome.Verified>(), () => $"{canonical}: {outcome}\n{Encoding.UTF8.GetString(octets)}");
            var verified = (SignatureOutcome.Verified)outcome;
            Assert.That(verified.Consumed.IsUnsettled, Is.False);
            Assert.That(Encoding.UTF8.GetString(verified.Consumed.Payload.Span), Does.Contain(form == Form.DetachedOctets ? "no XML" : "inter"));
        }
    }

    [TestCase("internet", "evil")]
    [TestCase("<SignatureValue>", "<SignatureValue>AAAA")]
    [TestCase("<DigestValue>", "<DigestValue>AAAA")]
    public async Task Xmlsec_refuses_what_we_refuse(string old, string altered)
    {
        ForeignTool.Require("xmlsec1", XmlSecKeys.Package);
        using var folder = new TemporaryFolder();
        var made = Encoding.UTF8.GetString(new SignatureWriter(XmlSecKeys.Signer).Enveloped(Encoding.UTF8.GetBytes(Flat)));
        var tampered = made.Replace(old, altered, StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.File("signed.xml"), tampered);

        var seen = await ForeignTool.RunAsync(folder.Path, "xmlsec1", [.. Verify(KeyInfoParts.None), "signed.xml"]);

        Assert.That(tampered, Is.Not.EqualTo(made));
        Assert.That(seen.ExitCode, Is.Not.Zero);
        Assert.That(XmlSignature.Verify(Encoding.UTF8.GetBytes(tampered), XmlSecKeys.Policy(KeyInfoParts.None)), Is.InstanceOf<SignatureOutcome.Rejected>());
    }

    [TestCase(XmlAlgorithms.RsaSha1, XmlAlgorithms.Sha1, "-sha1")]
    [TestCase(XmlAlgorithms.RsaSha256, XmlAlgorithms.Sha256, "-sha256")]
    public async Task Openssl_verifies_the_form_that_the_specification_recommends(string signature, string digest, string option)
    {
        ForeignTool.Require("openssl", "openssl");
        using var folder = new TemporaryFolder();
        const string content = """<cfg xmlns="urn:example:cfg"><apn>internet</apn></cfg>""";
        var writer = new SignatureWriter(XmlSecKeys.Signer, new SignatureRecipe { SignatureMethod = signature, DigestMethod = digest });
        var data = Encoding.UTF8.GetString(writer.DetachedBefore(Encoding.UTF8.GetBytes(content)));

        // Ours is written canonically but for the name space that SignedInfo inherits, so that octets can be cut out of it.
        await File.WriteAllTextAsync(folder.File("info"), Between(data, "<SignedInfo>", "</SignedInfo>").Replace("<SignedInfo>", $"<SignedInfo xmlns=\"{XmlAlgorithms.SignatureNamespace}\">", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(folder.File("value"), Convert.FromBase64String(Between(data, "<SignatureValue>", "</SignatureValue>")["<SignatureValue>".Length..^"</SignatureValue>".Length]));
        await File.WriteAllTextAsync(folder.File("content"), data[(data.IndexOf("</Signature>", StringComparison.Ordinal) + 12)..]);

        var value = await ForeignTool.RunAsync(folder.Path, "openssl", "dgst", option, "-verify", XmlSecKeys.File("signer.pub.pem"), "-signature", "value", "info");
        var taken = await ForeignTool.RunAsync(folder.Path, "openssl", "dgst", option, "-r", "content");

        Assert.That(value.All, Does.Contain("Verified OK"));
        var expected = Convert.ToBase64String(Convert.FromHexString(taken.Output[..taken.Output.IndexOf(' ', StringComparison.Ordinal)]));
        Assert.That(data, Does.Contain($"<DigestValue>{expected}</DigestValue>"));
    }

    private static string Between(string text, string from, string to)
    {
        var start = text.IndexOf(from, StringComparison.Ordinal);
        return text[start..(text.IndexOf(to, start, StringComparison.Ordinal) + to.Length)];
    }

    private static byte[] Content(Form form) => form == Form.DetachedOctets ? [0, 0xFF, .. "no XML <&"u8] : Encoding.UTF8.GetBytes(form == Form.Enveloping ? Flat : Nested);

    private static DetachedContent Supplied(Form form) =>
        form is Form.DetachedOctets or Form.DetachedXml ? DetachedContent.At("content", Content(form)) : DetachedContent.None;

    private static byte[] Make(Form form, SignatureWriter writer) => form switch
    {
        Form.DetachedOctets or Form.DetachedXml => writer.Detached(Content(form), "content"),
        Form.Enveloping => writer.Enveloping(Content(form)),
        Form.EnvelopedDocument => writer.Enveloped(Content(form)),
        _ => writer.Enveloped(Content(form), "signed"),
    };

    private static SignaturePolicy Policy(Form form, KeyInfoParts keyInfo)
    {
        var policy = XmlSecKeys.Policy(keyInfo);
        return form == Form.EnvelopedById ? policy with { Consumed = XmlPlace.At("{urn:example:doc}doc", "{urn:example:cfg}cfg") } : policy;
    }

    private static string[] Verify(KeyInfoParts keyInfo) => keyInfo == KeyInfoParts.X509Data
        ? ["--verify", "--id-attr:Id", "urn:example:cfg:cfg", "--trusted-pem", XmlSecKeys.File("authority.cert.pem")]
        : ["--verify", "--id-attr:Id", "urn:example:cfg:cfg", $"--pubkey-pem:{XmlSecKeys.SignerName}", XmlSecKeys.File("signer.pub.pem")];

    private static string Template(Form form, string signature, string digest, string canonical, KeyInfoParts keyInfo)
    {
        var uri = form switch
        {
            Form.DetachedOctets or Form.DetachedXml => "content",
            Form.Enveloping => "#it",
            Form.EnvelopedDocument => "",
            _ => "#signed",
        };
        var enveloped = form is Form.EnvelopedDocument or Form.EnvelopedById ? $"<Transform Algorithm=\"{XmlAlgorithms.EnvelopedSignature}\"/>" : "";
        var transforms = form == Form.DetachedOctets ? "" : $"<Transforms>{enveloped}<Transform Algorithm=\"{canonical}\"/></Transforms>";
        var key = keyInfo switch
        {
            KeyInfoParts.KeyValue => "<KeyInfo><KeyValue/></KeyInfo>",
            KeyInfoParts.X509Data => "<KeyInfo><X509Data/></KeyInfo>",
            KeyInfoParts.KeyName => "<KeyInfo><KeyName/></KeyInfo>",
            _ => "",
        };
        var body = form == Form.Enveloping ? $"<Object Id=\"it\">{Flat}</Object>" : "";
        var made = $"""
            <Signature xmlns="{XmlAlgorithms.SignatureNamespace}">
              <SignedInfo>
                <CanonicalizationMethod Algorithm="{canonical}"/><SignatureMethod Algorithm="{signature}"/>
                <Reference URI="{uri}">{transforms}<DigestMethod Algorithm="{digest}"/><DigestValue/></Reference>
              </SignedInfo>
              <SignatureValue/>{key}{body}
            </Signature>
            """;
        return form switch
        {
            Form.EnvelopedDocument => Nested.Replace("</doc>", made + "</doc>", StringComparison.Ordinal),
            Form.EnvelopedById => Nested.Replace("</cfg>", made + "</cfg>", StringComparison.Ordinal),
            _ => made,
        };
    }
}
