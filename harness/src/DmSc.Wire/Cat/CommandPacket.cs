using DmSc.Wire.Push;

namespace DmSc.Wire.Cat;

/// <summary>A command packet of secured packets (ETSI TS 102 225, 5.1), as it is sent to an application of the card.</summary>
/// <param name="SecurityParameters">SPI, 2 octets as a number.</param>
/// <param name="CipheringKey">KIc.</param>
/// <param name="ChecksumKey">KID.</param>
/// <param name="Application">TAR, 3 octets as a number; for example <see cref="ScwsApplication"/>.</param>
/// <param name="Secured">What follows the TAR: counter, padding counter, checksum and data; ciphered when <see cref="IsCiphered"/>.</param>
/// <param name="HeaderLength">CHL: octets from SPI to the end of the checksum.</param>
public sealed record CommandPacket(ushort SecurityParameters, byte CipheringKey, byte ChecksumKey, int Application, ReadOnlyMemory<byte> Secured, byte HeaderLength)
{
    /// <summary>TAR of the smart card web server (ETSI TS 101 220).</summary>
    public const int ScwsApplication = 0xB20101;

    /// <summary>TAR of the agent for its administration.</summary>
    public const int ScwsAdministrationAgent = 0xB20102;

    /// <summary>Identifier of the element of a user data header that announces a command packet.</summary>
    public const byte InformationElement = 0x70;

    /// <summary>Octets in front of SPI: CPL and CHL.</summary>
    internal const int Prefix = 3;

    /// <summary>Octets from SPI to TAR.</summary>
    internal const int Clear = 7;

    private const int CounterLength = 5;
    private const int Shortest = Clear + CounterLength + 1;

    /// <summary>Whether <see cref="Secured"/> is ciphered, and so cannot be told apart.</summary>
    public bool IsCiphered => (SecurityParameters & 0x0400) != 0;

    /// <summary>CNTR, or <c>null</c> when it is ciphered.</summary>
    public ReadOnlyMemory<byte>? Counter => IsCiphered ? default(ReadOnlyMemory<byte>?) : Secured[..CounterLength];

    /// <summary>PCNTR, or <c>null</c> when it is ciphered.</summary>
    public byte? PaddingCounter => IsCiphered ? null : Secured.Span[CounterLength];

    /// <summary>RC, CC or DS, empty without one, or <c>null</c> when it is ciphered.</summary>
    public ReadOnlyMemory<byte>? Checksum => IsCiphered ? default(ReadOnlyMemory<byte>?) : Secured[(CounterLength + 1)..(HeaderLength - Clear)];

    /// <summary>The data for the application, or <c>null</c> when they are ciphered.</summary>
    public ReadOnlyMemory<byte>? Data => IsCiphered ? default(ReadOnlyMemory<byte>?) : Secured[(HeaderLength - Clear)..];

    /// <summary>Decodes a packet.</summary>
    /// <param name="packet">From CPL on.</param>
    /// <exception cref="WireFormatException">Truncated, or lengths that do not fit.</exception>
    public static CommandPacket Parse(ReadOnlyMemory<byte> packet)
    {
        var b = packet.Span;
        if (b.Length < Prefix + Shortest)
            throw new WireFormatException(CatErrors.UnexpectedEnd, b.Length, $"a command packet has at least {Prefix + Shortest} octets");
        var length = (b[0] << 8) | b[1];
        if (length != b.Length - 2)
            throw new WireFormatException(CatErrors.TlvLengthTooLong, 0, $"CPL announces {length} octets, {b.Length - 2} follow");
        var header = b[2];
        if (header < Shortest || header > length - 1)
            throw new WireFormatException(CatErrors.TlvLengthTooLong, 2, $"CHL announces {header} octets; {Shortest} to {length - 1} are possible");
        return new CommandPacket(
            (ushort)((b[3] << 8) | b[4]), b[5], b[6], (b[7] << 16) | (b[8] << 8) | b[9], packet[(Prefix + Clear)..], header);
    }

    /// <summary>The packet in an SMS of one part.</summary>
    /// <param name="sms">As it reached the card.</param>
    /// <returns><c>null</c> when the user data header announces none, or the packet goes on in other parts.</returns>
    /// <exception cref="WireFormatException">Malformed; the offset counts in the user data.</exception>
    public static CommandPacket? Find(SmsDeliver sms)
    {
        ArgumentNullException.ThrowIfNull(sms);
        if (!sms.Content.HasHeader)
            return null;
        var header = UserDataHeader.Parse(sms.Content.UserData);
        if (header.Concatenation is { Total: > 1 } || !header.Elements.Any(element => element.Identifier == InformationElement))
            return null;
        try
        {
            return Parse(sms.Content.UserData[header.Length..]);
        }
        catch (WireFormatException failure)
        {
            throw new WireFormatException(failure.Error with { Offset = header.Length + failure.Error.Offset });
        }
    }

    /// <summary>Encodes the packet.</summary>
    /// <exception cref="FormatException">A field that does not fit, or a packet of more than 65535 octets.</exception>
    public byte[] ToBytes()
    {
        var length = 1 + Clear + Secured.Length;
        if (Application is < 0 or > 0xFF_FFFF || HeaderLength < Shortest || HeaderLength > length - 1 || length > 0xFFFF)
            throw new FormatException($"TAR {Application:X}, CHL {HeaderLength} and {Secured.Length} octets have no coding");
        return
        [
            (byte)(length >> 8), (byte)length, HeaderLength, (byte)(SecurityParameters >> 8), (byte)SecurityParameters, CipheringKey, ChecksumKey,
            (byte)(Application >> 16), (byte)(Application >> 8), (byte)Application, .. Secured.Span,
        ];
    }

    /// <inheritdoc />
    public bool Equals(CommandPacket? other) => other is not null && ToBytes().AsSpan().SequenceEqual(other.ToBytes());

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(SecurityParameters, Application, Secured.Length);
}
