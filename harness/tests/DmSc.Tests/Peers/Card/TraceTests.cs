using DmSc.Cards.Link;

namespace DmSc.Tests.Peers.Card;

[TestFixture]
internal sealed class TraceTests
{
    private static readonly (string Command, string Response)[] Trace =
    [
        ("00A40004023F00", "6122"),
        ("00C0000022", "6220 8202 7821 8302 3F00 A503 800171 8A0105 8B032F0601 C609900180830101830181 9000"),
        ("00A40004022F00", "611C"),
        ("00C000001C", "621A 8205 4221002602 8302 2F00 8A0105 8B032F0601 8002004C 8801F0 9000"),
        ("00B2010426", "61184F10A0000000871002FF33FFFF890101000050045553494D FFFFFFFFFFFFFFFFFFFFFFFF 9000"),
        ("00B2020426", "611D4F0CA000000063504B43532D31355007504B435323313551043F007F50 FFFFFFFFFFFFFF 9000"),
        ("0070000001", "01 9000"),
        ("01A404040CA000000063504B43532D3135", "6130"),
        ("01C0000030", "622E8202782183027F50840CA000000063504B43532D3135A5038001718A01058B032F0601C609900180830101830181 9000"),
        ("01A40804047FFF5031", "6118"),
        ("01C0000018", "6216 8202 4121 8302 5031 8A0105 8B032F0601 80020030 8800 9000"),
        ("01B0000030", "A706300404026430A706300404026440A806300404026460 FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF 9000"),
        ("01A4080C047FFF6432", "9000"),
        ("01B000000D", "6982"),
        ("01200001", "63C3"),
        ("012000010831323334FFFFFFFF", "9000"),
        ("01B000000D", "000102030405060708090A0B0C 9000"),
        ("01708001", "9000"),
        ("01B000000D", "6881"),
    ];

    [Test]
    public void The_recorded_session_is_answered_octet_by_octet()
    {
        var card = TestCards.Powered();

        foreach (var (command, response) in Trace)
            Assert.That(card.Send(command), Is.EqualTo(response.Replace(" ", "", StringComparison.Ordinal)), command);
    }

    [Test]
    public void The_same_selections_with_Le_give_the_template_at_once()
    {
        var card = TestCards.Powered();

        Assert.That(card.Send("00A40004023F0000"), Is.EqualTo("62208202782183023F00A5038001718A01058B032F0601C6099001808301018301819000"));
        Assert.That(card.Send("00A40004023F0010"), Is.EqualTo("62208202782183023F00A5038001718A6112"), "a short Le leaves the rest waiting");
        Assert.That(card.Send("00C0000012"), Does.EndWith("8301819000"));
    }

    [Test]
    public void The_atr_is_the_reference_one_in_its_variants()
    {
        var partial = DmSc.Peers.Card.Image.UiccAtr.Create();
        var full = DmSc.Peers.Card.Image.UiccAtr.Create(partialAid: false);
        var both = DmSc.Peers.Card.Image.UiccAtr.Create(partialAid: false, offersT1: true);

        Assert.That(Convert.ToHexString(partial), Is.EqualTo("3B9F96801FC78031E073FE2113674F4D41444D534382"));
        Assert.That(Convert.ToHexString(full), Is.EqualTo("3B9F96801FC78031A073BE2113674F4D41444D534382"));
        Assert.That(Convert.ToHexString(both), Is.EqualTo("3B9F9680811FC78031A073BE2113674F4D41444D534303"));
    }

    [Test]
    public async Task A_link_in_process_powers_counts_and_refuses_without_power()
    {
        var link = new DmSc.Peers.Card.InProcessCardLink(TestCards.Powered());
        var response = new byte[300];
        await link.PowerOnAsync(CardReset.Cold, CancellationToken.None);
        await link.PowerOnAsync(CardReset.Warm, CancellationToken.None);

        var length = await link.TransmitAsync(Convert.FromHexString("00A4000C023F00"), response, CancellationToken.None);

        Assert.That(response[..length], Is.EqualTo(new byte[] { 0x90, 0x00 }));
        Assert.That((link.PowerCycles, link.WarmResets, link.Protocol), Is.EqualTo((1, 1, 0)));
        await link.PowerOffAsync(CancellationToken.None);
        Assert.That((link.Atr.Length, link.Protocol), Is.EqualTo((0, -1)));
        Assert.That(
            async () => await link.TransmitAsync(new byte[4], response, CancellationToken.None),
            Throws.TypeOf<LinkException>().With.Property("Failure").EqualTo(LinkFailure.Misuse));
    }
}
