using System.Collections.Immutable;

namespace DmSc.Wire.Cat;

/// <summary>Units of <see cref="Duration"/> (ETSI TS 102 223, 8.8).</summary>
public enum DurationUnit : byte
{
    /// <summary>Minutes.</summary>
    Minutes = 0x00,

    /// <summary>Seconds.</summary>
    Seconds = 0x01,

    /// <summary>Tenths of a second.</summary>
    Tenths = 0x02,
}

/// <summary>Duration (ETSI TS 102 223, 8.8).</summary>
/// <param name="Unit">Unit; may be a reserved value.</param>
/// <param name="Amount">Number of units; 0 is reserved.</param>
public sealed record Duration(DurationUnit Unit, byte Amount) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.Duration;

    /// <summary>The time it stands for, or <see langword="null"/> with a reserved unit.</summary>
    public TimeSpan? Time => Unit switch
    {
        DurationUnit.Minutes => TimeSpan.FromMinutes(Amount),
        DurationUnit.Seconds => TimeSpan.FromSeconds(Amount),
        DurationUnit.Tenths => TimeSpan.FromMilliseconds(100 * Amount),
        _ => null,
    };

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => new[] { (byte)Unit, Amount };

    internal static Duration From(ReadOnlyMemory<byte> value) => new((DurationUnit)value.Span[0], value.Span[1]);
}

/// <summary>Item identifier (ETSI TS 102 223, 8.10).</summary>
/// <param name="Item">01..FF; 00 is a null item.</param>
public sealed record ItemIdentifier(byte Item) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.ItemIdentifier;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => new[] { Item };
}

/// <summary>Icon identifier (ETSI TS 102 223, 8.31).</summary>
/// <param name="Qualifier">Bit 1: the icon does not explain itself.</param>
/// <param name="Icon">Record number in EF(IMG).</param>
public sealed record IconIdentifier(byte Qualifier, byte Icon) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.IconIdentifier;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => new[] { Qualifier, Icon };
}

/// <summary>Timer identifier (ETSI TS 102 223, 8.37).</summary>
/// <param name="Timer">01..08.</param>
public sealed record TimerIdentifier(byte Timer) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.TimerIdentifier;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => new[] { Timer };
}

/// <summary>Timer value (ETSI TS 102 223, 8.38): hours, minutes and seconds as swapped digits.</summary>
/// <param name="Hours">0..99.</param>
/// <param name="Minutes">0..99; conforming senders stay below 60.</param>
/// <param name="Seconds">0..99; conforming senders stay below 60.</param>
public sealed record TimerValue(int Hours, int Minutes, int Seconds) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.TimerValue;

    /// <summary>The time it stands for.</summary>
    public TimeSpan Time => new(Hours, Minutes, Seconds);

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">A part outside 0..99.</exception>
    public override ReadOnlyMemory<byte> ToValue() => new[] { Swapped(Hours), Swapped(Minutes), Swapped(Seconds) };

    internal static TimerValue From(ComprehensionTlv tlv, ReadOnlySpan<byte> value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if ((value[i] & 0x0F) > 9 || value[i] >> 4 > 9)
                throw new WireFormatException(CatErrors.ObjectContent, tlv.ValueOffset + i, $"{value[i]:X2} is no pair of digits");
        }

        return new TimerValue(Number(value[0]), Number(value[1]), Number(value[2]));
    }

    private static int Number(byte octet) => ((octet & 0x0F) * 10) + (octet >> 4);

    private static byte Swapped(int number) => number is >= 0 and <= 99
        ? (byte)((number / 10) | (number % 10 << 4))
        : throw new InvalidOperationException($"{number} has not two digits");
}

/// <summary>File list (ETSI TS 102 223, 8.18) of a REFRESH.</summary>
/// <param name="Count">Number of files as announced.</param>
/// <param name="PathOctets">Paths from the MF on, one behind the other.</param>
public sealed record FileList(byte Count, ReadOnlyMemory<byte> PathOctets) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.FileList;

    /// <summary>The paths, each from its 3F00 on; <see langword="null"/> when the octets are not <see cref="Count"/> such paths.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>>? Paths
    {
        get
        {
            var paths = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
            var octets = PathOctets.Span;
            if (octets.Length % 2 != 0)
                return null;
            var start = 0;
            for (var at = 0; at < octets.Length; at += 2)
            {
                var isRoot = octets[at] == 0x3F && octets[at + 1] == 0x00;
                if (at == 0 && !isRoot)
                    return null;
                if (at > 0 && isRoot)
                {
                    paths.Add(PathOctets[start..at]);
                    start = at;
                }
            }

            if (octets.Length > 0)
                paths.Add(PathOctets[start..]);
            return paths.Count == Count ? paths.ToImmutable() : null;
        }
    }

    /// <summary>A list of files.</summary>
    /// <param name="paths">Paths from 3F00 on.</param>
    /// <exception cref="ArgumentException">More than 255 paths, or one that does not start with 3F00, repeats it or has an odd length.</exception>
    public static FileList Of(params ReadOnlySpan<ReadOnlyMemory<byte>> paths)
    {
        var octets = new List<byte>();
        foreach (var path in paths)
            octets.AddRange(path.Span);
        var list = new FileList((byte)paths.Length, octets.ToArray());
        return paths.Length <= 255 && list.Paths is not null ? list : throw new ArgumentException("each path starts at the MF, 3F00", nameof(paths));
    }

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => (byte[])[Count, .. PathOctets.Span];
}

/// <summary>Application identifier (ETSI TS 102 223, 8.60).</summary>
/// <param name="Aid">The AID.</param>
public sealed record AidObject(ReadOnlyMemory<byte> Aid) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.Aid;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => Aid;
}
