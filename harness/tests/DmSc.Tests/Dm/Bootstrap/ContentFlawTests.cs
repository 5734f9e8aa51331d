using System.Security.Cryptography;
using System.Text;
using DmSc.Dm.Bootstrap.Authoring;
using DmSc.Tests.Wire.XmlSecurity;
using DmSc.Wire.XmlSecurity;
using static DmSc.Tests.Dm.Bootstrap.ProtectedRig;

namespace DmSc.Tests.Dm.Bootstrap;

/// <summary>A flaw is one thing that is wrong; everything else is genuine, so that a device that does not see the one thing takes the content.</summary>
[TestFixture]
public sealed class ContentFlawTests
{
    [Test]
    public void The_weak_signature_is_a_genuine_signature_with_MD5([Values] SignedForm form)
    {
        var parts = Read(ContentFlaw.WeakSignature, form);

        Assert.That(Holds(parts, HashAlgorithmName.MD5), Is.True);
        Assert.That(parts.SignatureMethod.Algorithm, Is.EqualTo(XmlAlgorithms.RsaMd5));
    }

    [Test]
    public void The_weak_digest_is_the_MD5_of_what_is_signed([Values] SignedForm form)
    {
        var parts = Read(ContentFlaw.WeakDigest, form);
        var signed = ((SignatureOutcome.Verified)XmlSignature.Verify(Data(ContentFlaw.None, form), XmlSecurityKeys.Trusting)).Consumed.Octets;

        Assert.That(Holds(parts, HashAlgorithmName.SHA1), Is.True);
        Assert.That(parts.References.Single().Digest.Algorithm, Is.EqualTo(XmlAlgorithms.Md5));
#pragma warning disable CA5351 // The flaw is made of it.
        Assert.That(parts.References[0].DigestValue, Is.EqualTo(MD5.HashData(signed.Span)));
#pragma warning restore CA5351
    }

    [Test]
    public void The_HMAC_is_made_with_the_public_modulus()
    {
        var parts = Read(ContentFlaw.PublicKeyHmac, SignedForm.Detached);

#pragma warning disable CA5350 // The flaw is made of it.
        Assert.That(parts.Value, Is.EqualTo(HMACSHA1.HashData(XmlSecurityKeys.Signer.Public.Modulus.Span, SignedInfo(parts))));
#pragma warning restore CA5350
    }

    [TestCase(ContentFlaw.WrongReference)]
    [TestCase(ContentFlaw.ExternalReference)]
    [TestCase(ContentFlaw.XPathTransform)]
    [TestCase(ContentFlaw.TamperedContent)]
    public void The_signature_value_itself_is_genuine(ContentFlaw flaw)
    {
        foreach (var form in Enum.GetValues<SignedForm>())
            Assert.That(Holds(Read(flaw, form), HashAlgorithmName.SHA1), Is.True, form.ToString());
    }

    [Test]
    public void A_signature_over_nothing_is_genuine()
    {
        // Its structure is refused before the value is looked at.
        var text = Encoding.UTF8.GetString(Data(ContentFlaw.NothingSigned, SignedForm.Detached));
        var document = new System.Xml.XmlDocument { PreserveWhitespace = true };
        document.LoadXml(text[..(text.IndexOf("</Signature>", StringComparison.Ordinal) + "</Signature>".Length)]);
        var info = (System.Xml.XmlElement)document.DocumentElement!.FirstChild!;

        using var rsa = XmlSecurityKeys.Signer.Open();
        Assert.That(info.GetElementsByTagName("Reference").Count, Is.Zero);
        Assert.That(
            rsa.VerifyData(
                Canonicalizer.Element(info, XmlAlgorithms.Exclusive, null),
                Convert.FromBase64String(info.NextSibling!.InnerText),
                HashAlgorithmName.SHA1,
                RSASignaturePadding.Pkcs1),
            Is.True);
    }

    [Test]
    public void The_forged_digest_fits_the_forged_content_and_the_value_does_not([Values] SignedForm form)
    {
        // A verifier that trusted the value would find the digest right: signed anew, the same SignedInfo verifies.
        var parts = Read(ContentFlaw.ForgedDigest, form);
        var text = Encoding.UTF8.GetString(Data(ContentFlaw.ForgedDigest, form));
        using var rsa = XmlSecurityKeys.Signer.Open();
        var value = Convert.ToBase64String(rsa.SignData(SignedInfo(parts), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
        var signedAnew = Encoding.UTF8.GetBytes(text.Replace(Convert.ToBase64String(parts.Value), value, StringComparison.Ordinal));

        Assert.That(Holds(parts, HashAlgorithmName.SHA1), Is.False);
        Assert.That(XmlSecurityKeys.Text(XmlSecurityKeys.Verified(signedAnew).Consumed.Payload), Does.Contain(ForgedServerId));
    }

    [Test]
    public void Recast_content_has_other_octets_and_the_same_signature([Values] SignedForm form)
    {
        Assert.That(Data(ContentFlaw.RecastContent, form), Is.Not.EqualTo(Data(ContentFlaw.None, form)));
        Assert.That(Read(ContentFlaw.RecastContent, form).Value, Is.EqualTo(Read(ContentFlaw.None, form).Value));
    }

    private static byte[] Data(ContentFlaw flaw, SignedForm form)
    {
        var command = DmBootstrapAuthor.Message(Content(Of(true, false, flaw) with { Signature = Signature with { Form = form } })).Commands.Single();
        return ProtectedContent.Octets(command.Items[0]).ToArray();
    }

    private static SignatureParts Read(ContentFlaw flaw, SignedForm form)
    {
        var text = XmlText.OfData(Data(flaw, form), XmlSecurityLimits.Default, "text");
        return SignatureParts.Read(text, text.Elements().First(XmlText.IsSignature), XmlSecurityLimits.Default);
    }

    private static byte[] SignedInfo(SignatureParts parts) => Canonicalizer.Element(parts.SignedInfo, parts.Canonicalization.Algorithm, parts.Canonicalization.Prefixes);

    private static bool Holds(SignatureParts parts, HashAlgorithmName hash)
    {
        using var rsa = XmlSecurityKeys.Signer.Open();
        return rsa.VerifyData(SignedInfo(parts), parts.Value, hash, RSASignaturePadding.Pkcs1);
    }
}
