using System.Collections.Immutable;

namespace DmSc.Wire.Cat;

/// <summary>Facilities of a terminal (ETSI TS 102 223, 5.2). The value is eight times the profile's octet, counted from 0, plus the bit, counted from 0.</summary>
public enum TerminalFacility
{
    /// <summary>Profile download.</summary>
    ProfileDownload = 0,

    /// <summary>SMS-PP data download.</summary>
    SmsPpDownload = 1,

    /// <summary>Cell broadcast data download.</summary>
    CellBroadcastDownload = 2,

    /// <summary>Menu selection.</summary>
    MenuSelection = 3,

    /// <summary>Timer expiration.</summary>
    TimerExpiration = 5,

    /// <summary>DISPLAY TEXT.</summary>
    DisplayText = 16,

    /// <summary>GET INKEY.</summary>
    GetInkey = 17,

    /// <summary>GET INPUT.</summary>
    GetInput = 18,

    /// <summary>MORE TIME.</summary>
    MoreTime = 19,

    /// <summary>PLAY TONE.</summary>
    PlayTone = 20,

    /// <summary>POLL INTERVAL.</summary>
    PollInterval = 21,

    /// <summary>POLLING OFF.</summary>
    PollingOff = 22,

    /// <summary>REFRESH.</summary>
    Refresh = 23,

    /// <summary>SELECT ITEM.</summary>
    SelectItem = 24,

    /// <summary>SEND SHORT MESSAGE.</summary>
    SendShortMessage = 25,

    /// <summary>SEND SS.</summary>
    SendSs = 26,

    /// <summary>SEND USSD.</summary>
    SendUssd = 27,

    /// <summary>SET UP CALL.</summary>
    SetUpCall = 28,

    /// <summary>SET UP MENU.</summary>
    SetUpMenu = 29,

    /// <summary>SET UP EVENT LIST.</summary>
    SetUpEventList = 32,

    /// <summary>Event: mobile terminated call.</summary>
    EventMtCall = 33,

    /// <summary>Event: call connected.</summary>
    EventCallConnected = 34,

    /// <summary>Event: call disconnected.</summary>
    EventCallDisconnected = 35,

    /// <summary>Event: location status.</summary>
    EventLocationStatus = 36,

    /// <summary>Event: user activity.</summary>
    EventUserActivity = 37,

    /// <summary>Event: idle screen available.</summary>
    EventIdleScreen = 38,

    /// <summary>Event: card reader status.</summary>
    EventCardReaderStatus = 39,

    /// <summary>Event: language selection.</summary>
    EventLanguageSelection = 40,

    /// <summary>Event: browser termination.</summary>
    EventBrowserTermination = 41,

    /// <summary>Event: data available.</summary>
    EventDataAvailable = 42,

    /// <summary>Event: channel status.</summary>
    EventChannelStatus = 43,

    /// <summary>Event: access technology change.</summary>
    EventAccessTechnology = 44,

    /// <summary>Event: display parameters changed.</summary>
    EventDisplayParameters = 45,

    /// <summary>Event: local connection.</summary>
    EventLocalConnection = 46,

    /// <summary>Event: network search mode change.</summary>
    EventNetworkSearchMode = 47,

    /// <summary>LAUNCH BROWSER.</summary>
    LaunchBrowser = 70,

    /// <summary>OPEN CHANNEL.</summary>
    OpenChannel = 88,

    /// <summary>CLOSE CHANNEL.</summary>
    CloseChannel = 89,

    /// <summary>RECEIVE DATA.</summary>
    ReceiveData = 90,

    /// <summary>SEND DATA.</summary>
    SendData = 91,

    /// <summary>GET CHANNEL STATUS.</summary>
    GetChannelStatus = 92,

    /// <summary>SERVICE SEARCH.</summary>
    ServiceSearch = 93,

    /// <summary>GET SERVICE INFORMATION.</summary>
    GetServiceInformation = 94,

    /// <summary>DECLARE SERVICE.</summary>
    DeclareService = 95,

    /// <summary>Circuit switched data bearer.</summary>
    BearerCsd = 96,

    /// <summary>GPRS bearer.</summary>
    BearerGprs = 97,

    /// <summary>Bluetooth bearer.</summary>
    BearerBluetooth = 98,

    /// <summary>IrDA bearer.</summary>
    BearerIrDa = 99,

    /// <summary>RS232 bearer.</summary>
    BearerRs232 = 100,

    /// <summary>TCP, UICC in client mode, remote connection.</summary>
    TcpClientRemote = 128,

    /// <summary>UDP, UICC in client mode, remote connection.</summary>
    UdpClientRemote = 129,

    /// <summary>TCP, UICC in server mode.</summary>
    TcpServer = 130,

    /// <summary>TCP, UICC in client mode, local connection: terminal server mode.</summary>
    TcpClientLocal = 131,

    /// <summary>UDP, UICC in client mode, local connection: terminal server mode.</summary>
    UdpClientLocal = 132,

    /// <summary>Direct communication channel.</summary>
    DirectChannel = 133,

    /// <summary>E-UTRAN.</summary>
    EUtran = 134,

    /// <summary>HSDPA.</summary>
    Hsdpa = 135,
}

/// <summary>What a terminal can do (ETSI TS 102 223, 5.2), the data of a TERMINAL PROFILE. Octets that are not there count as 00.</summary>
/// <param name="octets">The octets; all of them are kept, whatever their bits mean.</param>
public sealed class TerminalProfile(ImmutableArray<byte> octets)
{
    private const int ChannelsOctet = 12;
    private const int ChannelsShift = 5;

    /// <summary>Longest profile that a short command APDU carries.</summary>
    public const int MaxLength = 255;

    private static readonly ImmutableArray<TerminalFacility> s_server =
    [
        TerminalFacility.SetUpEventList, TerminalFacility.EventDataAvailable, TerminalFacility.EventChannelStatus, TerminalFacility.OpenChannel,
        TerminalFacility.CloseChannel, TerminalFacility.ReceiveData, TerminalFacility.SendData, TerminalFacility.GetChannelStatus,
        TerminalFacility.TcpServer,
    ];

    /// <summary>The octets.</summary>
    public ImmutableArray<byte> Octets { get; } = octets;

    /// <summary>How many channels the terminal has, 0..7.</summary>
    public int Channels => ChannelsOctet < Octets.Length ? Octets[ChannelsOctet] >> ChannelsShift : 0;

    /// <summary>The facilities that a card needs for a web server and the terminal lacks. A terminal without a channel lacks OPEN CHANNEL.</summary>
    public ImmutableArray<TerminalFacility> LackingForServer =>
        [.. s_server.Where(facility => !Has(facility) || (facility == TerminalFacility.OpenChannel && Channels == 0))];

    /// <summary>Reads a profile.</summary>
    /// <param name="octets">The data of the TERMINAL PROFILE.</param>
    /// <exception cref="WireFormatException">No octets, or more than <see cref="MaxLength"/>.</exception>
    public static TerminalProfile Parse(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            throw new WireFormatException(CatErrors.UnexpectedEnd, 0, "a terminal profile has at least one octet");
        if (octets.Length > MaxLength)
            throw new WireFormatException(CatErrors.TrailingBytes, MaxLength, $"a terminal profile has at most {MaxLength} octets, not {octets.Length}");
        return new TerminalProfile([.. octets]);
    }

    /// <summary>Creates a profile.</summary>
    /// <param name="length">Number of octets, at least as many as the facilities need.</param>
    /// <param name="channels">Number of channels, 0..7.</param>
    /// <param name="facilities">What the terminal can do.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too short or too long, or more channels than seven.</exception>
    public static TerminalProfile Of(int length, int channels, params ReadOnlySpan<TerminalFacility> facilities)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaxLength);
        ArgumentOutOfRangeException.ThrowIfNegative(channels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 7);
        var octets = new byte[length];
        foreach (var facility in facilities)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((int)facility / 8, length, nameof(length));
            octets[(int)facility / 8] |= (byte)(1 << ((int)facility % 8));
        }

        if (channels > 0)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, ChannelsOctet);
            octets[ChannelsOctet] |= (byte)(channels << ChannelsShift);
        }

        return new TerminalProfile([.. octets]);
    }

    /// <summary>Whether the terminal has a facility.</summary>
    /// <param name="facility">The facility.</param>
    public bool Has(TerminalFacility facility) =>
        (int)facility / 8 < Octets.Length && (Octets[(int)facility / 8] & (1 << ((int)facility % 8))) != 0;

    /// <summary>The octets on the wire.</summary>
    public byte[] ToBytes() => [.. Octets];

    /// <summary>The octets in hexadecimal.</summary>
    public override string ToString() => Convert.ToHexString(Octets.AsSpan());
}
