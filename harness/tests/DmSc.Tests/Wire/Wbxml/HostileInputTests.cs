using System.Text;
using DmSc.Wire;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Wbxml;

/// <summary>Inputs that are small and would cost much.</summary>
[TestFixture]
public sealed class HostileInputTests
{
    [TestCase(0x40)]
    [TestCase(0x41)]
    [TestCase(0x42)]
    [TestCase(0x80)]
    [TestCase(0x81)]
    [TestCase(0x82)]
    [TestCase(0xC0)]
    [TestCase(0xC1)]
    [TestCase(0xC2)]
    public void Every_extension_token_is_refused_at_its_place(int token)
    {
        byte[] octets = [0x02, 0xA4, 0x01, 0x6A, 0x00, 0x6D, 0x6C, (byte)token];

        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(octets));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.UnsupportedExtension, 7)));
    }

    [Test]
    public void References_to_a_long_string_do_not_multiply_it_without_bound()
    {
        // 1000 references to a string of 60,000 octets: 60 MB out of 62 KB.
        byte[] octets =
        [
            0x02, 0xA4, 0x01, 0x6A, 0x83, 0xD4, 0x61, .. Enumerable.Repeat((byte)'a', 60_000), 0x00, 0x6D, 0x6C, 0x71,
            .. Enumerable.Repeat<byte[]>([0x83, 0x00], 1000).SelectMany(pair => pair), 0x01, 0x01, 0x01,
        ];

        var failure = Assert.Throws<WireFormatException>(() => WbxmlDocument.Parse(octets));

        // 69 references stay below 4 MiB.
        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((WbxmlErrors.LimitExceeded, 7 + 60_001 + 3 + (2 * 69))));
    }

    [Test]
    public void XML_with_a_document_type_is_refused_before_anything_is_expanded()
    {
        const string Bomb = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><SyncML xmlns='SYNCML:SYNCML1.2'>&b;</SyncML>";

        var failure = Assert.Throws<WireFormatException>(() => WbxmlXml.FromXml(Bomb));

        Assert.That(failure!.Error.Code, Is.EqualTo(WbxmlErrors.BadXml));
    }

    [TestCase("<SyncML xmlns='SYNCML:SYNCML1.2'><Nothing/></SyncML>", WbxmlErrors.NoToken, 33)]
    [TestCase("<SyncML/>", WbxmlErrors.UnexpectedRoot, 0)]
    [TestCase("<SyncML xmlns='SYNCML:SYNCML1.2'>", WbxmlErrors.BadXml, 33)]
    [TestCase("<SyncML xmlns='SYNCML:SYNCML1.2'><Data><?wbxml opaque-base64?>?</Data></SyncML>", WbxmlErrors.BadCharacterData, 65)]
    [TestCase("<SyncML xmlns='SYNCML:SYNCML1.2'><?wbxml other?></SyncML>", WbxmlErrors.UnexpectedToken, 35)]
    [TestCase("\u00FF", WbxmlErrors.BadXml, 0)]
    public void XML_that_cannot_become_WBXML_is_refused_with_its_place(string xml, string code, int offset)
    {
        var failure = Assert.Throws<WireFormatException>(() => WbxmlXml.FromXml(xml));

        Assert.That((failure!.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)), failure.Message);
    }

    [Test]
    public void XML_nested_too_deep_or_too_long_is_refused()
    {
        var deep = "<SyncML xmlns='SYNCML:SYNCML1.2'>" + string.Concat(Enumerable.Repeat("<Item>", 100_000));
        var options = new WbxmlXmlOptions { Reading = new WbxmlOptions { Limits = new WbxmlLimits { MaxSize = 40 } } };

        Assert.That(Assert.Throws<WireFormatException>(() => WbxmlXml.FromXml(deep))!.Error.Code, Is.EqualTo(WbxmlErrors.DepthLimit));
        Assert.That(
            Assert.Throws<WireFormatException>(() => WbxmlXml.FromXml(deep, options))!.Error,
            Is.EqualTo(new FormatError(WbxmlErrors.LimitExceeded, 40, $"{Encoding.UTF8.GetByteCount(deep)} octets, the limit is 40")));
    }
}
