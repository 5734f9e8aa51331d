using System.Text;

namespace DmSc.Wire.Credentials;

/// <summary>syncml:auth-basic: B64(name ":" password) (SyncML Representation, Cred; OMA DM Security).</summary>
public static class BasicCredential
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of Cred/Data.</summary>
    /// <param name="credential">Name and password.</param>
    /// <exception cref="ArgumentException">The name holds a colon: the reader could not find its end.</exception>
    public static string Encode(Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return credential.UserName.Contains(':', StringComparison.Ordinal)
            ? throw new ArgumentException("a user name with a colon cannot be sent as basic credentials", nameof(credential))
            : Convert.ToBase64String(credential.Joined());
    }

    /// <summary>Reads the text of Cred/Data. The name ends at the first colon.</summary>
    /// <param name="text">Base64.</param>
    /// <exception cref="WireFormatException">Not base64, no colon, or a name that is not UTF-8.</exception>
    public static Credential Decode(string text)
    {
        var octets = Base64Text.Decode(text);
        var colon = octets.AsSpan().IndexOf((byte)':');
        if (colon < 0)
            throw new WireFormatException(CredentialErrors.ColonMissing, 0, "the decoded credentials hold no colon");
        try
        {
            return new Credential(s_strict.GetString(octets, 0, colon), new SecretOctets(octets.AsMemory(colon + 1)));
        }
        catch (DecoderFallbackException)
        {
            throw new WireFormatException(CredentialErrors.BadBase64, 0, "the decoded user name is not UTF-8");
        }
    }

    /// <summary>Whether received credentials are those; compares in constant time.</summary>
    /// <param name="text">As <see cref="Decode"/>.</param>
    /// <param name="credential">What is expected.</param>
    /// <exception cref="WireFormatException">As <see cref="Decode"/>.</exception>
    public static bool Verify(string text, Credential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        var received = Decode(text);
        return new SecretOctets(received.Joined()).Equals(new SecretOctets(credential.Joined()));
    }
}
