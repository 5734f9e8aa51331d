using System.Security.Cryptography;

namespace DmSc.Wire.Credentials;

/// <summary>
/// USERPINMAC of Client Provisioning: the number the user enters is a key and, behind it, as many digits made of
/// HMAC-SHA1(key, document), each octet modulo 10.
/// </summary>
public static class UserPinMac
{
    /// <summary>Fewest digits of the whole number.</summary>
    public const int MinDigits = 10;

    /// <summary>Most digits of the whole number: a MAC has 20 octets.</summary>
    public const int MaxDigits = 2 * BootstrapMac.Length;

    /// <summary>The whole number to tell the user.</summary>
    /// <param name="key">5 to 20 decimal digits.</param>
    /// <param name="document">The whole body of the push.</param>
    /// <exception cref="ArgumentException">Another key. Its digits are not in the message.</exception>
    public static SecretOctets Make(SecretOctets key, ReadOnlySpan<byte> document)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length is < MinDigits / 2 or > MaxDigits / 2 || !AreDigits(key.Reveal()))
            throw new ArgumentException($"the key of USERPINMAC has {MinDigits / 2} to {MaxDigits / 2} decimal digits", nameof(key));
        return new SecretOctets((byte[])[.. key.Reveal(), .. Digits(key, document)]);
    }

    /// <summary>Whether the number belongs to the document; compares in constant time. A number that cannot be one does not.</summary>
    /// <param name="entered">What the user entered.</param>
    /// <param name="document">The whole body of the push.</param>
    public static bool Verify(SecretOctets entered, ReadOnlySpan<byte> document)
    {
        ArgumentNullException.ThrowIfNull(entered);
        var number = entered.Reveal();
        if (number.Length is < MinDigits or > MaxDigits || number.Length % 2 != 0 || !AreDigits(number))
            return false;
        var key = new SecretOctets(number[..(number.Length / 2)].ToArray());
        return CryptographicOperations.FixedTimeEquals(number[(number.Length / 2)..], Digits(key, document));
    }

    private static byte[] Digits(SecretOctets key, ReadOnlySpan<byte> document)
    {
        var digits = BootstrapMac.Compute(key, document).AsSpan(0, key.Length).ToArray();
        foreach (ref var digit in digits.AsSpan())
            digit = (byte)('0' + (digit % 10));
        return digits;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
