using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace DmSc.Wire.XmlSecurity;

/// <summary>
/// Makes XML-Signatures. RSASSA-PKCS1-v1_5 has no randomness: the same content, key and recipe give the same octets.
/// </summary>
/// <param name="key">Who signs.</param>
/// <param name="recipe">How; as the specification's samples when absent.</param>
public sealed class SignatureWriter(SigningKey key, SignatureRecipe? recipe = null)
{
    private const string ObjectId = "content";
    private readonly SignatureRecipe _recipe = recipe ?? SignatureRecipe.Specification;

    /// <summary>A Signature over octets that stand elsewhere.</summary>
    /// <param name="content">The content; XML when the recipe has a canonical form for it.</param>
    /// <param name="uri">URI of the Reference; <see langword="null"/> for none, as appendix C has it.</param>
    /// <returns>The Signature element, UTF-8.</returns>
    /// <exception cref="XmlSecurityException">The content is no XML although a canonical form is asked for.</exception>
    public byte[] Detached(ReadOnlySpan<byte> content, string? uri = null)
    {
        var octets = _recipe.ContentTransform is { } transform
            ? Canonicalizer.Octets(XmlText.OfDocument(content, XmlSecurityLimits.Default, "content").Document, transform, null)
            : content.ToArray();
        return Sign(XmlText.OfDocument(Template(uri, octets, "", enveloped: false), XmlSecurityLimits.Default, "signature")).ToOctets();
    }

    /// <summary>A Signature, and behind it the content: the detached form in Data that appendix C recommends.</summary>
    /// <param name="content">The content; XML when the recipe has a canonical form for it.</param>
    /// <returns>Both, UTF-8, nothing in between.</returns>
    /// <exception cref="XmlSecurityException">See <see cref="Detached"/>.</exception>
    public byte[] DetachedBefore(ReadOnlySpan<byte> content) => [.. Detached(content), .. content];

    /// <summary>The content, and behind it a Signature that refers to it by its identifier.</summary>
    /// <param name="content">One element with an attribute Id.</param>
    /// <param name="id">Its value.</param>
    /// <returns>Both, UTF-8.</returns>
    /// <exception cref="XmlSecurityException">The content is no XML, or has no such identifier.</exception>
    public byte[] DetachedBehind(ReadOnlySpan<byte> content, string id)
    {
        var text = XmlText.OfDocument(content, XmlSecurityLimits.Default, "content");
        var octets = Canonical(Find(text, XmlPlace.WithId(id)));
        return [.. text.ToOctets(), .. Sign(XmlText.OfDocument(Template("#" + id, octets, "", enveloped: false), XmlSecurityLimits.Default, "signature")).ToOctets()];
    }

    /// <summary>A Signature with the content in its Object.</summary>
    /// <param name="content">One element.</param>
    /// <param name="withUri">Whether the Reference names the Object; appendix C has it without.</param>
    /// <returns>The Signature element, UTF-8.</returns>
    /// <exception cref="XmlSecurityException">The content is no XML.</exception>
    public byte[] Enveloping(ReadOnlySpan<byte> content, bool withUri = true)
    {
        var inner = Encoding.UTF8.GetString(XmlText.ToOctets([XmlText.OfDocument(content, XmlSecurityLimits.Default, "content").Document.DocumentElement!]));
        var id = withUri ? $" Id=\"{ObjectId}\"" : "";
        var body = $"<Object{id}>{Undefaulted(inner)}</Object>";
        var bare = XmlText.OfDocument(Template(withUri ? "#" + ObjectId : null, [], body, enveloped: false), XmlSecurityLimits.Default, "signature");
        var octets = Canonical((XmlElement)bare.Document.DocumentElement!.LastChild!);
        return Sign(XmlText.OfDocument(Template(withUri ? "#" + ObjectId : null, octets, body, enveloped: false), XmlSecurityLimits.Default, "signature")).ToOctets();
    }

    /// <summary>The document with a Signature as last child of the element that is signed.</summary>
    /// <param name="document">The document.</param>
    /// <param name="id">Identifier of the element; <see langword="null"/> for the whole document (URI "").</param>
    /// <returns>The signed document, UTF-8, without XML declaration.</returns>
    /// <exception cref="XmlSecurityException">The document is no XML, or has no such identifier.</exception>
    public byte[] Enveloped(ReadOnlySpan<byte> document, string? id = null)
    {
        var text = XmlText.OfDocument(document, XmlSecurityLimits.Default, "document");
        var element = Find(text, id is null ? XmlPlace.Root : XmlPlace.WithId(id));
        var octets = id is null ? Canonical(Canonicalizer.Copy(text.Document)) : Canonical(element);
        var made = XmlText.OfDocument(Template(id is null ? "" : "#" + id, octets, "", enveloped: true), XmlSecurityLimits.Default, "signature");
        var signature = (XmlElement)element.AppendChild(text.Document.ImportNode(made.Document.DocumentElement!, deep: true))!;

        // Written with end tags, so that SignedInfo stands there as its canonical form has it.
        foreach (var empty in signature.GetElementsByTagName("*").Cast<XmlElement>().Where(e => e.FirstChild is null))
            empty.IsEmpty = false;
        FillValue(signature);
        return text.ToOctets();
    }

    private static XmlElement Find(XmlText text, XmlPlace place) => place.Find(text)
        ?? throw new XmlSecurityException(XmlSecurityDefect.ReferenceUnresolvable, "content", $"{place} does not exist");

    private byte[] Canonical(XmlElement element) => Canonical(Canonicalizer.Copy(element, _recipe.ContentTransform ?? XmlAlgorithms.Canonical));

    private byte[] Canonical(XmlDocument copy)
    {
        // References by "" and "#id" leave comments out whatever the form.
        Canonicalizer.RemoveComments(copy);
        return Canonicalizer.Octets(copy, _recipe.ContentTransform ?? XmlAlgorithms.Canonical, null);
    }

    /// <summary>Content without a default name space must not fall into that of the Signature.</summary>
    private static string Undefaulted(string inner)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(inner);
        var root = document.DocumentElement!;
        if (!root.HasAttribute("xmlns"))
            root.SetAttribute("xmlns", "");
        return root.NamespaceURI.Length == 0 || root.Prefix.Length > 0 ? Encoding.UTF8.GetString(XmlText.ToOctets([root])) : inner;
    }

    private byte[] Template(string? uri, byte[] octets, string body, bool enveloped)
    {
        var transforms = enveloped ? Algorithm("Transform", XmlAlgorithms.EnvelopedSignature) : "";
        if (_recipe.ContentTransform is { } transform)
            transforms += Algorithm("Transform", transform);
        var reference = uri is null ? "<Reference>" : $"<Reference URI=\"{SecurityElement.Escape(uri)}\">";
        return Encoding.UTF8.GetBytes(
            $"<Signature xmlns=\"{XmlAlgorithms.SignatureNamespace}\"><SignedInfo>"
            + Algorithm("CanonicalizationMethod", _recipe.Canonicalization)
            + Algorithm("SignatureMethod", _recipe.SignatureMethod)
            + reference
            + (transforms.Length == 0 ? "" : $"<Transforms>{transforms}</Transforms>")
            + Algorithm("DigestMethod", _recipe.DigestMethod)
            + $"<DigestValue>{Convert.ToBase64String(SignedReferences.Digest(_recipe.DigestMethod, octets))}</DigestValue></Reference></SignedInfo>"
            + "<SignatureValue></SignatureValue>"
            + KeyInfo()
            + body
            + "</Signature>");
    }

    private static string Algorithm(string element, string algorithm) => $"<{element} Algorithm=\"{SecurityElement.Escape(algorithm)}\"></{element}>";

    private string KeyInfo()
    {
        var parts = "";
        if (_recipe.KeyInfo.HasFlag(KeyInfoParts.KeyName))
            parts += $"<KeyName>{SecurityElement.Escape(key.Name ?? throw new InvalidOperationException("KeyName is asked for, the key has no name"))}</KeyName>";
        if (_recipe.KeyInfo.HasFlag(KeyInfoParts.KeyValue))
        {
            var numbers = key.Public;
            parts += $"<KeyValue><RSAKeyValue><Modulus>{Convert.ToBase64String(numbers.Modulus.Span)}</Modulus><Exponent>{Convert.ToBase64String(numbers.Exponent.Span)}</Exponent></RSAKeyValue></KeyValue>";
        }

        if (_recipe.KeyInfo.HasFlag(KeyInfoParts.X509Data))
            parts += $"<X509Data>{string.Concat(key.Certificates.Select(c => $"<X509Certificate>{Convert.ToBase64String(c.Span)}</X509Certificate>"))}</X509Data>";
        return parts.Length == 0 ? "" : $"<KeyInfo>{parts}</KeyInfo>";
    }

    private XmlText Sign(XmlText text)
    {
        FillValue(text.Document.DocumentElement!);
        return text;
    }

    private void FillValue(XmlElement signature)
    {
        var signedInfo = (XmlElement)signature.FirstChild!;
        var octets = Canonicalizer.Element(signedInfo, _recipe.Canonicalization, null);
        using var rsa = key.Open();
        var value = rsa.SignData(octets, SignatureVerification.HashOf(_recipe.SignatureMethod), RSASignaturePadding.Pkcs1);
        signedInfo.NextSibling!.InnerText = Convert.ToBase64String(value);
    }
}
