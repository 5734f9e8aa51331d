using System.Net;
using System.Text;

namespace DmSc.Wire.Cat;

/// <summary>Bearer types (ETSI TS 102 223, 8.52). Others can occur.</summary>
public enum BearerType : byte
{
    /// <summary>Circuit switched data.</summary>
    CircuitSwitched = 0x01,

    /// <summary>GPRS, and packet service of later networks.</summary>
    Gprs = 0x02,

    /// <summary>Default bearer of the terminal.</summary>
    Default = 0x03,

    /// <summary>Local link, technology independent.</summary>
    LocalLink = 0x04,

    /// <summary>Bluetooth.</summary>
    Bluetooth = 0x05,

    /// <summary>IrDA.</summary>
    IrDa = 0x06,

    /// <summary>RS232.</summary>
    Rs232 = 0x07,

    /// <summary>UTRAN packet service with extended parameters.</summary>
    UtranPacket = 0x09,

    /// <summary>E-UTRAN.</summary>
    EUtran = 0x0B,
}

/// <summary>Bearer description (ETSI TS 102 223, 8.52).</summary>
/// <param name="Type">Bearer type; may be a value that the enumeration does not name.</param>
/// <param name="Parameters">Bearer parameters, coded as the type asks.</param>
public sealed record BearerDescription(BearerType Type, ReadOnlyMemory<byte> Parameters = default) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.BearerDescription;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => (byte[])[(byte)Type, .. Parameters.Span];
}

/// <summary>Transport protocols of a channel (ETSI TS 102 223, 8.59). Others can occur.</summary>
public enum TransportProtocol : byte
{
    /// <summary>UDP, the card is client of the network.</summary>
    UdpClientRemote = 0x01,

    /// <summary>TCP, the card is client of the network.</summary>
    TcpClientRemote = 0x02,

    /// <summary>TCP, the card is the server: UICC server mode.</summary>
    TcpServer = 0x03,

    /// <summary>UDP, the card is client of the terminal: terminal server mode.</summary>
    UdpClientLocal = 0x04,

    /// <summary>TCP, the card is client of the terminal: terminal server mode.</summary>
    TcpClientLocal = 0x05,

    /// <summary>Direct communication channel.</summary>
    Direct = 0x06,
}

/// <summary>UICC/terminal interface transport level (ETSI TS 102 223, 8.59).</summary>
/// <param name="Protocol">Transport protocol; may be a value that the enumeration does not name.</param>
/// <param name="Port">Port number.</param>
public sealed record TransportLevel(TransportProtocol Protocol, ushort Port) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.TransportLevel;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => new[] { (byte)Protocol, (byte)(Port >> 8), (byte)Port };

    internal static TransportLevel From(ReadOnlySpan<byte> value) => new((TransportProtocol)value[0], (ushort)((value[1] << 8) | value[2]));
}

/// <summary>Other address (ETSI TS 102 223, 8.58): an IP address, or a request for a dynamic one.</summary>
/// <param name="Octets">Type of address and address; empty for a dynamic one.</param>
public sealed record OtherAddress(ReadOnlyMemory<byte> Octets) : CatObject
{
    private const byte IPv4 = 0x21;
    private const byte IPv6 = 0x57;

    /// <summary>Asks for a dynamic address.</summary>
    public static OtherAddress Dynamic { get; } = new(ReadOnlyMemory<byte>.Empty);

    /// <inheritdoc />
    public override int Tag => CatTags.OtherAddress;

    /// <summary>The IP address, or <see langword="null"/> for a dynamic address and for other types.</summary>
    public IPAddress? IpAddress => (Octets.Length, Octets.IsEmpty ? 0 : Octets.Span[0]) is (5, IPv4) or (17, IPv6) ? new IPAddress(Octets.Span[1..]) : null;

    /// <summary>An IP address.</summary>
    /// <param name="address">Version 4 or 6.</param>
    public static OtherAddress Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var octets = address.GetAddressBytes();
        return new OtherAddress((byte[])[octets.Length == 4 ? IPv4 : IPv6, .. octets]);
    }

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => Octets;

    internal static OtherAddress From(ComprehensionTlv tlv)
    {
        var value = tlv.Value.Span;
        var expected = value.Length == 0 ? 0 : value[0] switch { IPv4 => 5, IPv6 => 17, _ => value.Length };
        if (value.Length != expected)
            throw new WireFormatException(CatErrors.ObjectLength, tlv.Offset, $"an address of type {value[0]:X2} has {expected - 1} octets, not {value.Length - 1}");
        return new OtherAddress(tlv.Value);
    }
}

/// <summary>Network access name (ETSI TS 102 223, 8.70), an access point name in labels.</summary>
/// <param name="Octets">Labels, each behind an octet with its length.</param>
public sealed record NetworkAccessName(ReadOnlyMemory<byte> Octets) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.NetworkAccessName;

    /// <summary>The name with dots, or <see langword="null"/> when the octets are no labels of printable ASCII without dots.</summary>
    public string? Name
    {
        get
        {
            var name = new StringBuilder(Octets.Length);
            var rest = Octets.Span;
            while (!rest.IsEmpty)
            {
                int length = rest[0];
                if (length == 0 || length > rest.Length - 1 || rest.Slice(1, length).ContainsAnyExceptInRange((byte)0x21, (byte)0x7E) || rest.Slice(1, length).Contains((byte)'.'))
                    return null;
                if (name.Length > 0)
                    name.Append('.');
                name.Append(Encoding.ASCII.GetString(rest.Slice(1, length)));
                rest = rest[(1 + length)..];
            }

            return name.ToString();
        }
    }

    /// <summary>A name.</summary>
    /// <param name="name">Labels of 1 to 63 printable ASCII characters, with dots between them.</param>
    /// <exception cref="ArgumentException">Not so.</exception>
    public static NetworkAccessName Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var octets = new List<byte>(name.Length + 1);
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > 63 || label.AsSpan().ContainsAnyExceptInRange('\x21', '\x7E'))
                throw new ArgumentException($"'{name}' is no name of labels", nameof(name));
            octets.Add((byte)label.Length);
            octets.AddRange(Encoding.ASCII.GetBytes(label));
        }

        return new NetworkAccessName(octets.ToArray());
    }

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => Octets;
}
