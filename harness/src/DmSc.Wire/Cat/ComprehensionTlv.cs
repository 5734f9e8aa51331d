using System.Buffers;

namespace DmSc.Wire.Cat;

/// <summary>One COMPREHENSION-TLV data object (ETSI TS 101 220, 7.1.1), with a tag of one or three octets.</summary>
/// <param name="Tag">Tag number without the comprehension flag: 01..7E, or 0001..7FFF in the three-octet form.</param>
/// <param name="ComprehensionRequired">Whether the receiver must understand the object.</param>
/// <param name="Value">Its value, a slice of the input when read.</param>
public readonly record struct ComprehensionTlv(int Tag, bool ComprehensionRequired, ReadOnlyMemory<byte> Value)
{
    private const int LongTagMark = 0x7F;

    /// <summary>Offset of the tag in the outermost input; 0 when not read.</summary>
    public int Offset { get; init; }

    /// <summary>Offset of the first value octet in the outermost input; 0 when not read.</summary>
    public int ValueOffset { get; init; }

    /// <summary>Whether the tag has three octets. True also for numbers up to 7E when they came so.</summary>
    public bool HasLongTag { get; init; } = Tag >= LongTagMark;

    /// <summary>Whether the length came in the shortest form, which TS 101 220 asks for.</summary>
    public bool HasShortestLength { get; init; } = true;

    /// <summary>Reads the object that starts at <paramref name="at"/>, and moves <paramref name="at"/> behind it.</summary>
    /// <param name="input">The octets.</param>
    /// <param name="at">Where the tag starts.</param>
    /// <param name="baseOffset">What to add to offsets in errors and results, when <paramref name="input"/> is itself a slice.</param>
    /// <exception cref="WireFormatException">An excluded tag, a truncated object, a length that is indefinite or exceeds the octets left.</exception>
    public static ComprehensionTlv Read(ReadOnlyMemory<byte> input, ref int at, int baseOffset = 0)
    {
        var b = input.Span;
        var start = at;
        if (at >= b.Length)
            throw End(baseOffset + b.Length, "a tag was expected");
        int first = b[at++];
        if (first is 0x00 or 0x80 or 0xFF)
            throw new WireFormatException(CatErrors.BadTag, baseOffset + start, $"{first:X2} is no tag of a data object");
        var tag = first & 0x7F;
        var required = (first & 0x80) != 0;
        var isLong = tag == LongTagMark;
        if (isLong)
        {
            if (b.Length - at < 2)
                throw End(baseOffset + b.Length, "a three-octet tag continues behind the end");
            required = (b[at] & 0x80) != 0;
            tag = ((b[at] & 0x7F) << 8) | b[at + 1];
            at += 2;
            if (tag == 0)
                throw new WireFormatException(CatErrors.BadTag, baseOffset + start, "a three-octet tag has a value above 0");
        }

        if (at >= b.Length)
            throw End(baseOffset + b.Length, $"tag {tag:X2} has no length");
        var lengthAt = at;
        int length = b[at++];
        var shortest = true;
        if (length >= 0x80)
        {
            var octets = length & 0x7F;
            if (octets is 0 or > 3)
                throw new WireFormatException(CatErrors.TlvLengthForm, baseOffset + lengthAt, $"length octet {length:X2}; 00 to 7F, 81, 82 and 83 are defined");
            if (b.Length - at < octets)
                throw End(baseOffset + b.Length, $"the length of tag {tag:X2} is truncated");
            length = 0;
            for (var i = 0; i < octets; i++)
                length = (length << 8) | b[at++];
            shortest = octets == LengthOctets(length) - 1;
        }

        if (length > b.Length - at)
            throw new WireFormatException(CatErrors.TlvLengthTooLong, baseOffset + lengthAt, $"tag {tag:X2} announces {length} octets, {b.Length - at} are left");
        var result = new ComprehensionTlv(tag, required, input.Slice(at, length))
        {
            Offset = baseOffset + start,
            ValueOffset = baseOffset + at,
            HasLongTag = isLong,
            HasShortestLength = shortest,
        };
        at += length;
        return result;
    }

    /// <summary>Reads all objects up to the end of the input.</summary>
    /// <param name="input">The octets.</param>
    /// <param name="baseOffset">See <see cref="Read"/>.</param>
    /// <exception cref="WireFormatException">As <see cref="Read"/>.</exception>
    public static IReadOnlyList<ComprehensionTlv> ReadAll(ReadOnlyMemory<byte> input, int baseOffset = 0)
    {
        var list = new List<ComprehensionTlv>();
        var at = 0;
        while (at < input.Length)
            list.Add(Read(input, ref at, baseOffset));
        return list;
    }

    /// <summary>Writes the object with the shortest length.</summary>
    /// <param name="output">Where to.</param>
    /// <exception cref="InvalidOperationException">The tag is outside 01..7FFF, or the value exceeds 2^24-1 octets.</exception>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Tag is < 1 or > 0x7FFF || (!HasLongTag && Tag >= LongTagMark) || Value.Length > 0xFFFFFF)
            throw new InvalidOperationException($"no data object has tag {Tag:X} and {Value.Length} octets");
        var flag = ComprehensionRequired ? 0x80 : 0;
        var lengthOctets = LengthOctets(Value.Length);
        var head = output.GetSpan(7);
        var at = 0;
        if (HasLongTag)
        {
            head[at++] = LongTagMark;
            head[at++] = (byte)(flag | (Tag >> 8));
            head[at++] = (byte)Tag;
        }
        else
        {
            head[at++] = (byte)(flag | Tag);
        }

        if (lengthOctets > 1)
            head[at++] = (byte)(0x80 | (lengthOctets - 1));
        for (var shift = 8 * Math.Max(0, lengthOctets - 2); shift >= 0; shift -= 8)
            head[at++] = (byte)(Value.Length >> shift);
        output.Advance(at);
        output.Write(Value.Span);
    }

    /// <summary>The object's octets, with the shortest length.</summary>
    /// <exception cref="InvalidOperationException">See <see cref="WriteTo"/>.</exception>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>(Value.Length + 7);
        WriteTo(output);
        return output.WrittenSpan.ToArray();
    }

    private static int LengthOctets(int length) => length switch { < 0x80 => 1, < 0x100 => 2, < 0x10000 => 3, _ => 4 };

    private static WireFormatException End(int offset, string reason) => new(CatErrors.UnexpectedEnd, offset, reason);

    /// <summary>Tag and length; never content, which may be a password.</summary>
    public override string ToString() => $"{Tag:X2}{(ComprehensionRequired ? "!" : "")}({Value.Length})";
}
