namespace DmSc.Wire.Cat;

/// <summary>The terminal's answer to a proactive command (ETSI TS 102 223, 6.8), the data of a TERMINAL RESPONSE.</summary>
public sealed class TerminalResponse : CatMessage
{
    private TerminalResponse(ParsedObjects objects)
        : base(objects)
    {
        Details = Require<CommandDetails>();
        Devices = Require<DeviceIdentities>();
        Result = Require<Result>();
    }

    /// <summary>Number, type and qualifier of the command that is answered.</summary>
    public CommandDetails Details { get; }

    /// <summary>Terminal to card.</summary>
    public DeviceIdentities Devices { get; }

    /// <summary>How it went.</summary>
    public Result Result { get; }

    /// <summary>The first, often only, channel status.</summary>
    public ChannelStatus? ChannelStatus => Find<ChannelStatus>();

    /// <summary>Granted buffer size, of an OPEN CHANNEL.</summary>
    public BufferSize? BufferSize => Find<BufferSize>();

    /// <summary>Bearer in use, of an OPEN CHANNEL with a bearer.</summary>
    public BearerDescription? Bearer => Find<BearerDescription>();

    /// <summary>The octets received, of a RECEIVE DATA.</summary>
    public ChannelData? ChannelData => Find<ChannelData>();

    /// <summary>How many octets still wait (RECEIVE DATA) or are free (SEND DATA).</summary>
    public ChannelDataLength? ChannelDataLength => Find<ChannelDataLength>();

    /// <summary>Reads a response. What a performed command of its type must bring and this one lacks is a remark <c>MissingObject</c>.</summary>
    /// <param name="octets">The data of the TERMINAL RESPONSE.</param>
    /// <exception cref="WireFormatException">Broken objects, or details, device identities or result are missing.</exception>
    public static TerminalResponse Parse(ReadOnlyMemory<byte> octets)
    {
        var objects = ParsedObjects.Read(octets).Starting<CommandDetails, DeviceIdentities>();
        if (objects.Find<CommandDetails>() is { } details && objects.Find<Result>() is { IsPerformed: true })
        {
            switch (details.Type)
            {
                case CatCommandType.OpenChannel:
                    Expect<ChannelStatus>(objects);
                    Expect<BufferSize>(objects);
                    break;
                case CatCommandType.ReceiveData:
                    Expect<ChannelData>(objects);
                    Expect<ChannelDataLength>(objects);
                    break;
                case CatCommandType.SendData:
                    Expect<ChannelDataLength>(objects);
                    break;
                case CatCommandType.GetChannelStatus:
                    Expect<ChannelStatus>(objects);
                    break;
                case CatCommandType.PollInterval:
                    Expect<Duration>(objects);
                    break;
            }
        }

        return new TerminalResponse(objects);
    }

    /// <summary>Answers a command.</summary>
    /// <param name="command">Details of the command, which the response repeats.</param>
    /// <param name="result">How it went.</param>
    /// <param name="more">What the type of command asks for besides.</param>
    public static TerminalResponse To(CommandDetails command, Result result, params ReadOnlySpan<CatObject?> more)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(result);
        return new TerminalResponse(ParsedObjects.Of([command, DeviceIdentities.TerminalToUicc, result, .. more]));
    }

    /// <summary>Answers an OPEN CHANNEL that was performed, as asked or with a smaller buffer.</summary>
    /// <param name="command">The command.</param>
    /// <param name="status">Status of the new channel.</param>
    /// <param name="granted">Granted buffer size; other than requested, the result is "performed with modification".</param>
    public static TerminalResponse Opened(OpenChannelCommand command, ChannelStatus status, ushort granted)
    {
        ArgumentNullException.ThrowIfNull(command);
        var result = granted == command.BufferSize.Octets ? Cat.Result.Ok : new Result(GeneralResult.PerformedWithModification);
        return To(command.Details, result, status, command.Bearer, new BufferSize(granted));
    }

    /// <summary>Answers a RECEIVE DATA with data; with fewer octets than requested the result is "missing information".</summary>
    /// <param name="command">The command.</param>
    /// <param name="data">The octets.</param>
    /// <param name="left">How many octets still wait.</param>
    public static TerminalResponse Received(ReceiveDataCommand command, ReadOnlyMemory<byte> data, int left)
    {
        ArgumentNullException.ThrowIfNull(command);
        var result = data.Length < command.Length.Length ? new Result(GeneralResult.MissingInformation) : Cat.Result.Ok;
        return To(command.Details, result, new ChannelData(data), Cat.ChannelDataLength.Of(left));
    }

    /// <summary>Answers a SEND DATA that was performed.</summary>
    /// <param name="command">The command.</param>
    /// <param name="free">How many octets the buffer still takes.</param>
    public static TerminalResponse Sent(SendDataCommand command, int free)
    {
        ArgumentNullException.ThrowIfNull(command);
        return To(command.Details, Cat.Result.Ok, Cat.ChannelDataLength.Of(free));
    }

    /// <summary>Answers a GET CHANNEL STATUS.</summary>
    /// <param name="command">The command.</param>
    /// <param name="channels">Status of each open channel; with none the response says "no channel".</param>
    public static TerminalResponse Channels(GetChannelStatusCommand command, params ReadOnlySpan<ChannelStatus> channels)
    {
        ArgumentNullException.ThrowIfNull(command);
        return channels.IsEmpty ? To(command.Details, Cat.Result.Ok, Cat.ChannelStatus.None) : To(command.Details, Cat.Result.Ok, [.. channels]);
    }

    /// <inheritdoc />
    public override byte[] ToBytes() => CatObject.WriteAll(Objects);

    private static void Expect<T>(ParsedObjects objects)
        where T : CatObject
    {
        if (objects.Find<T>() is null)
            objects.Remarks.Add(CatErrors.MissingObject, objects.End, $"{typeof(T).Name} is missing");
    }
}
