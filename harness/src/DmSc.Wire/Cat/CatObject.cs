using System.Buffers;
using System.Collections.Immutable;

namespace DmSc.Wire.Cat;

/// <summary>A data object of a toolkit command, response or envelope (ETSI TS 102 223, clause 8).</summary>
public abstract record CatObject
{
    /// <summary>Tag number without the comprehension flag, see <see cref="CatTags"/>.</summary>
    public abstract int Tag { get; }

    /// <summary>Whether the receiver must understand the object. Preserved when read, <see langword="true"/> otherwise.</summary>
    public bool ComprehensionRequired { get; init; } = true;

    /// <summary>The octets of the object's value.</summary>
    public abstract ReadOnlyMemory<byte> ToValue();

    /// <summary>The object as it goes on the wire.</summary>
    public virtual ComprehensionTlv ToTlv() => new(Tag, ComprehensionRequired, ToValue());

    /// <summary>Reads an object; one of an unknown tag becomes an <see cref="OpaqueObject"/>.</summary>
    /// <param name="tlv">The object.</param>
    /// <exception cref="WireFormatException">A known tag with a value of the wrong length or content.</exception>
    public static CatObject Parse(ComprehensionTlv tlv)
    {
        CatObject result = tlv.HasLongTag && tlv.Tag < 0x7F ? Opaque(tlv) : tlv.Tag switch
        {
            CatTags.CommandDetails => CommandDetails.From(Exactly(tlv, 3)),
            CatTags.DeviceIdentities => DeviceIdentities.From(Exactly(tlv, 2)),
            CatTags.Result => Result.From(AtLeast(tlv, 1)),
            CatTags.Duration => Duration.From(Exactly(tlv, 2)),
            CatTags.AlphaIdentifier => new AlphaIdentifier(tlv.Value),
            CatTags.Address => new Address(AtLeast(tlv, 1).Span[0], tlv.Value[1..]),
            CatTags.SmsTpdu => new SmsTpdu(AtLeast(tlv, 1)),
            CatTags.TextString => TextString.From(tlv),
            CatTags.ItemIdentifier => new ItemIdentifier(Exactly(tlv, 1).Span[0]),
            CatTags.FileList => new FileList(AtLeast(tlv, 1).Span[0], tlv.Value[1..]),
            CatTags.EventList => EventList.From(tlv.Value.Span),
            CatTags.IconIdentifier => new IconIdentifier(Exactly(tlv, 2).Span[0], tlv.Value.Span[1]),
            CatTags.TimerIdentifier => new TimerIdentifier(Exactly(tlv, 1).Span[0]),
            CatTags.TimerValue => TimerValue.From(tlv, Exactly(tlv, 3).Span),
            CatTags.Aid => new AidObject(tlv.Value),
            CatTags.Url => new Url(tlv.Value),
            CatTags.BearerDescription => new BearerDescription((BearerType)AtLeast(tlv, 1).Span[0], tlv.Value[1..]),
            CatTags.ChannelData => new ChannelData(tlv.Value),
            CatTags.ChannelDataLength => new ChannelDataLength(Exactly(tlv, 1).Span[0]),
            CatTags.ChannelStatus => new ChannelStatus(Exactly(tlv, 2).Span[0], tlv.Value.Span[1]),
            CatTags.BufferSize => BufferSize.From(Exactly(tlv, 2).Span),
            CatTags.TransportLevel => TransportLevel.From(Exactly(tlv, 3).Span),
            CatTags.OtherAddress => OtherAddress.From(tlv),
            CatTags.NetworkAccessName => new NetworkAccessName(tlv.Value),
            _ => Opaque(tlv),
        };
        return result with { ComprehensionRequired = tlv.ComprehensionRequired };
    }

    private static OpaqueObject Opaque(ComprehensionTlv tlv) => new(tlv.Tag, tlv.Value) { HasLongTag = tlv.HasLongTag };

    private static ReadOnlyMemory<byte> Exactly(ComprehensionTlv tlv, int octets) =>
        tlv.Value.Length == octets
            ? tlv.Value
            : throw new WireFormatException(CatErrors.ObjectLength, tlv.Offset, $"tag {tlv.Tag:X2} holds {octets} octets, not {tlv.Value.Length}");

    private static ReadOnlyMemory<byte> AtLeast(ComprehensionTlv tlv, int octets) =>
        tlv.Value.Length >= octets
            ? tlv.Value
            : throw new WireFormatException(CatErrors.ObjectLength, tlv.Offset, $"tag {tlv.Tag:X2} holds at least {octets} octets, not {tlv.Value.Length}");

    internal static ImmutableArray<CatObject> ReadAll(ReadOnlyMemory<byte> input, int baseOffset, RemarkLog remarks)
    {
        var objects = ImmutableArray.CreateBuilder<CatObject>();
        var at = 0;
        while (at < input.Length)
        {
            var tlv = ComprehensionTlv.Read(input, ref at, baseOffset);
            if (!tlv.HasShortestLength)
                remarks.Add("LengthNotShortest", tlv.Offset, $"the length of tag {tlv.Tag:X2} has more octets than it needs");
            var found = Parse(tlv);
            if (found is OpaqueObject { IsKnownTag: false })
                remarks.Add("UnknownObject", tlv.Offset, $"tag {tlv.Tag:X2} is not known");
            objects.Add(found);
        }

        return objects.ToImmutable();
    }

    internal static byte[] WriteAll(ImmutableArray<CatObject> objects)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var one in objects)
            one.ToTlv().WriteTo(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Tag and length; never content, which may be a password.</summary>
    public sealed override string ToString() => $"{GetType().Name} {ToTlv()}";
}

/// <summary>A data object that is kept as it came.</summary>
/// <param name="Number">Tag number without the comprehension flag, 01..7FFF.</param>
/// <param name="Value">Its value.</param>
public sealed record OpaqueObject(int Number, ReadOnlyMemory<byte> Value) : CatObject
{
    /// <inheritdoc />
    public override int Tag => Number;

    /// <summary>Whether the tag came, or is to be written, in three octets. Numbers from 7F on always are.</summary>
    public bool HasLongTag { get; init; } = Number >= 0x7F;

    /// <summary>Whether <see cref="CatTags"/> names the tag, that is, the object is understood although it is not taken apart.</summary>
    public bool IsKnownTag => !HasLongTag && CatTags.IsNamed(Tag);

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => Value;

    /// <inheritdoc />
    public override ComprehensionTlv ToTlv() => base.ToTlv() with { HasLongTag = HasLongTag };
}
