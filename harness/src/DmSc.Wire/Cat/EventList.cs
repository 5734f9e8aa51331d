using System.Collections.Immutable;

namespace DmSc.Wire.Cat;

/// <summary>Events of the terminal (ETSI TS 102 223, 8.25). Others can occur.</summary>
public enum CatEvent : byte
{
    /// <summary>Mobile terminated call.</summary>
    MtCall = 0x00,

    /// <summary>Call connected.</summary>
    CallConnected = 0x01,

    /// <summary>Call disconnected.</summary>
    CallDisconnected = 0x02,

    /// <summary>Location status.</summary>
    LocationStatus = 0x03,

    /// <summary>User activity.</summary>
    UserActivity = 0x04,

    /// <summary>Idle screen available.</summary>
    IdleScreen = 0x05,

    /// <summary>Card reader status.</summary>
    CardReaderStatus = 0x06,

    /// <summary>Language selection.</summary>
    LanguageSelection = 0x07,

    /// <summary>Browser termination.</summary>
    BrowserTermination = 0x08,

    /// <summary>Data available.</summary>
    DataAvailable = 0x09,

    /// <summary>Channel status.</summary>
    ChannelStatus = 0x0A,

    /// <summary>Access technology change.</summary>
    AccessTechnology = 0x0B,

    /// <summary>Display parameters changed.</summary>
    DisplayParameters = 0x0C,

    /// <summary>Local connection.</summary>
    LocalConnection = 0x0D,

    /// <summary>Network search mode change.</summary>
    NetworkSearchMode = 0x0E,

    /// <summary>Browsing status.</summary>
    BrowsingStatus = 0x0F,

    /// <summary>Frames information change.</summary>
    FramesInformation = 0x10,

    /// <summary>Network rejection (3GPP TS 31.111).</summary>
    NetworkRejection = 0x12,

    /// <summary>HCI connectivity.</summary>
    HciConnectivity = 0x13,
}

/// <summary>Event list (ETSI TS 102 223, 8.25). In a command: the events to report, none to stop; in an envelope: the event that happened.</summary>
/// <param name="Events">The events in their order.</param>
public sealed record EventList(params ImmutableArray<CatEvent> Events) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.EventList;

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue()
    {
        var value = new byte[Events.Length];
        for (var i = 0; i < value.Length; i++)
            value[i] = (byte)Events[i];
        return value;
    }

    internal static EventList From(ReadOnlySpan<byte> value)
    {
        var events = ImmutableArray.CreateBuilder<CatEvent>(value.Length);
        foreach (var octet in value)
            events.Add((CatEvent)octet);
        return new EventList(events.MoveToImmutable());
    }
}
