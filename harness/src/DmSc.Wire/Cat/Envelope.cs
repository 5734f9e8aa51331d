using DmSc.Wire.Push;

namespace DmSc.Wire.Cat;

/// <summary>What a terminal tells the card unasked (ETSI TS 102 223, clause 7), the data of an ENVELOPE.</summary>
public abstract class Envelope : CatMessage
{
    private protected Envelope(int template, ParsedObjects objects)
        : base(objects) => Template = template;

    /// <summary>Tag of the outer object: D1 SMS-PP download, D3 menu selection, D6 event download and so on.</summary>
    public int Template { get; }

    /// <summary>Who sends and who receives, when told.</summary>
    public DeviceIdentities? Devices => Find<DeviceIdentities>();

    /// <summary>Reads an envelope.</summary>
    /// <param name="octets">The data of the ENVELOPE.</param>
    /// <exception cref="WireFormatException">Broken objects, an outer tag that holds no toolkit objects, or an object that the envelope must have
    /// is missing.</exception>
    public static Envelope Parse(ReadOnlyMemory<byte> octets)
    {
        var remarks = new RemarkLog();
        var outer = ParsedObjects.Outer(octets, remarks);
        if (outer.Tag is <= 0xD0 or > 0xDF)
            throw new WireFormatException(CatErrors.UnexpectedTemplate, 0, $"tag {outer.Tag:X2}; D1 to DF, an envelope, was expected");
        var objects = ParsedObjects.Read(outer.Value, outer.ValueOffset, remarks);
        switch (outer.Tag)
        {
            case SmsPpDownload.Tag:
                return new SmsPpDownload(objects.Starting<DeviceIdentities, CatObject>());
            case EventDownload.Tag:
                objects.Starting<EventList, DeviceIdentities>();
                return EventDownload.From(objects);
            default:
                return new OtherEnvelope(outer.Tag, objects);
        }
    }

    /// <inheritdoc />
    public override byte[] ToBytes() => Wrapped(Template);
}

/// <summary>An envelope without a type of its own here.</summary>
public sealed class OtherEnvelope : Envelope
{
    internal OtherEnvelope(int template, ParsedObjects objects)
        : base(template, objects)
    {
    }

    /// <summary>Creates an envelope.</summary>
    /// <param name="template">Tag of the outer object, D2 to DF without D6: D3 menu selection, D7 timer expiration.</param>
    /// <param name="objects">Its objects.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another tag.</exception>
    public static OtherEnvelope Of(int template, params ReadOnlySpan<CatObject> objects)
    {
        if (template is < 0xD2 or > 0xDF or EventDownload.Tag)
            throw new ArgumentOutOfRangeException(nameof(template), $"{template:X2} is no tag of another envelope");
        return new OtherEnvelope(template, ParsedObjects.Of(objects!));
    }
}

/// <summary>SMS-PP download (3GPP TS 31.111, 7.1.1): a short message for the card.</summary>
public sealed class SmsPpDownload : Envelope
{
    internal const int Tag = 0xD1;

    internal SmsPpDownload(ParsedObjects objects)
        : base(Tag, objects)
    {
        Require<DeviceIdentities>();
        Tpdu = Require<SmsTpdu>();
    }

    /// <summary>The message, an SMS-DELIVER.</summary>
    public SmsTpdu Tpdu { get; }

    /// <summary>Address of the service centre, when told.</summary>
    public Address? ServiceCentre => Find<Address>();

    /// <summary>The SMS-DELIVER in it.</summary>
    /// <exception cref="WireFormatException">No SMS-DELIVER; the offset counts in the TPDU.</exception>
    public SmsDeliver ReadDeliver() => SmsDeliver.Parse(Tpdu.Octets);

    /// <summary>The command packet in it, or <c>null</c> when it carries none, or only a part of one.</summary>
    /// <exception cref="WireFormatException">Malformed; the offset counts in the TPDU, or in its user data for what stands there.</exception>
    public CommandPacket? ReadCommandPacket() => CommandPacket.Find(ReadDeliver());

    /// <summary>Creates the envelope.</summary>
    /// <param name="tpdu">The message, an SMS-DELIVER.</param>
    /// <param name="serviceCentre">Address of the service centre.</param>
    public static SmsPpDownload Of(SmsTpdu tpdu, Address? serviceCentre = null) => new(ParsedObjects.Of(
        new DeviceIdentities(DeviceIdentity.Network, DeviceIdentity.Uicc),
        serviceCentre is null ? null : serviceCentre with { ComprehensionRequired = false },
        tpdu));
}
