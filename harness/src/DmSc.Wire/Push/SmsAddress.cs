using System.Buffers;
using System.Text;

namespace DmSc.Wire.Push;

/// <summary>An address of an SMS TPDU (3GPP TS 23.040, 9.1.2.5).</summary>
/// <param name="Type">Type of number and plan with the top bit set: 91 international, 81 unknown, D0 alphanumeric.</param>
/// <param name="SemiOctets">Useful half octets, at most 20.</param>
/// <param name="Value">The octets, half as many (rounded up).</param>
public sealed record SmsAddress(byte Type, int SemiOctets, ReadOnlyMemory<byte> Value)
{
    private const int MaxSemiOctets = 20;
    private const string Digits = "0123456789*#abc";

    private static readonly SearchValues<char> s_digits = SearchValues.Create(Digits);

    // GSM 7-bit default alphabet, 3GPP TS 23.038, 6.2.1.
    private const string Alphabet =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    /// <summary>Whether it is text in the 7-bit alphabet.</summary>
    public bool IsAlphanumeric => (Type & 0x70) == 0x50;

    /// <summary>The address of a number.</summary>
    /// <param name="number">Up to 20 digits (also * # a b c), with + in front when international.</param>
    /// <exception cref="FormatException">Another character, or too many.</exception>
    public static SmsAddress Of(string number)
    {
        ArgumentNullException.ThrowIfNull(number);
        var international = number.StartsWith('+');
        var digits = number.AsSpan(international ? 1 : 0);
        if (digits.Length > MaxSemiOctets || digits.ContainsAnyExcept(s_digits))
            throw new FormatException($"'{number}' is no number of up to {MaxSemiOctets} digits");
        var octets = new byte[(digits.Length + 1) / 2];
        for (var i = 0; i < octets.Length; i++)
        {
            var high = (2 * i) + 1 < digits.Length ? Digits.IndexOf(digits[(2 * i) + 1], StringComparison.Ordinal) : 0xF;
            octets[i] = (byte)((high << 4) | Digits.IndexOf(digits[2 * i], StringComparison.Ordinal));
        }

        return new SmsAddress((byte)(international ? 0x91 : 0x81), digits.Length, octets);
    }

    /// <summary>The number with + in front when international, or the text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (IsAlphanumeric)
        {
            for (var i = 0; i < SemiOctets * 4 / 7; i++)
            {
                var bit = i * 7;
                var two = Value.Span[bit / 8] | ((bit / 8) + 1 < Value.Length ? Value.Span[(bit / 8) + 1] << 8 : 0);
                text.Append(Alphabet[(two >> (bit % 8)) & 0x7F]);
            }

            return text.ToString();
        }

        if ((Type & 0x70) == 0x10)
            text.Append('+');
        for (var i = 0; i < SemiOctets; i++)
        {
            var half = i % 2 == 0 ? Value.Span[i / 2] & 0x0F : Value.Span[i / 2] >> 4;
            text.Append(half < Digits.Length ? Digits[half] : '?');
        }

        return text.ToString();
    }

    /// <inheritdoc />
    public bool Equals(SmsAddress? other) =>
        other is not null && Type == other.Type && SemiOctets == other.SemiOctets && Value.Span.SequenceEqual(other.Value.Span);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Type, SemiOctets);

    internal static SmsAddress Read(TpduReader reader, string what)
    {
        var offset = reader.At;
        var length = reader.Octet(what);
        if (length > MaxSemiOctets)
            throw new WireFormatException(PushErrors.BadAddress, offset, $"{what} has {length} half octets; {MaxSemiOctets} are the most");
        var type = reader.Octet(what);
        if (type < 0x80)
            throw new WireFormatException(PushErrors.BadAddress, offset + 1, $"the type of {what} is {type:X2}, without its top bit");
        return new SmsAddress(type, length, reader.Octets((length + 1) / 2, what));
    }

    internal void Write(List<byte> output)
    {
        if (SemiOctets is < 0 or > MaxSemiOctets || Value.Length != (SemiOctets + 1) / 2 || Type < 0x80)
            throw new FormatException($"an address of {SemiOctets} half octets in {Value.Length} octets of type {Type:X2} has no coding");
        output.Add((byte)SemiOctets);
        output.Add(Type);
        output.AddRange(Value.Span);
    }
}
