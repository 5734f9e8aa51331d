using System.Collections.Immutable;
using DmSc.Wire.Apdu;

namespace DmSc.Wire.Annotated;

/// <summary>Answer to reset, octet by octet.</summary>
internal static class AtrAnnotator
{
    public static AnnotatedNode Annotate(ReadOnlyMemory<byte> octets)
    {
        var atr = Atr.Parse(octets);
        var b = octets.Span;
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        parts.Add(new AnnotatedNode(0, 1, "TS", $"{b[0]:X2} {(atr.IsInverseConvention ? "inverse" : "direct")} convention"));
        parts.Add(new AnnotatedNode(1, 1, "T0", $"{b[1]:X2} {atr.Historical.Length} historical bytes"));
        var at = 2;
        foreach (var group in atr.Interface)
        {
            Add(group.Ta, "TA", group.Index, "");
            Add(group.Tb, "TB", group.Index, "");
            Add(group.Tc, "TC", group.Index, "");
            Add(group.Td, "TD", group.Index, group.Td is { } td ? $" T={td & 0x0F}" : "");
        }

        var objects = ImmutableArray.CreateBuilder<AnnotatedNode>();
        if (atr.Category is { } category)
            objects.Add(new AnnotatedNode(atr.HistoricalOffset, 1, "category indicator", $"{category:X2}"));
        foreach (var one in atr.Objects)
            objects.Add(new AnnotatedNode(one.Offset, 1 + one.Value.Length, Name(one.Tag), Meaning(atr, one)));
        if (!atr.Historical.IsEmpty)
            parts.Add(new AnnotatedNode(atr.HistoricalOffset, atr.Historical.Length, "historical bytes", Show.Hex(atr.Historical.Span), objects.ToImmutable()));
        if (atr.Tck is { } tck)
            parts.Add(new AnnotatedNode(b.Length - 1, 1, "TCK", $"{tck:X2} right"));
        return new AnnotatedNode(0, b.Length, "ATR", string.Join(", ", atr.Protocols.Select(protocol => $"T={protocol}")), parts.ToImmutable());

        void Add(byte? octet, string name, int index, string meaning)
        {
            if (octet is { } value)
                parts.Add(new AnnotatedNode(at++, 1, $"{name}{index}", $"{value:X2}{meaning}"));
        }
    }

    private static string Name(int tag) => tag switch
    {
        1 => "country code",
        2 => "issuer identification number",
        3 => "card service data",
        4 => "initial access data",
        5 => "card issuer's data",
        6 => "pre-issuing data",
        7 => "card capabilities",
        8 => "status",
        15 => "application identifier",
        _ => $"object {tag:X}",
    };

    private static string Meaning(Atr atr, CompactTlv one) => (one.Tag, atr.Capabilities, atr.Services) switch
    {
        (7, { } card, _) => $"{Show.Hex(one.Value.Span)} {Show.Flag(card.HasExtendedLength, "extended length, ")}{card.MaxChannels} channels",
        (3, _, { } services) => $"{Show.Hex(one.Value.Span)}{Show.Flag(services.SelectsByFullAid, " selection by full AID")}",
        _ => Show.Hex(one.Value.Span),
    };
}
