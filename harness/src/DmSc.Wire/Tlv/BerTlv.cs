namespace DmSc.Wire.Tlv;

/// <summary>One BER-TLV data object with a tag of one or two octets (ISO/IEC 7816-4, 5.2.2; ETSI TS 101 220).</summary>
/// <param name="Tag">The tag octets as a number: <c>0x62</c>, <c>0x7F49</c>.</param>
/// <param name="Value">Its value, a slice of the input.</param>
/// <param name="Offset">Offset of the tag in the outermost input.</param>
public readonly record struct BerTlv(int Tag, ReadOnlyMemory<byte> Value, int Offset)
{
    /// <summary>Offset of the first value octet in the outermost input.</summary>
    public int ValueOffset { get; init; }

    /// <summary>Reads the object that starts at <paramref name="at"/>, and moves <paramref name="at"/> behind it.</summary>
    /// <param name="input">The octets.</param>
    /// <param name="at">Where the tag starts.</param>
    /// <param name="baseOffset">What to add to offsets in errors and results, when <paramref name="input"/> is itself a slice.</param>
    /// <exception cref="WireFormatException">Truncated, indefinite or overlong length, tag over two octets.</exception>
    public static BerTlv Read(ReadOnlyMemory<byte> input, ref int at, int baseOffset = 0)
    {
        var b = input.Span;
        var start = at;
        if (at >= b.Length)
            throw new WireFormatException("UnexpectedEnd", baseOffset + b.Length, "a tag was expected");
        int tag = b[at++];
        if ((tag & 0x1F) == 0x1F)
        {
            if (at >= b.Length)
                throw new WireFormatException("UnexpectedEnd", baseOffset + b.Length, $"tag {tag:X2} continues behind the end");
            if ((b[at] & 0x80) != 0)
                throw new WireFormatException("TagTooLong", baseOffset + start, "tags of more than two octets are not used here");
            tag = (tag << 8) | b[at++];
        }

        if (at >= b.Length)
            throw new WireFormatException("UnexpectedEnd", baseOffset + b.Length, $"tag {tag:X2} has no length");
        var lengthAt = at;
        int length = b[at++];
        if (length >= 0x80)
        {
            var octets = length & 0x7F;
            if (octets is 0 or > 3)
                throw new WireFormatException("TlvLengthForm", baseOffset + lengthAt, $"length octet {length:X2} is indefinite or over three octets");
            if (at + octets > b.Length)
                throw new WireFormatException("UnexpectedEnd", baseOffset + b.Length, $"the length of tag {tag:X2} is truncated");
            length = 0;
            for (var i = 0; i < octets; i++)
                length = (length << 8) | b[at++];
        }

        if (length > b.Length - at)
            throw new WireFormatException("TlvLengthTooLong", baseOffset + lengthAt, $"tag {tag:X2} announces {length} octets, {b.Length - at} are left");
        var result = new BerTlv(tag, input.Slice(at, length), baseOffset + start) { ValueOffset = baseOffset + at };
        at += length;
        return result;
    }

    /// <summary>Reads all objects of a constructed value, or of an EF, up to its end or the first padding octet (00 or FF).</summary>
    /// <param name="input">The octets.</param>
    /// <param name="baseOffset">See <see cref="Read"/>.</param>
    /// <exception cref="WireFormatException">As <see cref="Read"/>.</exception>
    public static IReadOnlyList<BerTlv> ReadAll(ReadOnlyMemory<byte> input, int baseOffset = 0)
    {
        var list = new List<BerTlv>();
        var at = 0;
        while (at < input.Length && input.Span[at] is not (0x00 or 0xFF))
            list.Add(Read(input, ref at, baseOffset));
        return list;
    }

    /// <summary>Encodes one object with the shortest length form.</summary>
    /// <param name="tag">Tag octets as a number.</param>
    /// <param name="value">Its value; several parts are concatenated.</param>
    public static byte[] Encode(int tag, params ReadOnlySpan<byte[]> value)
    {
        var length = 0;
        foreach (var part in value)
            length += part.Length;
        var bytes = new List<byte>(length + 6);
        if (tag > 0xFF)
            bytes.Add((byte)(tag >> 8));
        bytes.Add((byte)tag);
        if (length > 0xFFFF)
            bytes.AddRange([0x83, (byte)(length >> 16), (byte)(length >> 8), (byte)length]);
        else if (length > 0xFF)
            bytes.AddRange([0x82, (byte)(length >> 8), (byte)length]);
        else if (length > 0x7F)
            bytes.AddRange([0x81, (byte)length]);
        else
            bytes.Add((byte)length);
        foreach (var part in value)
            bytes.AddRange(part);
        return [.. bytes];
    }
}
