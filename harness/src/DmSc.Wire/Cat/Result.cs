namespace DmSc.Wire.Cat;

/// <summary>General result of a command (ETSI TS 102 223, 8.12). Others can occur; 00 to 0F mean performed.</summary>
public enum GeneralResult : byte
{
    /// <summary>Performed successfully.</summary>
    Performed = 0x00,

    /// <summary>Performed with partial comprehension.</summary>
    PartialComprehension = 0x01,

    /// <summary>Performed, with missing information.</summary>
    MissingInformation = 0x02,

    /// <summary>REFRESH performed with additional EFs read.</summary>
    RefreshWithAdditionalFiles = 0x03,

    /// <summary>Performed, but the icon could not be displayed.</summary>
    IconNotDisplayed = 0x04,

    /// <summary>Performed, but modified by call control.</summary>
    ModifiedByCallControl = 0x05,

    /// <summary>Performed in limited service.</summary>
    LimitedService = 0x06,

    /// <summary>Performed with modification.</summary>
    PerformedWithModification = 0x07,

    /// <summary>The user ended the session.</summary>
    SessionEndedByUser = 0x10,

    /// <summary>The user asked for a backward move.</summary>
    BackwardMove = 0x11,

    /// <summary>No response from the user.</summary>
    NoResponseFromUser = 0x12,

    /// <summary>The user asked for help.</summary>
    HelpRequested = 0x13,

    /// <summary>The terminal cannot process the command now; see <see cref="TerminalProblem"/>.</summary>
    TerminalUnableNow = 0x20,

    /// <summary>The network cannot process the command now.</summary>
    NetworkUnableNow = 0x21,

    /// <summary>The user did not accept the command.</summary>
    UserRefused = 0x22,

    /// <summary>Beyond the terminal's capabilities.</summary>
    BeyondCapabilities = 0x30,

    /// <summary>Command type not understood.</summary>
    TypeNotUnderstood = 0x31,

    /// <summary>Command data not understood.</summary>
    DataNotUnderstood = 0x32,

    /// <summary>Command number not known.</summary>
    NumberNotKnown = 0x33,

    /// <summary>Required values are missing.</summary>
    RequiredValuesMissing = 0x36,

    /// <summary>Error of the multiple card commands.</summary>
    MultipleCardError = 0x38,

    /// <summary>Bearer independent protocol error; see <see cref="BipError"/>.</summary>
    BipError = 0x3A,

    /// <summary>The access technology cannot process the command.</summary>
    AccessTechnologyUnable = 0x3B,

    /// <summary>Frames error.</summary>
    FramesError = 0x3C,
}

/// <summary>Additional information after <see cref="GeneralResult.BipError"/> (ETSI TS 102 223, 8.12.11).</summary>
public enum BipError : byte
{
    /// <summary>No specific cause.</summary>
    NoCause = 0x00,

    /// <summary>No channel available.</summary>
    NoChannel = 0x01,

    /// <summary>Channel closed.</summary>
    ChannelClosed = 0x02,

    /// <summary>Channel identifier not valid.</summary>
    ChannelInvalid = 0x03,

    /// <summary>Requested buffer size not available.</summary>
    BufferSizeUnavailable = 0x04,

    /// <summary>Security error.</summary>
    Security = 0x05,

    /// <summary>Requested transport level not available.</summary>
    TransportLevelUnavailable = 0x06,

    /// <summary>Remote device not reachable.</summary>
    RemoteUnreachable = 0x07,

    /// <summary>Service error.</summary>
    Service = 0x08,

    /// <summary>Service identifier unknown.</summary>
    ServiceUnknown = 0x09,

    /// <summary>Port not available.</summary>
    PortUnavailable = 0x10,

    /// <summary>Launch parameters missing or incorrect.</summary>
    LaunchParameters = 0x11,

    /// <summary>Application launch failed.</summary>
    LaunchFailed = 0x12,
}

/// <summary>Additional information after <see cref="GeneralResult.TerminalUnableNow"/> (ETSI TS 102 223, 8.12.2).</summary>
public enum TerminalProblem : byte
{
    /// <summary>No specific cause.</summary>
    NoCause = 0x00,

    /// <summary>Screen busy.</summary>
    ScreenBusy = 0x01,

    /// <summary>Busy on a call.</summary>
    BusyOnCall = 0x02,

    /// <summary>No service.</summary>
    NoService = 0x04,

    /// <summary>Access class barred.</summary>
    AccessBarred = 0x05,

    /// <summary>No radio resource.</summary>
    NoRadioResource = 0x06,

    /// <summary>Not in a speech call.</summary>
    NotInSpeechCall = 0x07,

    /// <summary>Busy sending DTMF.</summary>
    BusySendingDtmf = 0x09,

    /// <summary>No network access application active.</summary>
    NoApplicationActive = 0x0A,
}

/// <summary>Result of a command (ETSI TS 102 223, 8.12).</summary>
/// <param name="General">General result; may be a value that the enumeration does not name.</param>
/// <param name="AdditionalInformation">Octets behind it, often none.</param>
public sealed record Result(GeneralResult General, ReadOnlyMemory<byte> AdditionalInformation = default) : CatObject
{
    /// <summary>Performed successfully.</summary>
    public static Result Ok { get; } = new(GeneralResult.Performed);

    /// <inheritdoc />
    public override int Tag => CatTags.Result;

    /// <summary>Whether the command was performed, wholly or with a restriction.</summary>
    public bool IsPerformed => (byte)General < 0x10;

    /// <summary>The cause of a bearer independent protocol error, when it is one and tells a cause.</summary>
    public BipError? BipError => General == GeneralResult.BipError && !AdditionalInformation.IsEmpty ? (BipError)AdditionalInformation.Span[0] : null;

    /// <summary>Why the terminal is unable now, when it is and tells so.</summary>
    public TerminalProblem? TerminalProblem =>
        General == GeneralResult.TerminalUnableNow && !AdditionalInformation.IsEmpty ? (TerminalProblem)AdditionalInformation.Span[0] : null;

    /// <summary>A bearer independent protocol error.</summary>
    /// <param name="cause">Its cause.</param>
    public static Result Of(BipError cause) => new(GeneralResult.BipError, new[] { (byte)cause });

    /// <summary>The terminal cannot process the command now.</summary>
    /// <param name="cause">Its cause.</param>
    public static Result Of(TerminalProblem cause) => new(GeneralResult.TerminalUnableNow, new[] { (byte)cause });

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => (byte[])[(byte)General, .. AdditionalInformation.Span];

    internal static Result From(ReadOnlyMemory<byte> value) => new((GeneralResult)value.Span[0], value[1..]);
}
