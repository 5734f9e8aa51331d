using DmSc.Cards.Link;
using DmSc.Engine.Loading;
using DmSc.Model.Text;
using DmSc.Peers.Card;
using DmSc.Peers.Deviations;
using DmSc.Steps.Lab;

namespace DmSc.Tests.Steps;

internal sealed class CardInspectionTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Test]
    public async Task Files_rules_and_objects_of_a_card_are_reported()
    {
        var report = await InspectAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Files.Select(f => f.Name[..4]), Is.SupersetOf(new[] { "3F00", "2F00", "2FE2", "2F06", "5031", "6431", "6442" }));
            Assert.That(File(report, "2FE2").Content, Is.EqualTo(new[] { "ICCID 89882211000000467343" }));
            Assert.That(File(report, "2FE2").Access[0], Is.EqualTo("read: always"));
            Assert.That(File(report, "6442").Access, Does.Contain("update: PIN1"));
            Assert.That(report.Objects.Select(o => o.Title).First(), Does.Contain("\"DM Bootstrap\"").And.Contain("2.23.43.7.1").And.Contain("6431"));
            Assert.That(report.Objects[0].Xml, Does.Contain("<SyncML").And.Not.Contain("c-secret"));
            Assert.That(report.Pin, Is.Null);
        }
    }

    [Test]
    public async Task A_directorys_rule_speaks_of_directories()
    {
        var report = await InspectAsync();
        Assert.That(File(report, "3F00").Access, Does.Contain("delete child: ADM1").And.Contain("create EF: ADM1"));
        Assert.That(report.Files.Single(f => f.Name == "PKCS#15 application").Access, Is.EqualTo(File(report, "3F00").Access));
    }

    [Test]
    public async Task A_certificate_is_shown_with_what_it_says_of_itself()
    {
        var report = await InspectAsync();
        var certificate = report.Objects.Single(o => o.Title.Contains("certificate", StringComparison.Ordinal));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(certificate.Title, Is.EqualTo("trusted certificate of an authority \"DM Server Root\", ID 45, in 6471"));
            Assert.That(certificate.Facts, Is.EqualTo(new[]
            {
                "public, not modifiable",
                "subject CN=DmSc test authority",
                "issuer CN=DmSc test authority",
                "valid from 2024-01-01 00:00:00 UTC to 2073-12-31 23:59:59 UTC, serial number 01",
            }));
            Assert.That(File(report, "6470").Content, Is.EqualTo(new[] { "1 certificates" }));
        }
    }

    [Test]
    public void What_a_card_writes_into_its_labels_does_not_drive_the_terminal()
    {
        var report = new CardReport("a reader", default, 0, null, [], [new CardObjectReport("object \"\u001b[2J\"", ["subject CN=a\nb"], "<A>\t1</A>")]);
        Assert.That(report.Lines(), Does.Contain("object \"\uFFFD[2J\"").And.Contain("    subject CN=a\uFFFDb").And.Contain("    <A>\t1</A>"));
    }

    [Test]
    public async Task A_private_object_shows_only_after_its_PIN()
    {
        var closed = await InspectAsync();
        var open = await InspectAsync(pin: new CardPinToVerify(0x01, "1234"));

        Assert.That(Private(closed).Xml, Is.Null);
        Assert.That(Private(closed).Facts, Has.Some.Contains("not read").And.Some.Contains("6982"));
        Assert.That(Private(open).Xml, Does.Contain("<SyncML"));

        static CardObjectReport Private(CardReport report) => report.Objects.Single(o => o.Title.Contains("6432", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_wrong_PIN_is_told_and_costs_one_try_and_the_last_one_is_never_spent()
    {
        await using var link = Link();
        var wrong = new CardPinToVerify(0x01, "9999");
        var first = await CardInspection.ReadAsync(link, wrong, TimeProvider.System, Ct);
        await CardInspection.ReadAsync(link, wrong, TimeProvider.System, Ct);
        var third = await CardInspection.ReadAsync(link, wrong, TimeProvider.System, Ct);
        var right = await CardInspection.ReadAsync(link, new CardPinToVerify(0x01, "1234"), TimeProvider.System, Ct);

        Assert.That(first.Pin, Does.Contain("refused").And.Contain("2 tries left"));
        Assert.That((third.Pin, right.Pin), Is.EqualTo(("PIN1: not sent, too few tries", "PIN1: not sent, too few tries")), "one try is left, and it stays");
    }

    [Test]
    public void Digits_that_are_no_PIN_are_refused_before_the_card_is_touched() => Assert.That(
        async () => await InspectAsync(pin: new CardPinToVerify(0x01, "12")), Throws.InstanceOf<ArgumentException>());

    [TestCase("card.arr-unreadable", "which cannot be read")]
    [TestCase("card.iccid-unreadable", "not readable: 6982")]
    [TestCase("card.odf-missing", "6A82")]
    [TestCase("card.dodf-malformed", "malformed")]
    [TestCase("card.bootstrap-as-xml", "no DM bootstrap message")]
    [TestCase("card.certificate-directory-missing", "6470 EF_CDF: 6A82")]
    [TestCase("card.certificate-directory-malformed", "malformed")]
    [TestCase("card.certificate-malformed", "no X.509 certificate")]
    [TestCase("card.certificate-missing", "not read: 6A82")]
    public async Task What_is_wrong_with_a_card_is_a_line_and_not_an_error(string deviation, string told)
    {
        var report = await InspectAsync(deviation: deviation);
        Assert.That(report.Lines(), Has.Some.Contains(told));
    }

    [Test]
    public async Task A_card_without_PKCS15_is_reported_as_such()
    {
        var report = await InspectAsync("no-provisioning", pin: new CardPinToVerify(0x01, "1234"));
        Assert.That(report.Objects, Is.Empty);
        Assert.That(report.Pin, Does.Contain("no PKCS#15 application"));
        Assert.That(report.Lines(), Has.Some.Contains("PKCS#15 application: ").And.Some.Contains("6A82"));
    }

    [Test]
    public async Task The_card_of_an_image_is_reached_without_power_and_given_back()
    {
        var access = await CardAccess.ToImageAsync(Fixtures.Card("reference"), Ct);
        var link = access.Link;
        Assert.That((link.Protocol, link.Atr.IsEmpty), Is.EqualTo((-1, true)));
        await link.PowerOnAsync(CardReset.Cold, Ct);
        await access.DisposeAsync();

        Assert.That(() => access.Link, Throws.InvalidOperationException);
        Assert.That(async () => await link.PowerOnAsync(CardReset.Cold, Ct), Throws.InstanceOf<LinkException>());
    }

    [Test]
    public async Task The_card_of_a_station_is_the_one_a_run_would_reach()
    {
        var bag = new DiagnosticBag();
        var station = StationLoader.Load(Path.Combine(Fixtures.Root, "fixtures", "stations", "embedded.yaml"), bag)!;
        await using var access = await CardAccess.ToStationAsync(station, TimeProvider.System, Ct);
        var report = await CardInspection.ReadAsync(access.Link, null, TimeProvider.System, Ct);
        Assert.That(report.Lines(), Has.Some.Contains("ICCID 89882211000000467343"));
    }

    [Test]
    public void A_station_without_a_card_lends_none()
    {
        var station = new StationFile { Id = "e", Class = "embedded", Span = SourceSpan.None };
        Assert.That(async () => await CardAccess.ToStationAsync(station, TimeProvider.System, Ct), Throws.ArgumentException.With.Message.Contains("station e has no card"));
    }

    private static InProcessCardLink Link(string image = "reference", string? deviation = null) =>
        new(ReferenceUicc.Create(Fixtures.Card(image), 1, deviation is null ? [] : [CardDeviations.Find(deviation)!]));

    private static async Task<CardReport> InspectAsync(string image = "reference", string? deviation = null, CardPinToVerify? pin = null)
    {
        await using var link = Link(image, deviation);
        return await CardInspection.ReadAsync(link, pin, TimeProvider.System, Ct);
    }

    private static CardFileReport File(CardReport report, string fid) => report.Files.Single(f => f.Name.StartsWith(fid, StringComparison.Ordinal));
}
