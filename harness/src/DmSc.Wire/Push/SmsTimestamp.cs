using System.Globalization;

namespace DmSc.Wire.Push;

/// <summary>A service centre's time stamp (3GPP TS 23.040, 9.2.3.11), kept as sent because networks send impossible ones.</summary>
/// <param name="Octets">7 octets: year, month, day, hour, minute, second, zone in quarters of an hour; halves exchanged.</param>
public sealed record SmsTimestamp(ReadOnlyMemory<byte> Octets)
{
    /// <summary>Octets of a time stamp.</summary>
    public const int Length = 7;

    /// <summary>The time, in a year of 2000 to 2099, or <c>null</c> when the octets are no time.</summary>
    public DateTimeOffset? Time
    {
        get
        {
            Span<int> fields = stackalloc int[Length];
            for (var i = 0; i < Length; i++)
            {
                // The sign of the zone stands in the top bit of its tens.
                var tens = Octets.Span[i] & (i == Length - 1 ? 0x07 : 0x0F);
                var ones = Octets.Span[i] >> 4;
                if (tens > 9 || ones > 9)
                    return null;
                fields[i] = (10 * tens) + ones;
            }

            var zone = TimeSpan.FromMinutes(15 * ((Octets.Span[6] & 0x08) != 0 ? -fields[6] : fields[6]));
            var text = $"20{fields[0]:D2}-{fields[1]:D2}-{fields[2]:D2}T{fields[3]:D2}:{fields[4]:D2}:{fields[5]:D2}";
            return zone.Duration() <= TimeSpan.FromHours(14)
                && DateTime.TryParseExact(text, "yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                    ? new DateTimeOffset(local, zone)
                    : null;
        }
    }

    /// <summary>The time stamp of a time; fractions of a second are cut off.</summary>
    /// <param name="time">In a year of 2000 to 2099, with a zone of whole quarters of an hour.</param>
    /// <exception cref="FormatException">Another year or zone.</exception>
    public static SmsTimestamp Of(DateTimeOffset time)
    {
        if (time.Year is < 2000 or > 2099 || time.Offset.TotalMinutes % 15 != 0)
            throw new FormatException($"{time:O} is not in a year of 2000 to 2099 with a zone of whole quarters of an hour");
        var quarters = (int)time.Offset.TotalMinutes / 15;
        var zone = Swapped(Math.Abs(quarters));
        return new SmsTimestamp(new[]
        {
            Swapped(time.Year - 2000), Swapped(time.Month), Swapped(time.Day), Swapped(time.Hour), Swapped(time.Minute), Swapped(time.Second),
            (byte)(quarters < 0 ? zone | 0x08 : zone),
        });
    }

    /// <inheritdoc />
    public bool Equals(SmsTimestamp? other) => other is not null && Octets.Span.SequenceEqual(other.Octets.Span);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Octets.Span);
        return hash.ToHashCode();
    }

    internal void Write(List<byte> output)
    {
        if (Octets.Length != Length)
            throw new FormatException($"a time stamp of {Octets.Length} octets; it has {Length}");
        output.AddRange(Octets.Span);
    }

    private static byte Swapped(int number) => (byte)((number % 10 << 4) | (number / 10));
}
