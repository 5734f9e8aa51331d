namespace DmSc.Wire.Cat;

/// <summary>A command about one channel, which its destination device names.</summary>
public abstract class ChannelCommand : ProactiveCommand
{
    private protected ChannelCommand(ParsedObjects objects)
        : base(objects)
    {
    }

    /// <summary>The channel 1..7, or <see langword="null"/> when the destination is no channel: a terminal answers "channel identifier not valid".</summary>
    public int? Channel => Devices.Destination.ChannelNumber;

    private protected static ParsedObjects To(int channel, byte number, CatCommandType type, byte qualifier, CatObject? content = null) => ParsedObjects.Of(
        new CommandDetails(number, type, qualifier),
        new DeviceIdentities(DeviceIdentity.Uicc, DeviceIdentity.Channel(channel)),
        content);
}

/// <summary>CLOSE CHANNEL (ETSI TS 102 223, 6.4.28).</summary>
public sealed class CloseChannelCommand : ChannelCommand
{
    internal CloseChannelCommand(ParsedObjects objects)
        : base(objects)
    {
    }

    /// <summary>In UICC server mode: whether the channel stays and goes back to LISTEN.</summary>
    public bool KeepsListening => (Details.Qualifier & 0x01) != 0;

    /// <summary>Creates the command.</summary>
    /// <param name="number">Command number.</param>
    /// <param name="channel">1..7.</param>
    /// <param name="keepsListening">See <see cref="KeepsListening"/>.</param>
    public static CloseChannelCommand Of(byte number, int channel, bool keepsListening = false) =>
        new(To(channel, number, CatCommandType.CloseChannel, (byte)(keepsListening ? 1 : 0)));
}

/// <summary>RECEIVE DATA (ETSI TS 102 223, 6.4.29).</summary>
public sealed class ReceiveDataCommand : ChannelCommand
{
    /// <summary>Most octets that fit into one TERMINAL RESPONSE of 255 octets.</summary>
    public const int MaxLength = 237;

    internal ReceiveDataCommand(ParsedObjects objects)
        : base(objects) => Length = Require<ChannelDataLength>();

    /// <summary>How many octets the card asks for.</summary>
    public ChannelDataLength Length { get; }

    /// <summary>Creates the command.</summary>
    /// <param name="number">Command number.</param>
    /// <param name="channel">1..7.</param>
    /// <param name="length">How many octets to ask for.</param>
    public static ReceiveDataCommand Of(byte number, int channel, byte length) =>
        new(To(channel, number, CatCommandType.ReceiveData, 0, new ChannelDataLength(length)));
}

/// <summary>SEND DATA (ETSI TS 102 223, 6.4.30).</summary>
public sealed class SendDataCommand : ChannelCommand
{
    /// <summary>Most octets that fit into one answer to FETCH of 256 octets, without an alpha identifier.</summary>
    public const int MaxLength = 241;

    internal SendDataCommand(ParsedObjects objects)
        : base(objects) => Data = Require<ChannelData>();

    /// <summary>The octets.</summary>
    public ChannelData Data { get; }

    /// <summary>Whether to send now what the buffer holds, or to store only.</summary>
    public bool IsImmediate => (Details.Qualifier & 0x01) != 0;

    /// <summary>Creates the command.</summary>
    /// <param name="number">Command number.</param>
    /// <param name="channel">1..7.</param>
    /// <param name="data">The octets; with more than <see cref="MaxLength"/> no FETCH can carry the command.</param>
    /// <param name="immediate">See <see cref="IsImmediate"/>.</param>
    public static SendDataCommand Of(byte number, int channel, ReadOnlyMemory<byte> data, bool immediate) =>
        new(To(channel, number, CatCommandType.SendData, (byte)(immediate ? 1 : 0), new ChannelData(data)));
}

/// <summary>GET CHANNEL STATUS (ETSI TS 102 223, 6.4.31), of all channels.</summary>
public sealed class GetChannelStatusCommand : ProactiveCommand
{
    internal GetChannelStatusCommand(ParsedObjects objects)
        : base(objects)
    {
    }

    /// <summary>Creates the command.</summary>
    /// <param name="number">Command number.</param>
    public static GetChannelStatusCommand Of(byte number) =>
        new(ParsedObjects.Of(new CommandDetails(number, CatCommandType.GetChannelStatus, 0), DeviceIdentities.UiccToTerminal));
}
