using System.Text;

namespace DmSc.Wire.Push;

/// <summary>Reads WSP primitives from a part of a PDU. Offsets are those of the whole PDU.</summary>
internal sealed class WspReader(ReadOnlyMemory<byte> pdu, int start, int end)
{
    public int At { get; private set; } = start;

    public int End { get; } = end;

    public bool AtEnd => At >= End;

    public byte Peek(string what) => AtEnd
        ? throw new WireFormatException(PushErrors.UnexpectedEnd, End, $"{what} was expected")
        : pdu.Span[At];

    public byte Octet(string what)
    {
        var octet = Peek(what);
        At++;
        return octet;
    }

    public uint Uintvar(string what)
    {
        var first = At;
        ulong value = 0;
        for (var count = 1; ; count++)
        {
            if (AtEnd)
                throw new WireFormatException(PushErrors.UnexpectedEnd, first, $"{what} ends with the input");
            var octet = pdu.Span[At++];
            value = (value << 7) | (uint)(octet & 0x7F);
            if ((octet & 0x80) == 0)
                break;
            if (count == 5)
                throw new WireFormatException(PushErrors.UintvarTooLong, first, $"{what} goes on after five octets");
        }

        return value <= uint.MaxValue
            ? (uint)value
            : throw new WireFormatException(PushErrors.UintvarOverflow, first, $"{what} is {value}, more than 32 bits");
    }

    /// <summary>A part of what is left, as a reader of its own; this one moves behind it.</summary>
    public WspReader Part(uint length, int lengthAt, string what)
    {
        Require(length, lengthAt, what);
        var part = new WspReader(pdu, At, At + (int)length);
        At = part.End;
        return part;
    }

    public ReadOnlyMemory<byte> Octets(uint length, int lengthAt, string what)
    {
        Require(length, lengthAt, what);
        var octets = pdu.Slice(At, (int)length);
        At += (int)length;
        return octets;
    }

    /// <summary>Octets up to a 00, as ISO 8859-1.</summary>
    public string Text(string what)
    {
        var first = At;
        var rest = pdu.Span[At..End];
        var length = rest.IndexOf((byte)0);
        if (length < 0)
            throw new WireFormatException(PushErrors.UnterminatedText, first, $"{what} has no terminating 00");
        At += length + 1;
        return Encoding.Latin1.GetString(rest[..length]);
    }

    /// <summary>A value by its first octet (WSP 8.4.1.2).</summary>
    public WspValue Value(string what)
    {
        var first = At;
        switch (Peek(what))
        {
            case >= 0x80:
                return new WspValue.Short((byte)(Octet(what) & 0x7F));
            case 0x1F:
                At++;
                return new WspValue.Octets(Octets(Uintvar($"the length of {what}"), first, what));
            case < 0x1F:
                return new WspValue.Octets(Octets(Octet(what), first, what));
            case 0x22:
                At++;
                return new WspValue.Quoted(Text(what));
            case 0x7F:
                // Marks a first character of 80 to FF as text.
                At++;
                return WspValue.Of(Text(what));
            default:
                return new WspValue.Text(Text(what));
        }
    }

    /// <summary>An Integer-value that a code is made of.</summary>
    public int Code(string what)
    {
        var first = At;
        return Value(what).Integer is { } number and <= int.MaxValue
            ? (int)number
            : throw new WireFormatException(PushErrors.BadValue, first, $"{what} is no integer of 31 bits");
    }

    private void Require(uint length, int lengthAt, string what)
    {
        if (length > End - At)
            throw new WireFormatException(PushErrors.ValueTooLong, lengthAt, $"{what} announces {length} octets, {End - At} are left");
    }
}
