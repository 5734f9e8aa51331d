using System.Globalization;

namespace DmSc.Wire.Apdu;

/// <summary>SW1 SW2 of a response APDU (ISO/IEC 7816-4; meanings: ETSI TS 102 221, 10.2.1).</summary>
/// <param name="Value">SW1 in the high octet, SW2 in the low one.</param>
public readonly record struct StatusWord(ushort Value)
{
    /// <summary>9000: normal ending.</summary>
    public static readonly StatusWord Ok = new(0x9000);

    /// <summary>The high octet.</summary>
    public byte Sw1 => (byte)(Value >> 8);

    /// <summary>The low octet.</summary>
    public byte Sw2 => (byte)Value;

    /// <summary>Normal ending: 9000, or 91xx and 92xx (normal ending with extra information from the card).</summary>
    public bool IsNormal => Value == 0x9000 || Sw1 is 0x91 or 0x92;

    /// <summary>Normal ending or a 62xx/63xx warning other than a PIN retry counter (63Cx).</summary>
    public bool IsNormalOrWarning => IsNormal || Sw1 == 0x62 || (Sw1 == 0x63 && (Sw2 & 0xF0) != 0xC0);

    /// <summary>61xx: <see cref="Sw2"/> octets wait for GET RESPONSE (00 = 256).</summary>
    public bool HasMoreData => Sw1 == 0x61;

    /// <summary>6Cxx: repeat with Le = <see cref="Sw2"/>.</summary>
    public bool IsWrongLe => Sw1 == 0x6C;

    /// <summary>Four hexadecimal digits, upper case.</summary>
    public override string ToString() => Value.ToString("X4", CultureInfo.InvariantCulture);
}
