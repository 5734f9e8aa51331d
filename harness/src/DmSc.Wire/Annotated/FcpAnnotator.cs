using DmSc.Wire.Apdu;
using DmSc.Wire.Tlv;

namespace DmSc.Wire.Annotated;

/// <summary>File control parameters (ETSI TS 102 221, 11.1.1.3).</summary>
internal static class FcpAnnotator
{
    public static AnnotatedNode Annotate(ReadOnlyMemory<byte> octets)
    {
        var fcp = Fcp.Parse(octets);
        var parts = TlvAnnotator.Objects(octets, 0, 1, paddingFrom: octets.Length, (outer, tlv) => Describe(fcp, outer, tlv));
        return parts[0] with { Label = "62 FCP template" };
    }

    /// <summary>Access rules in expanded form: what each allows, and its objects.</summary>
    public static AnnotatedNode AccessRules(ReadOnlyMemory<byte> octets)
    {
        var rules = AccessRule.ParseExpanded(octets);
        var used = octets.Span.LastIndexOfAnyExcept((byte)0x00, (byte)0xFF) + 1;
        var next = 0;
        var parts = TlvAnnotator.Objects(octets, 0, 1, used, (outer, tlv) => (outer, tlv.Tag) switch
        {
            (null, >= 0x80 and <= 0x8F) => ("access mode", next < rules.Count ? rules[next++].ToString() : null),
            (null, 0x90) => ("always", ""),
            (null, 0x97) => ("never", ""),
            (null, 0xA0) => ("OR", null),
            (null, 0xAF) => ("AND", null),
            (null, 0xA7) => ("NOT", null),
            (_, 0xA4) => ("authentication template", null),
            (0xA4, 0x83) when tlv.Value.Length == 1 => ("key reference", AccessCondition.NameOf(tlv.Value.Span[0])),
            (0xA4, 0x95) => ("usage qualifier", null),
            _ => null,
        });
        return new AnnotatedNode(0, octets.Length, "access rules", $"{rules.Count} rules", parts);
    }

    private static (string Label, string? Value)? Describe(Fcp fcp, int? outer, BerTlv tlv)
    {
        var hex = Convert.ToHexString(tlv.Value.Span);
        return (outer, tlv.Tag) switch
        {
            (0x62, 0x82) => ("file descriptor", Descriptor(fcp.Descriptor!)),
            (0x62, 0x83) => ("file identifier", hex),
            (0x62, 0x84) => ("DF name", hex),
            (0x62, 0x80) => ("file size", $"{fcp.FileSize} octets"),
            (0x62, 0x81) => ("total file size", $"{fcp.TotalSize} octets"),
            (0x62, 0x88) => ("short file identifier", fcp.ShortFileId.Kind == ShortFileIdKind.None ? "none" : $"{fcp.ShortFileId.Number}"),
            (0x62, 0x8A) => ("life cycle status", $"{fcp.LifeCycle!.Value.Value:X2} {fcp.LifeCycle.Value.State}"),
            (0x62, 0x8B) => ("security attributes, referenced", Referenced(tlv)),
            (0x62, 0x8C) => ("security attributes, compact", hex),
            (0x62, 0xAB) => ("security attributes, expanded", null),
            (0x62, 0xA5) => ("proprietary information", null),
            (0x62, 0xC6) => ("PIN status template", string.Join(", ", fcp.Pins!.Select(pin => $"{AccessCondition.NameOf(pin.KeyReference)} ({pin.KeyReference:X2}) {(pin.IsEnabled ? "enabled" : "disabled")}"))),
            (0xA5, 0x80) => ("UICC characteristics", hex),
            (0xA5, 0x81) => ("application power consumption", hex),
            (0xA5, 0x82) => ("minimum application clock frequency", hex),
            (0xA5, 0x83) => ("available memory", $"{fcp.AvailableMemory} octets"),
            (0xA5, 0x84) => ("file details", hex),
            (0xA5, 0x85) => ("reserved file size", hex),
            (0xA5, 0x86) => ("maximum file size", hex),
            (0xA5, 0x87) => ("supported system commands", hex),
            (0xA5, 0x88) => ("specific UICC environmental conditions", hex),
            _ => null,
        };
    }

    private static string Descriptor(FileDescriptor descriptor)
    {
        var records = descriptor.RecordLength is { } length ? $", {descriptor.RecordCount} records of {length} octets" : "";
        return $"{descriptor.Descriptor:X2} {descriptor.Type}, {descriptor.Structure}{Show.Flag(descriptor.IsShareable, ", shareable")}{records}";
    }

    private static string Referenced(BerTlv tlv) => SecurityAttributes.ParseReferenced(tlv.Value.Span, tlv.ValueOffset) is SecurityAttributes.Referenced rules
        ? $"EF ARR {rules.ArrFileId:X4}, {string.Join(", ", rules.References.Select(one => one.Environment is { } se ? $"SE {se:X2} record {one.Record}" : $"record {one.Record}"))}"
        : Convert.ToHexString(tlv.Value.Span);
}
