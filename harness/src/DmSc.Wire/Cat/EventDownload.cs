namespace DmSc.Wire.Cat;

/// <summary>Event download (ETSI TS 102 223, 7.5): an event happened that the card asked for.</summary>
public abstract class EventDownload : Envelope
{
    internal const int Tag = 0xD6;

    private protected EventDownload(ParsedObjects objects)
        : base(Tag, objects)
    {
        Require<DeviceIdentities>();
        var list = Require<EventList>();
        if (list.Events.Length != 1)
            throw new WireFormatException(CatErrors.ObjectContent, End, $"an event download tells one event, not {list.Events.Length}");
        Event = list.Events[0];
    }

    /// <summary>What happened; may be a value that the enumeration does not name.</summary>
    public CatEvent Event { get; }

    internal static EventDownload From(ParsedObjects objects) => objects.Find<EventList>()?.Events switch
    {
        [CatEvent.DataAvailable] => new DataAvailableEvent(objects),
        [CatEvent.ChannelStatus] => new ChannelStatusEvent(objects),
        [CatEvent.NetworkRejection] => new NetworkRejectionEvent(objects),
        _ => new OtherEvent(objects),
    };

    private protected static ParsedObjects About(CatEvent happened, params ReadOnlySpan<CatObject?> more) =>
        ParsedObjects.Of([new EventList(happened), DeviceIdentities.TerminalToUicc, .. more]);
}

/// <summary>An event without a type of its own here.</summary>
public sealed class OtherEvent : EventDownload
{
    internal OtherEvent(ParsedObjects objects)
        : base(objects)
    {
    }

    /// <summary>Creates the envelope.</summary>
    /// <param name="happened">What happened; not one of the events that have a type of their own.</param>
    /// <param name="devices">Who sends and who receives; for some events the source is not the terminal.</param>
    /// <param name="more">What the event tells besides.</param>
    public static OtherEvent Of(CatEvent happened, DeviceIdentities devices, params ReadOnlySpan<CatObject> more) =>
        new(ParsedObjects.Of([new EventList(happened), devices, .. more]));
}

/// <summary>Data available (ETSI TS 102 223, 7.5.10): the receive buffer of a channel is no longer empty.</summary>
public sealed class DataAvailableEvent : EventDownload
{
    internal DataAvailableEvent(ParsedObjects objects)
        : base(objects)
    {
        Status = Require<ChannelStatus>();
        Length = Require<ChannelDataLength>();
    }

    /// <summary>Which channel, and its state.</summary>
    public ChannelStatus Status { get; }

    /// <summary>How many octets wait, FF from 255 on.</summary>
    public ChannelDataLength Length { get; }

    /// <summary>Creates the envelope.</summary>
    /// <param name="status">Which channel, and its state.</param>
    /// <param name="waiting">How many octets wait.</param>
    public static DataAvailableEvent Of(ChannelStatus status, int waiting) => new(About(CatEvent.DataAvailable, status, ChannelDataLength.Of(waiting)));
}

/// <summary>Channel status (ETSI TS 102 223, 7.5.11): a channel changed its state, and no proactive command was the cause.</summary>
public sealed class ChannelStatusEvent : EventDownload
{
    internal ChannelStatusEvent(ParsedObjects objects)
        : base(objects) => Status = Require<ChannelStatus>();

    /// <summary>Which channel, and its state.</summary>
    public ChannelStatus Status { get; }

    /// <summary>Bearer, after an OPEN CHANNEL in background mode only.</summary>
    public BearerDescription? Bearer => Find<BearerDescription>();

    /// <summary>Address of the card, after an OPEN CHANNEL in background mode only.</summary>
    public OtherAddress? LocalAddress => Find<OtherAddress>();

    /// <summary>Creates the envelope.</summary>
    /// <param name="status">Which channel, and its state.</param>
    /// <param name="bearer">See <see cref="Bearer"/>.</param>
    /// <param name="localAddress">See <see cref="LocalAddress"/>.</param>
    public static ChannelStatusEvent Of(ChannelStatus status, BearerDescription? bearer = null, OtherAddress? localAddress = null) =>
        new(About(CatEvent.ChannelStatus, status, bearer, localAddress));
}

/// <summary>Network rejection (3GPP TS 31.111, 7.5.2): the network refused to register the terminal.</summary>
public sealed class NetworkRejectionEvent : EventDownload
{
    internal NetworkRejectionEvent(ParsedObjects objects)
        : base(objects)
    {
    }

    /// <summary>Location, routing or tracking area, coded as in the refused request.</summary>
    public OpaqueObject? Area => All<OpaqueObject>().FirstOrDefault(one => one.Tag is CatTags.LocationInformation or CatTags.RoutingArea or CatTags.TrackingArea);

    /// <summary>Access technology.</summary>
    public OpaqueObject? AccessTechnology => Opaque(CatTags.AccessTechnology);

    /// <summary>Type of the refused update or attach.</summary>
    public OpaqueObject? UpdateType => Opaque(CatTags.UpdateType);

    /// <summary>Why the network refused.</summary>
    public OpaqueObject? Cause => Opaque(CatTags.RejectionCause);

    /// <summary>Creates the envelope.</summary>
    /// <param name="more">Area, access technology, type of update, cause.</param>
    public static NetworkRejectionEvent Of(params ReadOnlySpan<OpaqueObject> more) =>
        new(ParsedObjects.Of([new EventList(CatEvent.NetworkRejection), new DeviceIdentities(DeviceIdentity.Network, DeviceIdentity.Uicc), .. more]));

    private OpaqueObject? Opaque(int tag) => All<OpaqueObject>().FirstOrDefault(one => one.Tag == tag);
}
