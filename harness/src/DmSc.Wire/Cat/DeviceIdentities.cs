namespace DmSc.Wire.Cat;

/// <summary>One end of a toolkit command (ETSI TS 102 223, 8.7).</summary>
/// <param name="Value">The octet on the wire.</param>
public readonly record struct DeviceIdentity(byte Value)
{
    /// <summary>Keypad.</summary>
    public static DeviceIdentity Keypad { get; } = new(0x01);

    /// <summary>Display.</summary>
    public static DeviceIdentity Display { get; } = new(0x02);

    /// <summary>Earpiece.</summary>
    public static DeviceIdentity Earpiece { get; } = new(0x03);

    /// <summary>The card.</summary>
    public static DeviceIdentity Uicc { get; } = new(0x81);

    /// <summary>The terminal.</summary>
    public static DeviceIdentity Terminal { get; } = new(0x82);

    /// <summary>The network.</summary>
    public static DeviceIdentity Network { get; } = new(0x83);

    /// <summary>The channel's number 1..7, or <see langword="null"/> for another kind of device.</summary>
    public int? ChannelNumber => Value is >= 0x21 and <= 0x27 ? Value - 0x20 : null;

    /// <summary>The identity of a channel.</summary>
    /// <param name="number">1..7.</param>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1..7.</exception>
    public static DeviceIdentity Channel(int number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 7);
        return new DeviceIdentity((byte)(0x20 + number));
    }

    /// <summary>The octet in hexadecimal.</summary>
    public override string ToString() => $"{Value:X2}";
}

/// <summary>Device identities (ETSI TS 102 223, 8.7).</summary>
/// <param name="Source">Who sends.</param>
/// <param name="Destination">Who receives, or what the command is about.</param>
public sealed record DeviceIdentities(DeviceIdentity Source, DeviceIdentity Destination) : CatObject
{
    /// <summary>Card to terminal, as most commands.</summary>
    public static DeviceIdentities UiccToTerminal { get; } = new(DeviceIdentity.Uicc, DeviceIdentity.Terminal);

    /// <summary>Terminal to card, as responses and events.</summary>
    public static DeviceIdentities TerminalToUicc { get; } = new(DeviceIdentity.Terminal, DeviceIdentity.Uicc);

    /// <inheritdoc />
    public override int Tag => CatTags.DeviceIdentities;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => new[] { Source.Value, Destination.Value };

    internal static DeviceIdentities From(ReadOnlyMemory<byte> value) => new(new DeviceIdentity(value.Span[0]), new DeviceIdentity(value.Span[1]));
}
