using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace DmSc.Wire.XmlSecurity;

/// <summary>
/// Encrypts content as XML-Encryption (W3C XML Encryption Syntax and Processing) has it. Content key, initialization vector and padding come
/// from the caller's randomness, so that they repeat with its seed; the padding of the RSA key transport comes from the operating system,
/// because the base class library takes none from outside: the EncryptedKey differs from run to run. A seeded generator makes keys
/// that others can guess: for test data only.
/// </summary>
/// <param name="recipient">Whom for.</param>
/// <param name="random">The caller's randomness.</param>
/// <param name="recipe">How; as the specification demands when absent.</param>
/// <exception cref="ArgumentException">The recipe names an algorithm that is not implemented.</exception>
public sealed class EncryptionWriter(Recipient recipient, Random random, EncryptionRecipe? recipe = null)
{
    private readonly EncryptionRecipe _recipe = recipe ?? EncryptionRecipe.Specification;
    private readonly BlockCipher _cipher = BlockCipher.Of((recipe ?? EncryptionRecipe.Specification).Cipher)
        ?? throw new ArgumentException($"'{recipe?.Cipher}' is no cipher of ours", nameof(recipe));

    /// <summary>Encrypts octets, for example a whole signed content.</summary>
    /// <param name="content">The content.</param>
    /// <param name="kind">What it is: the Type says so.</param>
    /// <returns>An EncryptedData element, UTF-8.</returns>
    public byte[] Seal(ReadOnlySpan<byte> content, EncryptedKind kind = EncryptedKind.Element)
    {
        var key = new byte[_cipher.KeyLength];
        var vector = new byte[_cipher.BlockLength];
        random.NextBytes(key);
        random.NextBytes(vector);
        var sealedContent = _cipher.Encrypt(content, key, vector, random);
        var type = kind switch
        {
            EncryptedKind.Element => $" Type=\"{XmlAlgorithms.ElementType}\"",
            EncryptedKind.Content => $" Type=\"{XmlAlgorithms.ContentType}\"",
            _ => "",
        };
        return Encoding.UTF8.GetBytes(
            $"<xenc:EncryptedData xmlns:xenc=\"{XmlAlgorithms.EncryptionNamespace}\"{type}>"
            + $"<xenc:EncryptionMethod Algorithm=\"{_recipe.Cipher}\"/>"
            + $"<ds:KeyInfo xmlns:ds=\"{XmlAlgorithms.SignatureNamespace}\"><xenc:EncryptedKey>"
            + $"<xenc:EncryptionMethod Algorithm=\"{_recipe.KeyTransport}\"/>"
            + $"<ds:KeyInfo><ds:KeyName>{SecurityElement.Escape(recipient.Name)}</ds:KeyName></ds:KeyInfo>"
            + $"<xenc:CipherData><xenc:CipherValue>{Convert.ToBase64String(Wrap(key))}</xenc:CipherValue></xenc:CipherData>"
            + "</xenc:EncryptedKey></ds:KeyInfo>"
            + $"<xenc:CipherData><xenc:CipherValue>{Convert.ToBase64String(sealedContent)}</xenc:CipherValue></xenc:CipherData>"
            + "</xenc:EncryptedData>");
    }

    /// <summary>Encrypts an element of a document, or what stands in it.</summary>
    /// <param name="document">The document.</param>
    /// <param name="place">Which element.</param>
    /// <param name="contentOnly">Whether the element stays and only its content is encrypted.</param>
    /// <returns>The document with EncryptedData in the place, UTF-8.</returns>
    /// <exception cref="XmlSecurityException">The document is no XML, or has no such element.</exception>
    public byte[] SealWithin(ReadOnlySpan<byte> document, XmlPlace place, bool contentOnly = false)
    {
        ArgumentNullException.ThrowIfNull(place);
        var text = XmlText.OfDocument(document, XmlSecurityLimits.Default, "document");
        var element = place.Find(text)
            ?? throw new XmlSecurityException(XmlSecurityDefect.ReferenceUnresolvable, "document", $"{place} does not exist");
        var content = XmlText.ToOctets(contentOnly ? element.ChildNodes.Cast<XmlNode>() : [element]);
        var made = XmlText.OfDocument(Seal(content, contentOnly ? EncryptedKind.Content : EncryptedKind.Element), XmlSecurityLimits.Default, "encrypted");
        var data = text.Document.ImportNode(made.Document.DocumentElement!, deep: true);
        if (contentOnly)
        {
            while (element.FirstChild is { } child)
                element.RemoveChild(child);
            element.AppendChild(data);
        }
        else
        {
            element.ParentNode!.ReplaceChild(data, element);
        }

        return text.ToOctets();
    }

    private byte[] Wrap(byte[] key)
    {
        using var rsa = recipient.Key.Open();
        return rsa.Encrypt(key, PaddingOf(_recipe.KeyTransport) ?? throw new InvalidOperationException($"'{_recipe.KeyTransport}' is no key transport of ours"));
    }

    /// <summary>Padding of a key transport, or <see langword="null"/> when it is not implemented.</summary>
    internal static RSAEncryptionPadding? PaddingOf(string keyTransport) => keyTransport switch
    {
        XmlAlgorithms.Rsa15 => RSAEncryptionPadding.Pkcs1,
        XmlAlgorithms.RsaOaep => RSAEncryptionPadding.OaepSHA1,
        _ => null,
    };
}
