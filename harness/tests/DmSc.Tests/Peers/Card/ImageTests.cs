using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;

namespace DmSc.Tests.Peers.Card;

[TestFixture]
internal sealed class ImageTests
{
    private static IReadOnlyList<string> ProblemsWith(Func<CardImage, CardImage> change) =>
        [.. change(TestCards.Image()).Validate().Select(p => p.ToString())];

    private static CardImage With(CardImage image, params CardFile[] files) =>
        image with { MasterFile = image.MasterFile with { Children = [.. image.MasterFile.Children, .. files] } };

    [Test]
    public void A_sound_image_has_no_problems() => Assert.That(TestCards.Image().Validate(), Is.Empty);

    [Test]
    public void All_problems_are_named_at_once()
    {
        var problems = ProblemsWith(image => With(
            image,
            TestCards.Transparent(0x2F00, "00"),
            TestCards.Transparent(0x2F10, "0011") with { Size = 1 },
            TestCards.Transparent(0x2F11, "00") with { Access = AccessRules.ReadWith(new AccessCondition.Key(0x05)) },
            TestCards.Transparent(0x2F12, "00") with { Sfi = 0x1E },
            TestCards.Transparent(0x2F13, "00") with { Size = 40000 },
            TestCards.Transparent(0x7FFF, "00"),
            TestCards.Transparent(0x2F14, "00") with { Arr = new ArrReference(0x2F06, 1) },
            TestCards.Transparent(0x2F15, "00") with { Access = null, Arr = new ArrReference(0x6F06, 1) },
            TestCards.Records(0x2F16, 9, 2, "112233")));

        Assert.That(problems, Is.EqualTo(new[]
        {
            "MF/2F00: file identifier 2F00 is used twice in the same directory",
            "MF/2F10: the content has 2 octets, the file 1",
            "MF/2F11: key reference 05 is not one of the card's PINs",
            "MF/2F12: short file identifier 30 is that of MF/2F00 too",
            "MF/2F13: a transparent file has 1 to 33023 octets (READ BINARY reaches no more), got 40000",
            "MF/7FFF: file identifier 7FFF is reserved",
            "MF/2F14: a file has either access conditions or a reference to EF_ARR",
            "MF/2F15: EF_ARR 6F06 is in none of the directories above",
            "MF/2F16#1: the record has 3 octets, the record length is 2",
        }));
    }

    [Test]
    public void A_key_or_atr_that_cannot_be_is_named()
    {
        Assert.That(ProblemsWith(i => i with { Atr = [.. i.Atr[..^1], 0x00] }), Is.EqualTo(new[] { "atr: TCK is 00, expected 82" }));
        Assert.That(ProblemsWith(i => i with { LogicalChannels = 2 }), Is.EqualTo(new[] { "channels: the ATR announces 4 logical channels, the image has 2" }));
        Assert.That(ProblemsWith(i => i with { Iccid = "89A" }), Is.EqualTo(new[] { "iccid: an ICCID has 10 to 20 digits, got '89A'" }));
        Assert.That(ProblemsWith(i => i with { Pins = [.. i.Pins, CardPin.OfDigits(0x01, "12")] }), Is.EqualTo(new[]
        {
            "pins/01: the key reference is used twice",
            "pins/01: a PIN of the user has 4 to 8 ASCII digits",
        }));
        Assert.That(() => ReferenceUicc.Create(TestCards.Image() with { Iccid = "1" }, 1), Throws.ArgumentException.With.Message.Contains("iccid"));
    }

    [Test]
    public void An_explicit_EF_ARR_is_kept_and_checked()
    {
        static CardImage Explicit(byte record) => new()
        {
            Name = "explicit",
            Atr = UiccAtr.Create(),
            Iccid = "89882211000000467343",
            Pins = [CardPin.OfDigits(0x01, "1234")],
            MasterFile = new DirectoryFile
            {
                Arr = new ArrReference(0x2F06, 1),
                Children =
                [
                    TestCards.Records(0x2F06, 6, 0x20, "8001019000", "800101A010A40683010195 0108A406830102950108".Replace(" ", "", StringComparison.Ordinal))
                        with { Access = null, Arr = new ArrReference(0x2F06, 1) },
                    TestCards.Transparent(0x2F05, "656E") with { Access = null, Arr = new ArrReference(0x2F06, record) },
                ],
            },
        };

        Assert.That(Explicit(1).Validate(), Is.Empty);
        Assert.That(Explicit(2).Validate().Select(p => p.Message), Is.EqualTo(new[] { "record 2 of EF_ARR 2F06 names key reference 02, which the card does not have" }));
        Assert.That(Explicit(3).Validate(), Has.Count.EqualTo(1));
        var card = TestCards.Powered(Explicit(1));
        card.Send("00A4000C022F05");
        Assert.That(card.Send("00B0000002"), Is.EqualTo("656E9000"));
        Assert.That(card.Send("00D6000001AA"), Is.EqualTo("6982"), "what a rule does not mention is never allowed");
    }

    [TestCase(false, false, "6982")]
    [TestCase(true, false, "6982")]
    [TestCase(true, true, "AA9000")]
    public void All_keys_of_a_group_have_to_be_verified(bool pin, bool adm, string expected)
    {
        var both = new AccessCondition.AllOf([new AccessCondition.Key(0x01), new AccessCondition.Key(0x0A)]);
        var card = TestCards.Powered(With(TestCards.Image(), TestCards.Transparent(0x2F20, "AA") with { Access = AccessRules.ReadWith(both) }));
        if (pin)
            card.Send("002000010831323334FFFFFFFF");
        if (adm)
            card.Send($"0020000A08{TestCards.Adm}");
        card.Send("00A4000C022F20");

        Assert.That(card.Send("00B0000001"), Is.EqualTo(expected));
    }

    [TestCase("002000010831323334FFFFFFFF")]
    [TestCase("0020000A08" + TestCards.Adm)]
    public void One_key_of_alternatives_is_enough(string verify)
    {
        var either = new AccessCondition.AnyOf([new AccessCondition.Key(0x01), new AccessCondition.Key(0x0A)]);
        var card = TestCards.Powered(With(TestCards.Image(), TestCards.Transparent(0x2F20, "AA") with { Access = AccessRules.ReadWith(either) }));
        card.Send("00A4000C022F20");

        Assert.That(card.Send("00B0000001"), Is.EqualTo("6982"));
        card.Send(verify);
        Assert.That(card.Send("00B0000001"), Is.EqualTo("AA9000"));
    }
}
