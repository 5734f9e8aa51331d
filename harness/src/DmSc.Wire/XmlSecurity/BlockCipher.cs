using System.Security.Cryptography;

namespace DmSc.Wire.XmlSecurity;

/// <summary>The block ciphers of XML-Encryption: an initialization vector before the blocks, the number of padding octets in the last one.</summary>
internal sealed record BlockCipher(string Algorithm, int KeyLength, int BlockLength)
{
    private static readonly BlockCipher[] Known =
    [
        new(XmlAlgorithms.Aes128Cbc, 16, 16), new(XmlAlgorithms.Aes256Cbc, 32, 16), new(XmlAlgorithms.TripleDesCbc, 24, 8),
    ];

    public static BlockCipher? Of(string algorithm) => Array.Find(Known, c => c.Algorithm == algorithm);

    public byte[] Encrypt(ReadOnlySpan<byte> content, byte[] key, byte[] vector, Random random)
    {
        var padding = BlockLength - (content.Length % BlockLength);
        var padded = new byte[content.Length + padding];
        random.NextBytes(padded.AsSpan(content.Length));
        content.CopyTo(padded);
        padded[^1] = (byte)padding;
        using var cipher = Open(key);
        return [.. vector, .. cipher.EncryptCbc(padded, vector, PaddingMode.None)];
    }

    /// <summary>The content, or <see langword="null"/> when lengths, key or padding do not fit.</summary>
    public byte[]? TryDecrypt(ReadOnlySpan<byte> octets, byte[] key)
    {
        if (key.Length != KeyLength || octets.Length < 2 * BlockLength || octets.Length % BlockLength != 0)
            return null;
        try
        {
            using var cipher = Open(key);
            var padded = cipher.DecryptCbc(octets[BlockLength..], octets[..BlockLength], PaddingMode.None);
            int padding = padded[^1];
            return padding >= 1 && padding <= BlockLength ? padded[..^padding] : null;
        }
        catch (CryptographicException)
        {
            // A triple DES key that is known to be weak.
            return null;
        }
    }

    private SymmetricAlgorithm Open(byte[] key)
    {
        SymmetricAlgorithm cipher = BlockLength == 8 ? TripleDES.Create() : Aes.Create();
        try
        {
            cipher.Key = key;
            return cipher;
        }
        catch (CryptographicException)
        {
            cipher.Dispose();
            throw;
        }
    }
}
