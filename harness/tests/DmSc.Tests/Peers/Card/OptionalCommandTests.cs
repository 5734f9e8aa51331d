using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;

namespace DmSc.Tests.Peers.Card;

/// <summary>Commands and image options that not every UICC has. Each line is a command and the response expected, blanks ignored.</summary>
[TestFixture]
internal sealed class OptionalCommandTests
{
    private static readonly AccessRules Open = AccessRules.ReadAlways with { Increase = new AccessCondition.Always() };

    [Test]
    public void Simple_searches_find_the_pattern_anywhere_in_a_record_from_the_record_named() => Talk(
        With(TestCards.Records(0x6F01, 1, 4, "AABBCCDD", "11AABB22", "33445566", "AABBAABB")),
        "00A4000C026F01 > 9000",
        "00A2010402AABB > 6103",
        "00C0000003 > 0102049000",
        "00A2010402AABB00 > 0102049000",
        "00B2000404 > AABBCCDD9000",
        "00A2030402AABB00 > 049000",
        "00A2030502AABB00 > 02019000",
        "00A2000502AABB00 > 02019000",
        "00A201040299 99 > 6282",
        "00A2050402AABB > 6A83",
        "00A2010403AABBCCDDEE > 6700",
        "00A201040411223344 > 6282",
        "00A2010405112233 4455 > 6700",
        "00A20104 > 6700",
        "00A2010202AABB > 6A86",
        "00A2010C02AABB00 > 0102049000");

    [Test]
    public void Enhanced_searches_begin_at_an_offset_or_behind_an_octet() => Talk(
        With(TestCards.Records(0x6F01, 1, 4, "AABBCCDD", "11AABB22", "33445566", "AABBAABB")),
        "00A4000C026F01 > 9000",
        "00A20106040401AABB00 > 02049000",
        "00A201060404 03AABB00 > 6282",
        "00A20106040CBBAABB00 > 049000",
        "00A20006040601AABB00 > 6282",
        "00A2000604 0700AABB00 > 02019000",
        "00A20106040300AABB > 6A80",
        "00A20106041400AABB > 6A80",
        "00A20106020400 > 6700");

    [Test]
    public void A_search_needs_a_record_file_that_may_be_read() => Talk(
        With(
            TestCards.Transparent(0x6F02, "AA"),
            TestCards.Records(0x6F03, 3, 1, "AA") with { Access = AccessRules.ReadWith(new AccessCondition.Key(0x01)) }),
        "00A2010401AA > 6986",
        "00A4000C026F02 > 9000",
        "00A2010401AA > 6981",
        "00A4000C026F03 > 9000",
        "00A2010401AA > 6982",
        "80A2010401AA > 6E00");

    [Test]
    public void Increase_adds_to_the_newest_record_and_stops_at_the_greatest_value() => Talk(
        With(new ElementaryFile
        {
            Fid = 0x6F04,
            Sfi = 4,
            Structure = FileStructure.Cyclic,
            RecordLength = 3,
            RecordCount = 2,
            Records = [[0x00, 0x00, 0xFF], [0x00, 0x00, 0x01]],
            Access = Open,
        }),
        "8032840003000002 > 6106",
        "00C0000006 > 000101000002 9000",
        "00B2010403 > 000101 9000",
        "00B2020403 > 0000FF 9000",
        "8032000003 00000100 > 000102 000001 9000",
        "8032000001FF00 > 000201 FF 9000",
        "8032000003FFFFFF > 9850",
        "00B2010403 > 000201 9000",
        "803200000400000001 > 6700",
        "80320000 > 6700",
        "8032000103000001 > 6A86",
        "0032000003000001 > 6E00");

    [Test]
    public void Increase_is_never_allowed_where_no_rule_names_it() => Talk(
        TestCards.Powered(),
        $"00A4040C0C{TestCards.Pkcs15} > 9000",
        "00A4000C026FC0 > 9000",
        "803200000101 > 6982",
        "00A4000C025031 > 9000",
        "803200000101 > 6981");

    [Test]
    public void Terminal_capability_is_taken_only_by_a_card_that_says_so() => Talk(
        TestCards.Powered(TestCards.Image() with { TerminalCapability = true }),
        "00A40004023F0000 > " + "62238202782183023F00A506800171870101" + "8A01058B032F0601C609900180830101830181" + "9000",
        "80AA000004A9028100 > 9000",
        "80AA000002A900 > 9000",
        "80AA000004A9038100 > 6A80",
        "80AA000004A9028101 > 6A80",
        "80AA000003A901 81 > 6A80",
        "80AA0000048002A100 > 6A80",
        "80AA0000 > 6700",
        "80AA010004A9028100 > 6A86",
        "00AA000004A9028100 > 6E00");

    [Test]
    public void A_tolerant_card_takes_interindustry_commands_on_class_80_and_its_own_only_there() => Talk(
        TestCards.Powered(TestCards.Image() with { TolerantClass = true }),
        "80A4080C047F505031 > 9000",
        "80B0000008 > A7063004040264309000",
        "80F2000C > 9000",
        "00F2000C > 6E00",
        "A0A40000023F00 > 6E00");

    [Test]
    public void Without_tag_88_the_SFI_is_in_the_file_identifier() => Talk(
        With(TestCards.Transparent(0x6F07, "0102") with { SfiFromFid = true }),
        "00B0870002 > 01029000",
        "00A40004026F0700 > 621482024121 83026F07 8A0105 8B032F0601 80020002 9000");

    [TestCase(true, false, "the short file identifier is either stated or that of the file identifier")]
    [TestCase(false, true, "the ATR announces extended APDUs, the image has none")]
    public void An_image_whose_options_contradict_each_other_is_unsound(bool sfi, bool extended, string problem)
    {
        var file = TestCards.Transparent(0x6F07, "0102") with { Sfi = 3, SfiFromFid = sfi };
        var image = TestCards.Image() with
        {
            Atr = UiccAtr.Create(extendedLength: extended),
            MasterFile = TestCards.Image().MasterFile with { Children = [.. TestCards.Image().MasterFile.Children, file] },
        };

        Assert.That(image.Validate().Select(p => p.Message), Is.EqualTo(new[] { problem }));
    }

    [Test]
    public void The_ATR_announces_what_the_image_offers()
    {
        var atr = DmSc.Wire.Apdu.Atr.Parse(UiccAtr.Create(20, extendedLength: true, onlyT1: true));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(atr.Protocols, Is.EqualTo(new[] { 1 }));
            Assert.That(atr.Capabilities!.HasExtendedLength, Is.True);
            Assert.That(atr.Capabilities.MaxChannels, Is.EqualTo(8));
        }
    }

    private static ReferenceUicc With(params CardFile[] files)
    {
        var image = TestCards.Image();
        return TestCards.Powered(image with { MasterFile = image.MasterFile with { Children = [.. image.MasterFile.Children, .. files] } });
    }

    private static void Talk(ReferenceUicc card, params string[] lines)
    {
        foreach (var line in lines)
        {
            var parts = line.Split('>');
            Assert.That(card.Send(parts[0]), Is.EqualTo(parts[1].Replace(" ", "", StringComparison.Ordinal)), line);
        }
    }
}
