using System.Security.Cryptography;
using System.Text;

namespace DmSc.Wire.Credentials;

/// <summary>A user name and its password, of a client or a server.</summary>
/// <param name="UserName">AAuthName; the server identifier in a notification.</param>
/// <param name="Password">AAuthSecret.</param>
public sealed record Credential(string UserName, SecretOctets Password)
{
    /// <summary>A credential of two texts.</summary>
    /// <param name="userName">AAuthName.</param>
    /// <param name="password">AAuthSecret.</param>
    public static Credential Of(string userName, string password) => new(userName, SecretOctets.Of(password));

    /// <summary>Name, colon, password; what both kinds of credentials are made of.</summary>
    internal byte[] Joined() => [.. Encoding.UTF8.GetBytes(UserName), (byte)':', .. Password.Reveal()];
}

/// <summary>B64(H(name ":" password)): all that a verifier of digests must store, and as secret as the password.</summary>
public sealed class CredentialHash
{
    private readonly byte[] _text;

    private CredentialHash(byte[] text) => _text = text;

    /// <summary>Computes it.</summary>
    /// <param name="credential">Name and password.</param>
    public static CredentialHash Of(Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new CredentialHash(Encoding.ASCII.GetBytes(Convert.ToBase64String(MD5.HashData(credential.Joined()))));
    }

    /// <summary>One that was stored.</summary>
    /// <param name="text">24 characters of base64.</param>
    /// <exception cref="WireFormatException">Not the base64 of 16 octets.</exception>
    public static CredentialHash FromText(string text) => new(Encoding.ASCII.GetBytes(Convert.ToBase64String(Base64Text.Decode(text, 16))));

    /// <summary>The 24 characters, for storing or computing with them; never for output.</summary>
    public ReadOnlySpan<byte> Reveal() => _text;

    /// <summary>Asterisks.</summary>
    public override string ToString() => "********";
}
