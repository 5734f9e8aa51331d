using System.Text;
using DmSc.Dm.Bootstrap;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Dm.Tree;
using DmSc.Tests.Dm.Tree;
using DmSc.Tests.Wire.XmlSecurity;
using DmSc.Wire.SyncMl;
using DmSc.Wire.Tnds;
using DmSc.Wire.XmlSecurity;
using static DmSc.Tests.Dm.Bootstrap.ProtectedRig;

namespace DmSc.Tests.Dm.Bootstrap;

/// <summary>Signed and encrypted bootstrap content (OMA DM Security 1.2.1, appendix C), from the author to the tree.</summary>
[TestFixture]
public sealed class ProtectedBootstrapTests
{
    private static readonly (string, string)[] s_hashes = [(XmlAlgorithms.RsaSha1, XmlAlgorithms.Sha1), (XmlAlgorithms.RsaSha256, XmlAlgorithms.Sha256)];

    private static IEnumerable<TestCaseData> Signatures() =>
        from form in Enum.GetValues<SignedForm>()
        from hash in s_hashes
        from info in new[] { KeyInfoParts.None, KeyInfoParts.KeyValue, KeyInfoParts.KeyName, KeyInfoParts.X509Data }
        select new TestCaseData(form, hash.Item1, hash.Item2, info);

    [TestCaseSource(nameof(Signatures))]
    public void Every_form_algorithm_and_KeyInfo_of_a_signature_is_verified_and_used(SignedForm form, string method, string digest, KeyInfoParts info)
    {
        var signature = Signature with
        {
            Key = XmlSecurityKeys.Certified("signer"),
            Form = form,
            Recipe = SignatureRecipe.Specification with { SignatureMethod = method, DigestMethod = digest, KeyInfo = info },
        };
        var tree = TreeRig.Device();
        var policy = info == KeyInfoParts.X509Data ? Demanding with { Signature = XmlSecurityKeys.TrustingAuthority } : Demanding;

        var outcome = Apply(Message(new AuthoredProtection { Signature = signature }), policy, tree: tree);

        Assert.Multiple(() =>
        {
            Assert.That((Servers(outcome), Reasons(outcome), outcome.IsUnsettled), Is.EqualTo((ServerId, ContentJudgement.Verified, false)), outcome.ToString());
            Assert.That((outcome.Contents.Single().SignatureMethod, outcome.Contents[0].Signer), Is.EqualTo((method, XmlSecurityKeys.Signer.Public)));
            Assert.That((tree.Text("./DMAcc/A1/Name"), tree.Text("./DMAcc/A1/PrefConRef")), Is.EqualTo(("Example & Co <DM>", "./Con/N1")));
            Assert.That(TreeAccount.Find(tree, ServerId)!.ClientCredential!.Nonce!.Reveal().ToArray(), Is.EqualTo(new byte[] { 1, 2, 255 }));
            Assert.That(tree.Find("./DMAcc/A1")!.Acl.ToString(), Is.EqualTo($"Get={ServerId}&Replace={ServerId}&Delete={ServerId}"));
        });
    }

    [Test]
    public void Every_cipher_and_key_transport_is_opened_with_and_without_signature(
        [Values(XmlAlgorithms.Aes128Cbc, XmlAlgorithms.Aes256Cbc, XmlAlgorithms.TripleDesCbc)] string cipher,
        [Values(XmlAlgorithms.Rsa15, XmlAlgorithms.RsaOaep)] string transport,
        [Values] bool signed)
    {
        var encryption = Encryption with { Recipe = new EncryptionRecipe { Cipher = cipher, KeyTransport = transport } };
        var message = Message(new AuthoredProtection { Signature = signed ? Signature : null, Encryption = encryption });

        var outcome = Apply(message, Policy);

        var judgement = outcome.Contents.Single();
        Assert.That((Servers(outcome), judgement.WasOpened, judgement.Reason), Is.EqualTo((ServerId, true, signed ? ContentJudgement.Verified : ContentJudgement.Unsigned)));
        Assert.That(Encoding.Latin1.GetString(message), Does.Not.Contain("c-secret").And.Not.Contain("AAuthSecret"));
    }

    [Test]
    public void The_message_stays_an_ordinary_WBXML_message_with_XML_text_in_Data([Values] bool signed, [Values] bool encrypted)
    {
        var message = BootstrapMessage.Read(Message(Of(signed, encrypted)));

        var item = message.Message.Commands.Single().Items.Single();
        var command = message.Message.Commands[0];
        Assert.That(message.Remarks, Is.Empty);
        Assert.That(item.Target!.LocUri, Is.EqualTo("./Inbox"));
        var expected = encrypted ? ("xml", "application/xenc+xml") : signed ? ("xml", "application/xml") : ("bin", "application/vnd.syncml.dmtnds+wbxml");
        Assert.That((command.FormatOf(item), command.TypeOf(item)), Is.EqualTo(expected));
        Assert.That(message.Objects.Single().Protection, Is.EqualTo(encrypted ? ContentProtection.Encrypted : signed ? ContentProtection.Signed : ContentProtection.None));
        Assert.That((message.Objects[0].Error, message.Accounts.Length), Is.EqualTo(((object?)null, signed || encrypted ? 0 : 1)));
    }

    [Test]
    public void The_recommended_form_is_a_Signature_with_the_content_behind_it_and_nothing_in_between()
    {
        var command = DmBootstrapAuthor.Message(Content(Of(true, false))).Commands.Single();

        var data = Encoding.UTF8.GetString(ProtectedContent.Octets(command.Items[0]).Span);

        Assert.That(data, Does.StartWith("<Signature ").And.Contain("</Signature><MgmtTree ").And.Contain("<Reference><Transforms>").And.Not.Contain("<Object"));
    }

    [TestCase(ContentFlaw.None, "Verified")]
    [TestCase(ContentFlaw.RecastContent, "Verified")]
    [TestCase(ContentFlaw.TamperedContent, "DigestMismatch")]
    [TestCase(ContentFlaw.ForgedDigest, "SignatureMismatch")]
    [TestCase(ContentFlaw.WrappedSignature, "Wrapped")]
    [TestCase(ContentFlaw.DuplicateId, "DuplicateId")]
    [TestCase(ContentFlaw.UnsignedPart, "Wrapped")]
    [TestCase(ContentFlaw.UnsignedSibling, "Wrapped")]
    [TestCase(ContentFlaw.WrongKey, "KeyUntrusted")]
    [TestCase(ContentFlaw.ClaimedKey, "SignatureMismatch")]
    [TestCase(ContentFlaw.WeakSignature, "WeakAlgorithm")]
    [TestCase(ContentFlaw.WeakDigest, "WeakAlgorithm")]
    [TestCase(ContentFlaw.PublicKeyHmac, "WeakAlgorithm")]
    [TestCase(ContentFlaw.XPathTransform, "UnexpectedTransform")]
    [TestCase(ContentFlaw.WrongReference, "ReferenceUnresolvable")]
    [TestCase(ContentFlaw.ExternalReference, "ReferenceUnresolvable")]
    [TestCase(ContentFlaw.NothingSigned, "SignatureMalformed")]
    [TestCase(ContentFlaw.MissingSignature, "UnsignedRefused")]
    [TestCase(ContentFlaw.WrongOrder, "WrongOrder")]
    [TestCase(ContentFlaw.EncryptedForAnother, "DecryptionFailed")]
    [TestCase(ContentFlaw.UnknownKeyName, "KeyMissing")]
    [TestCase(ContentFlaw.TruncatedCipher, "DecryptionFailed")]
    [TestCase(ContentFlaw.PartialBlock, "DecryptionFailed")]
    [TestCase(ContentFlaw.TamperedCipher, "NotWellFormed")]
    [TestCase(ContentFlaw.UnknownCipher, "UnexpectedAlgorithm")]
    [TestCase(ContentFlaw.MissingEncryptedKey, "EncryptedKeyMissing")]
    [TestCase(ContentFlaw.CipherElsewhere, "CipherReferencePresent")]
    public void Each_flaw_has_its_name_and_nothing_of_it_is_used(ContentFlaw flaw, string reason)
    {
        foreach (var form in Enum.GetValues<SignedForm>())
        {
            var facts = ContentFlaws.Of(flaw);
            var message = Message(Of(true, facts.NeedsEncryption, flaw) with { Signature = Signature with { Form = form } });
            var tree = TreeRig.Device();
            var before = TreeRig.Octets(tree);

            var outcome = Apply(message, tree: tree);

            var isUsed = flaw is ContentFlaw.None or ContentFlaw.RecastContent;
            Assert.That((Reasons(outcome), Servers(outcome)), Is.EqualTo((reason, isUsed ? ServerId : "")), $"{form}: {outcome}");
            Assert.That(outcome.IsUnsettled, Is.EqualTo(facts.Expectation == ContentExpectation.Unsettled || reason == "ReferenceUnresolvable"), form.ToString());
            Assert.That(TreeRig.Octets(tree).Contains(ForgedServerId, StringComparison.Ordinal), Is.False, form.ToString());
            Assert.That(TreeRig.Octets(tree) == before, Is.EqualTo(!isUsed), "a refusal leaves the tree as it was");
            Assert.That(outcome.Parts.Any(part => part.Disposition == BootstrapDisposition.Failed && part.Reason.EndsWith(reason, StringComparison.Ordinal)), Is.EqualTo(!isUsed));
        }
    }

    [TestCase(KeyInfoParts.None, "SignatureMismatch", "SignatureMismatch")]
    [TestCase(KeyInfoParts.KeyName, "KeyMissing", "KeyMissing")]
    [TestCase(KeyInfoParts.KeyValue, "KeyUntrusted", "Verified")]
    [TestCase(KeyInfoParts.X509Data, "CertificateUntrusted", "Verified")]
    public void A_strangers_signature_is_refused_whatever_KeyInfo_says_unless_any_key_is_trusted(KeyInfoParts info, string reason, string careless)
    {
        var stranger = XmlSecurityKeys.Stranger with { Certificates = [XmlSecurityKeys.Der("stranger")] };
        var message = Message(new AuthoredProtection
        {
            Signature = Signature with { Stranger = stranger, Recipe = SignatureRecipe.Specification with { KeyInfo = info } },
            Flaw = ContentFlaw.WrongKey,
        });
        var policy = info == KeyInfoParts.X509Data ? Demanding with { Signature = XmlSecurityKeys.TrustingAuthority } : Demanding;

        Assert.That(Reasons(Apply(message, policy)), Is.EqualTo(reason));
        Assert.That(Reasons(Apply(message, policy, new BootstrapQuirks { AcceptsWrongKey = true })), Is.EqualTo(careless));
    }

    [Test]
    public void The_names_of_flaws_lead_there_and_back()
    {
        Assert.That(ContentFlaws.All.Select(facts => facts.Flaw), Is.EqualTo(Enum.GetValues<ContentFlaw>()));
        foreach (var facts in ContentFlaws.All)
        {
            Assert.That(facts.Name, Does.Match("^[a-z]+(-[a-z]+)*$"));
            Assert.That(ContentFlaws.Parse(facts.Name), Is.EqualTo(facts.Flaw));
        }

        Assert.That(ContentFlaws.Parse("nonsense"), Is.Null);
    }

    [Test]
    public void A_flaw_that_the_protection_cannot_have_is_refused()
    {
        foreach (var facts in ContentFlaws.All.Where(facts => facts.NeedsSignature))
            Assert.That(() => Message(Of(false, true, facts.Flaw)), Throws.ArgumentException.With.Message.Contains(facts.Name));
        foreach (var facts in ContentFlaws.All.Where(facts => facts.NeedsEncryption))
            Assert.That(() => Message(Of(true, false, facts.Flaw)), Throws.ArgumentException.With.Message.Contains(facts.Name));
        Assert.That(() => Message(new AuthoredProtection { Signature = new AuthoredSignature(XmlSecurityKeys.Signer), Flaw = ContentFlaw.WrongKey }), Throws.ArgumentException);
        Assert.That(() => Message(new AuthoredProtection { Encryption = new AuthoredEncryption(XmlSecurityKeys.Device, 1), Flaw = ContentFlaw.UnknownKeyName }), Throws.ArgumentException);
        var raw = Signature with { Recipe = SignatureRecipe.Specification with { ContentTransform = null } };
        Assert.That(() => Message(new AuthoredProtection { Signature = raw, Flaw = ContentFlaw.RecastContent }), Throws.ArgumentException);
        Assert.That(() => DmBootstrapAuthor.Wbxml(Content(Having(ContentFlaw.TamperedContent)) with { Account = null }), Throws.ArgumentException);
    }

    [Test]
    public void Only_the_Item_with_the_account_has_the_flaw()
    {
        var content = Content(Of(true, true, ContentFlaw.TamperedContent)) with { Extras = BootstrapExtras.SeparateConnectivity };
        var tree = TreeRig.Device();

        var outcome = Apply(DmBootstrapAuthor.Wbxml(content), tree: tree);

        Assert.That(outcome.Contents.Select(one => (one.IsAccepted, one.Reason)), Is.EqualTo(new[] { (true, "Verified"), (false, "DigestMismatch") }));
        Assert.That((tree.Text("./Con/N1/NAPID"), Servers(outcome)), Is.EqualTo(("Net", "")));
    }

    [Test]
    public void Two_Items_never_share_a_content_key_and_the_seed_decides_the_cipher_text()
    {
        var content = Content(Of(true, true)) with { Extras = BootstrapExtras.SeparateConnectivity };
        string[] Values(BootstrapContent of) =>
            [.. DmBootstrapAuthor.Message(of).Commands.Select(command => Encoding.UTF8.GetString(ProtectedContent.Octets(command.Items[0]).Span).Split("<xenc:CipherValue>")[2])];

        Assert.That(Values(content), Is.EqualTo(Values(content with { })).And.Unique);
        Assert.That(Values(content with { Protection = content.Protection with { Encryption = Encryption with { Seed = 8 } } }), Is.Not.EqualTo(Values(content)));
    }

    [TestCase(false, false, false, true)]
    [TestCase(false, true, false, true)]
    [TestCase(true, false, false, false)]
    [TestCase(true, true, false, false)]
    [TestCase(true, false, true, true)]
    [TestCase(true, true, true, true)]
    public void Unsigned_content_is_refused_when_the_policy_demands_a_signature_and_the_push_is_not_secure(bool demands, bool encrypted, bool secure, bool taken)
    {
        var options = Options(Policy with { RefusesUnsigned = demands }) with { IsSecurePush = secure };

        var outcome = BootstrapProcessor.Apply(TreeRig.Device(), Message(Of(false, encrypted)), options);

        Assert.That((outcome.Contents.Single().IsAccepted, Servers(outcome)), Is.EqualTo((taken, taken ? ServerId : "")));
        Assert.That(Reasons(outcome), Is.EqualTo(taken ? ContentJudgement.Unsigned : ContentJudgement.UnsignedRefused));
    }

    [Test]
    public void Every_Item_needs_its_signature_also_those_of_single_nodes()
    {
        var signed = DmBootstrapAuthor.Message(Content(Of(true, false)));
        var mixed = signed with { Commands = [.. signed.Commands, SyncMlCommand.Of(SyncMlCommandKind.Add, "9", SyncMlItem.Leaf("./Vendor/Leaf", "v"))] };
        var tree = TreeRig.Device();

        var outcome = Apply(mixed.ToWbxml(), tree: tree);

        Assert.That(outcome.Contents.Select(one => one.Reason), Is.EqualTo(new[] { "Verified", "UnsignedRefused" }));
        Assert.That((Servers(outcome), tree.Find("./Vendor/Leaf")), Is.EqualTo((ServerId, (NodeView?)null)));
    }

    [Test]
    public void A_device_without_keys_takes_what_is_unsigned_and_nothing_else()
    {
        Assert.That(Servers(Apply(Message(AuthoredProtection.None), ContentProtectionPolicy.Default)), Is.EqualTo(ServerId));
        Assert.That(Reasons(Apply(Message(Of(true, false)), ContentProtectionPolicy.Default)), Is.EqualTo("KeyUntrusted"));
        Assert.That(Reasons(Apply(Message(Of(false, true)), ContentProtectionPolicy.Default)), Is.EqualTo("KeyMissing"));
    }

    [Test]
    public void A_card_and_a_secure_push_need_no_signature_and_a_bad_one_settles_nothing()
    {
        var card = BootstrapProcessor.ApplyCard(
            TreeRig.Device(),
            [new CardBootstrap("EF(DM_Bootstrap)", DmSc.Wire.Credentials.BootstrapProfile.DeviceManagement, Message(AuthoredProtection.None))],
            protection: Demanding);
        var tampered = BootstrapProcessor.Apply(TreeRig.Device(), Message(Having(ContentFlaw.TamperedContent)), Options() with { IsSecurePush = true });

        Assert.That((Servers(card), card.Contents.Single().Reason), Is.EqualTo((ServerId, "Unsigned")));
        Assert.That((Servers(tampered), Reasons(tampered), tampered.IsUnsettled), Is.EqualTo(("", "DigestMismatch", true)));
    }

    [Test]
    public void Certificates_are_judged_at_the_moment_of_the_policy()
    {
        var info = SignatureRecipe.Specification with { KeyInfo = KeyInfoParts.X509Data };
        var anchors = Demanding with { Signature = XmlSecurityKeys.TrustingAuthority };
        string With(string certificate, ContentProtectionPolicy policy, BootstrapQuirks? quirks = null) =>
            Reasons(Apply(Message(new AuthoredProtection { Signature = new AuthoredSignature(XmlSecurityKeys.Certified(certificate)) { Recipe = info } }), policy, quirks));

        Assert.That(With("signer", anchors), Is.EqualTo("Verified"));
        Assert.That(With("signer-expired", anchors), Is.EqualTo("CertificateExpired"));
        Assert.That(With("signer-future", anchors), Is.EqualTo("CertificateNotYetValid"));
        Assert.That(With("signer", anchors.At(new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero))), Is.EqualTo("CertificateExpired"));
        Assert.That(With("signer-expired", anchors, new BootstrapQuirks { AcceptsExpiredCertificate = true }), Is.EqualTo("Verified"));
        Assert.That(With("stranger", anchors), Is.EqualTo("CertificateUntrusted"));
    }

    [Test]
    public void A_reading_that_the_specification_leaves_open_is_marked()
    {
        // White space between Signature and content, and a digest over the octets without it.
        var raw = new SignatureWriter(XmlSecurityKeys.Signer, SignatureRecipe.Specification with { ContentTransform = null });
        var xml = TndsWriter.ToXml(MgmtTree.Of(MgmtNode.Interior("N", StandardObjects.Nap, MgmtNode.Leaf("Name", "n"))));
        var data = Encoding.UTF8.GetString(raw.Detached(Encoding.UTF8.GetBytes(xml))) + "\n " + xml;
        var message = SyncMlMessage.Of(
            SyncMlHeader.Of("0", "0", "d", "s"), final: true, SyncMlCommand.Of(SyncMlCommandKind.Add, "1", ProtectedContent.SignedItem("./Inbox", Encoding.UTF8.GetBytes(data))));

        var outcome = Apply(message.ToWbxml());

        Assert.That((outcome.Parts.Single().Uri, outcome.Contents.Single().IsUnsettled, outcome.IsUnsettled), Is.EqualTo(("./Con/N1", true, true)));
    }

    [Test]
    public void A_single_node_may_be_protected_too()
    {
        var sealedText = new EncryptionWriter(XmlSecurityKeys.Device, new Random(3)).Seal("c-secret"u8, EncryptedKind.Octets);
        var signedXml = XmlSecurityKeys.Writer().DetachedBefore(XmlSecurityKeys.Octets(XmlSecurityKeys.Content));
        var message = SyncMlMessage.Of(
            SyncMlHeader.Of("0", "0", "d", "s"),
            final: true,
            SyncMlCommand.Of(SyncMlCommandKind.Add, "1", ProtectedContent.EncryptedItem("./Vendor/Secret", sealedText)),
            SyncMlCommand.Of(SyncMlCommandKind.Add, "2", ProtectedContent.SignedItem("./Vendor/Config", signedXml)));
        var tree = TreeRig.Device();

        var outcome = Apply(message.ToWbxml(), Policy, tree: tree);

        Assert.That(outcome.Contents.Select(one => one.Reason), Is.EqualTo(new[] { "Unsigned", "Verified" }));
        Assert.That((tree.Text("./Vendor/Secret"), tree.Text("./Vendor/Config")), Is.EqualTo(("c-secret", XmlSecurityKeys.Content)));
        Assert.That((tree.Find("./Vendor/Secret")!.Format, tree.Find("./Vendor/Config")!.Format), Is.EqualTo(("chr", "xml")));
    }

    [Test]
    public void No_description_shows_a_secret()
    {
        foreach (var flaw in Enum.GetValues<ContentFlaw>())
        {
            var protection = Of(true, true, flaw);
            var outcome = Apply(Message(protection));

            Assert.That($"{outcome} {string.Join(' ', outcome.Contents)} {protection} {Policy}", Does.Not.Contain("c-secret").And.Not.Contain("PRIVATE KEY"), flaw.ToString());
        }
    }

    [Test]
    public void What_a_device_must_know_is_told_from_what_it_may_know()
    {
        Assert.That(Of(true, true).IsMandatory);
        Assert.That((Signature with { Recipe = SignatureRecipe.Specification with { SignatureMethod = XmlAlgorithms.RsaSha256 } }) is { } sha256 && new AuthoredProtection { Signature = sha256 }.IsMandatory, Is.False);
        Assert.That(new AuthoredProtection { Encryption = Encryption with { Recipe = new EncryptionRecipe { Cipher = XmlAlgorithms.Aes256Cbc } } }.IsMandatory, Is.False);
    }
}
