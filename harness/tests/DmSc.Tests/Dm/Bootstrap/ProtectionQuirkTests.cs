using DmSc.Dm.Bootstrap;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Tests.Dm.Tree;
using static DmSc.Tests.Dm.Bootstrap.ProtectedRig;

namespace DmSc.Tests.Dm.Bootstrap;

/// <summary>Each defect shows with the flaws it is blind for, and with no other.</summary>
[TestFixture]
public sealed class ProtectionQuirkTests
{
    private static readonly (string Name, BootstrapQuirks Quirks, ContentFlaw[] Blind)[] s_defects =
    [
        ("none", new BootstrapQuirks(), []),
        ("accepts-tampered", new BootstrapQuirks { AcceptsTampered = true }, [ContentFlaw.TamperedContent]),
        ("checks-digests-only", new BootstrapQuirks { ChecksDigestsOnly = true }, [ContentFlaw.ForgedDigest, ContentFlaw.ClaimedKey]),
        ("accepts-wrapped", new BootstrapQuirks { AcceptsWrappedSignature = true }, [ContentFlaw.WrappedSignature, ContentFlaw.DuplicateId, ContentFlaw.UnsignedSibling]),
        ("uses-unsigned-part", new BootstrapQuirks { UsesUnsignedPart = true }, [ContentFlaw.UnsignedPart, ContentFlaw.UnsignedSibling]),
        ("accepts-wrong-key", new BootstrapQuirks { AcceptsWrongKey = true }, [ContentFlaw.WrongKey]),
        ("accepts-weak", new BootstrapQuirks { AcceptsWeakAlgorithm = true }, [ContentFlaw.WeakSignature, ContentFlaw.WeakDigest, ContentFlaw.PublicKeyHmac]),
        ("accepts-any-transform", new BootstrapQuirks { AcceptsAnyTransform = true }, [ContentFlaw.XPathTransform]),
        ("accepts-wrong-reference", new BootstrapQuirks { AcceptsWrongReference = true }, [ContentFlaw.WrongReference, ContentFlaw.ExternalReference]),
        ("accepts-malformed", new BootstrapQuirks { AcceptsMalformedSignature = true }, [ContentFlaw.NothingSigned]),
        ("accepts-unsigned", new BootstrapQuirks { AcceptsUnsigned = true }, [ContentFlaw.MissingSignature]),
        ("ignores-signature", new BootstrapQuirks { IgnoresSignature = true },
        [
            ContentFlaw.TamperedContent, ContentFlaw.ForgedDigest, ContentFlaw.WrappedSignature, ContentFlaw.DuplicateId, ContentFlaw.UnsignedSibling, ContentFlaw.WrongKey, ContentFlaw.ClaimedKey,
            ContentFlaw.WeakSignature, ContentFlaw.WeakDigest, ContentFlaw.PublicKeyHmac, ContentFlaw.XPathTransform, ContentFlaw.WrongReference,
            ContentFlaw.ExternalReference, ContentFlaw.NothingSigned,
        ]),
    ];

    private static IEnumerable<TestCaseData> Defects() => s_defects.Select(defect => new TestCaseData(defect.Quirks, defect.Blind).SetArgDisplayNames(defect.Name));

    [TestCaseSource(nameof(Defects))]
    public void A_defect_shows_with_its_flaws_and_with_no_other(BootstrapQuirks quirks, ContentFlaw[] blind)
    {
        var shown = new List<ContentFlaw>();
        foreach (var facts in ContentFlaws.All)
        {
            var outcome = Apply(Message(Having(facts.Flaw)), quirks: quirks);
            var mayBeUsed = facts.Expectation is ContentExpectation.Accept or ContentExpectation.NeverUnsigned;
            if (outcome.ServerIds.Contains(ForgedServerId) || (!mayBeUsed && outcome.ServerIds.Contains(ServerId)))
                shown.Add(facts.Flaw);
        }

        // A flaw of encryption alone comes with unsigned content: it must fail to open before that matters.
        Assert.That(shown, Is.EqualTo(blind));
    }

    [Test]
    public void A_forged_account_appears_only_with_a_defect_that_lets_it_in([Values] SignedForm form)
    {
        foreach (var (name, quirks, blind) in s_defects)
        {
            foreach (var facts in ContentFlaws.All.Where(facts => facts.BringsForged))
            {
                var outcome = Apply(Message(Having(facts.Flaw) with { Signature = Signature with { Form = form } }), quirks: quirks);

                Assert.That(outcome.ServerIds.Contains(ForgedServerId), Is.EqualTo(blind.Contains(facts.Flaw)), $"{name}, {facts.Name}: {outcome}");
            }
        }
    }

    [Test]
    public void Missing_support_leaves_protected_content_out_and_the_rest_alone()
    {
        var unsigning = new BootstrapQuirks { NoSignatureSupport = true };
        var unsealing = new BootstrapQuirks { NoEncryptionSupport = true };

        Assert.Multiple(() =>
        {
            Assert.That(Outcome(true, false, unsigning), Is.EqualTo("SignatureNotSupported "));
            Assert.That(Outcome(true, true, unsigning), Is.EqualTo("SignatureNotSupported "));
            Assert.That(Outcome(false, true, unsigning), Is.EqualTo($"Unsigned {ServerId}"));
            Assert.That(Outcome(true, false, unsealing), Is.EqualTo($"Verified {ServerId}"));
            Assert.That(Outcome(true, true, unsealing), Is.EqualTo("EncryptionNotSupported "));
            Assert.That(Outcome(false, false, unsealing), Is.EqualTo($"Unsigned {ServerId}"));
        });
        var part = Apply(Message(Of(true, false)), Policy, unsigning).Parts.Single();
        Assert.That((part.Disposition, part.Reason), Is.EqualTo((BootstrapDisposition.Ignored, "the content is refused: SignatureNotSupported")));
    }

    [Test]
    public void Encryption_is_no_signature_but_for_one_defect()
    {
        Assert.That(Servers(Apply(Message(Of(false, true)))), Is.Empty);
        Assert.That(Servers(Apply(Message(Of(false, true)), quirks: new BootstrapQuirks { TakesEncryptedForSigned = true })), Is.EqualTo(ServerId));
        Assert.That(Servers(Apply(Message(Of(false, false)), quirks: new BootstrapQuirks { TakesEncryptedForSigned = true })), Is.Empty);
    }

    private static string Outcome(bool signed, bool encrypted, BootstrapQuirks quirks)
    {
        var outcome = BootstrapProcessor.Apply(TreeRig.Device(), Message(Of(signed, encrypted)), Options(Policy, quirks));
        return $"{Reasons(outcome)} {Servers(outcome)}";
    }
}
