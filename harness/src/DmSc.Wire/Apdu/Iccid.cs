namespace DmSc.Wire.Apdu;

/// <summary>The card's identity from EF(ICCID), 2FE2 (ETSI TS 102 221, 13.2).</summary>
public static class Iccid
{
    /// <summary>Octets of EF(ICCID).</summary>
    public const int Length = 10;

    /// <summary>Decodes the content: two decimal digits an octet, low half first, F pads the end.</summary>
    /// <param name="content">The 10 octets.</param>
    /// <returns>18 to 20 digits as printed on the card (fewer if the card pads more).</returns>
    /// <exception cref="WireFormatException">Not 10 octets, a half octet A..E, or a digit behind padding.</exception>
    public static string Parse(ReadOnlySpan<byte> content)
    {
        if (content.Length != Length)
            throw new WireFormatException("IccidLength", content.Length, $"EF(ICCID) has {Length} octets, got {content.Length}");
        Span<char> digits = stackalloc char[Length * 2];
        var count = 0;
        var padded = false;
        for (var half = 0; half < Length * 2; half++)
        {
            var value = half % 2 == 0 ? content[half / 2] & 0x0F : content[half / 2] >> 4;
            if (value == 0x0F)
            {
                padded = true;
                continue;
            }

            if (value > 9 || padded)
                throw new WireFormatException("IccidDigit", half / 2, $"octet {content[half / 2]:X2} holds {(padded ? "a digit behind padding" : "no decimal digit")}");
            digits[count++] = (char)('0' + value);
        }

        return new string(digits[..count]);
    }
}
