namespace DmSc.Wire.Cat;

/// <summary>A proactive command as a terminal fetches it (ETSI TS 102 223, 6.6).</summary>
public abstract class ProactiveCommand : CatMessage
{
    /// <summary>Tag of the outer object.</summary>
    public const int Template = 0xD0;

    private protected ProactiveCommand(ParsedObjects objects)
        : base(objects)
    {
        Details = Require<CommandDetails>();
        Devices = Require<DeviceIdentities>();
    }

    /// <summary>Number, type and qualifier.</summary>
    public CommandDetails Details { get; }

    /// <summary>Who sends and who receives.</summary>
    public DeviceIdentities Devices { get; }

    /// <summary>What the terminal may show the user while it works.</summary>
    public AlphaIdentifier? AlphaIdentifier => Find<AlphaIdentifier>();

    /// <summary>Reads a command.</summary>
    /// <param name="octets">The data of the answer to FETCH.</param>
    /// <exception cref="WireFormatException">Broken objects, another outer tag, or an object that the command must have is missing.</exception>
    public static ProactiveCommand Parse(ReadOnlyMemory<byte> octets)
    {
        var remarks = new RemarkLog();
        var outer = ParsedObjects.Outer(octets, remarks);
        if (outer.Tag != Template)
            throw new WireFormatException(CatErrors.UnexpectedTemplate, 0, $"tag {outer.Tag:X2}; D0, a proactive command, was expected");
        return From(ParsedObjects.Read(outer.Value, outer.ValueOffset, remarks).Starting<CommandDetails, DeviceIdentities>());
    }

    /// <summary>Makes a command of objects in their order.</summary>
    /// <param name="objects">The objects.</param>
    /// <exception cref="WireFormatException">An object that the command must have is missing.</exception>
    public static ProactiveCommand Of(params ReadOnlySpan<CatObject> objects) => From(ParsedObjects.Of(objects!));

    /// <summary>What number and type a command has that <see cref="Parse"/> rejects, as far as its octets tell: a terminal answers it all the same.</summary>
    /// <param name="octets">The data of the answer to FETCH.</param>
    public static CommandDetails? FindDetails(ReadOnlyMemory<byte> octets)
    {
        try
        {
            var at = 0;
            var outer = Tlv.BerTlv.Read(octets, ref at);
            at = 0;
            while (outer.Tag == Template && at < outer.Value.Length)
            {
                if (CatObject.Parse(ComprehensionTlv.Read(outer.Value, ref at)) is CommandDetails details)
                    return details;
            }

            return null;
        }
        catch (WireFormatException)
        {
            // Nothing readable stands before the defect.
            return null;
        }
    }

    /// <summary>The result with which a terminal answers a command that <see cref="Parse"/> rejected (ETSI TS 102 223, 6.10).</summary>
    /// <param name="failure">Why it was rejected.</param>
    public static GeneralResult ResultFor(WireFormatException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Error.Code == CatErrors.MissingObject ? GeneralResult.RequiredValuesMissing : GeneralResult.DataNotUnderstood;
    }

    /// <inheritdoc />
    public override byte[] ToBytes() => Wrapped(Template);

    private static ProactiveCommand From(ParsedObjects objects) => objects.Find<CommandDetails>()?.Type switch
    {
        CatCommandType.Refresh => new RefreshCommand(objects),
        CatCommandType.SetUpEventList => new SetUpEventListCommand(objects),
        CatCommandType.SendShortMessage => new SendShortMessageCommand(objects),
        CatCommandType.OpenChannel => new OpenChannelCommand(objects),
        CatCommandType.CloseChannel => new CloseChannelCommand(objects),
        CatCommandType.ReceiveData => new ReceiveDataCommand(objects),
        CatCommandType.SendData => new SendDataCommand(objects),
        CatCommandType.GetChannelStatus => new GetChannelStatusCommand(objects),
        _ => new OtherCommand(objects),
    };
}

/// <summary>A command without a type of its own here: DISPLAY TEXT, POLL INTERVAL, TIMER MANAGEMENT, LAUNCH BROWSER and so on.</summary>
public sealed class OtherCommand : ProactiveCommand
{
    internal OtherCommand(ParsedObjects objects)
        : base(objects)
    {
    }

    /// <summary>A command from the card to the terminal.</summary>
    /// <param name="details">Number, type and qualifier.</param>
    /// <param name="more">What follows the device identities.</param>
    public static OtherCommand Of(CommandDetails details, params ReadOnlySpan<CatObject> more) =>
        new(ParsedObjects.Of([details, DeviceIdentities.UiccToTerminal, .. more]));
}
