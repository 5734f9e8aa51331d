namespace DmSc.Wire.Cat;

/// <summary>Tag numbers of data objects, without the comprehension flag (ETSI TS 101 220, table 7.23).</summary>
public static class CatTags
{
    /// <summary>Command details.</summary>
    public const int CommandDetails = 0x01;

    /// <summary>Device identities.</summary>
    public const int DeviceIdentities = 0x02;

    /// <summary>Result.</summary>
    public const int Result = 0x03;

    /// <summary>Duration.</summary>
    public const int Duration = 0x04;

    /// <summary>Alpha identifier.</summary>
    public const int AlphaIdentifier = 0x05;

    /// <summary>Address.</summary>
    public const int Address = 0x06;

    /// <summary>SMS TPDU.</summary>
    public const int SmsTpdu = 0x0B;

    /// <summary>Text string.</summary>
    public const int TextString = 0x0D;

    /// <summary>Item identifier.</summary>
    public const int ItemIdentifier = 0x10;

    /// <summary>File list.</summary>
    public const int FileList = 0x12;

    /// <summary>Location information.</summary>
    public const int LocationInformation = 0x13;

    /// <summary>Event list.</summary>
    public const int EventList = 0x19;

    /// <summary>Icon identifier.</summary>
    public const int IconIdentifier = 0x1E;

    /// <summary>Timer identifier.</summary>
    public const int TimerIdentifier = 0x24;

    /// <summary>Timer value.</summary>
    public const int TimerValue = 0x25;

    /// <summary>Application identifier.</summary>
    public const int Aid = 0x2F;

    /// <summary>URL.</summary>
    public const int Url = 0x31;

    /// <summary>Bearer description.</summary>
    public const int BearerDescription = 0x35;

    /// <summary>Channel data.</summary>
    public const int ChannelData = 0x36;

    /// <summary>Channel data length.</summary>
    public const int ChannelDataLength = 0x37;

    /// <summary>Channel status.</summary>
    public const int ChannelStatus = 0x38;

    /// <summary>Buffer size.</summary>
    public const int BufferSize = 0x39;

    /// <summary>UICC/terminal interface transport level.</summary>
    public const int TransportLevel = 0x3C;

    /// <summary>Other address.</summary>
    public const int OtherAddress = 0x3E;

    /// <summary>Access technology.</summary>
    public const int AccessTechnology = 0x3F;

    /// <summary>Network access name.</summary>
    public const int NetworkAccessName = 0x47;

    /// <summary>Text attribute.</summary>
    public const int TextAttribute = 0x50;

    /// <summary>Frame identifier.</summary>
    public const int FrameIdentifier = 0x68;

    /// <summary>Routing area identification (3GPP TS 31.111).</summary>
    public const int RoutingArea = 0x73;

    /// <summary>Update/attach type (3GPP TS 31.111).</summary>
    public const int UpdateType = 0x74;

    /// <summary>Rejection cause code (3GPP TS 31.111).</summary>
    public const int RejectionCause = 0x75;

    /// <summary>Tracking area identification (3GPP TS 31.111).</summary>
    public const int TrackingArea = 0x7D;

    internal static bool IsNamed(int tag) => tag is
        >= CommandDetails and <= Address or SmsTpdu or TextString or ItemIdentifier or FileList or LocationInformation or EventList or IconIdentifier
        or TimerIdentifier or TimerValue or Aid or Url or >= BearerDescription and <= BufferSize or TransportLevel or OtherAddress or AccessTechnology
        or NetworkAccessName or TextAttribute or FrameIdentifier or RoutingArea or UpdateType or RejectionCause or TrackingArea;
}
