namespace DmSc.Wire.Apdu;

/// <summary>Card service data in the historical bytes (ISO/IEC 7816-4, 8.1.1.2.3).</summary>
/// <param name="Value">The octet.</param>
public readonly record struct CardServiceData(byte Value)
{
    /// <summary>Applications are selected by full AID.</summary>
    public bool SelectsByFullAid => (Value & 0x80) != 0;

    /// <summary>Applications are selected by partial AID.</summary>
    public bool SelectsByPartialAid => (Value & 0x40) != 0;

    /// <summary>EF(DIR) holds BER-TLV objects.</summary>
    public bool HasObjectsInDir => (Value & 0x20) != 0;

    /// <summary>EF(ATR) holds BER-TLV objects.</summary>
    public bool HasObjectsInAtr => (Value & 0x10) != 0;

    /// <summary>The card has no MF.</summary>
    public bool HasNoMf => (Value & 0x01) != 0;

    internal static CardServiceData Parse(CompactTlv tlv) => tlv.Value.Length == 1
        ? new CardServiceData(tlv.Value.Span[0])
        : throw new WireFormatException("CardServiceDataLength", tlv.Offset, $"card service data has one octet, got {tlv.Value.Length}");
}

/// <summary>Who chooses the number of a logical channel.</summary>
[Flags]
public enum ChannelAssignment
{
    /// <summary>No logical channels besides the basic one, or the octet is absent.</summary>
    None = 0,

    /// <summary>The card (MANAGE CHANNEL 00 00).</summary>
    ByCard = 1,

    /// <summary>The terminal (MANAGE CHANNEL 00 0n).</summary>
    ByTerminal = 2,
}

/// <summary>Card capabilities in the historical bytes (ISO/IEC 7816-4, 8.1.1.2.7).</summary>
/// <param name="Selection">First octet: ways of selection.</param>
/// <param name="DataCoding">Second octet, or <c>null</c>.</param>
/// <param name="Commands">Third octet: chaining, lengths, channels; or <c>null</c>.</param>
public sealed record CardCapabilities(byte Selection, byte? DataCoding, byte? Commands)
{
    /// <summary>By full DF name.</summary>
    public bool SelectsByFullName => (Selection & 0x80) != 0;

    /// <summary>By partial DF name.</summary>
    public bool SelectsByPartialName => (Selection & 0x40) != 0;

    /// <summary>By path.</summary>
    public bool SelectsByPath => (Selection & 0x20) != 0;

    /// <summary>By file identifier.</summary>
    public bool SelectsByFileId => (Selection & 0x10) != 0;

    /// <summary>Short file identifiers.</summary>
    public bool HasShortFileIds => (Selection & 0x04) != 0;

    /// <summary>Record numbers.</summary>
    public bool HasRecordNumbers => (Selection & 0x02) != 0;

    /// <summary>Command chaining.</summary>
    public bool HasChaining => (Commands & 0x80) is > 0;

    /// <summary>Extended Lc and Le.</summary>
    public bool HasExtendedLength => (Commands & 0x40) is > 0;

    /// <summary>Who numbers logical channels.</summary>
    public ChannelAssignment Assignment =>
        ((Commands & 0x10) is > 0 ? ChannelAssignment.ByCard : ChannelAssignment.None)
        | ((Commands & 0x08) is > 0 ? ChannelAssignment.ByTerminal : ChannelAssignment.None);

    /// <summary>Greatest number of logical channels, the basic one included: 1..7, or 8 for "8 or more".</summary>
    public int MaxChannels => ((Commands ?? 0) & 0x07) + 1;

    internal static CardCapabilities Parse(CompactTlv tlv)
    {
        var v = tlv.Value.Span;
        return v.Length is >= 1 and <= 3
            ? new CardCapabilities(v[0], v.Length > 1 ? v[1] : null, v.Length > 2 ? v[2] : null)
            : throw new WireFormatException("CardCapabilitiesLength", tlv.Offset, $"card capabilities have 1 to 3 octets, got {v.Length}");
    }
}
