namespace DmSc.Wire.Apdu;

/// <summary>A command APDU (ISO/IEC 7816-4, 5.1), short or extended.</summary>
/// <param name="Cla">Class octet, logical channel included (see <see cref="ClassByte"/>).</param>
/// <param name="Ins">Instruction octet.</param>
/// <param name="P1">First parameter.</param>
/// <param name="P2">Second parameter.</param>
/// <param name="Data">Command data, up to 65,535 octets; empty for cases 1 and 2.</param>
/// <param name="Le">Expected length 1..65,536, or <c>null</c> for none (256 is coded 00, 65,536 is coded 0000).</param>
public sealed record CommandApdu(byte Cla, byte Ins, byte P1, byte P2, ReadOnlyMemory<byte> Data = default, int? Le = null)
{
    /// <summary>Whether the lengths force the extended form.</summary>
    public bool IsExtended => Data.Length > 255 || Le > 256;

    /// <summary>The octets as sent to the card.</summary>
    /// <exception cref="InvalidOperationException">Data or Le exceed what an APDU can carry.</exception>
    public byte[] ToBytes()
    {
        if (Data.Length > 65535 || Le is < 1 or > 65536)
            throw new InvalidOperationException($"An APDU carries at most 65,535 data octets and asks for 1..65,536; got {Data.Length} and {Le}.");

        var extended = IsExtended;
        var lc = Data.IsEmpty ? 0 : extended ? 3 : 1;
        var le = Le is null ? 0 : extended ? (Data.IsEmpty ? 3 : 2) : 1;
        var bytes = new byte[4 + lc + Data.Length + le];
        bytes[0] = Cla;
        bytes[1] = Ins;
        bytes[2] = P1;
        bytes[3] = P2;
        var at = 4;
        if (!Data.IsEmpty)
        {
            if (extended)
            {
                at++;
                bytes[at++] = (byte)(Data.Length >> 8);
            }

            bytes[at++] = (byte)Data.Length;
            Data.Span.CopyTo(bytes.AsSpan(at));
            at += Data.Length;
        }

        if (Le is { } expected)
        {
            if (extended)
            {
                if (Data.IsEmpty)
                    at++;
                bytes[at++] = (byte)(expected >> 8);
            }

            bytes[at] = (byte)expected;
        }

        return bytes;
    }

    /// <summary>Decodes what a card receives.</summary>
    /// <param name="bytes">The whole command.</param>
    /// <exception cref="WireFormatException">Shorter than a header, or lengths that fit no APDU case; a card answers 6700.</exception>
    public static CommandApdu Parse(ReadOnlyMemory<byte> bytes)
    {
        var b = bytes.Span;
        if (b.Length < 4)
            throw new WireFormatException("ApduTooShort", b.Length, $"an APDU has at least 4 octets, got {b.Length}");

        CommandApdu With(ReadOnlyMemory<byte> data, int? le) => new(bytes.Span[0], bytes.Span[1], bytes.Span[2], bytes.Span[3], data, le);
        if (b.Length == 4)
            return With(default, null);

        int p3 = b[4];
        if (b.Length == 5)
            return With(default, p3 == 0 ? 256 : p3);
        if (p3 != 0 && b.Length == 5 + p3)
            return With(bytes.Slice(5, p3), null);
        if (p3 != 0 && b.Length == 6 + p3)
            return With(bytes.Slice(5, p3), b[^1] == 0 ? 256 : b[^1]);
        if (p3 == 0 && b.Length >= 7)
        {
            var n = (b[5] << 8) | b[6];
            if (b.Length == 7)
                return With(default, n == 0 ? 65536 : n);
            if (n != 0 && b.Length == 7 + n)
                return With(bytes.Slice(7, n), null);
            if (n != 0 && b.Length == 9 + n)
            {
                var le = (b[^2] << 8) | b[^1];
                return With(bytes.Slice(7, n), le == 0 ? 65536 : le);
            }
        }

        throw new WireFormatException("ApduLength", 4, $"{b.Length} octets with P3 {p3:X2} fit no APDU case");
    }

    /// <summary>The octets in hexadecimal.</summary>
    public override string ToString() => Convert.ToHexString(ToBytes());
}
