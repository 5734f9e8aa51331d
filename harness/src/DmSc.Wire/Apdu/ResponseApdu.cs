namespace DmSc.Wire.Apdu;

/// <summary>A response APDU: data and status word (ISO/IEC 7816-4, 5.1).</summary>
/// <param name="Data">Response data, possibly empty.</param>
/// <param name="Sw">Status word.</param>
public sealed record ResponseApdu(ReadOnlyMemory<byte> Data, StatusWord Sw)
{
    /// <summary>Decodes what a terminal receives.</summary>
    /// <param name="bytes">Data followed by SW1 SW2.</param>
    /// <exception cref="WireFormatException">Shorter than two octets.</exception>
    public static ResponseApdu Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 2)
            throw new WireFormatException("ResponseTooShort", bytes.Length, $"a response ends with SW1 SW2, got {bytes.Length} octets");
        var sw = bytes.Span[^2..];
        return new ResponseApdu(bytes[..^2], new StatusWord((ushort)((sw[0] << 8) | sw[1])));
    }

    /// <summary>The octets as sent to the terminal.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Data.Length + 2];
        Data.Span.CopyTo(bytes);
        bytes[^2] = Sw.Sw1;
        bytes[^1] = Sw.Sw2;
        return bytes;
    }

    /// <summary>The octets in hexadecimal.</summary>
    public override string ToString() => Convert.ToHexString(ToBytes());
}
