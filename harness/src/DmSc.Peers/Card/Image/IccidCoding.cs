namespace DmSc.Peers.Card.Image;

/// <summary>EF_ICCID content: digits as swapped nibbles, padded with F to ten octets (ETSI TS 102 221, 13.2).</summary>
internal static class IccidCoding
{
    public static byte[] Encode(string digits)
    {
        var content = new byte[10];
        content.AsSpan().Fill(0xFF);
        for (var i = 0; i < digits.Length && i < 20; i++)
        {
            var nibble = digits[i] - '0';
            content[i / 2] = (byte)(i % 2 == 0 ? (content[i / 2] & 0xF0) | nibble : (content[i / 2] & 0x0F) | (nibble << 4));
        }

        return content;
    }
}
