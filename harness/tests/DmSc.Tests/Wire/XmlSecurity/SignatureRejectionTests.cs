using System.Text;
using DmSc.Wire.XmlSecurity;
using static DmSc.Tests.Wire.XmlSecurity.XmlSecurityKeys;

namespace DmSc.Tests.Wire.XmlSecurity;

/// <summary>Each reason for refusing a signature, by its name.</summary>
public sealed class SignatureRejectionTests
{
    private static readonly XmlSecurityLimits Tight = XmlSecurityLimits.Default with { MaxSize = 4096, MaxDepth = 8, MaxElements = 64, MaxAttributes = 4 };

    private static string Enveloped => Text(Writer().Enveloped(Octets(Content)));

    private static string Identifying => Text(Writer().Enveloped(Octets(Identified), "it"));

    [Test]
    public void Not_well_formed() =>
        Assert.That(Rejected(Enveloped[..^1]), Has.Property("Defect").EqualTo(XmlSecurityDefect.NotWellFormed).And.Property("Where").StartsWith("text 1:"));

    [Test]
    public void Not_UTF_8() => Assert.That(Rejected([0x3C, 0xC3, 0x28]).Defect, Is.EqualTo(XmlSecurityDefect.NotWellFormed));

    [TestCase("<!DOCTYPE cfg>")]
    [TestCase("<?xml version='1.0'?>\n<!-- c --><?pi?><!DOCTYPE cfg [<!ENTITY a 'b'>]>")]
    [TestCase("<!DOCTYPE cfg SYSTEM 'file:///etc/passwd'>")]
    public void A_document_type_declaration(string declaration) => Assert.That(Rejected(declaration + Enveloped).Defect, Is.EqualTo(XmlSecurityDefect.DtdPresent));

    [Test]
    public void A_document_type_declaration_in_detached_content() =>
        Assert.That(Rejected(Text(Writer().Detached(Octets(Content))) + "<!DOCTYPE cfg>" + Content).Defect, Is.EqualTo(XmlSecurityDefect.DtdPresent));

    [Test]
    public void Too_large()
    {
        var policy = Trusting with { Limits = Tight };

        Assert.That(Rejected($"<a>{new string('x', 5000)}</a>", policy).Defect, Is.EqualTo(XmlSecurityDefect.TooLarge));
        Assert.That(Rejected($"<a>{string.Concat(Enumerable.Repeat("<b/>", 70))}</a>", policy).Defect, Is.EqualTo(XmlSecurityDefect.TooLarge));
        Assert.That(Rejected("<a b='' c='' d='' e='' f=''/>", policy).Defect, Is.EqualTo(XmlSecurityDefect.TooLarge));
    }

    [Test]
    public void Too_many_name_spaces_in_scope()
    {
        string Nested(int each) => string.Concat(Enumerable.Range(0, 4).Select(d => $"<a {string.Join(' ', Enumerable.Range(0, each).Select(n => $"xmlns:p{d}-{n}='u'"))}>")) + "<b/></a></a></a></a>";
        var beside = string.Concat(Enumerable.Repeat("<b xmlns='urn:example'/>", 200));

        Assert.That(Rejected(Nested(33)).Defect, Is.EqualTo(XmlSecurityDefect.TooLarge));
        Assert.That(Rejected(Nested(32)).Defect, Is.EqualTo(XmlSecurityDefect.SignatureMissing));
        Assert.That(Rejected($"<a>{beside}</a>").Defect, Is.EqualTo(XmlSecurityDefect.SignatureMissing), "declarations beside each other do not add up");
    }

    [Test]
    public void Too_deep() =>
        Assert.That(Rejected(string.Concat(Enumerable.Repeat("<a>", 100_000)), Trusting).Defect, Is.EqualTo(XmlSecurityDefect.TooDeep));

    [Test]
    public void No_signature() => Assert.That(Rejected(Content).Defect, Is.EqualTo(XmlSecurityDefect.SignatureMissing));

    [Test]
    public void A_Signature_of_another_name_space_is_none() =>
        Assert.That(Rejected("<Signature xmlns='urn:x'><a/></Signature>").Defect, Is.EqualTo(XmlSecurityDefect.SignatureMissing));

    [Test]
    public void Several_signatures()
    {
        var signature = Enveloped[Enveloped.IndexOf("<Signature", StringComparison.Ordinal)..^"</cfg>".Length];

        Assert.That(Rejected(Enveloped.Replace("</cfg>", signature + "</cfg>", StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.SeveralSignatures));
    }

    [TestCase("<SignatureValue>", "<SignatureValue><!-- -->")]
    [TestCase("<SignatureValue>", "<SignatureValue>*")]
    [TestCase("<SignedInfo>", "<SignedInfo/><SignedInfo>")]
    [TestCase("<SignedInfo>", "text<SignedInfo>")]
    [TestCase("<DigestMethod Algorithm=", "<DigestMethod algorithm=")]
    [TestCase("<Modulus>", "<Modulus>AAAA</Modulus><Modulus>")]
    [TestCase("</Reference>", "<Reference/></Reference>")]
    public void A_malformed_signature(string old, string altered) =>
        Assert.That(Rejected(Enveloped.Replace(old, altered, StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.SignatureMalformed));

    [Test]
    public void An_empty_signature() => Assert.That(Rejected($"<Signature xmlns='{XmlAlgorithms.SignatureNamespace}'/>").Defect, Is.EqualTo(XmlSecurityDefect.SignatureMalformed));

    [Test]
    public void A_signature_over_nothing()
    {
        var start = Enveloped.IndexOf("<Reference", StringComparison.Ordinal);
        var end = Enveloped.IndexOf("</Reference>", StringComparison.Ordinal) + "</Reference>".Length;

        Assert.That(Rejected(Enveloped[..start] + Enveloped[end..]).Defect, Is.EqualTo(XmlSecurityDefect.SignatureMalformed));
    }

    [Test]
    public void Too_many_references()
    {
        var start = Enveloped.IndexOf("<Reference", StringComparison.Ordinal);
        var reference = Enveloped[start..(Enveloped.IndexOf("</Reference>", StringComparison.Ordinal) + "</Reference>".Length)];

        Assert.That(Rejected(Enveloped.Replace(reference, string.Concat(Enumerable.Repeat(reference, 5)), StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.TooManyReferences));
    }

    [Test]
    public void Too_many_transforms()
    {
        var transform = $"<Transform Algorithm=\"{XmlAlgorithms.Exclusive}\"></Transform>";

        Assert.That(Rejected(Enveloped.Replace(transform, string.Concat(Enumerable.Repeat(transform, 9)), StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.TooManyTransforms));
    }

    [TestCase("#other")]
    [TestCase("#xpointer(id('other'))")]
    [TestCase("#xpointer(//*)")]
    [TestCase("#")]
    [TestCase("file:///etc/passwd")]
    [TestCase("http://example.com/")]
    public void An_unresolvable_reference(string uri)
    {
        var made = SignatureTests.Resigned(Octets(Identifying), s => s.Replace("URI=\"#it\"", $"URI=\"{uri}\"", StringComparison.Ordinal));

        Assert.That(Rejected(made), Has.Property("Defect").EqualTo(XmlSecurityDefect.ReferenceUnresolvable).And.Property("Where").EqualTo("/cfg/Signature/SignedInfo/Reference"));
    }

    [Test]
    public void A_reference_without_URI_and_nothing_to_mean() =>
        Assert.That(Rejected(Writer().Detached(Octets(Content))).Defect, Is.EqualTo(XmlSecurityDefect.ReferenceUnresolvable));

    [TestCase("Id")]
    [TestCase("ID")]
    [TestCase("id")]
    [TestCase("xml:id")]
    public void A_duplicate_identifier(string attribute) =>
        Assert.That(Rejected(Identifying.Replace("<apn>", $"<apn {attribute}='it'>", StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.DuplicateId));

    [Test]
    public void A_repeated_identifier_that_nobody_refers_to_is_no_matter()
    {
        var made = Writer().Enveloped(Octets("""<cfg Id="it"><a id="1"/><b id="1"/></cfg>"""), "it");

        Assert.That(Verified(made).Consumed.Where, Is.EqualTo("/cfg"));
    }

    [Test]
    public void An_altered_content() =>
        Assert.That(Rejected(Enveloped.Replace("internet", "evil", StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.DigestMismatch));

    [Test]
    public void An_altered_detached_content() =>
        Assert.That(Rejected(Text(Writer().DetachedBefore(Octets(Content))).Replace("internet", "evil", StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.DigestMismatch));

    [Test]
    public void An_altered_digest() =>
        Assert.That(Rejected(Enveloped.Replace("<DigestValue>", "<DigestValue>AAAA", StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.SignatureMismatch));

    [Test]
    public void A_signature_of_a_stranger_without_KeyInfo() =>
        Assert.That(Rejected(Writer(Stranger, KeyInfoParts.None).Enveloped(Octets(Content))).Defect, Is.EqualTo(XmlSecurityDefect.SignatureMismatch));

    [TestCase(KeyInfoParts.KeyName, XmlSecurityDefect.KeyMissing)]
    [TestCase(KeyInfoParts.KeyValue, XmlSecurityDefect.KeyUntrusted)]
    [TestCase(KeyInfoParts.X509Data, XmlSecurityDefect.CertificateUntrusted)]
    public void A_signature_of_a_stranger_with_KeyInfo(KeyInfoParts keyInfo, XmlSecurityDefect defect)
    {
        var stranger = Stranger with { Certificates = [Der("stranger")] };

        Assert.That(Rejected(Writer(stranger, keyInfo).Enveloped(Octets(Content)), keyInfo == KeyInfoParts.X509Data ? TrustingAuthority : Trusting).Defect, Is.EqualTo(defect));
    }

    [Test]
    public void A_strangers_signature_with_a_trusted_certificate_beside_it()
    {
        var stranger = Stranger with { Certificates = [Der("signer"), Der("authority")] };

        Assert.That(Rejected(Writer(stranger, KeyInfoParts.X509Data).Enveloped(Octets(Content)), TrustingAuthority).Defect, Is.EqualTo(XmlSecurityDefect.SignatureMismatch));
    }

    [Test]
    public void No_key_at_all() =>
        Assert.That(Rejected(Writer(keyInfo: KeyInfoParts.None).Enveloped(Octets(Content)), Trusting with { Trust = SignerTrust.None }).Defect, Is.EqualTo(XmlSecurityDefect.KeyMissing));

    [Test]
    public void A_short_key()
    {
        var made = Writer(Weak).Enveloped(Octets(Content));
        var policy = Trusting with { Trust = SignerTrust.InKeys(new TrustedKey(Weak.Public)) };

        Assert.That(Verified(made, policy).Signer.Bits, Is.EqualTo(1024));
        Assert.That(Rejected(made, policy with { MinimumKeyBits = 2048 }).Defect, Is.EqualTo(XmlSecurityDefect.WeakKey));
    }

    [TestCase("signer-expired", XmlSecurityDefect.CertificateExpired)]
    [TestCase("signer-future", XmlSecurityDefect.CertificateNotYetValid)]
    public void A_certificate_out_of_its_time(string certificate, XmlSecurityDefect defect)
    {
        var made = Writer(Certified(certificate), KeyInfoParts.X509Data).Enveloped(Octets(Content));

        Assert.That(Rejected(made, TrustingAuthority).Defect, Is.EqualTo(defect));
        Assert.That(Rejected(made).Defect, Is.EqualTo(defect));
    }

    [Test]
    public void The_time_is_the_policys()
    {
        var made = Writer(Certified("signer-expired"), KeyInfoParts.X509Data).Enveloped(Octets(Content));

        Assert.That(Rejected(made, TrustingAuthority with { Time = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero) }).Defect, Is.EqualTo(XmlSecurityDefect.CertificateNotYetValid), "the authority began in 2024");
        Assert.That(Verified(made, Trusting with { Time = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero) }).Signer, Is.EqualTo(Signer.Public));
    }

    [Test]
    public void A_broken_certificate()
    {
        var made = Writer(Signer with { Certificates = [new byte[] { 1, 2, 3 }] }, KeyInfoParts.X509Data).Enveloped(Octets(Content));

        Assert.That(Rejected(made, TrustingAuthority).Defect, Is.EqualTo(XmlSecurityDefect.CertificateMalformed));
    }

    [Test]
    public void An_anchor_that_is_no_certificate_is_the_callers_mistake() =>
        Assert.That(() => XmlSignature.Verify(Octets(Enveloped), Trusting with { Trust = SignerTrust.InCertificates(new byte[] { 1 }) }), Throws.ArgumentException);

    [TestCase(XmlAlgorithms.RsaMd5, XmlSecurityDefect.WeakAlgorithm)]
    [TestCase(XmlAlgorithms.HmacSha1, XmlSecurityDefect.WeakAlgorithm)]
    [TestCase("urn:example:none", XmlSecurityDefect.UnexpectedAlgorithm)]
    public void A_signature_method(string algorithm, XmlSecurityDefect defect) =>
        Assert.That(Rejected(Enveloped.Replace(XmlAlgorithms.RsaSha1, algorithm, StringComparison.Ordinal)).Defect, Is.EqualTo(defect));

    [Test]
    public void A_method_that_the_policy_allows_but_nobody_implements() =>
        Assert.That(Rejected(Enveloped.Replace(XmlAlgorithms.RsaSha1, XmlAlgorithms.RsaMd5, StringComparison.Ordinal), Trusting with { SignatureMethods = [XmlAlgorithms.RsaMd5] }).Defect, Is.EqualTo(XmlSecurityDefect.WeakAlgorithm));

    [Test]
    public void SHA_1_where_the_policy_wants_more()
    {
        Assert.That(Rejected(Enveloped, Trusting with { SignatureMethods = [XmlAlgorithms.RsaSha256] }).Defect, Is.EqualTo(XmlSecurityDefect.WeakAlgorithm));
        Assert.That(Rejected(Enveloped, Trusting with { DigestMethods = [XmlAlgorithms.Sha256] }).Defect, Is.EqualTo(XmlSecurityDefect.WeakAlgorithm));
    }

    [Test]
    public void A_canonical_form_that_is_not_allowed() =>
        Assert.That(Rejected(Enveloped, Trusting with { Canonicalizations = [XmlAlgorithms.Canonical] }).Defect, Is.EqualTo(XmlSecurityDefect.UnexpectedAlgorithm));

    [TestCase(XmlAlgorithms.XPath)]
    [TestCase(XmlAlgorithms.Xslt)]
    [TestCase("http://www.w3.org/2000/09/xmldsig#base64")]
    public void A_transform(string algorithm)
    {
        var altered = Enveloped.Replace($"<Transform Algorithm=\"{XmlAlgorithms.Exclusive}\"></Transform>", $"<Transform Algorithm=\"{algorithm}\"><XPath>//*</XPath></Transform>", StringComparison.Ordinal);

        Assert.That(Rejected(altered).Defect, Is.EqualTo(XmlSecurityDefect.UnexpectedTransform));
        Assert.That(Rejected(altered, Trusting with { Transforms = Trusting.Transforms.Add(algorithm) }).Defect, Is.EqualTo(XmlSecurityDefect.UnexpectedTransform));
    }

    [Test]
    public void Wrapped_below_an_evil_root() =>
        Assert.That(Rejected($"<cfg xmlns=\"urn:example:cfg\" Id=\"evil\"><apn>evil</apn>{Identifying}</cfg>").Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));

    [Test]
    public void Wrapped_into_an_Object_of_its_signature()
    {
        var signature = Identifying[Identifying.IndexOf("<Signature", StringComparison.Ordinal)..^"</cfg>".Length];
        var without = SignatureTests.Resigned(Octets(Identifying), s => s.Replace($"<Transform Algorithm=\"{XmlAlgorithms.EnvelopedSignature}\"></Transform>", "", StringComparison.Ordinal));
        var plain = Text(without)[Text(without).IndexOf("<Signature", StringComparison.Ordinal)..^"</cfg>".Length];
        var evil = $"<cfg xmlns=\"urn:example:cfg\" Id=\"evil\"><apn>evil</apn>{plain.Replace("</Signature>", $"<Object>{Identified}</Object></Signature>", StringComparison.Ordinal)}</cfg>";

        Assert.That(signature, Is.Not.EqualTo(plain));
        Assert.That(Rejected(evil).Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));
    }

    [Test]
    public void Wrapped_beside_an_evil_element()
    {
        var pair = Text(Writer().DetachedBehind(Octets(Identified), "it"));

        Assert.That(Rejected("<cfg xmlns=\"urn:example:cfg\"><apn>evil</apn></cfg>" + pair).Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));
        Assert.That(Rejected($"<cfg xmlns=\"urn:example:cfg\"><apn>evil</apn>{pair}</cfg>").Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));
    }

    [Test]
    public void Wrapped_in_a_second_Object()
    {
        var enveloping = Text(Writer().Enveloping(Octets(Content)));

        Assert.That(Rejected(enveloping.Replace("<Object ", "<Object><cfg>evil</cfg></Object><Object ", StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));
    }

    [TestCase("")]
    [TestCase("#s")]
    [TestCase("#xpointer(/)")]
    public void A_signature_that_envelops_itself_signs_nothing(string uri)
    {
        // What is referred to is the Signature, and the transform takes it away: the digest is that of no octets.
        const string nothing = "2jmj7l5rSw0yVb/vlWAYkK/YBwk=";
        var template = Text(Writer().Enveloped(Octets("<a/>"))) is var whole ? whole[whole.IndexOf("<Signature", StringComparison.Ordinal)..^"</a>".Length] : "";
        var start = template.IndexOf("<DigestValue>", StringComparison.Ordinal);
        var end = template.IndexOf("</DigestValue>", StringComparison.Ordinal);
        var made = SignatureTests.Resigned(
            Octets(template[..start] + "<DigestValue>" + nothing + template[end..]),
            s => s.Replace("<Signature xmlns", "<Signature Id=\"s\" xmlns", StringComparison.Ordinal).Replace("URI=\"\"", $"URI=\"{uri}\"", StringComparison.Ordinal));

        Assert.That(Rejected(made).Defect, Is.EqualTo(XmlSecurityDefect.SignatureMalformed));
        Assert.That(Rejected([.. made, .. Octets(Content)]).Defect, Is.EqualTo(XmlSecurityDefect.SignatureMalformed));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_Object_is_signed_and_other_content_stands_behind_the_Signature(bool withUri)
    {
        var made = Text(Writer().Enveloping(Octets("<a/>"), withUri));

        Assert.That(Rejected(made + Content).Defect, Is.EqualTo(withUri ? XmlSecurityDefect.Wrapped : XmlSecurityDefect.DigestMismatch));
        Assert.That(Rejected(made + "no XML").Defect, Is.EqualTo(withUri ? XmlSecurityDefect.Wrapped : XmlSecurityDefect.DigestMismatch));
        Assert.That(Text(Verified(Octets(made + "\r\n")).Consumed.Payload), Is.EqualTo("<a></a>"));
    }

    [Test]
    public void A_sibling_in_the_Object_is_not_signed()
    {
        var signed = Text(Writer().DetachedBehind(Octets(Identified), "it"));
        var signature = signed[signed.IndexOf("<Signature", StringComparison.Ordinal)..];
        string With(string beside) => signature.Replace("</Signature>", $"<Object>{beside}{Identified}</Object></Signature>", StringComparison.Ordinal);

        Assert.That(Rejected(With(Content)).Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));
        Assert.That(Rejected(With("text")).Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));
        Assert.That(Text(Verified(Octets(With(" <!-- nothing --> "))).Consumed.Payload), Is.EqualTo(Identified));
        Assert.That(Text(Verified(Octets(With(Content)), Trusting with { Consumed = XmlPlace.InObject }).Consumed.Payload), Is.EqualTo(Identified), "for whoever takes the payload only");
    }

    [Test]
    public void Octets_of_the_caller_are_signed_and_the_document_is_not()
    {
        var writer = new SignatureWriter(Signer, SignatureRecipe.Specification with { ContentTransform = null });
        var supplied = DetachedContent.At("cid:boot", new byte[] { 1, 2, 3 });
        var made = Text(writer.Detached([1, 2, 3], "cid:boot"));

        Assert.That(Verified(Octets(made), detached: supplied).Consumed.Uri, Is.EqualTo("cid:boot"));
        Assert.That(Rejected(Octets(made + Content), detached: supplied).Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));
        Assert.That(Rejected(Octets(Content + made), detached: supplied).Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));
        Assert.That(Rejected(Octets($"<cfg>{made}</cfg>"), detached: supplied).Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));
    }

    [Test]
    public void References_that_lead_nowhere_are_refused_without_a_hard_verdict()
    {
        Assert.That(Rejected(Writer().Detached(Octets(Content))).IsUnsettled, Is.False);
        Assert.That(Rejected(new SignatureWriter(Signer, SignatureRecipe.Specification).Detached(Octets(Content), "cid:elsewhere")).IsUnsettled, Is.True);
        Assert.That(Rejected(SignatureTests.Resigned(Octets(Identifying), s => s.Replace("URI=\"#it\"", "URI=\"#other\"", StringComparison.Ordinal))).IsUnsettled, Is.True);
    }

    [TestCase(KeyInfoParts.KeyName)]
    [TestCase(KeyInfoParts.X509Data)]
    [TestCase(KeyInfoParts.KeyValue)]
    public void KeyInfo_is_no_hindrance_where_it_does_not_restrict(KeyInfoParts keyInfo)
    {
        // A name, a certificate out of its time, and a key value nobody knows: the value is that of the key which is trusted.
        var judge = Trusting with { KeyInfoRestricts = false };
        var named = Signer with { Name = "dm.vendor.example", Certificates = [Der("signer-future")] };
        var made = Text(Writer(named, keyInfo).Enveloped(Octets(Content)));
        if (keyInfo == KeyInfoParts.KeyValue)
            made = made.Replace(Convert.ToBase64String(Signer.Public.Modulus.Span), Convert.ToBase64String(Stranger.Public.Modulus.Span), StringComparison.Ordinal);
        var subject = System.Text.RegularExpressions.Regex.Replace(
            made, "<KeyInfo>.*</KeyInfo>", "<KeyInfo><X509Data><X509SubjectName>CN=signer</X509SubjectName></X509Data></KeyInfo>", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

        Rejected(made);
        Assert.That(Verified(Octets(made), judge).Signer, Is.EqualTo(Signer.Public));
        Assert.That(Rejected(subject).Defect, Is.EqualTo(XmlSecurityDefect.KeyMissing));
        Assert.That(Verified(Octets(subject), judge).Signer, Is.EqualTo(Signer.Public));
    }

    [TestCase(KeyInfoParts.None)]
    [TestCase(KeyInfoParts.KeyName)]
    [TestCase(KeyInfoParts.KeyValue)]
    [TestCase(KeyInfoParts.X509Data)]
    public void A_stranger_is_a_stranger_where_KeyInfo_does_not_restrict(KeyInfoParts keyInfo)
    {
        var stranger = Stranger with { Name = "signer", Certificates = [Der("stranger")] };

        Assert.That(Rejected(Writer(stranger, keyInfo).Enveloped(Octets(Content)), Trusting with { KeyInfoRestricts = false }).Defect, Is.EqualTo(XmlSecurityDefect.SignatureMismatch));
    }

    [Test]
    public void A_path_that_two_elements_have()
    {
        const string document = """<doc><cfg Id="it">good</cfg></doc>""";
        var made = Text(Writer().Enveloped(Octets(document), "it")).Replace("<doc>", "<doc><cfg>evil</cfg>", StringComparison.Ordinal);

        Assert.That(Rejected(made, Trusting with { Consumed = XmlPlace.At("doc", "cfg") }).Defect, Is.EqualTo(XmlSecurityDefect.Wrapped));
    }

    [Test]
    public void An_altered_content_after_the_digest_of_its_canonical_form_names_the_place() =>
        Assert.That(Rejected(Enveloped.Replace("internet", "evil", StringComparison.Ordinal)).Where, Is.EqualTo("/cfg/Signature/SignedInfo/Reference"));

    [Test]
    public void Every_defect_of_a_signature_has_a_test_here()
    {
        var source = new StringBuilder();
        foreach (var file in Directory.GetFiles(Path.Combine(Path.GetDirectoryName(Here())!), "*Tests.cs"))
            source.Append(File.ReadAllText(file));
        var text = source.ToString();

        Assert.That(Enum.GetNames<XmlSecurityDefect>().Where(d => !text.Contains("XmlSecurityDefect." + d, StringComparison.Ordinal)), Is.Empty);
    }

    private static string Here([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;
}
