namespace DmSc.Cards.Pcsc;

/// <summary>Transmission protocols (SCARD_PROTOCOL_*; ISO/IEC 7816-3).</summary>
[Flags]
public enum PcscProtocols
{
    /// <summary>None: only with <c>Direct</c> sharing.</summary>
    None = 0,

    /// <summary>T=0, character oriented.</summary>
    T0 = 1,

    /// <summary>T=1, block oriented.</summary>
    T1 = 2,

    /// <summary>Whatever the reader driver does with the octets.</summary>
    Raw = 4,
}

/// <summary>SCARD_SHARE_*.</summary>
internal enum PcscShareMode
{
    Exclusive = 1,
    Shared = 2,

    /// <summary>The reader itself, with or without a card; for Control.</summary>
    Direct = 3,
}

/// <summary>SCARD_LEAVE_CARD and the others: what happens to the card at the end of a connection or transaction.</summary>
internal enum PcscDisposition
{
    Leave = 0,
    Reset = 1,
    Unpower = 2,
    Eject = 3,
}

/// <summary>SCARD_STATE_* of SCardGetStatusChange, without the event counter in the upper 16 bits.</summary>
[Flags]
internal enum PcscReaderState
{
    Unaware = 0,
    Ignore = 0x0001,
    Changed = 0x0002,
    Unknown = 0x0004,
    Unavailable = 0x0008,
    Empty = 0x0010,
    Present = 0x0020,
    AtrMatch = 0x0040,
    Exclusive = 0x0080,
    InUse = 0x0100,
    Mute = 0x0200,
    Unpowered = 0x0400,
}

/// <summary>The state of a card as SCardStatus tells, as pcsc-lite's flags (winscard's ordinals are mapped to them).</summary>
[Flags]
internal enum PcscCardState
{
    None = 0,
    Unknown = 0x01,
    Absent = 0x02,
    Present = 0x04,
    Swallowed = 0x08,
    Powered = 0x10,
    Negotiable = 0x20,
    Specific = 0x40,
}
