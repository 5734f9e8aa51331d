namespace DmSc.Wire.Credentials;

/// <summary>An IMSI as the semi-octets that NETWPIN takes as key: those of EF(IMSI) without its length octet (3GPP TS 31.102, 4.2.2).</summary>
public static class Imsi
{
    /// <summary>Most digits.</summary>
    public const int MaxDigits = 15;

    /// <summary>Fewest digits that are accepted: country and network alone have five.</summary>
    public const int MinDigits = 6;

    /// <summary>The key octets: the digits behind 9 (odd count) or 1 (even count, F at the end), halves of each octet exchanged.</summary>
    /// <param name="digits">6 to 15 decimal digits.</param>
    /// <exception cref="ArgumentException">Another length or a character that is no digit. The digits are not in its message.</exception>
    public static byte[] ToSemiOctets(string digits)
    {
        ArgumentNullException.ThrowIfNull(digits);
        if (digits.Length is < MinDigits or > MaxDigits || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            throw new ArgumentException($"an IMSI has {MinDigits} to {MaxDigits} decimal digits", nameof(digits));
        var odd = digits.Length % 2 != 0;
        var halves = (odd ? "9" : "1") + digits + (odd ? "" : "F");
        var octets = new byte[halves.Length / 2];
        for (var i = 0; i < octets.Length; i++)
            octets[i] = (byte)((Half(halves[(2 * i) + 1]) << 4) | Half(halves[2 * i]));
        return octets;
    }

    /// <summary>The digits of such octets.</summary>
    /// <param name="octets">Without the length octet.</param>
    /// <exception cref="WireFormatException">Not an IMSI in that coding.</exception>
    public static string FromSemiOctets(ReadOnlySpan<byte> octets)
    {
        if (octets.Length is < 4 or > 8)
            throw new WireFormatException(CredentialErrors.BadImsi, octets.Length, $"the semi-octets of an IMSI are 4 to 8, got {octets.Length}");
        var odd = (octets[0] & 0x0F) switch
        {
            9 => true,
            1 => false,
            _ => throw new WireFormatException(CredentialErrors.BadImsi, 0, "the first half octet is neither 9 nor 1"),
        };
        Span<char> digits = stackalloc char[MaxDigits];
        var count = (2 * octets.Length) - (odd ? 1 : 2);
        for (var i = 0; i < count; i++)
        {
            var octet = octets[(i + 1) / 2];
            var half = i % 2 == 0 ? octet >> 4 : octet & 0x0F;
            if (half > 9)
                throw new WireFormatException(CredentialErrors.BadImsi, (i + 1) / 2, "a half octet is no decimal digit");
            digits[i] = (char)('0' + half);
        }

        if (!odd && octets[^1] >> 4 != 0xF)
            throw new WireFormatException(CredentialErrors.BadImsi, octets.Length - 1, "an even count of digits does not end with F");
        return new string(digits[..count]);
    }

    private static int Half(char c) => c == 'F' ? 0xF : c - '0';
}
