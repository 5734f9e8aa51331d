using DmSc.Wire.XmlSecurity;
using static DmSc.Tests.Wire.XmlSecurity.XmlSecurityKeys;

namespace DmSc.Tests.Wire.XmlSecurity;

public sealed class SignatureTests
{
    /// <summary>A worked example of the form that the specification recommends; made with other programs and a key of its own.</summary>
    private const string Worked =
        """<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></CanonicalizationMethod><SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"></SignatureMethod><Reference><Transforms><Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></Transform></Transforms><DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"></DigestMethod><DigestValue>WIYG0MQ9nuANGTBGCq6zGGEp5v0=</DigestValue></Reference></SignedInfo><SignatureValue>UbMZR42QNZIccKzxFiuvSIkvt3exDzY7I+UsPu4JBxQDvo+a9iP7ZLcK4VmOws9rp96vrNB8De9gri6tWq/rhEY0keea0TtBPfB4fV6LSMiT4ybh8uAtLWCBmTR4mnlJrOnnq0g4ibA5Sd1M1vnDOIx+xNYCPOg0pVG30paukkM=</SignatureValue><KeyInfo><KeyValue><RSAKeyValue><Modulus>om/XkDbBHdu+4FB6E/sh46cZhvIrJUzeSBZkXGppxym+GhT+ClvJto0lIrzpRka1LcQYGBF+Ap42aia8oPe7/4P5zIbnyZBu1kAqPhlKVoN3HJXUSd4Yt1hXnTmqcy/cDtRDkyam4xyekUS4c5hE6bQLq2a9EhQTPfvhk41XDTc=</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue></KeyInfo></Signature><cfg xmlns="urn:example:cfg"><apn>internet</apn></cfg>""";

    private static SignaturePolicy WorkedPolicy => new(
        SignerTrust.InKeys(new TrustedKey(RsaPublicKey.TryOf(
            Convert.FromBase64String("om/XkDbBHdu+4FB6E/sh46cZhvIrJUzeSBZkXGppxym+GhT+ClvJto0lIrzpRka1LcQYGBF+Ap42aia8oPe7/4P5zIbnyZBu1kAqPhlKVoN3HJXUSd4Yt1hXnTmqcy/cDtRDkyam4xyekUS4c5hE6bQLq2a9EhQTPfvhk41XDTc="),
            [1, 0, 1])!)),
        Time);

    [Test]
    public void The_worked_example_verifies_and_tells_the_54_octets_that_are_signed()
    {
        var verified = Verified(Octets(Worked), WorkedPolicy);

        Assert.That(Text(verified.Consumed.Octets), Is.EqualTo(Content).And.Length.EqualTo(54));
        Assert.That(verified.Consumed.Form, Is.EqualTo(SignatureForm.Detached));
        Assert.That(verified.Consumed.Reading, Is.EqualTo(SignedReading.AsWritten));
        Assert.That(verified.SignatureMethod, Is.EqualTo(XmlAlgorithms.RsaSha1));
    }

    [Test]
    public void Our_detached_form_has_the_shape_of_the_worked_example()
    {
        var made = Text(Writer().DetachedBefore(Octets(Content)));

        var (value, modulus) = ("<SignatureValue>", "<Modulus>");
        Assert.That(made[..made.IndexOf(value, StringComparison.Ordinal)], Is.EqualTo(Worked[..Worked.IndexOf(value, StringComparison.Ordinal)]));
        Assert.That(made, Does.Contain(modulus).And.EndsWith("</Signature>" + Content));
    }

    [Test]
    public void Signing_is_deterministic()
    {
        var once = Writer().Enveloped(Octets(Identified), "it");
        var again = Writer().Enveloped(Octets(Identified), "it");

        Assert.That(again, Is.EqualTo(once));
    }

    [Test]
    public void Each_form_returns_the_content_and_nothing_of_the_signature()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Text(Verified(Writer().DetachedBefore(Octets(Content))).Consumed.Payload), Is.EqualTo(Content));
            Assert.That(Text(Verified(Writer().DetachedBehind(Octets(Identified), "it")).Consumed.Payload), Is.EqualTo("""<cfg xmlns="urn:example:cfg" Id="it"><apn>internet</apn></cfg>"""));
            Assert.That(Text(Verified(Writer().Enveloping(Octets(Content))).Consumed.Payload), Is.EqualTo(Content));
            Assert.That(Text(Verified(Writer().Enveloping(Octets(Content), withUri: false)).Consumed.Payload), Is.EqualTo(Content));
            Assert.That(Text(Verified(Writer().Enveloped(Octets(Content))).Consumed.Payload), Is.EqualTo(Content));
            Assert.That(Text(Verified(Writer().Enveloped(Octets(Identified), "it")).Consumed.Payload), Is.EqualTo(Identified));
        });
    }

    [Test]
    public void Each_form_is_told_apart()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Verified(Writer().DetachedBehind(Octets(Identified), "it")).Consumed.Form, Is.EqualTo(SignatureForm.Detached));
            Assert.That(Verified(Writer().Enveloping(Octets(Content))).Consumed.Form, Is.EqualTo(SignatureForm.Enveloping));
            Assert.That(Verified(Writer().Enveloped(Octets(Content))).Consumed.Form, Is.EqualTo(SignatureForm.Enveloped));
        });
    }

    [Test]
    public void Content_without_a_name_space_stays_without_one_in_an_Object()
    {
        Assert.That(Text(Verified(Writer().Enveloping(Octets("<a><b/></a>"))).Consumed.Payload), Is.EqualTo("<a><b></b></a>"));
    }

    [Test]
    public void Octets_at_a_URI_are_those_the_caller_supplies()
    {
        var writer = new SignatureWriter(Signer, SignatureRecipe.Specification with { ContentTransform = null });
        var made = writer.Detached([1, 2, 3], "cid:boot");

        Assert.That(Verified(made, detached: DetachedContent.At("cid:boot", new byte[] { 1, 2, 3 })).Consumed.Octets.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(Rejected(made).Defect, Is.EqualTo(XmlSecurityDefect.ReferenceUnresolvable));
        Assert.That(Rejected(made, detached: DetachedContent.At("cid:boot", new byte[] { 1, 2, 4 })).Defect, Is.EqualTo(XmlSecurityDefect.DigestMismatch));
    }

    [Test]
    public void Octets_that_are_no_XML_are_an_unsettled_reading_under_a_canonical_form()
    {
        // The digest of the octets as they are, yet an exclusive canonical form among the transforms.
        var raw = new SignatureWriter(Signer, SignatureRecipe.Specification with { ContentTransform = null }).Detached(Octets("no XML"));
        var claimed = Resigned(raw, s => s.Replace("<DigestMethod", $"<Transforms><Transform Algorithm=\"{XmlAlgorithms.Exclusive}\"></Transform></Transforms><DigestMethod", StringComparison.Ordinal));

        var verified = Verified([.. claimed, .. Octets("no XML")]);

        Assert.That(verified.Consumed.Reading, Is.EqualTo(SignedReading.RawOctets));
        Assert.That(verified.Consumed.IsUnsettled);
    }

    [Test]
    public void White_space_around_detached_octets_is_an_unsettled_reading()
    {
        var raw = new SignatureWriter(Signer, SignatureRecipe.Specification with { ContentTransform = null }).Detached(Octets("text"));

        var verified = Verified([.. raw, .. Octets("\r\n text \n")]);

        Assert.That(verified.Consumed.Reading, Is.EqualTo(SignedReading.Trimmed));
        Assert.That(Text(verified.Consumed.Octets), Is.EqualTo("text"));
    }

    [Test]
    public void The_element_in_the_Object_is_an_unsettled_reading_of_a_Reference_without_URI()
    {
        var detached = Text(Writer().Detached(Octets(Content)));
        var made = Octets(detached.Replace("</Signature>", $"<Object>{Content}</Object></Signature>", StringComparison.Ordinal));

        var verified = Verified(made);

        Assert.That(verified.Consumed.Reading, Is.EqualTo(SignedReading.ObjectContent));
        Assert.That(Text(verified.Consumed.Payload), Is.EqualTo(Content));
    }

    [TestCase("")]
    [TestCase("\uFEFF")]
    [TestCase("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- a comment -->\n")]
    public void What_may_stand_before_a_root_may(string before)
    {
        Assert.That(Text(Verified(Octets(before + Text(Writer().DetachedBefore(Octets(Content))))).Consumed.Payload), Is.EqualTo(Content));
    }

    [Test]
    public void Lines_and_prefixes_do_not_hide_where_the_content_begins()
    {
        var made = Text(Writer().Detached(Octets("<a>\r\n</a>"))).Replace("</KeyInfo>", "\r\n\n\r</KeyInfo>", StringComparison.Ordinal);

        Assert.That(Text(Verified(Octets(made + "<a>\n</a>")).Consumed.Payload), Is.EqualTo("<a>\n</a>"));
    }

    [Test]
    public void A_comment_in_signed_content_is_not_part_of_what_is_returned()
    {
        var made = Text(Writer().Enveloped(Octets(Content))).Replace("internet", "inter<!-- evil -->net", StringComparison.Ordinal);

        Assert.That(Text(Verified(Octets(made)).Consumed.Payload), Is.EqualTo(Content));
    }

    [Test]
    public void A_certificate_of_a_trusted_authority_is_trusted()
    {
        var made = Writer(Certified("signer"), KeyInfoParts.X509Data).Enveloped(Octets(Content));

        Assert.That(Verified(made, TrustingAuthority).Signer, Is.EqualTo(Signer.Public));
    }

    [Test]
    public void The_authority_may_come_along()
    {
        var made = Writer(Certified("signer", "authority"), KeyInfoParts.X509Data).Enveloped(Octets(Content));

        Assert.That(Verified(made, TrustingAuthority).Signer, Is.EqualTo(Signer.Public));
    }

    [Test]
    public void A_trusted_signer_needs_no_authority()
    {
        var made = Writer(Certified("signer"), KeyInfoParts.X509Data).Enveloped(Octets(Content));

        Assert.That(Verified(made, Trusting with { Trust = SignerTrust.InCertificates(Der("signer")) }).Signer, Is.EqualTo(Signer.Public));
        Assert.That(Verified(made).Signer, Is.EqualTo(Signer.Public));
    }

    [Test]
    public void A_name_chooses_among_the_trusted_keys()
    {
        var both = Trusting with { Trust = SignerTrust.InKeys(new TrustedKey(Stranger.Public, "stranger"), new TrustedKey(Signer.Public, "signer")) };

        Assert.That(Verified(Writer(keyInfo: KeyInfoParts.KeyName).Enveloped(Octets(Content)), both).Signer, Is.EqualTo(Signer.Public));
        Assert.That(Verified(Writer(keyInfo: KeyInfoParts.None).Enveloped(Octets(Content)), both).Signer, Is.EqualTo(Signer.Public));
    }

    [Test]
    public void The_consumer_may_name_the_element_it_uses()
    {
        const string document = """<doc xmlns="urn:example:doc"><cfg xmlns="urn:example:cfg" Id="it"><apn>internet</apn></cfg></doc>""";
        var made = Writer().Enveloped(Octets(document), "it");

        Assert.Multiple(() =>
        {
            Assert.That(Verified(made, Trusting with { Consumed = XmlPlace.WithId("it") }).Consumed.Where, Is.EqualTo("/doc/cfg"));
            Assert.That(Verified(made, Trusting with { Consumed = XmlPlace.At("{urn:example:doc}doc", "{urn:example:cfg}cfg") }).Consumed.Where, Is.EqualTo("/doc/cfg"));
            Assert.That(Rejected(made).Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));
            Assert.That(Rejected(made, Trusting with { Consumed = XmlPlace.At("{urn:example:doc}doc") }).Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));
        });
    }

    [Test]
    public void A_signer_refuses_what_is_no_XML()
    {
        Assert.That(() => Writer().Enveloped(Octets("<a>")), Throws.TypeOf<XmlSecurityException>());
        Assert.That(() => Writer().Enveloped(Octets(Content), "other"), Throws.TypeOf<XmlSecurityException>());
    }

    /// <summary>Changes SignedInfo and signs it anew, as a sender would that means it.</summary>
    internal static byte[] Resigned(byte[] signature, Func<string, string> change)
    {
        var text = change(Text(signature));
        var start = text.IndexOf("<SignedInfo>", StringComparison.Ordinal);
        var info = text[start..(text.IndexOf("</SignedInfo>", StringComparison.Ordinal) + "</SignedInfo>".Length)]
            .Replace("<SignedInfo>", $"<SignedInfo xmlns=\"{XmlAlgorithms.SignatureNamespace}\">", StringComparison.Ordinal);
        using var rsa = System.Security.Cryptography.RSA.Create();
        rsa.ImportFromPem(Signer.Pem);
        var value = Convert.ToBase64String(rsa.SignData(Octets(info), System.Security.Cryptography.HashAlgorithmName.SHA1, System.Security.Cryptography.RSASignaturePadding.Pkcs1));
        var from = text.IndexOf("<SignatureValue>", StringComparison.Ordinal) + "<SignatureValue>".Length;
        return Octets(text[..from] + value + text[text.IndexOf("</SignatureValue>", StringComparison.Ordinal)..]);
    }
}
