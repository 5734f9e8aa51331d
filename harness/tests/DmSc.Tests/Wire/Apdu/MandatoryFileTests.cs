using DmSc.Wire;
using DmSc.Wire.Apdu;

namespace DmSc.Tests.Wire.Apdu;

public sealed class MandatoryFileTests
{
    [Test]
    public void The_PKCS15_record_of_EF_DIR_decodes()
    {
        var template = Dir("611D4F0CA000000063504B43532D31355007504B435323313551043F007F50FFFFFFFF")!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Convert.ToHexString(template.Aid!.Value.Span), Is.EqualTo("A000000063504B43532D3135"));
            Assert.That(template.LabelText, Is.EqualTo("PKCS#15"));
            Assert.That(Convert.ToHexString(template.Path!.Value.Span), Is.EqualTo("3F007F50"));
        }
    }

    [Test]
    public void The_USIM_record_of_EF_DIR_has_no_path()
    {
        var template = Dir("61184F10A0000000871002FF33FFFF890101000050045553494D")!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(template.LabelText, Is.EqualTo("USIM"));
            Assert.That(template.Path, Is.Null);
        }
    }

    [TestCase("61065004 8000 41FF", "A")]
    [TestCase("61075005 8102 084190", "A\u0410")]
    [TestCase("61085006 8202 0410 4180", "A\u0410")]
    [TestCase("61045002 4180", "A\uFFFD")]
    public void Labels_decode_in_all_alphabets(string hex, string text) =>
        Assert.That(Dir(hex)!.LabelText, Is.EqualTo(text));

    [Test]
    public void A_blank_record_is_no_error() => Assert.That(Dir("FFFFFFFF"), Is.Null);

    [TestCase("6F00", "DirTag", 0)]
    [TestCase("6100FF41", "TrailingOctets", 3)]
    [TestCase("61055103 3F007F", "PathLength", 4)]
    [TestCase("61024F00", "AidLength", 4)]
    [TestCase("61064F01A04F01A0", "DuplicateTag", 5)]
    public void A_defect_is_named_where_it_is(string hex, string code, int offset)
    {
        var error = Assert.Throws<WireFormatException>(() => Dir(hex))!.Error;

        Assert.That((error.Code, error.Offset), Is.EqualTo((code, offset)), error.ToString());
    }

    [Test]
    public void The_ICCID_is_nibble_swapped() =>
        Assert.That(Iccid.Parse(Convert.FromHexString("98882211000000643734")), Is.EqualTo("89882211000000467343"));

    [Test]
    public void An_ICCID_of_19_digits_is_padded() =>
        Assert.That(Iccid.Parse(Convert.FromHexString("988822110000006437F4")), Is.EqualTo("8988221100000046734"));

    [TestCase("9888221100000064F734", 9)]
    [TestCase("A8882211000000643734", 0)]
    [TestCase("98", 1)]
    public void A_wrong_ICCID_is_refused(string hex, int offset) =>
        Assert.That(
            Assert.Throws<WireFormatException>(() => Iccid.Parse(Convert.FromHexString(hex)))!.Error.Offset, Is.EqualTo(offset));

    private static ApplicationTemplate? Dir(string hex) =>
        ApplicationTemplate.Parse(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
}
