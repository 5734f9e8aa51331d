using System.Buffers;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Wbxml;

[TestFixture]
public sealed class WbxmlWriterTests
{
    [Test]
    public void A_bootstrap_message_is_written_octet_for_octet() =>
        Assert.That(Rewritten(WbxmlVectors.BootstrapMessage), Is.EqualTo(WbxmlVectors.BootstrapMessage));

    [Test]
    public void A_long_bootstrap_message_is_written_octet_for_octet() =>
        Assert.That(Rewritten(WbxmlVectors.LongBootstrapMessage), Is.EqualTo(WbxmlVectors.LongBootstrapMessage));

    [Test]
    public void Package_one_is_written_octet_for_octet() =>
        Assert.That(Rewritten(WbxmlVectors.PackageOne), Is.EqualTo(WbxmlVectors.PackageOne));

    [Test]
    public void A_provisioning_document_is_written_octet_for_octet() =>
        Assert.That(Rewritten(WbxmlVectors.ProvisioningDocument), Is.EqualTo(WbxmlVectors.ProvisioningDocument));

    [Test]
    public void A_management_tree_of_its_own_names_its_type_in_the_string_table()
    {
        var tree = WbxmlElement.Of(
            WbxmlNamespaces.DmDdf,
            "MgmtTree",
            WbxmlElement.OfText(WbxmlNamespaces.DmDdf, "VerDTD", "1.2"),
            WbxmlElement.Of(WbxmlNamespaces.DmDdf, "Node"));

        Assert.That(
            Convert.ToHexString(WbxmlWriter.Encode(tree, WbxmlCodeSpace.DmDdf12)),
            Is.EqualTo("0200006A1B2D2F2F4F4D412F2F4454442D444D2D44444620312E322F2F454E00" + "000260" + "7703312E320001" + "24" + "01"));
    }

    [TestCase(127, "7F")]
    [TestCase(128, "8100")]
    [TestCase(818, "8632")]
    [TestCase(16383, "FF7F")]
    [TestCase(16384, "818000")]
    public void Lengths_take_their_shortest_form(int length, string integer)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WbxmlWriter(output, WbxmlCodeSpace.SyncMl12);
        writer.StartElement(WbxmlNamespaces.SyncMl12, "SyncML");
        writer.Opaque(new byte[length]);
        writer.EndElement();

        var expected = Convert.FromHexString("02A4016A006DC3" + integer);
        Assert.That(output.WrittenSpan[..expected.Length].ToArray(), Is.EqualTo(expected));
        Assert.That(output.WrittenCount, Is.EqualTo(expected.Length + length + 1));
    }

    [Test]
    public void What_cannot_be_encoded_is_refused_and_named()
    {
        var writer = new WbxmlWriter(new ArrayBufferWriter<byte>(), WbxmlCodeSpace.SyncMl12);
        writer.StartElement(WbxmlNamespaces.SyncMl12, "SyncML");

        Assert.That(() => writer.StartElement(WbxmlNamespaces.SyncMl12, "Format"), Throws.ArgumentException.With.Message.Contains("Format"));
        Assert.That(() => writer.Text("a\0b"), Throws.ArgumentException.With.Message.Contains("U+0000"));
        Assert.That(() => writer.Text("\uD800"), Throws.ArgumentException);
        Assert.That(() => writer.Attribute("version", "1.1"), Throws.ArgumentException.With.Message.Contains("version"));
    }

    [Test]
    public void Calls_out_of_order_are_refused()
    {
        var writer = new WbxmlWriter(new ArrayBufferWriter<byte>(), WbxmlCodeSpace.SyncMl12);

        Assert.That(() => writer.Text("x"), Throws.InvalidOperationException);
        Assert.That(() => writer.EndElement(), Throws.InvalidOperationException);
        writer.StartElement(WbxmlNamespaces.SyncMl12, "SyncML");
        writer.EndElement();
        Assert.That(() => writer.StartElement(WbxmlNamespaces.SyncMl12, "SyncML"), Throws.InvalidOperationException);
        Assert.That(() => new WbxmlWriter(new ArrayBufferWriter<byte>(), WbxmlCodeSpace.SyncMl12, 4), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static byte[] Rewritten(byte[] octets)
    {
        var document = WbxmlDocument.Parse(octets);
        return WbxmlWriter.Encode(document.Root, document.CodeSpace, document.Header.Version);
    }
}
