namespace DmSc.Wire.Cat;

/// <summary>Types of proactive commands (ETSI TS 102 223, 9.4). Others can occur.</summary>
public enum CatCommandType : byte
{
    /// <summary>REFRESH.</summary>
    Refresh = 0x01,

    /// <summary>MORE TIME.</summary>
    MoreTime = 0x02,

    /// <summary>POLL INTERVAL.</summary>
    PollInterval = 0x03,

    /// <summary>POLLING OFF.</summary>
    PollingOff = 0x04,

    /// <summary>SET UP EVENT LIST.</summary>
    SetUpEventList = 0x05,

    /// <summary>SET UP CALL.</summary>
    SetUpCall = 0x10,

    /// <summary>SEND SHORT MESSAGE.</summary>
    SendShortMessage = 0x13,

    /// <summary>LAUNCH BROWSER.</summary>
    LaunchBrowser = 0x15,

    /// <summary>PLAY TONE.</summary>
    PlayTone = 0x20,

    /// <summary>DISPLAY TEXT.</summary>
    DisplayText = 0x21,

    /// <summary>GET INKEY.</summary>
    GetInkey = 0x22,

    /// <summary>GET INPUT.</summary>
    GetInput = 0x23,

    /// <summary>SELECT ITEM.</summary>
    SelectItem = 0x24,

    /// <summary>SET UP MENU.</summary>
    SetUpMenu = 0x25,

    /// <summary>PROVIDE LOCAL INFORMATION.</summary>
    ProvideLocalInformation = 0x26,

    /// <summary>TIMER MANAGEMENT.</summary>
    TimerManagement = 0x27,

    /// <summary>SET UP IDLE MODE TEXT.</summary>
    SetUpIdleModeText = 0x28,

    /// <summary>RUN AT COMMAND.</summary>
    RunAtCommand = 0x34,

    /// <summary>LANGUAGE NOTIFICATION.</summary>
    LanguageNotification = 0x35,

    /// <summary>OPEN CHANNEL.</summary>
    OpenChannel = 0x40,

    /// <summary>CLOSE CHANNEL.</summary>
    CloseChannel = 0x41,

    /// <summary>RECEIVE DATA.</summary>
    ReceiveData = 0x42,

    /// <summary>SEND DATA.</summary>
    SendData = 0x43,

    /// <summary>GET CHANNEL STATUS.</summary>
    GetChannelStatus = 0x44,

    /// <summary>SERVICE SEARCH.</summary>
    ServiceSearch = 0x45,

    /// <summary>GET SERVICE INFORMATION.</summary>
    GetServiceInformation = 0x46,

    /// <summary>DECLARE SERVICE.</summary>
    DeclareService = 0x47,

    /// <summary>ACTIVATE.</summary>
    Activate = 0x70,
}

/// <summary>Command details (ETSI TS 102 223, 8.6): which command it is, and its variant.</summary>
/// <param name="Number">Command number 01..FE, which the terminal's response repeats.</param>
/// <param name="Type">Type of command; may be a value that the enumeration does not name.</param>
/// <param name="Qualifier">Meaning depends on the type.</param>
public sealed record CommandDetails(byte Number, CatCommandType Type, byte Qualifier) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.CommandDetails;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => new[] { Number, (byte)Type, Qualifier };

    internal static CommandDetails From(ReadOnlyMemory<byte> value) => new(value.Span[0], (CatCommandType)value.Span[1], value.Span[2]);
}
