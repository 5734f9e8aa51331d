using DmSc.Wire.Tlv;

namespace DmSc.Wire.Apdu;

/// <summary>
/// File control parameters as a UICC returns them to SELECT and STATUS (ETSI TS 102 221, 11.1.1.3). What the template does not
/// hold is <c>null</c> or empty: whether a file must have it is for the reader to judge.
/// </summary>
public sealed record Fcp
{
    /// <summary>Tag 82.</summary>
    public FileDescriptor? Descriptor { get; init; }

    /// <summary>Tag 83: the file identifier.</summary>
    public int? FileId { get; init; }

    /// <summary>Tag 84: the DF name, that is the AID of an ADF; <c>null</c> if absent.</summary>
    public ReadOnlyMemory<byte>? DfName { get; init; }

    /// <summary>Tag 80: octets of content, without overhead.</summary>
    public long? FileSize { get; init; }

    /// <summary>Tag 81: octets with structural overhead.</summary>
    public long? TotalSize { get; init; }

    /// <summary>Tag 8A.</summary>
    public LifeCycleStatus? LifeCycle { get; init; }

    /// <summary>Tag 88, its absence included.</summary>
    public ShortFileId ShortFileId { get; init; }

    /// <summary>Tags 8B, 8C and AB in order of appearance; a conforming file has exactly one.</summary>
    public IReadOnlyList<SecurityAttributes> Security { get; init; } = [];

    /// <summary>Tag C6; <c>null</c> if absent.</summary>
    public IReadOnlyList<PinStatus>? Pins { get; init; }

    /// <summary>Tag A5: the objects inside; <c>null</c> if absent.</summary>
    public IReadOnlyList<BerTlv>? Proprietary { get; init; }

    /// <summary>Objects with tags that ETSI TS 102 221 does not define here.</summary>
    public IReadOnlyList<BerTlv> Others { get; init; } = [];

    /// <summary>The tags in order of appearance.</summary>
    public IReadOnlyList<int> Tags { get; init; } = [];

    /// <summary>Whether the file is MF, DF or ADF.</summary>
    public bool IsDirectory => Descriptor?.Type == FileType.Directory;

    /// <summary>UICC characteristics (A5/80), or <c>null</c>.</summary>
    public byte? UiccCharacteristics => FirstOctetOf(0x80);

    /// <summary>Whether the card takes TERMINAL CAPABILITY (A5/87, b1).</summary>
    public bool SupportsTerminalCapability => (FirstOctetOf(0x87) & 1) == 1;

    /// <summary>Available memory in octets (A5/83), or <c>null</c> if absent or longer than 4 octets.</summary>
    public long? AvailableMemory
    {
        get
        {
            if (Find(0x83) is not { Value.Length: >= 1 and <= 4 } tlv)
                return null;
            long value = 0;
            foreach (var octet in tlv.Value.Span)
                value = (value << 8) | octet;
            return value;
        }
    }

    /// <summary>Decodes an FCP template, tag 62.</summary>
    /// <param name="response">Response data of SELECT or STATUS, nothing before or behind the template.</param>
    /// <exception cref="WireFormatException">No template, octets behind it, an object given twice or with a wrong length.</exception>
    public static Fcp Parse(ReadOnlyMemory<byte> response)
    {
        var end = 0;
        var template = BerTlv.Read(response, ref end);
        if (template.Tag != 0x62)
            throw new WireFormatException("FcpTag", 0, $"an FCP template has tag 62, got {template.Tag:X2}");
        if (end != response.Length)
            throw new WireFormatException("TrailingOctets", end, $"{response.Length - end} octets follow the FCP template");

        var fcp = new Fcp();
        var tags = new List<int>();
        var security = new List<SecurityAttributes>();
        var others = new List<BerTlv>();
        foreach (var tlv in BerTlvTemplate.Read(template))
        {
            if (tags.Contains(tlv.Tag))
                throw new WireFormatException("DuplicateTag", tlv.Offset, $"tag {tlv.Tag:X2} appears twice in the FCP template");
            tags.Add(tlv.Tag);
            switch (tlv.Tag)
            {
                case 0x82:
                    fcp = fcp with { Descriptor = FileDescriptor.Parse(tlv.Value.Span, tlv.ValueOffset) };
                    break;
                case 0x83:
                    fcp = fcp with { FileId = (int)Number(tlv, 2, 2) };
                    break;
                case 0x84:
                    fcp = fcp with { DfName = Within(tlv, 1, 16).Value };
                    break;
                case 0x80:
                    fcp = fcp with { FileSize = Number(tlv, 2, 7) };
                    break;
                case 0x81:
                    fcp = fcp with { TotalSize = Number(tlv, 2, 7) };
                    break;
                case 0x8A:
                    fcp = fcp with { LifeCycle = new LifeCycleStatus((byte)Number(tlv, 1, 1)) };
                    break;
                case 0x88:
                    fcp = fcp with { ShortFileId = ParseShortFileId(tlv) };
                    break;
                case 0x8B:
                    security.Add(SecurityAttributes.ParseReferenced(tlv.Value.Span, tlv.ValueOffset));
                    break;
                case 0x8C:
                    security.Add(new SecurityAttributes.Compact(AccessRule.ParseCompact(tlv.Value.Span, tlv.ValueOffset)));
                    break;
                case 0xAB:
                    security.Add(new SecurityAttributes.Expanded(AccessRule.ParseExpanded(tlv.Value, tlv.ValueOffset)));
                    break;
                case 0xC6:
                    fcp = fcp with { Pins = PinStatus.Parse(tlv) };
                    break;
                case 0xA5:
                    fcp = fcp with { Proprietary = BerTlvTemplate.Read(tlv) };
                    break;
                default:
                    others.Add(tlv);
                    break;
            }
        }

        return fcp with { Tags = tags, Security = security, Others = others };
    }

    private static BerTlv Within(BerTlv tlv, int min, int max) => tlv.Value.Length >= min && tlv.Value.Length <= max
        ? tlv
        : throw new WireFormatException(
            "FcpLength", tlv.ValueOffset, $"tag {tlv.Tag:X2} has {(min == max ? $"{min}" : $"{min} to {max}")} octets, got {tlv.Value.Length}");

    private static long Number(BerTlv tlv, int min, int max)
    {
        long value = 0;
        foreach (var octet in Within(tlv, min, max).Value.Span)
            value = (value << 8) | octet;
        return value;
    }

    private static ShortFileId ParseShortFileId(BerTlv tlv)
    {
        if (Within(tlv, 0, 1).Value.IsEmpty)
            return new ShortFileId(ShortFileIdKind.None, 0);
        var octet = tlv.Value.Span[0];
        return (octet & 0x07) == 0 && octet >> 3 is >= 1 and <= 30
            ? new ShortFileId(ShortFileIdKind.Given, octet >> 3)
            : throw new WireFormatException("ShortFileId", tlv.ValueOffset, $"an SFI is 1..30 in b8..b4 with b3..b1 = 0, got {octet:X2}");
    }

    private BerTlv? Find(int tag)
    {
        foreach (var tlv in Proprietary ?? [])
        {
            if (tlv.Tag == tag)
                return tlv;
        }

        return null;
    }

    private byte? FirstOctetOf(int tag) => Find(tag) is { Value.IsEmpty: false } tlv ? tlv.Value.Span[0] : null;
}
