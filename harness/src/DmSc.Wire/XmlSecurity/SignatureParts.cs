using System.Collections.Immutable;
using System.Xml;

namespace DmSc.Wire.XmlSecurity;

/// <summary>An algorithm with the prefixes an exclusive canonical form is to keep.</summary>
internal sealed record Method(string Algorithm, string? Prefixes, string Where);

/// <summary>A Reference.</summary>
internal sealed record ReferencePart(string? Uri, ImmutableArray<Method> Transforms, Method Digest, byte[] DigestValue, string Where);

/// <summary>The structure of a Signature, read but not judged.</summary>
internal sealed record SignatureParts(
    XmlElement Element,
    XmlElement SignedInfo,
    Method Canonicalization,
    Method SignatureMethod,
    ImmutableArray<ReferencePart> References,
    byte[] Value,
    XmlElement? KeyInfo,
    ImmutableArray<XmlElement> Objects)
{
    private const string Space = XmlAlgorithms.SignatureNamespace;

    /// <exception cref="XmlSecurityException">A part is missing, twice, out of order or beyond the bounds.</exception>
    public static SignatureParts Read(XmlText text, XmlElement signature, XmlSecurityLimits limits)
    {
        var parts = new XmlParts(text, signature, XmlSecurityDefect.SignatureMalformed);
        var signedInfo = parts.Take(Space, "SignedInfo");
        var value = XmlParts.Base64(text, parts.Take(Space, "SignatureValue"), XmlSecurityDefect.SignatureMalformed);
        var keyInfo = parts.TakeOptional(Space, "KeyInfo");
        var objects = ImmutableArray.CreateBuilder<XmlElement>();
        while (parts.TakeOptional(Space, "Object") is { } found)
            objects.Add(found);
        parts.End();

        var info = new XmlParts(text, signedInfo, XmlSecurityDefect.SignatureMalformed);
        var canonicalization = ReadMethod(text, info.Take(Space, "CanonicalizationMethod"));
        var method = ReadMethod(text, info.Take(Space, "SignatureMethod"), mayHaveParameters: true);
        var references = ImmutableArray.CreateBuilder<ReferencePart>();
        while (info.TakeOptional(Space, "Reference") is { } reference)
        {
            if (references.Count == limits.MaxReferences)
                throw new XmlSecurityException(XmlSecurityDefect.TooManyReferences, text.PathOf(signedInfo), $"more than {limits.MaxReferences} References");
            references.Add(ReadReference(text, reference, limits));
        }

        info.End();
        if (references.Count == 0)
            throw new XmlSecurityException(XmlSecurityDefect.SignatureMalformed, text.PathOf(signedInfo), "there is no Reference: nothing is signed");
        return new SignatureParts(signature, signedInfo, canonicalization, method, references.ToImmutable(), value, keyInfo, objects.ToImmutable());
    }

    private static ReferencePart ReadReference(XmlText text, XmlElement element, XmlSecurityLimits limits)
    {
        var parts = new XmlParts(text, element, XmlSecurityDefect.SignatureMalformed);
        var transforms = ImmutableArray.CreateBuilder<Method>();
        if (parts.TakeOptional(Space, "Transforms") is { } list)
        {
            var each = new XmlParts(text, list, XmlSecurityDefect.SignatureMalformed);
            while (each.TakeOptional(Space, "Transform") is { } transform)
            {
                if (transforms.Count == limits.MaxTransforms)
                    throw new XmlSecurityException(XmlSecurityDefect.TooManyTransforms, text.PathOf(list), $"more than {limits.MaxTransforms} Transforms");
                transforms.Add(ReadMethod(text, transform, mayHaveParameters: true));
            }

            each.End();
        }

        var digest = ReadMethod(text, parts.Take(Space, "DigestMethod"));
        var value = XmlParts.Base64(text, parts.Take(Space, "DigestValue"), XmlSecurityDefect.SignatureMalformed);
        parts.End();
        return new ReferencePart(element.GetAttributeNode("URI")?.Value, transforms.ToImmutable(), digest, value, text.PathOf(element));
    }

    private static Method ReadMethod(XmlText text, XmlElement element, bool mayHaveParameters = false)
    {
        var where = text.PathOf(element);
        var algorithm = element.GetAttributeNode("Algorithm")?.Value
            ?? throw new XmlSecurityException(XmlSecurityDefect.SignatureMalformed, where, "attribute Algorithm is missing");
        string? prefixes = null;
        foreach (var parameter in element.ChildNodes.OfType<XmlElement>())
        {
            var isPrefixes = parameter.LocalName == "InclusiveNamespaces" && parameter.NamespaceURI == XmlAlgorithms.ExclusiveNamespace;
            if (isPrefixes && prefixes is null && algorithm is XmlAlgorithms.Exclusive or XmlAlgorithms.ExclusiveWithComments)
                prefixes = parameter.GetAttribute("PrefixList");
            else if (!mayHaveParameters || Canonicalizer.Knows(algorithm) || algorithm is XmlAlgorithms.EnvelopedSignature or XmlAlgorithms.RsaSha1 or XmlAlgorithms.RsaSha256)
                throw new XmlSecurityException(XmlSecurityDefect.SignatureMalformed, where, $"'{algorithm}' has no parameter {parameter.Name}");
        }

        return new Method(algorithm, prefixes, where);
    }
}
