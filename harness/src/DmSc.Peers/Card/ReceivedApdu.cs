namespace DmSc.Peers.Card;

/// <summary>A command as the card sees it: slices of what came, nothing copied. Le is -1 when there is none.</summary>
internal readonly ref struct ReceivedApdu
{
    private ReceivedApdu(ReadOnlySpan<byte> command, ReadOnlySpan<byte> data, int le, bool extended)
    {
        Ins = command[1];
        P1 = command[2];
        P2 = command[3];
        Data = data;
        Le = le;
        IsExtended = extended;
    }

    public byte Ins { get; }

    public byte P1 { get; }

    public byte P2 { get; }

    public ReadOnlySpan<byte> Data { get; }

    /// <summary>1..65,536, or -1.</summary>
    public int Le { get; }

    public bool HasLe => Le >= 0;

    public bool IsExtended { get; }

    /// <summary>Le is there and asks for as much as the form can say, as P3 = 00 does in T=0.</summary>
    public bool AsksForAll => Le == (IsExtended ? 65536 : 256);

    /// <summary>Whether the octets are one of the APDU cases (ISO/IEC 7816-3, 12.1.3).</summary>
    public static bool TryParse(ReadOnlySpan<byte> b, out ReceivedApdu apdu)
    {
        apdu = default;
        if (b.Length < 4)
            return false;
        if (b.Length == 4)
        {
            apdu = new ReceivedApdu(b, default, -1, false);
            return true;
        }

        int p3 = b[4];
        if (b.Length == 5)
        {
            apdu = new ReceivedApdu(b, default, p3 == 0 ? 256 : p3, false);
            return true;
        }

        if (p3 != 0)
        {
            if (b.Length == 5 + p3)
                apdu = new ReceivedApdu(b, b[5..], -1, false);
            else if (b.Length == 6 + p3)
                apdu = new ReceivedApdu(b, b.Slice(5, p3), b[^1] == 0 ? 256 : b[^1], false);
            else
                return false;
            return true;
        }

        if (b.Length < 7)
            return false;
        var n = (b[5] << 8) | b[6];
        if (b.Length == 7)
            apdu = new ReceivedApdu(b, default, n == 0 ? 65536 : n, true);
        else if (n != 0 && b.Length == 7 + n)
            apdu = new ReceivedApdu(b, b[7..], -1, true);
        else if (n != 0 && b.Length == 9 + n)
            apdu = new ReceivedApdu(b, b.Slice(7, n), Le16(b[^2..]), true);
        else
            return false;
        return true;
    }

    private static int Le16(ReadOnlySpan<byte> octets)
    {
        var le = (octets[0] << 8) | octets[1];
        return le == 0 ? 65536 : le;
    }
}
