using System.Security.Cryptography;

namespace DmSc.Wire.Credentials;

/// <summary>How the key of a bootstrap's MAC is put together.</summary>
public static class BootstrapKey
{
    /// <summary>The network's secret as an IMSI in semi-octets, the form of NETWPIN.</summary>
    /// <param name="imsi">6 to 15 digits.</param>
    /// <exception cref="ArgumentException">No IMSI.</exception>
    public static SecretOctets NetworkFromImsi(string imsi) => new(Imsi.ToSemiOctets(imsi));

    /// <summary>The network's secret as text: the digits of an IMSI, an ESN or whatever the provider defines. DM leaves the coding open.</summary>
    /// <param name="text">The secret.</param>
    public static SecretOctets NetworkFromText(string text) => SecretOctets.Of(text);

    /// <summary>The key of a method whose MAC is sent.</summary>
    /// <param name="profile">CP puts the PIN behind the network's secret; DM puts it before, with a colon between.</param>
    /// <param name="method">Not <see cref="BootstrapMethod.UserPinMac"/>: see <see cref="UserPinMac"/>.</param>
    /// <param name="network">The network's secret; only for methods that take it.</param>
    /// <param name="pin">The digits of the PIN; only for methods that take it.</param>
    /// <exception cref="ArgumentException">A secret that the method needs is missing, or the method has no such key.</exception>
    public static SecretOctets For(BootstrapProfile profile, BootstrapMethod method, SecretOctets? network, SecretOctets? pin)
    {
        switch (method)
        {
            case BootstrapMethod.NetworkId:
                return Need(network, nameof(network), method);
            case BootstrapMethod.UserPin:
                return Need(pin, nameof(pin), method);
            case BootstrapMethod.UserPinNetworkId:
                var secret = Need(network, nameof(network), method).Reveal();
                var digits = Need(pin, nameof(pin), method).Reveal();
                return new SecretOctets(profile == BootstrapProfile.Provisioning ? [.. secret, .. digits] : (byte[])[.. digits, (byte)':', .. secret]);
            default:
                throw new ArgumentException($"{method} has no key of this kind", nameof(method));
        }
    }

    private static SecretOctets Need(SecretOctets? secret, string name, BootstrapMethod method) =>
        secret ?? throw new ArgumentException($"{method} needs it", name);
}

/// <summary>The parameter MAC: HMAC-SHA1 (RFC 2104) over exactly the octets of the document.</summary>
public static class BootstrapMac
{
    /// <summary>Octets of a MAC.</summary>
    public const int Length = 20;

    /// <summary>The MAC.</summary>
    /// <param name="key">See <see cref="BootstrapKey"/>.</param>
    /// <param name="document">The whole body of the push.</param>
    public static byte[] Compute(SecretOctets key, ReadOnlySpan<byte> document)
    {
        ArgumentNullException.ThrowIfNull(key);
        return HMACSHA1.HashData(key.Reveal(), document);
    }

    /// <summary>The MAC as 40 upper-case hexadecimal digits, as every sender writes it.</summary>
    /// <param name="key">See <see cref="BootstrapKey"/>.</param>
    /// <param name="document">The whole body of the push.</param>
    public static string Encode(SecretOctets key, ReadOnlySpan<byte> document) => Convert.ToHexString(Compute(key, document));

    /// <summary>Whether a received MAC is right; compares in constant time.</summary>
    /// <param name="mac">20 octets; another length is wrong.</param>
    /// <param name="key">See <see cref="BootstrapKey"/>.</param>
    /// <param name="document">The whole body of the push.</param>
    public static bool Verify(ReadOnlySpan<byte> mac, SecretOctets key, ReadOnlySpan<byte> document) =>
        CryptographicOperations.FixedTimeEquals(mac, Compute(key, document));
}
