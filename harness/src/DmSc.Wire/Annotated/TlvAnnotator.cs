using System.Collections.Immutable;
using DmSc.Wire.Tlv;

namespace DmSc.Wire.Annotated;

/// <summary>BER-TLV data objects; constructed ones are opened.</summary>
internal static class TlvAnnotator
{
    private const int MaxDepth = 32;
    private const int MaxObjects = 100_000;

    /// <summary>One object or several in a row, then padding of 00 or FF if any.</summary>
    public static AnnotatedNode Annotate(ReadOnlyMemory<byte> octets)
    {
        if (octets.IsEmpty)
            throw new WireFormatException("UnexpectedEnd", 0, "a tag was expected");
        var used = octets.Span.LastIndexOfAnyExcept((byte)0x00, (byte)0xFF) + 1;
        // A last object may end in 00 or FF: those octets are its own.
        var parts = Objects(octets, 0, 1, paddingFrom: used, (_, _) => null);
        return new AnnotatedNode(0, octets.Length, "BER-TLV", parts.Length == 1 ? null : $"{parts.Count(part => part.Label != Padding)} objects", parts);
    }

    internal const string Padding = "padding";

    /// <summary>The objects of a value.</summary>
    /// <param name="input">The value.</param>
    /// <param name="offset">Where it stands.</param>
    /// <param name="depth">Nesting level.</param>
    /// <param name="paddingFrom">From where on octets 00 and FF are padding when a tag would stand there; the length of the input for none.</param>
    /// <param name="describe">Label and value of an object within the tag around it; <c>null</c> leaves both general.</param>
    internal static ImmutableArray<AnnotatedNode> Objects(
        ReadOnlyMemory<byte> input, int offset, int depth, int paddingFrom, Func<int?, BerTlv, (string Label, string? Value)?> describe)
    {
        var left = MaxObjects;
        return Objects(input, offset, depth, paddingFrom, describe, null, ref left);
    }

    private static ImmutableArray<AnnotatedNode> Objects(
        ReadOnlyMemory<byte> input, int offset, int depth, int paddingFrom, Func<int?, BerTlv, (string Label, string? Value)?> describe, int? outer, ref int left)
    {
        var parts = ImmutableArray.CreateBuilder<AnnotatedNode>();
        var at = 0;
        while (at < input.Length)
        {
            if (at >= paddingFrom)
            {
                parts.Add(new AnnotatedNode(offset + at, input.Length - at, Padding, $"{input.Length - at} octets"));
                break;
            }

            var start = at;
            var tlv = BerTlv.Read(input, ref at, offset);
            var constructed = (tlv.Tag > 0xFF ? tlv.Tag >> 8 : tlv.Tag) is var first && (first & 0x20) != 0;
            if (constructed && depth >= MaxDepth)
                throw new WireFormatException("DepthLimit", tlv.Offset, $"objects nested deeper than {MaxDepth}");
            if (--left < 0)
                throw new WireFormatException("LimitExceeded", tlv.Offset, $"more than {MaxObjects} objects");
            var described = describe(outer, tlv);
            var label = described?.Label is { } name ? $"{tlv.Tag:X2} {name}" : $"{tlv.Tag:X2}";
            parts.Add(constructed
                ? new AnnotatedNode(offset + start, at - start, label, described?.Value, Objects(tlv.Value, tlv.ValueOffset, depth + 1, tlv.Value.Length, describe, tlv.Tag, ref left))
                : new AnnotatedNode(offset + start, at - start, label, described?.Value ?? Show.Hex(tlv.Value.Span)));
        }

        return parts.ToImmutable();
    }
}
