namespace DmSc.Wire.Apdu;

/// <summary>The logical channel in a class octet (ETSI TS 102 221, 10.1.1).</summary>
public static class ClassByte
{
    /// <summary>Highest logical channel number.</summary>
    public const int MaxChannel = 19;

    /// <summary>Puts a channel into a class octet written for channel 0 (00, 80; A0 has no channels).</summary>
    /// <param name="cla">00 (interindustry) or 80 (TS 102 221).</param>
    /// <param name="channel">0..19.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class has no such channel.</exception>
    public static byte OnChannel(byte cla, int channel)
    {
        if (channel is < 0 or > MaxChannel || (channel != 0 && cla is not (0x00 or 0x80)))
            throw new ArgumentOutOfRangeException(nameof(channel), channel, $"class {cla:X2} has no logical channel {channel}");
        if (channel <= 3)
            return (byte)(cla | channel);
        return (byte)((cla == 0x80 ? 0xC0 : 0x40) | (channel - 4));
    }

    /// <summary>The channel a class octet names.</summary>
    /// <param name="cla">A class octet as received.</param>
    public static int ChannelOf(byte cla) => (cla & 0x40) != 0 ? 4 + (cla & 0x0F) : cla == 0xA0 ? 0 : cla & 0x03;
}
