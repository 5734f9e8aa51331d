using DmSc.Cards.Link;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;

namespace DmSc.Tests.Peers.Card;

/// <summary>Each case is a conversation: commands and the responses expected, blanks ignored.</summary>
[TestFixture]
internal sealed class CommandTests
{
    private static void Talk(ReferenceUicc card, params string[] lines)
    {
        foreach (var line in lines)
        {
            var parts = line.Split('>');
            var expected = parts[1].Replace(" ", "", StringComparison.Ordinal);
            var got = card.Send(parts[0]);
            if (expected.StartsWith("..", StringComparison.Ordinal))
                Assert.That(got, Does.EndWith(expected[2..]), line);
            else
                Assert.That(got, Is.EqualTo(expected), line);
        }
    }

    [TestCase("A0A40000023F00 > 6E00")]
    [TestCase("10A4000C023F00 > 6E00")]
    [TestCase("20A4000C023F00 > 6E00")]
    [TestCase("90A4000C023F00 > 6E00")]
    [TestCase("FFA4000C023F00 > 6E00")]
    [TestCase("80A4000C023F00 > 6E00")]
    [TestCase("00F2000C > 6E00")]
    [TestCase("80F2000C > 9000")]
    [TestCase("01A4000C023F00 > 6881")]
    [TestCase("4FA4000C023F00 > 6881")]
    [TestCase("C0F2000C > 6881")]
    [TestCase("0CA4000C023F00 > 6882")]
    [TestCase("00AA000000 > 6D00")]
    [TestCase("8010000001FF > 6D00")]
    [TestCase("8012000010 > 6D00")]
    [TestCase("00A4 > 6700")]
    [TestCase("00A4000C023F > 6700")]
    [TestCase("00A4000C03AABBCC > 6A87")]
    [TestCase("00A4050C023F00 > 6A86")]
    [TestCase("00A400FF023F00 > 6A86")]
    [TestCase("00A4004C023F00 > 6A86")]
    [TestCase("00A4000C026FFF > 6A82")]
    [TestCase("00A4000C > 9000")]
    [TestCase("00B0000010 > 6986")]
    [TestCase("00C0000010 > 6985")]
    [TestCase("00840000 > 6C08")]
    public void A_command_alone_is_answered_with(string line) => Talk(TestCards.Powered(), line);

    [Test]
    public void Selection_by_identifier_searches_children_parent_siblings_and_itself() => Talk(
        TestCards.Powered(),
        "00A4000C027FFF > 6A82",
        "00A4000C025031 > 6A82",
        "00A4000C027F50 > 9000",
        "00A4000C025031 > 9000",
        "00A4000C027F50 > 9000",
        "00A4000C022F00 > 6A82",
        "00A4030C > 9000",
        "00A4000C022F00 > 9000",
        "00A4030C > 6A82",
        "00A4010C022F00 > 6A82",
        "00A4010C027F50 > 9000",
        "00A4020C025032 > 9000",
        "00A4090C026431 > 9000",
        "00A4080C047F506431 > 9000",
        "00A4080C03 7F5064 > 6A87",
        "00A4080C0450317F50 > 6A82");

    [Test]
    public void A_failed_selection_keeps_the_one_before() => Talk(
        TestCards.Powered(),
        "00A4000C022FE2 > 9000",
        "00A4000C026FFF > 6A82",
        "00A4040C02A1A1 > 6A82",
        "00B000000A > 988822110000006437349000");

    [Test]
    public void Selection_of_a_directory_leaves_no_file_current() => Talk(
        TestCards.Powered(), "00A4000C022FE2 > 9000", "00A4000C023F00 > 9000", "00B000000A > 6986");

    [Test]
    public void Partial_names_step_through_the_applications() => Talk(
        TestCards.Powered(),
        "00A4040C04A0000000 > 9000",
        $"80F2000112 > 8410{TestCards.Usim}9000",
        "00A4040E04A0000000 > 9000",
        $"80F200010E > 840C{TestCards.Pkcs15}9000",
        "00A4040E04A0000000 > 6A82",
        "00A4040F04A0000000 > 9000",
        $"80F2000112 > 8410{TestCards.Usim}9000",
        "00A4040D04A0000000 > 9000",
        $"80F200010E > 840C{TestCards.Pkcs15}9000",
        "00A4044C0CA000000063504B43532D3135 > 9000",
        "80F2000100 > 6A88");

    [Test]
    public void A_card_without_partial_selection_takes_whole_names_only() => Talk(
        TestCards.Powered(TestCards.Image() with { PartialAid = false, Atr = UiccAtr.Create(partialAid: false) }),
        "00A4040C04A0000000 > 6A82",
        $"00A4040C0C{TestCards.Pkcs15} > 9000");

    [Test]
    public void A_waiting_response_survives_a_wrong_length_but_no_other_command_on_its_channel() => Talk(
        TestCards.Powered(),
        "0070000001 > 019000",
        "00A40004022FE2 > 6119",
        "00C00000FF > 6C19",
        "01A4000C023F00 > 9000",
        "00C0000004 > 62178202 6115",
        "80F2000C > 9000",
        "00C0000015 > 6985");

    [Test]
    public void Status_tells_the_right_length_and_the_current_directory() => Talk(
        TestCards.Powered(),
        "80F2000000 > 6C22",
        "80F2000022 > 62208202782183023F00A5038001718A01058B032F0601C6099001808301018301819000",
        "80F2030022 > 6A86",
        "80F2000222 > 6A86",
        "80F2010C00 > 9000");

    [Test]
    public void Transparent_files_are_read_by_offset_and_short_identifier() => Talk(
        TestCards.Powered(),
        "00B082000A > 988822110000006437349000",
        "00B0820804 > 6C02",
        "00B0820802 > 37349000",
        "00B0000900 > 6C01",
        "00B000000A > 988822110000006437349000",
        "00B0000A01 > 6B00",
        "00B0000000000000 > 6700",
        "00B00000000000 > 988822110000006437349000",
        "00B00000000020 > 988822110000006437346282",
        "00B09F0001 > 6A82",
        "00B0C00001 > 6A86",
        "00B2010401 > 6981",
        "00D600000100 > 6982");

    [Test]
    public void Records_are_read_absolutely_and_in_steps() => Talk(
        TestCards.Powered(),
        "00B201F426 > ..9000",
        "00B2000226 > 61184F10A0000000871002FF33FFFF890101000050045553494DFFFFFFFFFFFFFFFFFFFFFFFF9000",
        "00B2000226 > 611D4F0CA000000063504B43532D31355007504B435323313551043F007F50FFFFFFFFFFFFFF9000",
        "00B2000226 > 6A83",
        "00B2000326 > 61184F10A0000000871002FF33FFFF890101000050045553494DFFFFFFFFFFFFFFFFFFFFFFFF9000",
        "00B2000326 > 6A83",
        "00B2000426 > ..9000",
        "00B2030426 > 6A83",
        "00B2010400 > 6C26",
        "00B2010226 > 6A86",
        "00B2010126 > 6A86",
        "00B0000001 > 6981");

    [Test]
    public void A_cyclic_file_overwrites_its_oldest_record() => Talk(
        TestCards.Powered(),
        "00A4080C047F506FC0 > 9000",
        "00B2010402 > 00039000",
        "00DC010402AAAA > 6A86",
        "00DC000303AAAAAA > 6700",
        "00DC000302AAAA > 9000",
        "00B2010402 > AAAA9000",
        "00B2020402 > 00039000",
        "00B2030402 > 00029000",
        "00B2000302 > 00029000");

    [Test]
    public void Updates_need_the_key_and_stay_within_the_file() => Talk(
        TestCards.Powered(),
        "00A4000C022F05 > 9000",
        "00D6000002AAAA > 6982",
        $"0020000A08{TestCards.Adm} > 9000",
        "00D6000002AAAA > 9000",
        "00B0000006 > AAAA6465FFFF9000",
        "00D6000502AAAA > 6700",
        "00D6000601AA > 6B00",
        "00D60000 > 6700",
        "00DC01F426" + new string('0', 76) + " > 9000",
        "00B2010426 > " + new string('0', 76) + "9000",
        "00DC01F40100 > 6700");

    [Test]
    public void The_rules_of_EF_ARR_are_those_that_are_enforced() => Talk(
        TestCards.Powered(),
        "00A4000C022F06 > 9000",
        "00B2010400 > 6C21",
        "00B2010421 > 800101 9000 800102 A40683010A950108 800118 A40683010A950108 FFFFFFFFFFFF 9000",
        $"0020000A08{TestCards.Adm} > 9000",
        // From now on rule 1 says never.
        "00DC010421" + "8001019700".PadRight(66, 'F') + " > 9000",
        "00B082000A > 6982");

    [Test]
    public void A_deactivated_file_can_be_selected_and_not_read_until_it_is_activated() => Talk(
        TestCards.Powered(),
        "00A4000C022F05 > 9000",
        "00040000 > 6982",
        $"0020000A08{TestCards.Adm} > 9000",
        "00040000 > 9000",
        "00B0000001 > 6984",
        "00A4000C022F05 > 6283",
        "00A40004022F05 > 6283",
        "00C0000000 > 6C19",
        "00C0000019 > ..9000",
        "00A40004022F0500 > ..6283",
        "00440000022F05 > 9000",
        "00B0000001 > 659000",
        "0004000002 6FFF > 6A82",
        "0004090002 7F50 > 6A82",
        "00040100 > 6A86");

    [Test]
    public void Challenges_come_from_the_seed()
    {
        Assert.That(TestCards.Powered().Send("0084000008"), Has.Length.EqualTo(20).And.EndsWith("9000"));
        var other = TestCards.Powered().Send("0084000008");
        Assert.That(TestCards.Powered().Send("0084000008"), Is.EqualTo(other));
    }

    [Test]
    public void Channels_are_opened_inherited_and_closed_by_the_rules() => Talk(
        TestCards.Powered(),
        $"00A4040C0C{TestCards.Pkcs15} > 9000",
        "0070000000 > 6C01",
        "0070000001 > 019000",
        "81F2000022 > ..9000",
        "01A4000C027FFF > 6A82",
        $"01A4040C0C{TestCards.Pkcs15} > 9000",
        "01A4000C025031 > 9000",
        "01700003 > 9000",
        "83F2000030 > 622E8202782183027F50840CA000000063504B43532D3135A5038001718A01058B032F0601C6099001808301018301819000",
        "03A4000C027FFF > 9000",
        "03B0000001 > 6986",
        "01B0000001 > A79000",
        "00700003 > 6881",
        "00700004 > 6881",
        "0070000001 > 029000",
        "0070000001 > 6881",
        "00708000 > 6A86",
        "00708002 > 9000",
        "00708002 > 6881",
        "00704000 > 6A86",
        "01708001 > 9000",
        "01A4000C > 6881");

    [Test]
    public void Twenty_channels_use_the_further_interindustry_class()
    {
        var card = TestCards.Powered(TestCards.Image() with { LogicalChannels = 20, Atr = UiccAtr.Create(20) });
        for (var i = 1; i < 20; i++)
            Assert.That(card.Send("0070000001"), Is.EqualTo($"{i:X2}9000"));

        Talk(card, "0070000001 > 6881", "4FA4000C022FE2 > 9000", "4FB0000001 > 989000", "CFF2000C > 9000", "40B0000001 > 6986", "6FB0000001 > 6882");
    }

    [Test]
    public void A_reset_forgets_everything_but_memory()
    {
        var card = TestCards.Powered();
        Talk(card, "0070000001 > 019000", "002000010830303030FFFFFFFF > 63C2", $"0020000A08{TestCards.Adm} > 9000", "00A4000C022FE2 > 9000");

        card.Reset(CardReset.Warm);

        Talk(card, "00B0000001 > 6986", "01A4000C > 6881", "0020000A > 63C3", "00200001 > 63C2");
        card.PowerOff();
        Assert.That(card.Send("00A4000C"), Is.Empty);
    }

    [Test]
    public void Memory_can_be_kept_and_given_back()
    {
        var image = TestCards.Image();
        var card = TestCards.Powered(image);
        var changes = 0;
        card.State.Changed += (_, _) => changes++;
        Talk(card, "002000010830303030FFFFFFFF > 63C2", $"0020000A08{TestCards.Adm} > 9000", "00D685000155 > 9000");

        var second = ReferenceUicc.Create(image, 1, null, card.State.ToSnapshot());
        second.Reset(CardReset.Cold);

        Talk(second, "00200001 > 63C2", "00B0850001 > 559000");
        Assert.That(changes, Is.EqualTo(2));
        Assert.That(
            () => new CardState(image, card.State.ToSnapshot() with { Files = [new FileSnapshot("MF/FFFF", [], DmSc.Peers.Card.Image.LifeCycle.Activated)] }),
            Throws.ArgumentException);
    }
}
