using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Dm.Bootstrap;

/// <summary>Content as a careless client finds it, by name instead of by what is signed. Only clients with a defect use it.</summary>
internal static class NaiveContent
{
    private static readonly XNamespace s_signatures = XmlAlgorithms.SignatureNamespace;
    private static readonly XNamespace s_encryption = XmlAlgorithms.EncryptionNamespace;

    /// <summary>The first management tree in a text, without signatures in it; <see langword="null"/> when there is none.</summary>
    public static ReadOnlyMemory<byte>? Find(ReadOnlyMemory<byte> octets) => Octets(Trees(octets).FirstOrDefault());

    /// <summary>The first management tree in a text that is another than the one meant; that one when there is no other.</summary>
    public static ReadOnlyMemory<byte>? FindOther(ReadOnlyMemory<byte> octets, ReadOnlyMemory<byte> meant)
    {
        var known = Trees(meant).FirstOrDefault();
        return Trees(octets).FirstOrDefault(tree => known is null || !tree.Descendants().Select(Leaf).SequenceEqual(known.Descendants().Select(Leaf))) is { } other
            ? Octets(other)
            : meant;

        static (XName, string) Leaf(XElement element) => (element.Name, element.HasElements ? "" : element.Value);
    }

    /// <summary>Encrypted content as if its cipher were AES-128, whatever it is called.</summary>
    public static ReadOnlyMemory<byte> TakenForAes(ReadOnlyMemory<byte> octets)
    {
        if (ContentRoots.Of(octets) is not [var root, ..] || root.Element(s_encryption + "EncryptionMethod") is not { } method)
            return octets;
        method.SetAttributeValue("Algorithm", XmlAlgorithms.Aes128Cbc);
        return Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting));
    }

    /// <summary>The keys that a text itself brings, and a moment at which its first certificate is valid.</summary>
    public static (IReadOnlyList<TrustedKey> Keys, DateTimeOffset? Time) KeysOf(ReadOnlyMemory<byte> octets)
    {
        var keys = new List<TrustedKey>();
        DateTimeOffset? time = null;
        foreach (var element in ContentRoots.Of(octets).SelectMany(root => root.DescendantsAndSelf()))
        {
            if (element.Name == s_signatures + "RSAKeyValue"
                && RsaPublicKey.TryOf(Number(element, "Modulus"), Number(element, "Exponent")) is { } key)
            {
                keys.Add(new TrustedKey(key));
            }
            else if (element.Name == s_signatures + "X509Certificate" && Certified(element, out var start) is { } certified)
            {
                keys.Add(new TrustedKey(certified));
                time ??= start;
            }
        }

        return (keys, time);
    }

    private static RsaPublicKey? Certified(XElement element, out DateTimeOffset start)
    {
        start = default;
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(Base64(element.Value));
            using var rsa = certificate.GetRSAPublicKey();
            start = new DateTimeOffset(certificate.NotBefore.ToUniversalTime(), TimeSpan.Zero);
            return rsa is null ? null : RsaPublicKey.Of(rsa);
        }
        catch (CryptographicException)
        {
            // No certificate: it brings no key.
            return null;
        }
    }

    private static byte[] Number(XElement element, string name) => Base64(element.Element(s_signatures + name)?.Value ?? "");

    private static byte[] Base64(string text)
    {
        var octets = new byte[text.Length];
        return Convert.TryFromBase64String(text, octets, out var length) ? octets[..length] : [];
    }

    private static IEnumerable<XElement> Trees(ReadOnlyMemory<byte> octets) =>
        ContentRoots.Of(octets).SelectMany(root => root.DescendantsAndSelf()).Where(element => element.Name.LocalName == "MgmtTree");

    private static ReadOnlyMemory<byte>? Octets(XElement? tree)
    {
        if (tree is null)
            return null;
        // Not copied first: copying walks the tree recursively, and its depth is the sender's.
        tree.Descendants(s_signatures + "Signature").Remove();
        return Encoding.UTF8.GetBytes(tree.ToString(SaveOptions.DisableFormatting));
    }
}
