using DmSc.Wire.Wbxml;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Wire.Wbxml;

[TestFixture]
public sealed class RoundTripTests
{
    private static readonly (string Namespace, string Name)[] Names =
    [
        (WbxmlNamespaces.SyncMl12, "SyncML"), (WbxmlNamespaces.SyncMl12, "Item"), (WbxmlNamespaces.SyncMl12, "Data"), (WbxmlNamespaces.SyncMl12, "Correlator"),
        (WbxmlNamespaces.MetInf, "Format"), (WbxmlNamespaces.MetInf, "Type"), (WbxmlNamespaces.DmDdf, "MgmtTree"), (WbxmlNamespaces.DmDdf, "node"),
    ];

    private static readonly Gen<WbxmlContent> Text =
        from text in Gen.Elements("a", "./DevInfo/Ext", "é€𐍈", " \t\r\n", "<&>\"'", "1.2").NonEmptyListOf()
        select (WbxmlContent)new WbxmlText(TextRules.Encode(string.Concat(text)), 0);

    private static readonly Gen<WbxmlContent> Opaque =
        from octets in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf()
        select (WbxmlContent)new WbxmlOpaque(octets, 0, 0);

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property What_is_written_reads_back_the_same() => Prop.ForAll(
        Gen.Sized(size => Element(Math.Min(size, 5))).ToArbitrary(),
        root => Dump(WbxmlDocument.Parse(WbxmlWriter.Encode(root, WbxmlCodeSpace.SyncMl12)).Root) == Dump(root));

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property What_is_read_and_written_again_does_not_change_any_more() => Prop.ForAll(
        Gen.Sized(size => Element(Math.Min(size, 5))).ToArbitrary(),
        root =>
        {
            var once = WbxmlWriter.Encode(root, WbxmlCodeSpace.SyncMl12, 3);
            return WbxmlWriter.Encode(WbxmlDocument.Parse(once).Root, WbxmlCodeSpace.SyncMl12, 3).AsSpan().SequenceEqual(once);
        });

    private static Gen<WbxmlElement> Element(int depth) =>
        from name in Gen.Elements(Names)
        from content in Content(depth)
        select WbxmlElement.Of(name.Namespace, name.Name, [.. content]);

    private static Gen<WbxmlContent[]> Content(int depth) => depth == 0
        ? Gen.OneOf(Text, Opaque).ArrayOf(2)
        : from count in Gen.Choose(0, 3)
          from parts in Gen.OneOf(Text, Opaque, Element(depth - 1).Select(element => (WbxmlContent)element)).ArrayOf(count)
          select parts;

    private static string Dump(WbxmlContent content) => content switch
    {
        WbxmlElement element => $"<{element.Namespace}|{element.Name}{string.Concat(element.Content.Select(Dump))}>",
        WbxmlText text => $"[{text.Value}]",
        WbxmlOpaque opaque => $"({Convert.ToHexString(opaque.Octets.Span)})",
        _ => throw new InvalidOperationException(content.ToString()),
    };
}
