using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Xml;

namespace DmSc.Wire.XmlSecurity;

/// <summary>
/// Opens XML-Encryption (W3C XML Encryption Syntax and Processing; OMA DM Security 1.2.1, appendix C). Nothing is fetched, work is bounded,
/// and a failure does not tell whether the key or the padding was wrong.
/// </summary>
public static class XmlEncryption
{
    private const string Space = XmlAlgorithms.EncryptionNamespace;
    private const string SignatureSpace = XmlAlgorithms.SignatureNamespace;

    /// <summary>Opens an EncryptedData that is the root of its text.</summary>
    /// <param name="octets">UTF-8.</param>
    /// <param name="policy">What is accepted.</param>
    /// <returns>The plaintext, or why there is none. No input makes it throw.</returns>
    public static DecryptionOutcome Open(ReadOnlySpan<byte> octets, DecryptionPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        try
        {
            var text = XmlText.OfDocument(octets, policy.Limits, "text");
            var root = text.Document.DocumentElement!;
            return IsEncryptedData(root)
                ? new Opening(text, policy).Run(root)
                : throw new XmlSecurityException(XmlSecurityDefect.EncryptedDataMissing, text.PathOf(root), $"expected EncryptedData, found {root.LocalName} of '{root.NamespaceURI}'");
        }
        catch (XmlSecurityException refused)
        {
            return new DecryptionOutcome.Rejected(refused.Rejection);
        }
    }

    /// <summary>Opens the one EncryptedData somewhere in a document, and puts the plaintext in its place.</summary>
    /// <param name="octets">UTF-8.</param>
    /// <param name="policy">What is accepted.</param>
    /// <returns>The whole document, or why there is none. No input makes it throw.</returns>
    public static DecryptionOutcome OpenWithin(ReadOnlySpan<byte> octets, DecryptionPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        try
        {
            var text = XmlText.OfDocument(octets, policy.Limits, "text");
            var found = text.Elements().Where(IsEncryptedData).Take(2).ToList();
            if (found.Count == 0)
                throw new XmlSecurityException(XmlSecurityDefect.EncryptedDataMissing, text.PathOf(text.Roots[0]), "there is no EncryptedData");
            if (found.Count > 1)
                throw new XmlSecurityException(XmlSecurityDefect.SeveralEncryptedData, text.PathOf(found[1]), $"EncryptedData stands at {text.PathOf(found[0])} already");
            var opened = new Opening(text, policy).Run(found[0]);
            if (opened.Kind == EncryptedKind.Octets)
                throw new XmlSecurityException(XmlSecurityDefect.EncryptedDataMalformed, text.PathOf(found[0]), "without a Type the plaintext cannot take its place");
            return opened with { Octets = Replace(text, found[0], opened, policy.Limits) };
        }
        catch (XmlSecurityException refused)
        {
            return new DecryptionOutcome.Rejected(refused.Rejection);
        }
    }

    private static byte[] Replace(XmlText text, XmlElement data, DecryptionOutcome.Opened opened, XmlSecurityLimits limits)
    {
        if (data.ParentNode is not XmlElement parent)
            return opened.Kind == EncryptedKind.Element ? opened.Octets.ToArray() : throw Unfit(text, data);
        XmlDocumentFragment nodes;
        try
        {
            nodes = XmlText.Nodes(opened.Octets.Span, parent, limits, "plaintext");
        }
        catch (XmlSecurityException refused) when (refused.Rejection.Defect == XmlSecurityDefect.NotWellFormed)
        {
            // A wrong key whose padding looks right by chance ends here; it must read as every other wrong key.
            throw Opening.Failed(text.PathOf(data));
        }

        if (opened.Kind == EncryptedKind.Element && (nodes.ChildNodes.OfType<XmlElement>().Count() != 1 || nodes.ChildNodes.Count != 1))
            throw Unfit(text, data);
        parent.ReplaceChild(nodes, data);
        return text.ToOctets();
    }

    private static XmlSecurityException Unfit(XmlText text, XmlElement data) =>
        new(XmlSecurityDefect.EncryptedDataMalformed, text.PathOf(data), "the plaintext is not what the Type says");

    private static bool IsEncryptedData(XmlElement element) => element is { LocalName: "EncryptedData", NamespaceURI: Space };

    private sealed class Opening(XmlText text, DecryptionPolicy policy)
    {
        public static XmlSecurityException Failed(string where) =>
            new(XmlSecurityDefect.DecryptionFailed, where, "the key does not open the cipher text, or the cipher text is damaged");

        public DecryptionOutcome.Opened Run(XmlElement data)
        {
            var where = text.PathOf(data);
            var kind = data.GetAttribute("Type") switch
            {
                XmlAlgorithms.ElementType => EncryptedKind.Element,
                XmlAlgorithms.ContentType => EncryptedKind.Content,
                _ => EncryptedKind.Octets,
            };
            var parts = Parts(data);
            var method = parts.Take(Space, "EncryptionMethod");
            var algorithm = Algorithm(method);
            var cipher = policy.Ciphers.Contains(algorithm) ? BlockCipher.Of(algorithm) : null;
            if (cipher is null)
                throw Refused(method, algorithm);
            var keyInfo = parts.TakeOptional(SignatureSpace, "KeyInfo")
                ?? throw new XmlSecurityException(XmlSecurityDefect.KeyInfoMissing, where, "EncryptedData has no KeyInfo, and so no EncryptedKey");
            var octets = CipherValue(parts.Take(Space, "CipherData"));
            parts.TakeOptional(Space, "EncryptionProperties");
            parts.End();

            XmlSecurityException? first = null, unread = null;
            var keys = keyInfo.ChildNodes.OfType<XmlElement>().Where(e => e is { LocalName: "EncryptedKey", NamespaceURI: Space }).Take(policy.Limits.MaxKeys + 1).ToList();
            if (keys.Count > policy.Limits.MaxKeys)
                throw new XmlSecurityException(XmlSecurityDefect.TooLarge, text.PathOf(keyInfo), $"more than {policy.Limits.MaxKeys} EncryptedKeys");
            if (keys.Count == 0)
                throw new XmlSecurityException(XmlSecurityDefect.EncryptedKeyMissing, text.PathOf(keyInfo), "there is no EncryptedKey", unsettled: IsElsewhere(keyInfo));
            foreach (var encrypted in keys)
            {
                try
                {
                    foreach (var (key, transport, name) in Unwrap(encrypted))
                    {
                        if (key is not null && cipher.TryDecrypt(octets, key) is { } content)
                            return new DecryptionOutcome.Opened(content, kind, algorithm, transport, name);
                    }

                    first ??= Failed(where);
                }
                catch (XmlSecurityException refused) when (refused.Rejection.Defect is XmlSecurityDefect.KeyMissing && keys.Count > 1)
                {
                    // One of several recipients is somebody else.
                    first ??= refused;
                }
                catch (XmlSecurityException refused) when (
                    refused.Rejection.Defect is XmlSecurityDefect.WeakAlgorithm or XmlSecurityDefect.UnexpectedAlgorithm or XmlSecurityDefect.CipherReferencePresent && keys.Count > 1)
                {
                    // Nobody can tell whom such a key is for: when no other opens the content, this is why.
                    unread ??= refused;
                }
            }

            throw unread ?? first!;
        }

        /// <summary>Whether KeyInfo says that the key stands in another place, where nobody looks.</summary>
        private static bool IsElsewhere(XmlElement keyInfo) =>
            keyInfo.ChildNodes.OfType<XmlElement>().Any(e => e is { LocalName: "RetrievalMethod", NamespaceURI: SignatureSpace });

        private List<(byte[]? Key, string Transport, string Name)> Unwrap(XmlElement encrypted)
        {
            var parts = Parts(encrypted);
            var method = parts.Take(Space, "EncryptionMethod");
            var transport = Algorithm(method);
            var padding = policy.KeyTransports.Contains(transport) ? EncryptionWriter.PaddingOf(transport) : null;
            if (padding is null)
                throw Refused(method, transport);
            CheckParameters(method, transport);
            var keyInfo = parts.TakeOptional(SignatureSpace, "KeyInfo");
            var octets = CipherValue(parts.Take(Space, "CipherData"));
            return [.. Held(encrypted, keyInfo).Select(held => (Decrypted(held, octets, padding), transport, held.Name))];
        }

        private static byte[]? Decrypted(RecipientKey held, byte[] octets, RSAEncryptionPadding padding)
        {
            using var rsa = held.Open();
            try
            {
                return rsa.Decrypt(octets, padding);
            }
            catch (CryptographicException)
            {
                // Length or padding: told as any other failure to open.
                return null;
            }
        }

        private ImmutableArray<RecipientKey> Held(XmlElement encrypted, XmlElement? keyInfo)
        {
            var where = text.PathOf(encrypted);
            if (keyInfo is null && policy.RequiresKeyInfo)
                throw new XmlSecurityException(XmlSecurityDefect.KeyInfoMissing, where, "EncryptedKey has no KeyInfo");
            if (!policy.KeyNameRestricts && !policy.Keys.IsEmpty)
                return policy.Keys;
            var names = keyInfo?.ChildNodes.OfType<XmlElement>().Where(e => e is { LocalName: "KeyName", NamespaceURI: SignatureSpace }).ToList() ?? [];
            if (names.Count > 1)
                throw new XmlSecurityException(XmlSecurityDefect.EncryptedDataMalformed, text.PathOf(keyInfo!), "several KeyNames");
            if (names.Count == 0)
            {
                return policy.Keys.Length == 1 ? policy.Keys
                    : throw new XmlSecurityException(XmlSecurityDefect.KeyMissing, where, $"no KeyName, and {policy.Keys.Length} keys are held");
            }

            var name = XmlParts.Characters(text, names[0], XmlSecurityDefect.EncryptedDataMalformed).Trim();
            return policy.Keys.FirstOrDefault(k => k.Name == name) is { } found ? [found]
                : throw new XmlSecurityException(XmlSecurityDefect.KeyMissing, text.PathOf(names[0]), $"no key of the name '{name}' is held");
        }

        private void CheckParameters(XmlElement method, string transport)
        {
            foreach (var parameter in method.ChildNodes.OfType<XmlElement>())
            {
                var isSha1 = parameter is { LocalName: "DigestMethod", NamespaceURI: SignatureSpace } && parameter.GetAttribute("Algorithm") == XmlAlgorithms.Sha1;
                if (transport != XmlAlgorithms.RsaOaep || !isSha1)
                    throw Refused(parameter, $"{transport} with {parameter.LocalName} {parameter.GetAttribute("Algorithm")}");
            }
        }

        private byte[] CipherValue(XmlElement cipherData)
        {
            var parts = Parts(cipherData);
            if (parts.TakeOptional(Space, "CipherReference") is { } reference)
                throw new XmlSecurityException(XmlSecurityDefect.CipherReferencePresent, text.PathOf(reference), $"the cipher text at '{reference.GetAttribute("URI")}' is not fetched");
            var value = parts.Take(Space, "CipherValue");
            parts.End();
            return XmlParts.Base64(text, value, XmlSecurityDefect.EncryptedDataMalformed);
        }

        private XmlParts Parts(XmlElement element) => new(text, element, XmlSecurityDefect.EncryptedDataMalformed);

        private string Algorithm(XmlElement method) => method.GetAttributeNode("Algorithm")?.Value
            ?? throw new XmlSecurityException(XmlSecurityDefect.EncryptedDataMalformed, text.PathOf(method), "attribute Algorithm is missing");

        private XmlSecurityException Refused(XmlElement method, string algorithm)
        {
            var isWeak = algorithm is XmlAlgorithms.TripleDesCbc or XmlAlgorithms.Rsa15;
            return new XmlSecurityException(
                isWeak ? XmlSecurityDefect.WeakAlgorithm : XmlSecurityDefect.UnexpectedAlgorithm, text.PathOf(method), $"'{algorithm}' is not allowed here");
        }
    }
}
