using System.Text;

namespace DmSc.Wire.Cat;

/// <summary>Address (ETSI TS 102 223, 8.1): a dialling number or the address of a service centre.</summary>
/// <param name="NumberType">Type of number and numbering plan: 91 international, 81 unknown.</param>
/// <param name="Bcd">Digits, two an octet, the first in the low half; F fills.</param>
public sealed record Address(byte NumberType, ReadOnlyMemory<byte> Bcd) : CatObject
{
    private const string Digits = "0123456789*#abc";

    /// <inheritdoc />
    public override int Tag => CatTags.Address;

    /// <summary>The number, with "+" when international, up to the first filler.</summary>
    public string Number
    {
        get
        {
            var number = new StringBuilder((NumberType & 0x70) == 0x10 ? "+" : "");
            foreach (var octet in Bcd.Span)
            {
                foreach (var half in (ReadOnlySpan<int>)[octet & 0x0F, octet >> 4])
                {
                    if (half == 0x0F)
                        return number.ToString();
                    number.Append(Digits[half]);
                }
            }

            return number.ToString();
        }
    }

    /// <summary>A number.</summary>
    /// <param name="number">Digits, <c>*</c>, <c>#</c>, <c>a</c>, <c>b</c>, <c>c</c>; with a leading "+" when international.</param>
    /// <exception cref="ArgumentException">Another character.</exception>
    public static Address Of(string number)
    {
        ArgumentNullException.ThrowIfNull(number);
        var international = number.StartsWith('+');
        var digits = international ? number[1..] : number;
        var bcd = new byte[(digits.Length + 1) / 2];
        for (var i = 0; i < 2 * bcd.Length; i++)
        {
            var half = i < digits.Length ? Digits.IndexOf(digits[i], StringComparison.Ordinal) : 0x0F;
            if (half < 0)
                throw new ArgumentException($"'{digits[i]}' is no digit", nameof(number));
            bcd[i / 2] |= (byte)(i % 2 == 0 ? half : half << 4);
        }

        return new Address(international ? (byte)0x91 : (byte)0x81, bcd);
    }

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => (byte[])[NumberType, .. Bcd.Span];
}

/// <summary>SMS TPDU (ETSI TS 102 223, 8.13; 3GPP TS 23.040): SMS-DELIVER in a download, SMS-SUBMIT or SMS-COMMAND in SEND SHORT MESSAGE.</summary>
/// <param name="Octets">The TPDU, at least one octet.</param>
public sealed record SmsTpdu(ReadOnlyMemory<byte> Octets) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.SmsTpdu;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => Octets;
}
