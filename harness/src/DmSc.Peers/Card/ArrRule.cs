namespace DmSc.Peers.Card;

/// <summary>
/// Evaluates an EF_ARR record: the one place that decides about access, so that the card enforces exactly what it states
/// (ETSI TS 102 221, 9.2.4). Anything malformed allows nothing.
/// </summary>
internal static class ArrRule
{
    public const int MaxDepth = 6;

    /// <summary>Whether the record allows the operation; an operation that it does not mention is never allowed.</summary>
    /// <param name="record">The record, padded with FF.</param>
    /// <param name="mode">Access mode bit, as in AM_DO 80.</param>
    /// <param name="ins">Instruction, as in AM_DO 84.</param>
    /// <param name="state">Tells which keys are satisfied.</param>
    public static bool Allows(ReadOnlySpan<byte> record, byte mode, byte ins, CardState state)
    {
        var applies = false;
        while (Next(ref record, out var tag, out var value))
        {
            if (tag is >= 0x80 and <= 0x8F)
                applies = tag == 0x80 ? value.Length > 0 && (value[0] & mode) != 0 : tag == 0x84 && value.Contains(ins);
            else if (applies && Holds(tag, value, state, 0))
                return true;
        }

        return false;
    }

    /// <summary>A key reference that the record names and <paramref name="keys"/> does not hold, or <c>null</c>.</summary>
    public static byte? UnknownKey(ReadOnlySpan<byte> record, IReadOnlySet<byte> keys, int depth = 0)
    {
        while (depth < MaxDepth && Next(ref record, out var tag, out var value))
        {
            if (tag == 0xA4 && KeyOf(value) is { } key && !keys.Contains(key))
                return key;
            if (tag is 0xA0 or 0xA7 or 0xAF && UnknownKey(value, keys, depth + 1) is { } inner)
                return inner;
        }

        return null;
    }

    private static bool Holds(byte tag, ReadOnlySpan<byte> value, CardState state, int depth)
    {
        switch (tag)
        {
            case 0x90:
                return true;
            case 0x9E:
                return value.Length == 1 && value[0] == 0x00;
            case 0xA4:
                return KeyOf(value) is { } key && state.IsSatisfied(key);
            case 0xA0 or 0xA7 or 0xAF when depth < MaxDepth:
                var any = false;
                var all = true;
                var count = 0;
                while (Next(ref value, out var inner, out var condition))
                {
                    var holds = Holds(inner, condition, state, depth + 1);
                    any |= holds;
                    all &= holds;
                    count++;
                }

                return count > 0 && (tag == 0xA0 ? any : tag == 0xA7 ? all : !any);
            default:
                return false;
        }
    }

    private static byte? KeyOf(ReadOnlySpan<byte> template)
    {
        while (Next(ref template, out var tag, out var value))
        {
            if (tag == 0x83 && value.Length == 1)
                return value[0];
        }

        return null;
    }

    private static bool Next(ref ReadOnlySpan<byte> rest, out byte tag, out ReadOnlySpan<byte> value)
    {
        tag = 0;
        value = default;
        if (rest.Length < 2 || rest[0] is 0x00 or 0xFF)
            return false;
        tag = rest[0];
        int length = rest[1];
        var header = 2;
        if (length == 0x81 && rest.Length > 2)
        {
            length = rest[2];
            header = 3;
        }
        else if (length >= 0x80)
        {
            return false;
        }

        if (length > rest.Length - header)
            return false;
        value = rest.Slice(header, length);
        rest = rest[(header + length)..];
        return true;
    }
}
