using System.Text;
using DmSc.Cards.Link;
using DmSc.Peers.Card;
using DmSc.Peers.Card.Image;
using DmSc.Peers.Deviations;
using DmSc.Wire.Apdu;

namespace DmSc.Tests.Peers.Card;

[TestFixture]
internal sealed class DeviationTests
{
    private const string SelectAid = "00A4040C0C" + TestCards.Pkcs15;

    /// <summary>Name, commands whose last answer is compared, that of the sound card, that of the defective one ("*": any tail or head).</summary>
    private static readonly object[][] Cases =
    [
        ["card.ef-dir-without-pkcs15", "00B202F426", "611D4F0C*", "FFFFFFFF*"],
        ["card.pkcs15-not-selectable", SelectAid, "9000", "6A82"],
        ["card.odf-missing", SelectAid + ",00A4080C047FFF5031", "9000", "6A82"],
        ["card.odf-without-dodf", SelectAid + ",00A4080C047FFF5031,00B0000008", "A7063004040264309000", "A8063004040264609000"],
        ["card.dodf-missing", SelectAid + ",00A4080C047FFF6430", "9000", "6A82"],
        ["card.dodf-malformed", SelectAid + ",00A4080C047FFF6430,00B0000000", "6C40", "6C12"],
        ["card.dodf-wrong-oid", SelectAid + ",00A4080C047FFF6430,00B0001904", "672B07019000", "672B09019000"],
        ["card.dodf-path-dangling", SelectAid + ",00A4080C047FFF6431", "9000", "6A82"],
        ["card.bootstrap-unreadable", SelectAid + ",00A4080C047FFF6431,00B0000002", "02A49000", "6982"],
        ["card.bootstrap-truncated", SelectAid + ",00A4080C047FFF6431,00B0026102", "*9000", "FFFF9000"],
        ["card.bootstrap-as-xml", SelectAid + ",00A4080C047FFF6431,00B0000005", "02A4016A009000", "3C3F786D6C9000"],
        ["card.bootstrap-stale-size", SelectAid + ",00A40804047FFF643100", "*80020514*", "*8002032C*"],
        ["card.read-binary-ignores-offset", "00A4000C022FE2,00B0000204", "221100009000", "988822119000"],
        ["card.read-binary-ignores-offset", "00B0820204", "221100009000", "988822119000"],
        ["card.no-logical-channels", "0070000001", "019000", "6881"],
        ["card.channels-share-selection", "0070000001,00A4000C022FE2,01A4000C022F05,00B0000002", "98889000", "656E9000"],
        ["card.selects-anything", "00A4000C026FFF", "6A82", "9000"],
        ["card.wrong-record-length", "00B201F426", "*FFFF9000", "*FF9000"],
        ["card.answers-on-closed-channels", "01A4000C022FE2", "6881", "9000"],
        ["card.answers-one-octet-too-much", "00A4000C022FE2,00B0000002", "98889000", "9888889000"],
        ["card.failed-select-loses-selection", "00A4000C022FE2,00A4000C026FFF,00B0000002", "98889000", "6986"],
        ["card.iccid-unreadable", "00A4000C022FE2,00B0000002", "98889000", "6982"],
        ["card.record-behind-the-last", "00A4000C022F00,00B2FE0426", "6A83", "61*9000"],
        ["card.selects-any-aid", "00A4040C05F012345678", "6A82", "9000"],
    ];

    private static string Last(ReferenceUicc card, string commands)
    {
        var answer = "";
        foreach (var command in commands.Split(','))
        {
            if (command == "reset")
                card.Reset(CardReset.Warm);
            else
                answer = card.Send(command);
        }

        return answer;
    }

    private static bool Fits(string answer, string pattern)
    {
        var parts = pattern.Split('*');
        return answer.StartsWith(parts[0], StringComparison.Ordinal) && answer.EndsWith(parts[^1], StringComparison.Ordinal)
            && parts.All(p => answer.Contains(p, StringComparison.Ordinal));
    }

    private const string Public = SelectAid + ",00A4080C047FFF6431";
    private const string Private = SelectAid + ",00A4080C047FFF6432";
    private const string Writable = SelectAid + ",00A4080C047FFF6442";
    private const string Right = "002000010831323334FFFFFFFF";
    private const string Wrong = "002000010839393939FFFFFFFF";

    /// <summary>As <see cref="Cases"/>, on the reference card, which has more files and PINs. "reset" resets it.</summary>
    private static readonly object[][] ReferenceCases =
    [
        ["card.accepts-any-pin", Wrong, "63C2", "9000"],
        ["card.application-lost-on-reset", "reset," + Public + ",00B0000002", "02A49000", "FFFF9000"],
        ["card.arr-unreadable", "00A4000C022F06,00B2020421", "*9000", "6982"],
        ["card.basic-channel-disturbs-others", "0070000001,01A4000C022FE2,00A4000C022F05,01B0000002", "98889000", "656E9000"],
        ["card.blocked-pin-hidden", "00200082", "6983", "63C3"],
        ["card.certificate-directory-malformed", SelectAid + ",00A4080C047FFF6470,00B0000000", "6C40", "6C13"],
        ["card.certificate-directory-missing", SelectAid + ",00A4080C047FFF6470", "9000", "6A82"],
        ["card.certificate-malformed", SelectAid + ",00A4080C047FFF6471,00B0020002", "*9000", "FFFF9000"],
        ["card.certificate-missing", SelectAid + ",00A4080C047FFF6471", "9000", "6A82"],
        ["card.channels-survive-reset", "0070000001,reset,01A4000C022FE2", "6881", "9000"],
        ["card.closed-channel-stays-open", "0070000001,00708001,01A4000C022FE2", "6881", "9000"],
        ["card.fcp-of-master-file", "00A40004022FE200", "*83022FE2*", "*83023F00*"],
        ["card.further-directory-missing", SelectAid + ",00A4080C047FFF6440", "9000", "6A82"],
        ["card.further-object-dangling", SelectAid + ",00A4080C047FFF6433", "9000", "6A82"],
        ["card.further-object-not-listed", SelectAid + ",00A4080C047FFF6430,00B0002502", "302B9000", "FFFF9000"],
        ["card.ignores-p1-of-select", "00A47F0C022FE2", "6A86", "9000"],
        ["card.ignores-secure-messaging-bits", "0CA4000C022FE2", "6882", "9000"],
        ["card.ignores-surplus-octets", "00A4000C032FE200", "6A87", "9000"],
        ["card.keeps-old-response", "00A40004022FE2,00A4000C022F05,00C0000008", "6985", "62*9000"],
        ["card.knows-any-class", "20A4000C022FE2", "6E00", "9000"],
        ["card.knows-any-instruction", "00020000", "6D00", "9000"],
        ["card.locks-after-error", "00020000,00A4000C022FE2", "9000", "6F00"],
        ["card.modifiable-object-closed", Right + "," + Writable + ",00D6000002AAAA", "9000", "6982"],
        ["card.old-response-to-read", "00A40004022F05,00A4000C022FE2,00B0000002", "98889000", "62*9000"],
        ["card.part-displaced", SelectAid + ",00A4080C047FFF6430,00B0007603", "*020110*", "*020111*"],
        ["card.pin-counter-not-restored", Wrong + "," + Right + ",reset,00200001", "63C3", "63C2"],
        ["card.pin-query-spends-try", "00200001,00200001", "63C3", "63C2"],
        ["card.pin-survives-reset", Right + ",reset," + Private + ",00B0000002", "6982", "02A49000"],
        ["card.private-object-free", Private + ",00B0000002", "6982", "02A49000"],
        ["card.provisioning-file-unreadable", SelectAid + ",00A4080C047FFF6441,00B0000002", "030B9000", "6982"],
        ["card.reads-records-as-binary", "00A4000C022F00,00B0000002", "6981", "61189000"],
        ["card.reads-without-file", "00A4000C023F00,00B0000002", "6986", "98889000"],
        ["card.reads-without-pin", Private + ",00B0000002", "6982", "02A49000"],
        ["card.refused-update-writes", Writable + ",00D6000002AAAA,00B0000002", "030B9000", "AAAA9000"],
        ["card.refuses-right-pin", Right, "9000", "63C2"],
        ["card.status-of-master-file", SelectAid + ",80F2000000", "6C*", "6C*"],
        ["card.status-unknown", "80F2000000", "6C*", "6D00"],
        ["card.unknown-pin-known", "0020001F", "6A88", "63C3"],
        ["card.unmodifiable-object-open", Public + ",00D6000002AAAA", "6982", "9000"],
        ["card.update-not-kept", Right + "," + Writable + ",00D6000002AAAA,00B0000002", "AAAA9000", "030B9000"],
        ["card.update-refused", Right + "," + Writable + ",00D6000002AAAA", "9000", "6581"],
        ["card.updates-without-pin", Writable + ",00D6000002AAAA", "6982", "9000"],
        ["card.wraps-offsets", SelectAid + ",00A4080C047FFF6450,00B0400002", "40019000", "00019000"],
        ["card.wrong-pin-opens", Wrong + "," + Private + ",00B0000002", "6982", "02A49000"],
    ];

    [TestCaseSource(nameof(ReferenceCases))]
    public void A_deviation_of_the_reference_card_shows_in_the_answers(string name, string commands, string sound, string defective)
    {
        var image = DmSc.Tests.Steps.Fixtures.Card("reference");
        var good = Last(TestCards.Powered(image), commands);
        var bad = Last(TestCards.Powered(image, name), commands);

        Assert.That(Fits(good, sound), Is.True, $"sound card: {good}");
        Assert.That(Fits(bad, defective), Is.True, $"defective card: {bad}");
        Assert.That(bad, Is.Not.EqualTo(good));
    }

    [TestCaseSource(nameof(Cases))]
    public void A_deviation_shows_in_the_answers(string name, string commands, string sound, string defective)
    {
        var good = Last(TestCards.Powered(), commands);
        var bad = Last(TestCards.Powered(deviation: name), commands);

        Assert.That(Fits(good, sound), Is.True, $"sound card: {good}");
        Assert.That(Fits(bad, defective), Is.True, $"defective card: {bad}");
        Assert.That(bad, Is.Not.EqualTo(good));
    }

    [Test]
    public void A_short_record_lacks_exactly_one_octet() =>
        Assert.That(Last(TestCards.Powered(deviation: "card.wrong-record-length"), "00B201F426"), Has.Length.EqualTo((0x25 + 2) * 2));

    [Test]
    public void A_message_without_account_names_no_DMAcc()
    {
        var image = CardDeviations.Find("card.bootstrap-without-account")!.ApplyTo(TestCards.Image());
        var card = TestCards.Powered(TestCards.Image(), "card.bootstrap-without-account");
        var content = Convert.FromHexString(Last(card, SelectAid + ",00A4080C047FFF6431,00B00000000000"));

        Assert.That(image.Validate(), Is.Empty);
        Assert.That(Encoding.Latin1.GetString(content), Does.Contain("oma-connmo").And.Not.Contains("dmacc"));
        Assert.That(content[..5], Is.EqualTo(new byte[] { 0x02, 0xA4, 0x01, 0x6A, 0x00 }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void An_answer_to_reset_without_a_UICCs_protocol_is_sound_otherwise(bool offersT1)
    {
        var sound = TestCards.Image() with { Atr = UiccAtr.Create(offersT1: offersT1) };
        var atr = Atr.Parse(CardDeviations.Find("card.announces-no-uicc-protocol")!.ApplyTo(sound).Atr);

        Assert.That(atr.Protocols, Is.All.EqualTo(14));
        Assert.That(atr.Historical.ToArray(), Is.EqualTo(Atr.Parse(sound.Atr).Historical.ToArray()));
    }

    [Test]
    public void A_card_that_goes_mute_answers_again_only_after_a_reset()
    {
        var card = TestCards.Powered(deviation: "card.mute-on-select-aid");
        var link = new InProcessCardLink(card);

        Assert.That(card.Send("00A4000C022FE2"), Is.EqualTo("9000"));
        Assert.That(
            async () => await link.TransmitAsync(Convert.FromHexString(SelectAid), new byte[258], CancellationToken.None),
            Throws.TypeOf<LinkException>().With.Property("Failure").EqualTo(LinkFailure.CardMute));
        Assert.That(card.Send("00A4000C022FE2"), Is.Empty);
        card.Reset(CardReset.Warm);
        Assert.That(card.Send("00A4000C022FE2"), Is.EqualTo("9000"));
    }

    [Test]
    public void Every_deviation_has_a_test_a_sentence_and_a_unique_name()
    {
        var tested = Cases.Concat(ReferenceCases).Select(c => (string)c[0]).Concat(["card.bootstrap-without-account", "card.mute-on-select-aid", "card.announces-no-uicc-protocol"]);

        Assert.That(CardDeviations.All.Select(d => d.Name), Is.EquivalentTo(tested.Distinct()).And.Ordered);
        Assert.That(CardDeviations.All.Select(d => d.Description), Has.All.EndsWith("."));
    }

    [Test]
    public void A_deviation_that_would_change_nothing_is_refused()
    {
        var bare = TestCards.Image() with { MasterFile = TestCards.Image().MasterFile with { Children = [] } };

        Assert.That(() => CardDeviations.Find("card.odf-missing")!.ApplyTo(bare), Throws.ArgumentException.With.Message.Contains("PKCS#15"));
        Assert.That(() => CardDeviations.Find("card.wrong-record-length")!.ApplyTo(bare), Throws.ArgumentException.With.Message.Contains("EF_DIR"));
    }
}
