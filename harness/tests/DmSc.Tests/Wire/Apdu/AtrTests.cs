using DmSc.Wire;
using DmSc.Wire.Apdu;

namespace DmSc.Tests.Wire.Apdu;

public sealed class AtrTests
{
    private const string Reference = "3B9F96801FC78031A073BE211367 4F4D41444D5343 82";
    private const string BothProtocols = "3B9F9680811FC78031A073BE211367 4F4D41444D5343 03";
    private const string RealCard = "3B9F96801F878031E073FE211B674A4C753034054BA9";

    [Test]
    public void The_reference_ATR_decodes()
    {
        var atr = Parse(Reference);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(atr.IsInverseConvention, Is.False);
            Assert.That(atr.Protocols, Is.EqualTo(new[] { 0 }));
            Assert.That(atr.SpeedParameters, Is.EqualTo(0x96));
            Assert.That(atr.ClockStopAndClasses, Is.EqualTo(0xC7));
            Assert.That(atr.Interface, Has.Count.EqualTo(3));
            Assert.That(atr.Category, Is.EqualTo(0x80));
            Assert.That(atr.Objects.Select(o => o.Tag), Is.EqualTo(new[] { 3, 7, 6 }));
            Assert.That(atr.Objects[2].Value.ToArray(), Is.EqualTo("OMADMSC"u8.ToArray()));
            Assert.That(atr.Services!.Value.SelectsByFullAid, Is.True);
            Assert.That(atr.Services.Value.SelectsByPartialAid, Is.False);
            Assert.That(atr.Services.Value.HasObjectsInDir, Is.True);
            Assert.That(atr.Capabilities!.SelectsByPath, Is.True);
            Assert.That(atr.Capabilities.SelectsByPartialName, Is.False);
            Assert.That(atr.Capabilities.HasShortFileIds, Is.True);
            Assert.That(atr.Capabilities.HasExtendedLength, Is.False);
            Assert.That(atr.Capabilities.Assignment, Is.EqualTo(ChannelAssignment.ByCard));
            Assert.That(atr.Capabilities.MaxChannels, Is.EqualTo(4));
            Assert.That(atr.Tck, Is.EqualTo(0x82));
        }
    }

    [Test]
    public void Two_protocols_are_listed_in_order() => Assert.That(Parse(BothProtocols).Protocols, Is.EqualTo(new[] { 0, 1 }));

    [Test]
    public void Partial_AIDs_show_in_both_objects()
    {
        var atr = Parse("3B9F96801FC78031E073FE211367 4F4D41444D5343 82");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(atr.Services!.Value.SelectsByPartialAid, Is.True);
            Assert.That(atr.Capabilities!.SelectsByPartialName, Is.True);
        }
    }

    [Test]
    public void A_real_card_decodes()
    {
        var atr = Parse(RealCard);

        Assert.That(atr.Capabilities!.Assignment, Is.EqualTo(ChannelAssignment.ByCard | ChannelAssignment.ByTerminal));
    }

    [Test]
    public void A_card_with_T0_alone_has_no_TCK()
    {
        var atr = Parse("3B02 1450");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(atr.Tck, Is.Null);
            Assert.That(atr.Protocols, Is.EqualTo(new[] { 0 }));
            Assert.That(atr.Objects, Is.Empty);
            Assert.That(atr.Capabilities, Is.Null);
        }
    }

    [TestCase("3B9F96801FC78031A073BE2113674F4D41444D534383", "AtrTck", 21)]
    [TestCase("3B9F96801FC78031A073BE2113674F4D41444D5343", "UnexpectedEnd", 21)]
    [TestCase("3B9F96801FC78031A073BE2113674F4D41444D53438200", "TrailingOctets", 22)]
    [TestCase("3C00", "AtrTs", 0)]
    [TestCase("3B", "UnexpectedEnd", 1)]
    [TestCase("3B10", "UnexpectedEnd", 2)]
    [TestCase("3B048031A0", "UnexpectedEnd", 5)]
    [TestCase("3B028070", "CardCapabilitiesLength", 3)]
    [TestCase("3B03803331", "TlvLengthTooLong", 3)]
    public void A_defect_is_named_where_it_is(string hex, string code, int offset)
    {
        var error = Assert.Throws<WireFormatException>(() => Parse(hex))!.Error;

        Assert.That((error.Code, error.Offset), Is.EqualTo((code, offset)), error.ToString());
    }

    private static Atr Parse(string hex) => Atr.Parse(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
}
