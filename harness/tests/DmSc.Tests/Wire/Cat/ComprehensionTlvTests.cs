using DmSc.Wire;
using DmSc.Wire.Cat;
using FsCheck;
using FsCheck.Fluent;

namespace DmSc.Tests.Wire.Cat;

[TestFixture]
public sealed class ComprehensionTlvTests
{
    [TestCase("8103AABBCC", 0x01, true, TestName = "One octet, comprehension required")]
    [TestCase("0103AABBCC", 0x01, false, TestName = "One octet, comprehension not required")]
    [TestCase("7F80A103AABBCC", 0xA1, true, TestName = "Three octets, comprehension required")]
    [TestCase("7F012303AABBCC", 0x123, false, TestName = "Three octets, comprehension not required")]
    [TestCase("7F000103AABBCC", 0x01, false, TestName = "Three octets for a number that needs one")]
    public void The_tag_tells_whether_comprehension_is_required(string hex, int tag, bool required)
    {
        var octets = CatVectors.Hex(hex);
        var at = 0;

        var tlv = ComprehensionTlv.Read(octets, ref at);

        Assert.That((tlv.Tag, tlv.ComprehensionRequired, CatVectors.Hex(tlv.Value), at), Is.EqualTo((tag, required, "AABBCC", octets.Length)));
        Assert.That(tlv.ToBytes(), Is.EqualTo(octets));
    }

    [TestCase(0, "8D00")]
    [TestCase(0x7F, "8D7F")]
    [TestCase(0x80, "8D8180")]
    [TestCase(0xFF, "8D81FF")]
    [TestCase(0x100, "8D820100")]
    [TestCase(0xFFFF, "8D82FFFF")]
    [TestCase(0x10000, "8D83010000")]
    public void The_length_takes_the_shortest_form(int length, string head)
    {
        var octets = new ComprehensionTlv(0x0D, true, new byte[length]).ToBytes();

        Assert.That(Convert.ToHexString(octets.AsSpan(0, octets.Length - length)), Is.EqualTo(head));
        Assert.That(ComprehensionTlv.ReadAll(octets).Single().Value.Length, Is.EqualTo(length));
    }

    [TestCase("", CatErrors.UnexpectedEnd, 0, TestName = "No tag")]
    [TestCase("00", CatErrors.BadTag, 0, TestName = "Tag 00")]
    [TestCase("80", CatErrors.BadTag, 0, TestName = "Tag 80")]
    [TestCase("FF01", CatErrors.BadTag, 0, TestName = "Tag FF")]
    [TestCase("7F80", CatErrors.UnexpectedEnd, 2, TestName = "Long tag truncated")]
    [TestCase("7F800000", CatErrors.BadTag, 0, TestName = "Long tag 0")]
    [TestCase("81", CatErrors.UnexpectedEnd, 1, TestName = "No length")]
    [TestCase("8180", CatErrors.TlvLengthForm, 1, TestName = "Indefinite length")]
    [TestCase("818400000000", CatErrors.TlvLengthForm, 1, TestName = "Length in four octets")]
    [TestCase("818201", CatErrors.UnexpectedEnd, 3, TestName = "Length truncated")]
    [TestCase("810301", CatErrors.TlvLengthTooLong, 1, TestName = "Longer than the input")]
    [TestCase("8183FFFFFF00", CatErrors.TlvLengthTooLong, 1, TestName = "Sixteen megabytes announced")]
    public void A_broken_object_is_one_error_at_its_place(string hex, string code, int offset)
    {
        var at = 0;

        var failure = Assert.Throws<WireFormatException>(() => ComprehensionTlv.Read(CatVectors.Hex(hex), ref at))!;

        Assert.That((failure.Error.Code, failure.Error.Offset), Is.EqualTo((code, offset)));
    }

    [Test]
    public void A_length_that_is_not_the_shortest_is_told()
    {
        var at = 0;

        Assert.That(ComprehensionTlv.Read(CatVectors.Hex("9981010A"), ref at).HasShortestLength, Is.False);
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Any_object_reads_back_the_same() => Prop.ForAll(
        (from tag in Gen.OneOf(Gen.Choose(1, 0x7E), Gen.Choose(0x7F, 0x7FFF))
         from required in Gen.Elements(true, false)
         from length in Gen.Elements(0, 1, 5, 127, 128, 255, 256, 300)
         select new ComprehensionTlv(tag, required, new byte[length])).ToArbitrary(),
        tlv =>
        {
            var octets = tlv.ToBytes();
            var back = ComprehensionTlv.ReadAll(octets).Single();
            return (back.Tag, back.ComprehensionRequired, back.HasLongTag, back.Value.Length)
                == (tlv.Tag, tlv.ComprehensionRequired, tlv.HasLongTag, tlv.Value.Length)
                && back.ToBytes().AsSpan().SequenceEqual(octets);
        });
}
