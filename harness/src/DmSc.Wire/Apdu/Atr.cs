namespace DmSc.Wire.Apdu;

/// <summary>The interface characters with one index (ISO/IEC 7816-3, 8.2.3); <c>null</c> where absent.</summary>
/// <param name="Index">1 for TA1..TD1, and so on.</param>
/// <param name="Ta">TA.</param>
/// <param name="Tb">TB.</param>
/// <param name="Tc">TC.</param>
/// <param name="Td">TD: low half the protocol of the next group, high half which characters it has.</param>
public sealed record AtrInterfaceGroup(int Index, byte? Ta, byte? Tb, byte? Tc, byte? Td);

/// <summary>One object of the historical bytes in compact TLV (ISO/IEC 7816-4, 8.1.1).</summary>
/// <param name="Tag">Tag number 0..15; 3 card service data, 7 card capabilities.</param>
/// <param name="Value">Its value.</param>
/// <param name="Offset">Offset of its first octet in the ATR.</param>
public sealed record CompactTlv(int Tag, ReadOnlyMemory<byte> Value, int Offset);

/// <summary>An answer to reset (ISO/IEC 7816-3, 8.2; ETSI TS 102 221, 6.3).</summary>
public sealed record Atr
{
    private const int MaxLength = 33;

    /// <summary>The octets.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>TS is 3F: inverse convention.</summary>
    public bool IsInverseConvention => Bytes.Span[0] == 0x3F;

    /// <summary>The groups of interface characters in order; empty if T0 announces none.</summary>
    public IReadOnlyList<AtrInterfaceGroup> Interface { get; private init; } = [];

    /// <summary>The transmission protocols offered, in order and without T=15; T=0 if no TD names one.</summary>
    public IReadOnlyList<int> Protocols { get; private init; } = [];

    /// <summary>TA1: speed (FI, DI); 0x11 if absent.</summary>
    public byte SpeedParameters => Interface.Count > 0 ? Interface[0].Ta ?? 0x11 : (byte)0x11;

    /// <summary>First TA behind T=15: clock stop (b8 b7) and voltage classes (b1 A, b2 B, b3 C); <c>null</c> if absent.</summary>
    public byte? ClockStopAndClasses { get; private init; }

    /// <summary>The historical bytes.</summary>
    public ReadOnlyMemory<byte> Historical { get; private init; }

    /// <summary>Offset of the historical bytes in the ATR.</summary>
    public int HistoricalOffset { get; private init; }

    /// <summary>The check character, or <c>null</c> where only T=0 is offered.</summary>
    public byte? Tck { get; private init; }

    /// <summary>First historical byte: 80 compact TLV, 00 compact TLV and status, 10 reference; <c>null</c> without historical bytes.</summary>
    public byte? Category => Historical.IsEmpty ? null : Historical.Span[0];

    /// <summary>The compact TLV objects; empty for other categories than 80 and 00.</summary>
    public IReadOnlyList<CompactTlv> Objects { get; private init; } = [];

    /// <summary>Card service data (tag 3), or <c>null</c>.</summary>
    public CardServiceData? Services { get; private init; }

    /// <summary>Card capabilities (tag 7), or <c>null</c>.</summary>
    public CardCapabilities? Capabilities { get; private init; }

    /// <summary>Decodes an ATR.</summary>
    /// <param name="atr">The octets, TS first.</param>
    /// <exception cref="WireFormatException">Wrong TS, truncated, trailing octets, TCK missing or wrong, malformed compact TLV.</exception>
    public static Atr Parse(ReadOnlyMemory<byte> atr)
    {
        var b = atr.Span;
        if (b.Length < 2)
            throw new WireFormatException("UnexpectedEnd", b.Length, $"an ATR has at least TS and T0, got {b.Length} octets");
        if (b.Length > MaxLength)
            throw new WireFormatException("AtrTooLong", MaxLength, $"an ATR has at most {MaxLength} octets, got {b.Length}");
        if (b[0] is not (0x3B or 0x3F))
            throw new WireFormatException("AtrTs", 0, $"TS is 3B or 3F, got {b[0]:X2}");

        var at = 2;
        var groups = new List<AtrInterfaceGroup>();
        var protocols = new List<int>();
        var onlyT0 = true;
        byte? classes = null;
        var present = b[1] >> 4;
        var protocol = -1;
        for (var index = 1; present != 0; index++)
        {
            var ta = Next(b, ref at, present & 1, "TA", index);
            var tb = Next(b, ref at, present & 2, "TB", index);
            var tc = Next(b, ref at, present & 4, "TC", index);
            var td = Next(b, ref at, present & 8, "TD", index);
            groups.Add(new AtrInterfaceGroup(index, ta, tb, tc, td));
            if (protocol == 15)
                classes ??= ta;
            if (td is not { } next)
                break;
            var named = next & 0x0F;
            if (protocol == 15 && named != 15)
                throw new WireFormatException("AtrProtocolOrder", at - 1, $"T={named} follows T=15, which is the last");
            if (index == 1 && named == 15)
                throw new WireFormatException("AtrProtocolOrder", at - 1, "TD1 names a transmission protocol, got T=15");
            protocol = named;
            onlyT0 &= protocol == 0;
            if (protocol != 15 && !protocols.Contains(protocol))
                protocols.Add(protocol);
            present = next >> 4;
        }

        if (protocols.Count == 0)
            protocols.Add(0);
        var count = b[1] & 0x0F;
        if (count > b.Length - at)
            throw new WireFormatException("UnexpectedEnd", b.Length, $"T0 announces {count} historical bytes, {b.Length - at} octets are left");
        var historical = atr.Slice(at, count);
        var end = at + count + (onlyT0 ? 0 : 1);
        if (end > b.Length)
            throw new WireFormatException("UnexpectedEnd", b.Length, "TCK is missing, though a protocol other than T=0 is named");
        if (end < b.Length)
            throw new WireFormatException("TrailingOctets", end, $"{b.Length - end} octets follow the end of the ATR");
        CheckTck(b, onlyT0);

        var objects = ParseHistorical(historical, at);
        return new Atr
        {
            Bytes = atr,
            Interface = groups,
            Protocols = protocols,
            ClockStopAndClasses = classes,
            Historical = historical,
            HistoricalOffset = at,
            Tck = onlyT0 ? null : b[^1],
            Objects = objects,
            Services = Find(objects, 3) is { } services ? CardServiceData.Parse(services) : null,
            Capabilities = Find(objects, 7) is { } capabilities ? CardCapabilities.Parse(capabilities) : null,
        };
    }

    private static byte? Next(ReadOnlySpan<byte> b, ref int at, int present, string name, int index)
    {
        if (present == 0)
            return null;
        return at < b.Length
            ? b[at++]
            : throw new WireFormatException("UnexpectedEnd", b.Length, $"{name}{index} is announced, the ATR ends before it");
    }

    private static void CheckTck(ReadOnlySpan<byte> b, bool absent)
    {
        if (absent)
            return;
        byte sum = 0;
        foreach (var octet in b[1..])
            sum ^= octet;
        if (sum != 0)
            throw new WireFormatException("AtrTck", b.Length - 1, $"TCK is {b[^1]:X2}, expected {(byte)(b[^1] ^ sum):X2}");
    }

    private static List<CompactTlv> ParseHistorical(ReadOnlyMemory<byte> historical, int offset)
    {
        var objects = new List<CompactTlv>();
        var h = historical.Span;
        if (h.IsEmpty || h[0] is not (0x80 or 0x00))
            return objects;
        // Category 00 ends with three status octets outside the TLV objects.
        var end = h[0] == 0x80 ? h.Length : h.Length - 3;
        if (end < 1)
            throw new WireFormatException("UnexpectedEnd", offset + h.Length, "historical bytes of category 00 end with three status octets");
        for (var at = 1; at < end;)
        {
            var length = h[at] & 0x0F;
            if (length > end - at - 1)
                throw new WireFormatException("TlvLengthTooLong", offset + at, $"historical object {h[at]:X2} announces {length} octets, {end - at - 1} are left");
            objects.Add(new CompactTlv(h[at] >> 4, historical.Slice(at + 1, length), offset + at));
            at += 1 + length;
        }

        return objects;
    }

    private static CompactTlv? Find(List<CompactTlv> objects, int tag) => objects.Find(o => o.Tag == tag);
}
