using DmSc.Peers.Card.Image;

namespace DmSc.Tests.Peers.Card;

[TestFixture]
internal sealed class PinTests
{
    private const string Right = "31323334FFFFFFFF";
    private const string Wrong = "30303030FFFFFFFF";
    private const string New = "3939393939FFFFFF";
    private const string Puk = "3132333435363738";

    private static void Talk(params string[] lines)
    {
        var card = TestCards.Powered();
        foreach (var line in lines)
            Assert.That(card.Send(line.Split('>')[0]), Is.EqualTo(line.Split('>')[1].Trim()), line);
    }

    [TestCase("00200002 > 6A88")]
    [TestCase("00200101 > 6A86")]
    [TestCase("002000010431323334 > 6700")]
    [TestCase("0020000108 > 6700")]
    [TestCase("0020000100 > 63C3")]
    [TestCase("00200081 > 6984")]
    [TestCase("002000810835363738FFFFFFFF > 6984")]
    [TestCase("0024000108" + Right + " > 6700")]
    [TestCase("0026000108" + Wrong + " > 63C2")]
    [TestCase("0026008108" + Wrong + " > 6984")]
    [TestCase("0026000A08" + Right + " > 6985")]
    [TestCase("0026910108" + Right + " > 6A88")]
    [TestCase("0028000108" + Right + " > 6985")]
    [TestCase("002C0001 > 63CA")]
    [TestCase("002C000A > 6A88")]
    [TestCase("002C000108" + Right + " > 6700")]
    public void A_PIN_command_alone_is_answered_with(string line) => Talk(line);

    [Test]
    public void Three_wrong_presentations_block_and_a_right_one_resets_the_counter() => Talk(
        $"0020000108{Wrong} > 63C2",
        $"0020000108{Right} > 9000",
        "00200001 > 9000",
        $"0020000108{Wrong} > 63C2",
        "00200001 > 63C2",
        $"0020000108{Wrong} > 63C1",
        $"0020000108{Wrong} > 63C0",
        "00200001 > 6983",
        $"0020000108{Right} > 6983",
        $"0024000110{Right}{New} > 6983",
        $"002C000110{Wrong}{New} > 63C9",
        $"002C000110{Puk}{New} > 9000",
        "00200001 > 9000",
        "002C0001 > 63CA",
        $"0020000108{Right} > 63C2",
        $"0020000108{New} > 9000");

    [Test]
    public void A_changed_PIN_is_the_only_one_that_counts() => Talk(
        $"0024000110{Wrong}{New} > 63C2",
        $"0024000110{Right}3132FFFFFFFFFFFF > 6A80",
        $"0024000110{Right}{New} > 9000",
        "00200001 > 9000",
        $"0020000108{Right} > 63C2");

    [Test]
    public void A_disabled_PIN_opens_its_files_and_an_enabled_one_closes_them_after_a_reset() => Talk(
        "00A4080C047F506432 > 9000",
        "00B0000001 > 6982",
        $"0026000108{Right} > 9000",
        "00B0000001 > 009000",
        "00200001 > 6984",
        $"0020000108{Right} > 6984",
        $"0028000108{Wrong} > 63C2",
        $"0028000108{Right} > 9000",
        "00B0000001 > 009000",
        $"0020000108{Wrong} > 63C2",
        "00B0000001 > 6982");

    [Test]
    public void The_PIN_status_follows_enabling()
    {
        var card = TestCards.Powered();
        card.Send($"0026000108{Right}");

        Assert.That(card.Send("80F2000022"), Does.EndWith("C6099001008301018301819000"));
    }

    [Test]
    public void Ten_wrong_unblock_values_are_the_end()
    {
        var card = TestCards.Powered();
        for (var left = 9; left >= 0; left--)
            Assert.That(card.Send($"002C000110{Wrong}{New}"), Is.EqualTo($"63C{left:X}"));

        Assert.That(card.Send($"002C000110{Puk}{New}"), Is.EqualTo("6983"));
        Assert.That(card.Send("002C0001"), Is.EqualTo("6983"));
    }

    [Test]
    public void The_universal_PIN_can_stand_in_for_a_disabled_one()
    {
        var image = TestCards.Image();
        var card = TestCards.Powered(image with { Pins = [.. image.Pins, CardPin.OfDigits(0x11, "7777")] });
        card.Send("00A4080C047F506432");

        Assert.That(card.Send($"0026910108{Right}"), Is.EqualTo("9000"));
        Assert.That(card.Send("00B0000001"), Is.EqualTo("6982"));
        Assert.That(card.Send("002000110837373737FFFFFFFF"), Is.EqualTo("9000"));
        Assert.That(card.Send("00B0000001"), Is.EqualTo("009000"));
        Assert.That(card.Send("00A40004023F0000"), Does.Contain("C60F900120830101830181950108830111"));
    }
}
