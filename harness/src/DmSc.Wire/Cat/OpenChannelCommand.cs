using System.Net;

namespace DmSc.Wire.Cat;

/// <summary>What an OPEN CHANNEL opens (ETSI TS 102 223, 6.4.27).</summary>
public enum ChannelMode
{
    /// <summary>A bearer, or none, with a transport that is not defined.</summary>
    Unknown = 0,

    /// <summary>Circuit switched data bearer.</summary>
    CircuitSwitched,

    /// <summary>Packet data service bearer.</summary>
    PacketData,

    /// <summary>Local bearer.</summary>
    Local,

    /// <summary>Default bearer of the terminal.</summary>
    DefaultBearer,

    /// <summary>UICC server mode: applications in the terminal connect to a TCP server in the card.</summary>
    UiccServer,

    /// <summary>Terminal server mode: the card connects to a server inside the terminal.</summary>
    TerminalServer,
}

/// <summary>OPEN CHANNEL (ETSI TS 102 223, 6.4.27).</summary>
public sealed class OpenChannelCommand : ProactiveCommand
{
    internal OpenChannelCommand(ParsedObjects objects)
        : base(objects)
    {
        BufferSize = Require<BufferSize>();
        TransportLevel = Find<TransportLevel>();
        Bearer = Find<BearerDescription>();
        if (Bearer is null && TransportLevel is null)
            throw Missing($"{nameof(BearerDescription)} or {nameof(Cat.TransportLevel)}");
        if (Mode == ChannelMode.CircuitSwitched)
            Require<Address>();
        if (Mode == ChannelMode.Local)
            Require<Duration>();
    }

    /// <summary>What it opens.</summary>
    public ChannelMode Mode => (Bearer?.Type, TransportLevel?.Protocol) switch
    {
        (BearerType.CircuitSwitched, _) => ChannelMode.CircuitSwitched,
        (BearerType.Gprs or BearerType.UtranPacket or BearerType.EUtran, _) => ChannelMode.PacketData,
        (BearerType.LocalLink or BearerType.Bluetooth or BearerType.IrDa or BearerType.Rs232 or (BearerType)0x0A, _) => ChannelMode.Local,
        (BearerType.Default, _) => ChannelMode.DefaultBearer,
        (null, TransportProtocol.TcpServer) => ChannelMode.UiccServer,
        (null, TransportProtocol.UdpClientLocal or TransportProtocol.TcpClientLocal) => ChannelMode.TerminalServer,
        _ => ChannelMode.Unknown,
    };

    /// <summary>Whether the link is to be established at once, in modes with a bearer; reserved in server modes.</summary>
    public bool IsImmediate => (Details.Qualifier & 0x01) != 0;

    /// <summary>Whether the terminal reconnects by itself, in modes with a bearer.</summary>
    public bool IsAutomaticReconnection => (Details.Qualifier & 0x02) != 0;

    /// <summary>Whether the terminal answers before the link is established, in modes with a bearer.</summary>
    public bool IsBackground => (Details.Qualifier & 0x04) != 0;

    /// <summary>Requested buffer size.</summary>
    public BufferSize BufferSize { get; }

    /// <summary>Protocol and port; absent when the card speaks the transport protocol itself.</summary>
    public TransportLevel? TransportLevel { get; }

    /// <summary>Bearer; absent in server modes.</summary>
    public BearerDescription? Bearer { get; }

    /// <summary>Access point name.</summary>
    public NetworkAccessName? NetworkAccessName => Find<NetworkAccessName>();

    /// <summary>User name, the first text string.</summary>
    public TextString? Login => All<TextString>().FirstOrDefault();

    /// <summary>Password, the second text string.</summary>
    public TextString? Password => All<TextString>().Skip(1).FirstOrDefault();

    /// <summary>The card's address, which stands before the transport level.</summary>
    public OtherAddress? LocalAddress => AddressAt(behindTransport: false);

    /// <summary>The peer's address, which stands behind the transport level.</summary>
    public OtherAddress? Destination => AddressAt(behindTransport: true);

    /// <summary>Opens a TCP server of the card to applications in the terminal.</summary>
    /// <param name="number">Command number.</param>
    /// <param name="port">Port in the terminal: 3516 for HTTP, 4116 for HTTPS of the smart card web server.</param>
    /// <param name="bufferSize">Requested buffer size.</param>
    public static OpenChannelCommand UiccServer(byte number, ushort port, ushort bufferSize) =>
        Without(number, new TransportLevel(TransportProtocol.TcpServer, port), bufferSize);

    /// <summary>Connects to a server inside the terminal.</summary>
    /// <param name="number">Command number.</param>
    /// <param name="protocol"><see cref="TransportProtocol.UdpClientLocal"/> or <see cref="TransportProtocol.TcpClientLocal"/>.</param>
    /// <param name="port">The server's port.</param>
    /// <param name="bufferSize">Requested buffer size.</param>
    public static OpenChannelCommand TerminalServer(byte number, TransportProtocol protocol, ushort port, ushort bufferSize) =>
        Without(number, new TransportLevel(protocol, port), bufferSize);

    /// <summary>Connects to a server in the network.</summary>
    /// <param name="number">Command number.</param>
    /// <param name="bearer">Bearer.</param>
    /// <param name="transport">Protocol and port.</param>
    /// <param name="destination">The server's address.</param>
    /// <param name="bufferSize">Requested buffer size.</param>
    /// <param name="qualifier">Bit 1 immediate, bit 2 reconnection, bit 3 background.</param>
    /// <param name="accessName">Access point name.</param>
    /// <param name="login">User name.</param>
    /// <param name="password">Password; only with a user name.</param>
    /// <exception cref="ArgumentException">A password without a user name.</exception>
    public static OpenChannelCommand Client(
        byte number,
        BearerDescription bearer,
        TransportLevel transport,
        IPAddress destination,
        ushort bufferSize,
        byte qualifier = 0x01,
        NetworkAccessName? accessName = null,
        TextString? login = null,
        TextString? password = null)
    {
        if (password is not null && login is null)
            throw new ArgumentException("a password alone would be read as the user name", nameof(password));
        return new(ParsedObjects.Of(
            new CommandDetails(number, CatCommandType.OpenChannel, qualifier),
            DeviceIdentities.UiccToTerminal,
            bearer,
            new BufferSize(bufferSize),
            accessName,
            login,
            password,
            transport,
            OtherAddress.Of(destination)));
    }

    private static OpenChannelCommand Without(byte number, TransportLevel transport, ushort bufferSize) => new(ParsedObjects.Of(
        new CommandDetails(number, CatCommandType.OpenChannel, 0),
        DeviceIdentities.UiccToTerminal,
        new BufferSize(bufferSize),
        transport));

    private OtherAddress? AddressAt(bool behindTransport)
    {
        var isBehind = false;
        foreach (var one in Objects)
        {
            if (one is TransportLevel)
                isBehind = true;
            else if (one is OtherAddress address && isBehind == behindTransport)
                return address;
        }

        return null;
    }
}
