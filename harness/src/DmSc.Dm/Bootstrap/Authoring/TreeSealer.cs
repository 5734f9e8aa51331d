using System.Text;
using System.Text.RegularExpressions;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Dm.Bootstrap.Authoring;

/// <summary>Encrypts content, rightly or with a flaw.</summary>
internal sealed partial class TreeSealer(AuthoredEncryption encryption, Random random)
{
    private const string NoCipher = "urn:x-dmsc:no-cipher";
    private const string CipherValueStart = "<xenc:CipherValue>";
    private const string CipherValueEnd = "</xenc:CipherValue>";

    /// <summary>EncryptedData.</summary>
    /// <param name="content">The plaintext.</param>
    /// <param name="flaw">What is wrong.</param>
    public byte[] Seal(byte[] content, ContentFlaw flaw)
    {
        var recipient = flaw switch
        {
            ContentFlaw.EncryptedForAnother => encryption.Recipient with { Key = Stranger },
            ContentFlaw.UnknownKeyName => new Recipient(Stranger, encryption.Recipient.Name + "-elsewhere"),
            _ => encryption.Recipient,
        };
        var text = Encoding.UTF8.GetString(new EncryptionWriter(recipient, random, encryption.Recipe).Seal(content));
        var block = encryption.Recipe.Cipher == XmlAlgorithms.TripleDesCbc ? 8 : 16;
        return Encoding.UTF8.GetBytes(flaw switch
        {
            ContentFlaw.TruncatedCipher => WithCipher(text, octets => octets[..^block]),
            ContentFlaw.PartialBlock => WithCipher(text, octets => octets[..^(block / 2)]),
            ContentFlaw.TamperedCipher => WithCipher(text, octets => [(byte)(octets[0] ^ 1), .. octets[1..]]),
            ContentFlaw.UnknownCipher => text.Replace($"Algorithm=\"{encryption.Recipe.Cipher}\"", $"Algorithm=\"{NoCipher}\"", StringComparison.Ordinal),
            ContentFlaw.MissingEncryptedKey => EncryptedKey().Replace(text, "<ds:KeyName>content-key</ds:KeyName>"),
            ContentFlaw.CipherElsewhere => text[..text.LastIndexOf(CipherValueStart, StringComparison.Ordinal)]
                + "<xenc:CipherReference URI=\"https://elsewhere.invalid/cipher\"/>"
                + text[(text.LastIndexOf(CipherValueEnd, StringComparison.Ordinal) + CipherValueEnd.Length)..],
            _ => text,
        });
    }

    private RsaPublicKey Stranger => encryption.Stranger ?? throw new InvalidOperationException("there is no other recipient");

    private static string WithCipher(string text, Func<byte[], byte[]> change)
    {
        var from = text.LastIndexOf(CipherValueStart, StringComparison.Ordinal) + CipherValueStart.Length;
        var to = text.LastIndexOf(CipherValueEnd, StringComparison.Ordinal);
        return text[..from] + Convert.ToBase64String(change(Convert.FromBase64String(text[from..to]))) + text[to..];
    }

    [GeneratedRegex("<xenc:EncryptedKey>.*</xenc:EncryptedKey>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex EncryptedKey();
}
