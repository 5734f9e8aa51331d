using DmSc.Cards.Pcsc;
using DmSc.Engine.Execution;
using DmSc.Model.Text;
using DmSc.Peers.Card.Image;

namespace DmSc.Steps.Lab;

/// <summary>Where the card of a station is.</summary>
public enum CardLinkKind
{
    /// <summary>The reference card, played in this process: a new one for every case.</summary>
    InProcess,

    /// <summary>A card in a PC/SC reader, real or virtual.</summary>
    Pcsc,
}

/// <summary>A card that cases may change.</summary>
/// <param name="Atr">Its answer to reset.</param>
/// <param name="Iccid">Its ICCID, digits.</param>
/// <param name="Comment">Which card that is, for people.</param>
public sealed record AllowedCard(ReadOnlyMemory<byte> Atr, string Iccid, string? Comment);

/// <summary>Where the driver of vsmartcard's virtual reader listens.</summary>
/// <param name="Host">Address.</param>
/// <param name="Port">TCP port of the slot.</param>
public sealed record VpcdEndpoint(string Host, int Port);

/// <summary>How a station reaches its card.</summary>
public sealed record CardRig
{
    /// <summary>Which way.</summary>
    public required CardLinkKind Link { get; init; }

    /// <summary>The image of the card in process, or of the card the emulator is started with; <c>null</c> when there is none.</summary>
    public CardImage? Image { get; init; }

    /// <summary>Reader name, or a pattern with <c>*</c> and <c>?</c>; <c>null</c> in process.</summary>
    public string? Reader { get; init; }

    /// <summary>Whether other processes may use the reader between our exchanges.</summary>
    public PcscSharing Sharing { get; init; } = PcscSharing.Exclusive;

    /// <summary>Virtual reader to put the reference card into while no other card is in it; <c>null</c> for none.</summary>
    public VpcdEndpoint? Emulator { get; init; }

    /// <summary>Cards that mutating and destructive cases may touch. A card in process is always ours to change.</summary>
    public IReadOnlyList<AllowedCard> AllowList { get; init; } = [];

    /// <summary>Wrong PINs a run may send in all. The last try of a PIN is never spent, whatever this says.</summary>
    public int PinTries { get; init; }
}

/// <summary>The virtual reader that stands for the card slot of a device in this process.</summary>
/// <param name="Reader">Reader name.</param>
/// <param name="Emulator">Where its driver listens: cards for the device are put in there.</param>
public sealed record DeviceSlotRig(string Reader, VpcdEndpoint Emulator);

/// <summary>Where the emulated DM server listens.</summary>
/// <param name="Bind">Local address.</param>
/// <param name="Port">TCP port; 0 for any free one.</param>
/// <param name="Advertised">How devices reach it, scheme, host and port; <c>null</c> for the address listened on.</param>
public sealed record DmServerRig(System.Net.IPAddress Bind, int Port, Uri? Advertised);

/// <summary>The station's own ways to push to a device; without them pushes go through the device's driver.</summary>
/// <param name="SmsCommand">Program and arguments that send one SMS-DELIVER TPDU, read as a line of hexadecimal from standard input; <c>null</c> for none.</param>
/// <param name="Http">Where the device takes pushes over HTTP; <c>null</c> for nowhere.</param>
public sealed record PushRig(IReadOnlyList<string>? SmsCommand, Uri? Http);
/// <summary>How a station takes the pushes of a server under test.</summary>
public sealed record ServerRig
{
    /// <summary>Whether pushes come in this process, for the reference server, instead of over sockets.</summary>
    public bool InProcess { get; init; }

    /// <summary>Address the receivers listen on.</summary>
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>Host name that the server under test is told; the address listened on when <c>null</c>.</summary>
    public string? Advertise { get; init; }

    /// <summary>Port of insecure pushes, 0 for any.</summary>
    public int Port { get; init; }

    /// <summary>Port of pushes over TLS, 0 for any.</summary>
    public int TlsPort { get; init; }

    /// <summary>File with certificate and private key (PEM) of the device we play; <c>null</c> for no secure pushes.</summary>
    public string? Certificate { get; init; }

    /// <summary>File with certificates (PEM) of the senders of secure pushes, or their issuers.</summary>
    public string? TrustedSenders { get; init; }
}

/// <summary>A station file: the rig and its limits.</summary>
public sealed record StationFile
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary><c>embedded</c>, <c>virtual-reader</c>, <c>real-reader</c> or <c>network</c>.</summary>
    public required string Class { get; init; }

    /// <summary>What it is, for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Ids of the IUTs it offers by default.</summary>
    public IReadOnlyList<string> Iuts { get; init; } = [];

    /// <summary>How many cases can run at once.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Time budgets and limits.</summary>
    public StationBudgets Budgets { get; init; } = StationBudgets.Default;

    /// <summary>Its card; <c>null</c> when it has none.</summary>
    public CardRig? Card { get; init; }

    /// <summary>Where the emulated DM server listens for devices behind a driver; <c>null</c> for a free port of this machine.</summary>
    public DmServerRig? DmServer { get; init; }

    /// <summary>The station's own ways to push; <c>null</c> for none.</summary>
    public PushRig? Push { get; init; }

    /// <summary>The reader through which the reference device reads its card; <c>null</c> when it reads cards in process.</summary>
    public DeviceSlotRig? DeviceSlot { get; init; }

    /// <summary>How it takes pushes of a server; <c>null</c> when it judges none.</summary>
    public ServerRig? Server { get; init; }

    /// <summary>Where it was read from.</summary>
    public required SourceSpan Span { get; init; }
}
