using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Xml;

namespace DmSc.Wire.XmlSecurity;

/// <summary>Verifies one signature: structure, algorithms, key, value, References, and that the consumed content is signed; in this order.</summary>
internal sealed class SignatureVerification(XmlText text, SignaturePolicy policy, DetachedContent detached)
{
    /// <exception cref="XmlSecurityException">The first of these that does not hold.</exception>
    public SignatureOutcome.Verified Run()
    {
        var signature = SignatureParts.Read(text, FindSignature(), policy.Limits);
        CheckAlgorithms(signature);
        var keys = new SignerFinder(text, policy).Find(signature);
        var signer = CheckValue(signature, keys);

        var references = new SignedReferences(text, signature, policy, detached);
        var contents = ImmutableArray.CreateBuilder<SignedContent>();
        SignedContent? consumed = null;
        foreach (var reference in signature.References)
        {
            var content = references.Resolve(reference, out var element);
            contents.Add(content);
            if (consumed is null && IsConsumed(signature, content, element))
                consumed = content;
        }

        if (consumed is null)
        {
            throw new XmlSecurityException(
                XmlSecurityDefect.Wrapped,
                contents[0].Where,
                $"the signature is good, but {string.Join(" and ", contents.Select(c => c.Where))} is signed, not {policy.Consumed}, which is consumed");
        }

        return new SignatureOutcome.Verified(consumed, contents.ToImmutable(), signature.SignatureMethod.Algorithm, signer);
    }

    private XmlElement FindSignature()
    {
        var found = text.Elements().Where(e => XmlText.IsSignature(e) && !IsInSignature(e)).Take(3).ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => throw new XmlSecurityException(XmlSecurityDefect.SignatureMissing, text.PathOf(text.Roots[0]), "there is no Signature"),
            _ => throw new XmlSecurityException(XmlSecurityDefect.SeveralSignatures, text.PathOf(found[1]), $"a Signature stands at {text.PathOf(found[0])} already"),
        };
    }

    private static bool IsInSignature(XmlElement element)
    {
        for (var above = element.ParentNode as XmlElement; above is not null; above = above.ParentNode as XmlElement)
        {
            if (XmlText.IsSignature(above))
                return true;
        }

        return false;
    }

    private void CheckAlgorithms(SignatureParts signature)
    {
        var method = signature.SignatureMethod;
        if (!policy.SignatureMethods.Contains(method.Algorithm) || method.Algorithm is not (XmlAlgorithms.RsaSha1 or XmlAlgorithms.RsaSha256))
            throw Algorithm(method);
        if (!policy.Canonicalizations.Contains(signature.Canonicalization.Algorithm) || !Canonicalizer.Knows(signature.Canonicalization.Algorithm))
            throw Algorithm(signature.Canonicalization);
        foreach (var reference in signature.References)
        {
            if (!policy.DigestMethods.Contains(reference.Digest.Algorithm) || reference.Digest.Algorithm is not (XmlAlgorithms.Sha1 or XmlAlgorithms.Sha256))
                throw Algorithm(reference.Digest);
            foreach (var transform in reference.Transforms)
            {
                if (!policy.Transforms.Contains(transform.Algorithm) || (transform.Algorithm != XmlAlgorithms.EnvelopedSignature && !Canonicalizer.Knows(transform.Algorithm)))
                    throw new XmlSecurityException(XmlSecurityDefect.UnexpectedTransform, transform.Where, $"'{transform.Algorithm}' is not allowed here");
            }
        }
    }

    private static XmlSecurityException Algorithm(Method method)
    {
        var isWeak = method.Algorithm is XmlAlgorithms.RsaSha1 or XmlAlgorithms.Sha1 or XmlAlgorithms.RsaMd5 or XmlAlgorithms.Md5 or XmlAlgorithms.HmacSha1
            or "http://www.w3.org/2000/09/xmldsig#dsa-sha1" or "http://www.w3.org/2001/04/xmldsig-more#hmac-md5";
        return new XmlSecurityException(
            isWeak ? XmlSecurityDefect.WeakAlgorithm : XmlSecurityDefect.UnexpectedAlgorithm, method.Where, $"'{method.Algorithm}' is not allowed here");
    }

    private RsaPublicKey CheckValue(SignatureParts signature, IReadOnlyList<RsaPublicKey> keys)
    {
        var octets = Canonicalizer.Element(signature.SignedInfo, signature.Canonicalization.Algorithm, signature.Canonicalization.Prefixes);
        foreach (var key in keys)
        {
            using var rsa = key.Open();
            if (rsa.VerifyData(octets, signature.Value, HashOf(signature.SignatureMethod.Algorithm), RSASignaturePadding.Pkcs1))
                return key;
        }

        throw new XmlSecurityException(
            XmlSecurityDefect.SignatureMismatch,
            text.PathOf(signature.Element),
            $"none of {keys.Count} trusted keys made this value over SignedInfo ({octets.Length} canonical octets)");
    }

    /// <summary>Digest of a signature method.</summary>
    public static HashAlgorithmName HashOf(string signatureMethod) =>
        signatureMethod == XmlAlgorithms.RsaSha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;

    private bool IsConsumed(SignatureParts signature, SignedContent content, XmlElement? element)
    {
        if (ReferenceEquals(policy.Consumed, XmlPlace.InObject))
            return IsInObject(signature, element);
        if (!ReferenceEquals(policy.Consumed, XmlPlace.Root))
            return element is not null && element == policy.Consumed.Find(text);

        // What follows a leading Signature is what a consumer finds first: if anything does, that and nothing else has to be signed.
        if (text.Trailing is not null)
            return element is null && content.Uri is null && detached.Implied is null;
        return content.Form switch
        {
            // Octets the caller supplied for a text that is nothing but the Signature: there is no other content. In the text: the only other root.
            SignatureForm.Detached => element is null ? IsRoot(signature.Element) : element == text.OnlyContent,
            SignatureForm.Enveloping => IsInObject(signature, element) && (signature.Objects.Contains(element!) || IsAllOf(element!.ParentNode!, element)),

            // A Signature that refers to itself envelops nothing.
            _ => element == text.OnlyContent && element != signature.Element,
        };
    }

    private bool IsInObject(SignatureParts signature, XmlElement? element) =>
        IsRoot(signature.Element) && signature.Objects.Length == 1 && element is not null
        && (signature.Objects[0] == element || signature.Objects[0] == element.ParentNode);

    private static bool IsAllOf(XmlNode parent, XmlElement element) => parent.ChildNodes.Cast<XmlNode>().All(
        node => node == element || node is XmlComment or XmlProcessingInstruction || (node is XmlCharacterData characters && string.IsNullOrWhiteSpace(characters.Data)));

    private bool IsRoot(XmlElement element) => text.Roots.Contains(element) && (!text.IsFragment || text.Roots.All(XmlText.IsSignature));
}
