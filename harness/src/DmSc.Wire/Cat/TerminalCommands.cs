using System.Collections.Immutable;

namespace DmSc.Wire.Cat;

/// <summary>Modes of REFRESH (ETSI TS 102 223, 8.6). Others can occur.</summary>
public enum RefreshMode : byte
{
    /// <summary>NAA initialization and full file change notification.</summary>
    InitializationAndFullFileChange = 0x00,

    /// <summary>File change notification.</summary>
    FileChange = 0x01,

    /// <summary>NAA initialization and file change notification.</summary>
    InitializationAndFileChange = 0x02,

    /// <summary>NAA initialization.</summary>
    Initialization = 0x03,

    /// <summary>UICC reset.</summary>
    UiccReset = 0x04,

    /// <summary>NAA application reset.</summary>
    ApplicationReset = 0x05,

    /// <summary>NAA session reset.</summary>
    SessionReset = 0x06,
}

/// <summary>REFRESH (ETSI TS 102 223, 6.4.7).</summary>
public sealed class RefreshCommand : ProactiveCommand
{
    internal RefreshCommand(ParsedObjects objects)
        : base(objects)
    {
        // Only the plain file change says nothing without a list.
        if (Mode == RefreshMode.FileChange)
            Require<FileList>();
    }

    /// <summary>What to do; may be a value that the enumeration does not name.</summary>
    public RefreshMode Mode => (RefreshMode)Details.Qualifier;

    /// <summary>The changed files.</summary>
    public FileList? Files => Find<FileList>();

    /// <summary>The application concerned.</summary>
    public AidObject? Aid => Find<AidObject>();

    /// <summary>Creates the command.</summary>
    /// <param name="number">Command number.</param>
    /// <param name="mode">What to do.</param>
    /// <param name="files">The changed files; required with <see cref="RefreshMode.FileChange"/>.</param>
    /// <param name="aid">The application concerned.</param>
    /// <exception cref="WireFormatException">The files are missing.</exception>
    public static RefreshCommand Of(byte number, RefreshMode mode, FileList? files = null, AidObject? aid = null) => new(ParsedObjects.Of(
        new CommandDetails(number, CatCommandType.Refresh, (byte)mode),
        DeviceIdentities.UiccToTerminal,
        files,
        aid));
}

/// <summary>SET UP EVENT LIST (ETSI TS 102 223, 6.4.16).</summary>
public sealed class SetUpEventListCommand : ProactiveCommand
{
    internal SetUpEventListCommand(ParsedObjects objects)
        : base(objects) => Events = Require<EventList>().Events;

    /// <summary>The events to report from now on instead of all before; none to stop.</summary>
    public ImmutableArray<CatEvent> Events { get; }

    /// <summary>Creates the command.</summary>
    /// <param name="number">Command number.</param>
    /// <param name="events">See <see cref="Events"/>.</param>
    public static SetUpEventListCommand Of(byte number, params ReadOnlySpan<CatEvent> events) => new(ParsedObjects.Of(
        new CommandDetails(number, CatCommandType.SetUpEventList, 0),
        DeviceIdentities.UiccToTerminal,
        new EventList([.. events])));
}

/// <summary>SEND SHORT MESSAGE (ETSI TS 102 223, 6.4.10), from the card to the network.</summary>
public sealed class SendShortMessageCommand : ProactiveCommand
{
    internal SendShortMessageCommand(ParsedObjects objects)
        : base(objects) => Tpdu = Require<SmsTpdu>();

    /// <summary>The message.</summary>
    public SmsTpdu Tpdu { get; }

    /// <summary>The service centre, when it is not the terminal's own.</summary>
    public Address? ServiceCentre => Find<Address>();

    /// <summary>Whether the terminal packs the text.</summary>
    public bool IsPackingRequired => (Details.Qualifier & 0x01) != 0;

    /// <summary>Creates the command.</summary>
    /// <param name="number">Command number.</param>
    /// <param name="tpdu">The message.</param>
    /// <param name="serviceCentre">The service centre, when it is not the terminal's own.</param>
    /// <param name="packingRequired">See <see cref="IsPackingRequired"/>.</param>
    public static SendShortMessageCommand Of(byte number, SmsTpdu tpdu, Address? serviceCentre = null, bool packingRequired = false) => new(ParsedObjects.Of(
        new CommandDetails(number, CatCommandType.SendShortMessage, (byte)(packingRequired ? 1 : 0)),
        new DeviceIdentities(DeviceIdentity.Uicc, DeviceIdentity.Network),
        serviceCentre,
        tpdu));
}
