using System.Xml.Linq;
using DmSc.Wire.XmlSecurity;
using static DmSc.Tests.Wire.XmlSecurity.XmlSecurityKeys;

namespace DmSc.Tests.Wire.XmlSecurity;

public sealed class EncryptionTests
{
    private static readonly string[] Ciphers = [XmlAlgorithms.Aes128Cbc, XmlAlgorithms.Aes256Cbc, XmlAlgorithms.TripleDesCbc];
    private static readonly string[] Transports = [XmlAlgorithms.Rsa15, XmlAlgorithms.RsaOaep];

    private static DecryptionPolicy Policy => new(DeviceKey);

    private static EncryptionWriter Writer(string cipher = XmlAlgorithms.Aes128Cbc, string transport = XmlAlgorithms.Rsa15, int seed = 1) =>
        new(Device, new Random(seed), new EncryptionRecipe { Cipher = cipher, KeyTransport = transport });

    private static string Sealed => Text(Writer().Seal(Octets(Content)));

    private static DecryptionOutcome.Opened Opened(DecryptionOutcome outcome)
    {
        Assert.That(outcome, Is.InstanceOf<DecryptionOutcome.Opened>(), outcome.ToString());
        return (DecryptionOutcome.Opened)outcome;
    }

    private static XmlSecurityRejection Refused(string text, DecryptionPolicy? policy = null) =>
        ((DecryptionOutcome.Rejected)XmlEncryption.Open(Octets(text), policy ?? Policy)).Rejection;

    [Test, Combinatorial]
    public void Content_comes_back(
        [ValueSource(nameof(Ciphers))] string cipher, [ValueSource(nameof(Transports))] string transport, [Values] EncryptedKind kind, [Values(0, 1, 15, 16, 17)] int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);

        var opened = Opened(XmlEncryption.Open(Writer(cipher, transport).Seal(content, kind), Policy));

        Assert.That(opened.Octets.ToArray(), Is.EqualTo(content));
        Assert.That((opened.Kind, opened.Cipher, opened.KeyTransport, opened.KeyName), Is.EqualTo((kind, cipher, transport, "device-rsa")));
    }

    [Test]
    public void The_default_is_what_the_specification_demands()
    {
        Assert.That(Sealed, Does.Contain(XmlAlgorithms.Aes128Cbc).And.Contain(XmlAlgorithms.Rsa15).And.Contain($"Type=\"{XmlAlgorithms.ElementType}\"").And.Contain("<ds:KeyName>device-rsa</ds:KeyName>"));
    }

    [Test]
    public void The_content_repeats_with_the_seed()
    {
        string Cipher(int seed) => Text(Writer(seed: seed).Seal(Octets(Content))) is var s ? s[s.LastIndexOf("<xenc:CipherValue>", StringComparison.Ordinal)..] : "";

        var (first, again, other) = (Cipher(1), Cipher(1), Cipher(2));

        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_part_of_a_document_comes_back_in_its_place(bool contentOnly)
    {
        const string document = """<p:doc xmlns:p="urn:p" xmlns="urn:d"><cfg p:a="1">x<p:b /></cfg><rest /></p:doc>""";
        var made = Writer().SealWithin(Octets(document), XmlPlace.At("{urn:p}doc", "{urn:d}cfg"), contentOnly);

        Assert.That(Text(made), Does.Not.Contain("<p:b").And.Contain("<rest />"));
        var opened = XElement.Parse(Text(Opened(XmlEncryption.OpenWithin(made, Policy)).Octets));
        opened.DescendantsAndSelf().Attributes().Where(a => a.IsNamespaceDeclaration).Remove();
        var expected = XElement.Parse(document);
        expected.DescendantsAndSelf().Attributes().Where(a => a.IsNamespaceDeclaration).Remove();
        Assert.That(opened.ToString(), Is.EqualTo(expected.ToString()));
    }

    [Test]
    public void A_whole_document_comes_back()
    {
        var made = Writer().SealWithin(Octets(Content), XmlPlace.Root);

        Assert.That(Text(Opened(XmlEncryption.OpenWithin(made, Policy)).Octets), Is.EqualTo(Content));
    }

    [Test]
    public void A_place_that_does_not_exist() =>
        Assert.That(() => Writer().SealWithin(Octets(Content), XmlPlace.WithId("x")), Throws.TypeOf<XmlSecurityException>());

    [Test]
    public void No_EncryptedData()
    {
        Assert.That(Refused(Content).Defect, Is.EqualTo(XmlSecurityDefect.EncryptedDataMissing));
        Assert.That(((DecryptionOutcome.Rejected)XmlEncryption.OpenWithin(Octets(Content), Policy)).Rejection.Defect, Is.EqualTo(XmlSecurityDefect.EncryptedDataMissing));
    }

    [Test]
    public void Several_EncryptedData() =>
        Assert.That(((DecryptionOutcome.Rejected)XmlEncryption.OpenWithin(Octets($"<a>{Sealed}{Sealed}</a>"), Policy)).Rejection.Defect, Is.EqualTo(XmlSecurityDefect.SeveralEncryptedData));

    [TestCase("<xenc:EncryptionMethod Algorithm=", "<xenc:EncryptionMethod algorithm=")]
    [TestCase("<xenc:CipherValue>", "<xenc:CipherValue>*")]
    [TestCase("<xenc:CipherData>", "<xenc:CipherData><xenc:CipherValue/>")]
    [TestCase("<ds:KeyName>", "<ds:KeyName>other</ds:KeyName><ds:KeyName>")]
    public void Malformed(string old, string altered) =>
        Assert.That(Refused(Sealed.Replace(old, altered, StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.EncryptedDataMalformed));

    [Test]
    public void Undeclared_prefixes_as_in_the_specifications_samples_are_refused_without_a_hard_verdict()
    {
        var undeclared = Refused(Sealed.Replace($" xmlns:ds=\"{XmlAlgorithms.SignatureNamespace}\"", "", StringComparison.Ordinal));
        var broken = Refused(Sealed[..^1]);

        Assert.That((undeclared.Defect, undeclared.IsUnsettled), Is.EqualTo((XmlSecurityDefect.NotWellFormed, true)));
        Assert.That((broken.Defect, broken.IsUnsettled), Is.EqualTo((XmlSecurityDefect.NotWellFormed, false)));
    }

    [Test]
    public void No_KeyInfo_in_the_EncryptedKey()
    {
        var without = Sealed.Replace("<ds:KeyInfo><ds:KeyName>device-rsa</ds:KeyName></ds:KeyInfo>", "", StringComparison.Ordinal);

        Assert.That(Refused(without).Defect, Is.EqualTo(XmlSecurityDefect.KeyInfoMissing));
        Assert.That(Text(Opened(XmlEncryption.Open(Octets(without), Policy with { RequiresKeyInfo = false })).Octets), Is.EqualTo(Content));
        Assert.That(Refused(without, Policy with { RequiresKeyInfo = false, Keys = [DeviceKey, DeviceKey with { Name = "b" }] }).Defect, Is.EqualTo(XmlSecurityDefect.KeyMissing));
    }

    [Test]
    public void No_EncryptedKey() =>
        Assert.That(Refused(Sealed.Replace("xenc:EncryptedKey>", "xenc:Other>", StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.EncryptedKeyMissing));

    [Test]
    public void The_name_of_another() => Assert.That(Refused(Sealed.Replace("device-rsa", "other", StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.KeyMissing));

    [Test]
    public void A_name_is_no_hindrance_where_it_does_not_restrict()
    {
        var judge = Policy with { KeyNameRestricts = false };
        var other = Sealed.Replace("device-rsa", "other", StringComparison.Ordinal);
        var several = Sealed.Replace("<ds:KeyName>", "<ds:KeyName>other</ds:KeyName><ds:KeyName>", StringComparison.Ordinal);
        var hint = Sealed.Replace("<ds:KeyName>device-rsa</ds:KeyName>", "<ds:X509Data/>", StringComparison.Ordinal);

        foreach (var text in (string[])[other, several, hint])
            Assert.That(Text(Opened(XmlEncryption.Open(Octets(text), judge with { Keys = [new RecipientKey("a", Pem("stranger.key.pem")), DeviceKey] })).Octets), Is.EqualTo(Content));
        Assert.That(Refused(Sealed, judge with { Keys = [new RecipientKey("device-rsa", Pem("stranger.key.pem"))] }).Defect, Is.EqualTo(XmlSecurityDefect.DecryptionFailed));
        Assert.That(Refused(Sealed, judge with { Keys = [] }).Defect, Is.EqualTo(XmlSecurityDefect.KeyMissing));
    }

    [Test]
    public void A_key_that_stands_elsewhere_is_not_fetched_and_no_hard_verdict()
    {
        var start = Sealed.IndexOf("<xenc:EncryptedKey>", StringComparison.Ordinal);
        var end = Sealed.IndexOf("</xenc:EncryptedKey>", StringComparison.Ordinal) + "</xenc:EncryptedKey>".Length;

        var elsewhere = Refused(Sealed[..start] + "<ds:RetrievalMethod URI=\"#key\"/>" + Sealed[end..]);
        var nowhere = Refused(Sealed[..start] + "<ds:KeyName>device-rsa</ds:KeyName>" + Sealed[end..]);

        Assert.That((elsewhere.Defect, elsewhere.IsUnsettled), Is.EqualTo((XmlSecurityDefect.EncryptedKeyMissing, true)));
        Assert.That((nowhere.Defect, nowhere.IsUnsettled), Is.EqualTo((XmlSecurityDefect.EncryptedKeyMissing, false)));
    }

    [Test]
    public void A_CipherReference_is_not_fetched()
    {
        var start = Sealed.LastIndexOf("<xenc:CipherValue>", StringComparison.Ordinal);
        var made = Sealed[..start] + "<xenc:CipherReference URI=\"http://example.com/\"/></xenc:CipherData></xenc:EncryptedData>";

        Assert.That(Refused(made), Has.Property("Defect").EqualTo(XmlSecurityDefect.CipherReferencePresent).And.Property("Where").EndsWith("/xenc:CipherReference"));
    }

    [Test]
    public void Algorithms_out_of_policy()
    {
        Assert.That(Refused(Text(Writer(XmlAlgorithms.TripleDesCbc).Seal(Octets(Content))), Policy with { Ciphers = [XmlAlgorithms.Aes128Cbc] }).Defect, Is.EqualTo(XmlSecurityDefect.WeakAlgorithm));
        Assert.That(Refused(Sealed, Policy with { KeyTransports = [XmlAlgorithms.RsaOaep] }).Defect, Is.EqualTo(XmlSecurityDefect.WeakAlgorithm));
        Assert.That(Refused(Sealed.Replace("aes128-cbc", "aes192-cbc", StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.UnexpectedAlgorithm));
    }

    [Test]
    public void A_wrong_key_a_damaged_key_and_damaged_content_all_read_the_same()
    {
        var wrong = Policy with { Keys = [new RecipientKey("device-rsa", Pem("stranger.key.pem"))] };
        var parts = Sealed.Split("<xenc:CipherValue>");
        var damagedKey = parts[0] + "<xenc:CipherValue>AAAA" + parts[1][4..] + "<xenc:CipherValue>" + parts[2];
        var cutContent = parts[0] + "<xenc:CipherValue>" + parts[1] + "<xenc:CipherValue>" + "AAAA" + parts[2];

        var seen = new[] { Refused(Sealed, wrong), Refused(damagedKey), Refused(cutContent) };

        Assert.That(seen.Select(r => r.Defect), Is.All.EqualTo(XmlSecurityDefect.DecryptionFailed));
        Assert.That(seen.Select(r => r.Detail).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void One_of_several_recipients_is_enough()
    {
        var whole = Sealed;
        var start = whole.IndexOf("<xenc:EncryptedKey>", StringComparison.Ordinal);
        var key = whole[start..(whole.IndexOf("</xenc:EncryptedKey>", StringComparison.Ordinal) + "</xenc:EncryptedKey>".Length)];
        var made = whole.Replace(key, key.Replace("device-rsa", "other", StringComparison.Ordinal) + key, StringComparison.Ordinal);

        Assert.That(Text(Opened(XmlEncryption.Open(Octets(made), Policy)).Octets), Is.EqualTo(Content));
        var strange = whole.Replace(key, key.Replace("rsa-1_5", "rsa-9", StringComparison.Ordinal) + key, StringComparison.Ordinal);
        Assert.That(Text(Opened(XmlEncryption.Open(Octets(strange), Policy)).Octets), Is.EqualTo(Content));
        Assert.That(Refused(strange, Policy with { Keys = [new RecipientKey("device-rsa", Pem("stranger.key.pem"))] }).Defect, Is.EqualTo(XmlSecurityDefect.UnexpectedAlgorithm), "whom it was for nobody knows");
        Assert.That(Refused(whole.Replace(key, string.Concat(Enumerable.Repeat(key, 9)), StringComparison.Ordinal)).Defect, Is.EqualTo(XmlSecurityDefect.TooLarge));
    }

    [Test]
    public void A_plaintext_that_is_not_what_its_Type_says()
    {
        var made = $"<a>{Text(Writer().Seal(Octets("<b/><c/>")))}</a>";

        Assert.That(((DecryptionOutcome.Rejected)XmlEncryption.OpenWithin(Octets(made), Policy)).Rejection.Defect, Is.EqualTo(XmlSecurityDefect.EncryptedDataMalformed));
    }

    [Test]
    public void Hostile_plaintext_is_bounded_too()
    {
        var made = $"<a>{Text(Writer().Seal(Octets(string.Concat(Enumerable.Repeat("<b>", 5000)))))}</a>";

        Assert.That(((DecryptionOutcome.Rejected)XmlEncryption.OpenWithin(Octets(made), Policy)).Rejection.Defect, Is.EqualTo(XmlSecurityDefect.TooDeep));
    }
}
