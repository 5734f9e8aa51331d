namespace DmSc.Wire.Cat;

/// <summary>State of the TCP server behind a channel in UICC server mode (ETSI TS 102 223, 8.56).</summary>
public enum TcpState
{
    /// <summary>CLOSED.</summary>
    Closed = 0,

    /// <summary>LISTEN.</summary>
    Listen = 1,

    /// <summary>ESTABLISHED.</summary>
    Established = 2,

    /// <summary>Reserved.</summary>
    Reserved = 3,
}

/// <summary>Channel status (ETSI TS 102 223, 8.56). Whether the first octet tells a link or a TCP state depends on the channel's mode.</summary>
/// <param name="First">Channel number and state.</param>
/// <param name="Second">Further information: 00 none, 05 link dropped.</param>
public sealed record ChannelStatus(byte First, byte Second) : CatObject
{
    /// <summary>Further information: the link was dropped by the network or the user.</summary>
    public const byte LinkDropped = 0x05;

    /// <summary>What a terminal tells that has no channel open.</summary>
    public static ChannelStatus None { get; } = new(0, 0);

    /// <inheritdoc />
    public override int Tag => CatTags.ChannelStatus;

    /// <summary>Channel number 1..7, or 0 for none.</summary>
    public int Channel => First & 0x07;

    /// <summary>Whether the link is established, in client modes and terminal server mode.</summary>
    public bool IsLinkEstablished => (First & 0x80) != 0;

    /// <summary>State of the TCP connection, in UICC server mode.</summary>
    public TcpState TcpState => (TcpState)(First >> 6);

    /// <summary>Status of a channel in UICC server mode.</summary>
    /// <param name="channel">1..7.</param>
    /// <param name="state">TCP state.</param>
    /// <param name="information">Further information.</param>
    /// <exception cref="ArgumentOutOfRangeException">Channel outside 1..7, or an undefined state.</exception>
    public static ChannelStatus OfServer(int channel, TcpState state, byte information = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative((int)state, nameof(state));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)state, (int)TcpState.Reserved, nameof(state));
        return new ChannelStatus((byte)(Number(channel) | ((int)state << 6)), information);
    }

    /// <summary>Status of a channel in a client mode or terminal server mode.</summary>
    /// <param name="channel">1..7.</param>
    /// <param name="established">Whether the link is established.</param>
    /// <param name="information">Further information.</param>
    /// <exception cref="ArgumentOutOfRangeException">Channel outside 1..7.</exception>
    public static ChannelStatus OfLink(int channel, bool established, byte information = 0) =>
        new((byte)(Number(channel) | (established ? 0x80 : 0)), information);

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => new[] { First, Second };

    private static int Number(int channel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channel, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channel, 7);
        return channel;
    }
}

/// <summary>Channel data (ETSI TS 102 223, 8.53).</summary>
/// <param name="Data">The octets sent or received; may be none.</param>
public sealed record ChannelData(ReadOnlyMemory<byte> Data) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.ChannelData;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => Data;
}

/// <summary>Channel data length (ETSI TS 102 223, 8.54).</summary>
/// <param name="Length">Octets asked for, waiting or free. As an amount waiting or free FF means 255 or more.</param>
public sealed record ChannelDataLength(byte Length) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.ChannelDataLength;

    /// <summary>Tells an amount, FF from 255 on.</summary>
    /// <param name="octets">How many octets wait or are free.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public static ChannelDataLength Of(int octets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(octets);
        return new ChannelDataLength((byte)Math.Min(octets, 0xFF));
    }

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => new[] { Length };
}

/// <summary>Buffer size (ETSI TS 102 223, 8.55).</summary>
/// <param name="Octets">Requested or granted size.</param>
public sealed record BufferSize(ushort Octets) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.BufferSize;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => new[] { (byte)(Octets >> 8), (byte)Octets };

    internal static BufferSize From(ReadOnlySpan<byte> value) => new((ushort)((value[0] << 8) | value[1]));
}
