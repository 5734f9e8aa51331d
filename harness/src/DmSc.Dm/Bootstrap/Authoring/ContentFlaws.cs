using System.Collections.Immutable;

namespace DmSc.Dm.Bootstrap.Authoring;

/// <summary>What is known about a flaw.</summary>
/// <param name="Flaw">Which.</param>
/// <param name="Name">For case files: words with hyphens.</param>
/// <param name="Expectation">What a recipient has to do.</param>
/// <param name="Summary">One sentence for people.</param>
public sealed record ContentFlawFacts(ContentFlaw Flaw, string Name, ContentExpectation Expectation, string Summary)
{
    /// <summary>Whether only signed content can have it.</summary>
    public bool NeedsSignature { get; init; }

    /// <summary>Whether only encrypted content can have it.</summary>
    public bool NeedsEncryption { get; init; }

    /// <summary>Whether it brings in an account of somebody else (<see cref="AuthoredProtection.Forged"/>), which must never appear.</summary>
    public bool BringsForged { get; init; }

    /// <summary>Whether it needs the key of a stranger (<see cref="AuthoredSignature.Stranger"/>, <see cref="AuthoredEncryption.Stranger"/>).</summary>
    public bool NeedsStranger { get; init; }
}

/// <summary>The closed set of flaws, by name.</summary>
public static class ContentFlaws
{
    /// <summary>All, in the order of <see cref="ContentFlaw"/>.</summary>
    public static ImmutableArray<ContentFlawFacts> All { get; } =
    [
        new(ContentFlaw.None, "none", ContentExpectation.Accept, "nothing is wrong"),
        Signed(ContentFlaw.RecastContent, "recast-content", ContentExpectation.Accept, "the content is written otherwise than signed, with the same canonical form"),
        Signed(ContentFlaw.TamperedContent, "tampered-content", ContentExpectation.Refuse, "another account stands in place of what was signed") with { BringsForged = true },
        Signed(ContentFlaw.ForgedDigest, "forged-digest", ContentExpectation.Refuse, "another account with a digest that fits it, under the old signature value") with { BringsForged = true },
        Signed(ContentFlaw.WrappedSignature, "wrapped-signature", ContentExpectation.NeverUnsigned, "the signature is good, but of an element set aside; another account stands in its place") with { BringsForged = true },
        Signed(ContentFlaw.DuplicateId, "duplicate-id", ContentExpectation.NeverUnsigned, "another account has the identifier of the signed element and stands before it") with { BringsForged = true },
        Signed(ContentFlaw.UnsignedPart, "unsigned-part", ContentExpectation.NeverUnsigned, "another account stands unsigned behind the signed content") with { BringsForged = true },
        Signed(ContentFlaw.UnsignedSibling, "unsigned-sibling", ContentExpectation.NeverUnsigned, "another account stands unsigned in the Object, before the signed one") with { BringsForged = true },
        Signed(ContentFlaw.WrongKey, "wrong-key", ContentExpectation.Refuse, "a stranger signed, and KeyInfo is the stranger's") with { NeedsStranger = true },
        Signed(ContentFlaw.ClaimedKey, "claimed-key", ContentExpectation.Refuse, "a stranger signed, and KeyInfo is the signer's") with { NeedsStranger = true },
        Signed(ContentFlaw.WeakSignature, "weak-signature", ContentExpectation.RefuseAdvised, "a genuine RSA signature with MD5"),
        Signed(ContentFlaw.WeakDigest, "weak-digest", ContentExpectation.RefuseAdvised, "a genuine MD5 digest of the content"),
        Signed(ContentFlaw.PublicKeyHmac, "public-key-hmac", ContentExpectation.Refuse, "HMAC-SHA1 with the public modulus as secret"),
        Signed(ContentFlaw.XPathTransform, "xpath-transform", ContentExpectation.Refuse, "an XPath transform takes everything out of what is signed"),
        Signed(ContentFlaw.WrongReference, "wrong-reference", ContentExpectation.RefuseAdvised, "the Reference names an identifier that nothing has"),
        Signed(ContentFlaw.ExternalReference, "external-reference", ContentExpectation.RefuseAdvised, "the Reference leads out of the message"),
        Signed(ContentFlaw.NothingSigned, "nothing-signed", ContentExpectation.Refuse, "the signature has no Reference"),
        Signed(ContentFlaw.MissingSignature, "missing-signature", ContentExpectation.RefuseWhenDemanded, "the content comes without Signature"),
        Signed(ContentFlaw.WrongOrder, "wrong-order", ContentExpectation.Unsettled, "encrypted first, then signed") with { NeedsEncryption = true },
        Sealed(ContentFlaw.EncryptedForAnother, "encrypted-for-another", "the content key is encrypted with another recipient's key under this one's name") with { NeedsStranger = true },
        Sealed(ContentFlaw.UnknownKeyName, "unknown-key-name", "the content key is encrypted for another recipient") with { NeedsStranger = true },
        Sealed(ContentFlaw.TruncatedCipher, "truncated-cipher", "the last block of the cipher text is missing"),
        Sealed(ContentFlaw.PartialBlock, "partial-block", "the cipher text ends within a block"),
        Sealed(ContentFlaw.TamperedCipher, "tampered-cipher", "one bit of the initialization vector is another one"),
        Sealed(ContentFlaw.UnknownCipher, "unknown-cipher", "the algorithm of the content does not exist"),
        Sealed(ContentFlaw.MissingEncryptedKey, "missing-encrypted-key", "KeyInfo holds no EncryptedKey"),
        Sealed(ContentFlaw.CipherElsewhere, "cipher-elsewhere", "a CipherReference stands in place of the cipher text"),
    ];

    /// <summary>What is known about a flaw.</summary>
    /// <param name="flaw">Of the set.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not of the set.</exception>
    public static ContentFlawFacts Of(ContentFlaw flaw) =>
        (int)flaw >= 0 && (int)flaw < All.Length ? All[(int)flaw] : throw new ArgumentOutOfRangeException(nameof(flaw), flaw, "no flaw of the set");

    /// <summary>The flaw of a name, or <see langword="null"/>.</summary>
    /// <param name="name">As in case files.</param>
    public static ContentFlaw? Parse(string name)
    {
        foreach (var facts in All)
        {
            if (facts.Name == name)
                return facts.Flaw;
        }

        return null;
    }

    /// <summary>Why content protected so cannot have its flaw; <see langword="null"/> when it can.</summary>
    /// <param name="protection">The protection.</param>
    public static string? Obstacle(AuthoredProtection protection)
    {
        ArgumentNullException.ThrowIfNull(protection);
        var facts = Of(protection.Flaw);
        if (facts.NeedsSignature && protection.Signature is null)
            return "only signed content can have it";
        if (facts.NeedsEncryption && protection.Encryption is null)
            return "only encrypted content can have it";
        if (facts.NeedsStranger && facts.NeedsSignature && protection.Signature!.Stranger is null)
            return "it needs the signing key of a stranger";
        if (facts.NeedsStranger && facts.NeedsEncryption && protection.Encryption!.Stranger is null)
            return "it needs the key of another recipient";
        return protection is { Flaw: ContentFlaw.RecastContent, Signature: { Form: SignedForm.Detached, Recipe.ContentTransform: null } }
            ? "octets that are signed without a canonical form can be written in one way only"
            : null;
    }

    private static ContentFlawFacts Signed(ContentFlaw flaw, string name, ContentExpectation expectation, string summary) =>
        new(flaw, name, expectation, summary) { NeedsSignature = true };

    private static ContentFlawFacts Sealed(ContentFlaw flaw, string name, string summary) =>
        new(flaw, name, ContentExpectation.Refuse, summary) { NeedsEncryption = true };
}
