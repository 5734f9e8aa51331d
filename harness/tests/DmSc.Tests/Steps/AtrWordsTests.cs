using DmSc.Peers.Card.Image;
using DmSc.Steps.Lab;

namespace DmSc.Tests.Steps;

internal sealed class AtrWordsTests
{
    [Test]
    public void The_reference_cards_answer_is_told_in_full() => Assert.That(
        Of("3B9F96801FC78031E073FE2113674F4D41444D534382"),
        Is.EqualTo(new[]
        {
            "protocols T=0; direct convention; TA1 96; classes A (5 V), B (3 V), C (1.8 V)",
            "announces 4 logical channels, numbered by the card; selects by full name, partial name, path, file identifier",
            "applications are selected by full and partial AID; EF(DIR) is announced",
            "historical bytes 8031E073FE2113674F4D41444D5343 \".1.s.!.gOMADMSC\"",
        }));

    [Test]
    public void Options_of_an_answer_show()
    {
        var lines = AtrWords.Of(UiccAtr.Create(20, partialAid: false, offersT1: true, extendedLength: true));

        Assert.That(lines[0], Does.StartWith("protocols T=0, T=1;"));
        Assert.That(lines[1], Does.StartWith("announces 8 or more logical channels").And.EndsWith("; extended lengths").And.Not.Contain("partial"));
        Assert.That(lines[2], Does.Contain("selected by full AID;"));
    }

    [Test]
    public void The_least_answer_and_the_inverse_convention_are_told() => Assert.That(
        Of("3F00"), Is.EqualTo(new[] { "protocols T=0; inverse convention; TA1 11", "no historical bytes" }));

    [TestCase("3B")]
    [TestCase("3C00")]
    [TestCase("3B05AA")]
    [TestCase("3B9F96801FC78031E073FE2113674F4D41444D534383")]
    public void What_is_wrong_with_an_answer_is_one_line(string atr)
    {
        var lines = Of(atr);
        Assert.That(lines, Has.Count.EqualTo(1));
        Assert.That(lines[0], Does.StartWith("malformed: "));
    }

    [Test]
    public void Without_a_card_nothing_is_told() => Assert.That(Of(""), Is.Empty);

    private static IReadOnlyList<string> Of(string atr) => AtrWords.Of(Convert.FromHexString(atr));
}
