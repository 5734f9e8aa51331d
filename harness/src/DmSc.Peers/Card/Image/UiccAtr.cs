namespace DmSc.Peers.Card.Image;

/// <summary>Answers to reset of the reference card, and their structure (ISO/IEC 7816-3, 8.2; ETSI TS 102 221, 6.3).</summary>
public static class UiccAtr
{
    private static readonly byte[] _issuerData = "OMADMSC"u8.ToArray();

    /// <summary>Makes an ATR: direct convention, TA1 = 96, clock stop and voltage classes A, B, C, card service data, capabilities, issuer data.</summary>
    /// <param name="channels">Logical channels to announce, 1..20 (8 and more are announced as "8 or more").</param>
    /// <param name="partialAid">Whether selection by partial DF name is announced.</param>
    /// <param name="offersT1">Whether T=1 is offered beside T=0.</param>
    /// <param name="extendedLength">Whether extended Lc and Le are announced.</param>
    /// <param name="onlyT1">Whether T=1 is the only protocol; <paramref name="offersT1"/> has no meaning then.</param>
    public static byte[] Create(int channels = 4, bool partialAid = true, bool offersT1 = false, bool extendedLength = false, bool onlyT1 = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 20);
        var announced = Math.Min(channels, 8) - 1;
        byte assignedByCard = (byte)(channels > 1 ? 0x10 : 0x00);
        List<byte> atr =
        [
            0x3B, 0x9F, 0x96, .. onlyT1 ? [0x81] : offersT1 ? new byte[] { 0x80, 0x81 } : [0x80], 0x1F, 0xC7,
            0x80, 0x31, (byte)(partialAid ? 0xE0 : 0xA0), 0x73, (byte)(partialAid ? 0xFE : 0xBE), 0x21, (byte)((extendedLength ? 0x40 : 0x00) | assignedByCard | announced),
            0x67, .. _issuerData,
        ];
        byte check = 0;
        foreach (var b in atr.Skip(1))
            check ^= b;
        atr.Add(check);
        return [.. atr];
    }

    /// <summary>The protocol an ATR offers first: 0 unless its first TD names another.</summary>
    internal static int FirstProtocol(ReadOnlySpan<byte> atr)
    {
        if (atr.Length < 2 || (atr[1] & 0x80) == 0)
            return 0;
        var at = 2 + ((atr[1] >> 4) & 1) + ((atr[1] >> 5) & 1) + ((atr[1] >> 6) & 1);
        return at < atr.Length ? atr[at] & 0x0F : 0;
    }

    /// <summary>Checks structure and TCK, and returns what is wrong, or <c>null</c>; <paramref name="historical"/> are the historical octets.</summary>
    internal static string? Check(ReadOnlySpan<byte> atr, out ReadOnlySpan<byte> historical)
    {
        historical = default;
        if (atr.Length is < 2 or > 33)
            return $"an ATR has 2 to 33 octets, got {atr.Length}";
        if (atr[0] is not (0x3B or 0x3F))
            return $"TS is 3B or 3F, got {atr[0]:X2}";
        var at = 2;
        var follows = atr[1] >> 4;
        var hasCheck = false;
        while (follows != 0)
        {
            at += (follows & 1) + ((follows >> 1) & 1) + ((follows >> 2) & 1);
            if ((follows & 8) == 0)
                break;
            if (at >= atr.Length)
                return "interface octets continue behind the end";
            hasCheck |= (atr[at] & 0x0F) != 0;
            follows = atr[at++] >> 4;
        }

        var count = atr[1] & 0x0F;
        if (at + count + (hasCheck ? 1 : 0) != atr.Length)
            return $"T0 and TDi announce {at + count + (hasCheck ? 1 : 0)} octets, got {atr.Length}";
        historical = atr.Slice(at, count);
        byte check = 0;
        foreach (var b in atr[1..])
            check ^= b;
        return hasCheck && check != 0 ? $"TCK is {atr[^1]:X2}, expected {atr[^1] ^ check:X2}" : null;
    }

    /// <summary>Logical channels the card capabilities announce, or <c>null</c> when they do not say.</summary>
    internal static int? AnnouncedChannels(ReadOnlySpan<byte> historical) => Commands(historical) is { } octet ? (octet & 0x07) + 1 : null;

    /// <summary>Whether the card capabilities announce extended Lc and Le.</summary>
    internal static bool AnnouncesExtendedLength(ReadOnlySpan<byte> historical) => (Commands(historical) & 0x40) is > 0;

    /// <summary>Third octet of the card capabilities (compact TLV tag 73), or <c>null</c> without them.</summary>
    private static byte? Commands(ReadOnlySpan<byte> historical)
    {
        if (historical.IsEmpty || historical[0] != 0x80)
            return null;
        for (var at = 1; at < historical.Length;)
        {
            var length = historical[at] & 0x0F;
            if (at + 1 + length > historical.Length)
                return null;
            if (historical[at] == 0x73)
                return historical[at + 3];
            at += 1 + length;
        }

        return null;
    }
}
