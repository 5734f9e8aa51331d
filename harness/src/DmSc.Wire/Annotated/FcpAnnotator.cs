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
