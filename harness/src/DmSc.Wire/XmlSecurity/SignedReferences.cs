using System.Security.Cryptography;
using System.Xml;

namespace DmSc.Wire.XmlSecurity;

/// <summary>Resolves References within the document and the octets the caller supplied, and takes their digests.</summary>
internal sealed class SignedReferences(XmlText text, SignatureParts signature, SignaturePolicy policy, DetachedContent detached)
{
    /// <summary>The content of a Reference whose digest is right.</summary>
    /// <param name="reference">The Reference.</param>
    /// <param name="element">The signed element, when it is one of the document.</param>
    /// <exception cref="XmlSecurityException">It cannot be resolved, or the digest is another.</exception>
    public SignedContent Resolve(ReferencePart reference, out XmlElement? element)
    {
        element = null;
        if (reference.Uri is null)
            return Implied(reference, out element);
        if (reference.Uri.Length > 0 && reference.Uri[0] != '#')
        {
            if (!detached.ByUri.TryGetValue(reference.Uri, out var supplied))
            {
                throw new XmlSecurityException(
                    XmlSecurityDefect.ReferenceUnresolvable, reference.Where, $"'{reference.Uri}' lies outside the document; nothing outside is fetched", unsettled: true);
            }

            var digested = ApplyToOctets(reference, supplied);
            Check(reference, digested);
            return new SignedContent(SignatureForm.Detached, reference.Uri, $"'{reference.Uri}'", digested, digested, SignedReading.AsWritten);
        }

        element = Target(reference, out var withComments);
        var octets = ApplyToElement(reference, element, withComments);
        Check(reference, octets);
        return Content(reference, element, octets, SignedReading.AsWritten);
    }

    private SignedContent Content(ReferencePart reference, XmlElement element, byte[] octets, SignedReading reading)
    {
        var form = IsWithin(signature.Element, element) ? SignatureForm.Enveloped
            : IsWithin(element, signature.Element) ? SignatureForm.Enveloping
            : SignatureForm.Detached;
        var isObject = signature.Objects.Contains(element);
        return new SignedContent(form, reference.Uri, text.PathOf(element), octets, isObject ? InObject(octets) : octets, reading);
    }

    /// <summary>What stands in a digested Object, out of the digested octets themselves.</summary>
    private byte[] InObject(byte[] octets)
    {
        var content = XmlText.OfDocument(octets, policy.Limits, "Object").Document.DocumentElement!;
        var elements = content.ChildNodes.OfType<XmlElement>().ToList();
        return elements.Count == 1 && content.ChildNodes.OfType<XmlCharacterData>().All(c => string.IsNullOrWhiteSpace(c.Data))
            ? Canonicalizer.Element(elements[0], XmlAlgorithms.Exclusive, null)
            : XmlText.ToOctets(content.ChildNodes.Cast<XmlNode>());
    }

    private static bool IsWithin(XmlNode inner, XmlNode outer)
    {
        for (var node = inner; node is not null; node = node.ParentNode)
        {
            if (node == outer)
                return true;
        }

        return false;
    }

    /// <summary>A Reference without URI: the application has to know. First as it is written, then what senders may have meant.</summary>
    private SignedContent Implied(ReferencePart reference, out XmlElement? element)
    {
        element = null;
        if ((detached.Implied ?? text.Trailing) is { } content)
            return ImpliedOctets(reference, content);
        if (signature.Objects.Length != 1)
        {
            throw new XmlSecurityException(
                XmlSecurityDefect.ReferenceUnresolvable, reference.Where, "the Reference has no URI, and neither content behind the Signature nor one Object in it");
        }

        element = signature.Objects[0];
        var octets = ApplyToElement(reference, element, withComments: false);
        if (Matches(reference, octets))
            return Content(reference, element, octets, SignedReading.AsWritten);
        var inner = element.ChildNodes.OfType<XmlElement>().ToList();
        if (inner.Count == 1)
        {
            octets = ApplyToElement(reference, inner[0], withComments: false);
            if (Matches(reference, octets))
                return new SignedContent(SignatureForm.Enveloping, null, text.PathOf(inner[0]), octets, octets, SignedReading.ObjectContent);
        }

        throw Mismatch(reference, "neither the Object nor the element in it has the digest");
    }

    private SignedContent ImpliedOctets(ReferencePart reference, ReadOnlyMemory<byte> content)
    {
        XmlSecurityException? refused = null;
        try
        {
            var octets = ApplyToOctets(reference, content);
            if (Matches(reference, octets))
                return Implied(octets, SignedReading.AsWritten);
        }
        catch (XmlSecurityException failure) when (failure.Rejection.Defect == XmlSecurityDefect.NotWellFormed)
        {
            // No canonical form of content that is no XML: its octets are left.
            refused = failure;
        }

        if (Matches(reference, content.Span))
            return Implied(content, SignedReading.RawOctets);
        var trimmed = content[..^(content.Length - content.Span.TrimEnd(" \t\r\n"u8).Length)];
        trimmed = trimmed[(trimmed.Length - trimmed.Span.TrimStart(" \t\r\n"u8).Length)..];
        if (Matches(reference, trimmed.Span))
            return Implied(trimmed, SignedReading.Trimmed);
        throw refused is null ? Mismatch(reference, "the content has another digest") : new XmlSecurityException(
            XmlSecurityDefect.DigestMismatch, reference.Where, "the content is no XML, and its octets have another digest: " + refused.Rejection.Detail, unsettled: true);
    }

    private static SignedContent Implied(ReadOnlyMemory<byte> octets, SignedReading reading) =>
        new(SignatureForm.Detached, null, "the content behind the Signature", octets, octets, reading);

    private XmlElement Target(ReferencePart reference, out bool withComments)
    {
        withComments = false;
        var uri = reference.Uri!;
        if (uri.Length == 0 || uri == "#xpointer(/)")
        {
            withComments = uri.Length > 0;
            if (text.IsFragment)
                throw new XmlSecurityException(XmlSecurityDefect.ReferenceUnresolvable, reference.Where, "the text has several roots; it is no document to be signed as a whole");
            return text.Document.DocumentElement!;
        }

        var id = uri[1..];
        if (id.StartsWith("xpointer(id('", StringComparison.Ordinal) && id.EndsWith("'))", StringComparison.Ordinal) && id.Length > 16)
        {
            withComments = true;
            id = id[13..^3];
        }

        var element = id.IndexOfAny(['(', ')', '\'', '"']) < 0 && id.Length > 0 ? text.FindId(id) : null;
        return element ?? throw new XmlSecurityException(XmlSecurityDefect.ReferenceUnresolvable, reference.Where, $"'{uri}' names no element of the document", unsettled: true);
    }

    /// <summary>Runs the transforms over an element of the document; the root stands for the whole document when the URI says so.</summary>
    private byte[] ApplyToElement(ReferencePart reference, XmlElement element, bool withComments)
    {
        var form = reference.Transforms.FirstOrDefault(t => t.Algorithm != XmlAlgorithms.EnvelopedSignature)?.Algorithm ?? XmlAlgorithms.Canonical;
        var copy = reference.Uri is "" or "#xpointer(/)" ? Canonicalizer.Copy(text.Document) : Canonicalizer.Copy(element, form);
        var place = IsWithin(signature.Element, element) ? Steps(signature.Element, element) : null;
        byte[]? octets = null;
        foreach (var transform in reference.Transforms)
        {
            if (transform.Algorithm == XmlAlgorithms.EnvelopedSignature)
            {
                if (octets is not null || place is null)
                {
                    throw new XmlSecurityException(
                        XmlSecurityDefect.SignatureMalformed, transform.Where, "the enveloped-signature transform needs a Signature in what is signed");
                }

                if (place.Count == 0)
                    throw new XmlSecurityException(XmlSecurityDefect.SignatureMalformed, transform.Where, "the enveloped-signature transform takes away the Signature, and with it all that is referred to: nothing is signed");

                var inner = (XmlNode)copy.DocumentElement!;
                foreach (var step in place)
                    inner = inner.ChildNodes[step]!;
                inner.ParentNode!.RemoveChild(inner);
                place = null;
                continue;
            }

            octets = octets is null ? Octets(copy, transform, withComments) : AgainCanonical(octets, transform);
        }

        return octets ?? Octets(copy, new Method(XmlAlgorithms.Canonical, null, reference.Where), withComments);
    }

    private static byte[] Octets(XmlDocument copy, Method transform, bool withComments)
    {
        if (!withComments)
            Canonicalizer.RemoveComments(copy);
        return Canonicalizer.Octets(copy, transform.Algorithm, transform.Prefixes);
    }

    private byte[] ApplyToOctets(ReferencePart reference, ReadOnlyMemory<byte> octets)
    {
        if (octets.Length > policy.Limits.MaxSize)
            throw new XmlSecurityException(XmlSecurityDefect.TooLarge, reference.Where, $"{octets.Length} octets, the limit is {policy.Limits.MaxSize}");
        var result = octets.ToArray();
        foreach (var transform in reference.Transforms)
        {
            if (transform.Algorithm == XmlAlgorithms.EnvelopedSignature)
                throw new XmlSecurityException(XmlSecurityDefect.SignatureMalformed, transform.Where, "detached content has no Signature in it");
            result = AgainCanonical(result, transform);
        }

        return result;
    }

    private byte[] AgainCanonical(byte[] octets, Method transform) =>
        Canonicalizer.Octets(XmlText.OfDocument(octets, policy.Limits, "signed content").Document, transform.Algorithm, transform.Prefixes);

    /// <summary>Child positions that lead from an element down to another.</summary>
    private static List<int> Steps(XmlNode inner, XmlNode outer)
    {
        var steps = new List<int>();
        for (var node = inner; node != outer; node = node.ParentNode!)
        {
            var position = 0;
            for (var before = node.PreviousSibling; before is not null; before = before.PreviousSibling)
                position++;
            steps.Insert(0, position);
        }

        return steps;
    }

    private static void Check(ReferencePart reference, ReadOnlySpan<byte> octets)
    {
        if (!Matches(reference, octets))
            throw Mismatch(reference, $"the signed octets have the digest {Convert.ToBase64String(Digest(reference.Digest.Algorithm, octets))}");
    }

    private static XmlSecurityException Mismatch(ReferencePart reference, string detail) =>
        new(XmlSecurityDefect.DigestMismatch, reference.Where, $"{detail}, DigestValue is {Convert.ToBase64String(reference.DigestValue)}");

    private static bool Matches(ReferencePart reference, ReadOnlySpan<byte> octets) =>
        CryptographicOperations.FixedTimeEquals(Digest(reference.Digest.Algorithm, octets), reference.DigestValue);

    /// <summary>Digest of octets under one of the algorithms that are implemented.</summary>
    public static byte[] Digest(string algorithm, ReadOnlySpan<byte> octets) =>
        algorithm == XmlAlgorithms.Sha1 ? SHA1.HashData(octets) : SHA256.HashData(octets);
}
