using System.Security.Cryptography;

namespace DmSc.Wire.Credentials;

/// <summary>syncml:auth-md5: H(B64(H(name ":" password)) ":" nonce) (OMA DM Security 1.2, 5.3.1).</summary>
public static class Md5Credential
{
    /// <summary>Octets of a digest.</summary>
    public const int Length = 16;

    /// <summary>The digest.</summary>
    /// <param name="hash">Of the credential.</param>
    /// <param name="nonce">Raw octets, decoded from NextNonce; empty when none is known.</param>
    public static byte[] Compute(CredentialHash hash, ReadOnlySpan<byte> nonce)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return MD5.HashData([.. hash.Reveal(), (byte)':', .. nonce]);
    }

    /// <summary>The text of Cred/Data: the digest as base64.</summary>
    /// <param name="hash">Of the credential.</param>
    /// <param name="nonce">As <see cref="Compute"/>.</param>
    public static string Encode(CredentialHash hash, ReadOnlySpan<byte> nonce) => Convert.ToBase64String(Compute(hash, nonce));

    /// <summary>The digest in the text of Cred/Data.</summary>
    /// <param name="text">Base64.</param>
    /// <exception cref="WireFormatException">Not the base64 of 16 octets.</exception>
    public static byte[] Decode(string text) => Base64Text.Decode(text, Length);

    /// <summary>Whether a received digest is the right one; compares in constant time.</summary>
    /// <param name="text">As <see cref="Decode"/>.</param>
    /// <param name="hash">Of the credential expected.</param>
    /// <param name="nonce">The nonce that was given to the sender.</param>
    /// <exception cref="WireFormatException">As <see cref="Decode"/>.</exception>
    public static bool Verify(string text, CredentialHash hash, ReadOnlySpan<byte> nonce) =>
        CryptographicOperations.FixedTimeEquals(Decode(text), Compute(hash, nonce));
}
