using DmSc.Engine.Loading;
using DmSc.Model.Requirements;
using DmSc.Model.Statements;

namespace DmSc.Tests.Engine.Loading;

internal sealed class StatementLoaderTests
{
    private const string Top = "document: D\nrelease: R\nitems:\n";
    private const string Item = "title: T, text: It does., section: \"1\", keyword: M, roles: [card]";
    private const string Claims = "role: card\nreleases: [DM_SC 1.0]\n";

    [Test]
    public void Revisions_are_told_apart_and_known_together()
    {
        var requirements = Fakes.Requirements();
        static string Aspects(RequirementCatalogue catalogue) => string.Join(' ', catalogue.Find("DM-A-4")!.Aspects[IutRole.Card]);

        Assert.That(requirements.Names, Is.EqualTo(["late", "early"]));
        Assert.That(requirements.Default, Is.EqualTo("late"));
        Assert.That((requirements.ForRevision(null).Find("DM-A-4")!.Text, Aspects(requirements.ForRevision(null))), Is.EqualTo(("Late wording.", "whole")));
        Assert.That((requirements.ForRevision("early").Find("DM-A-4")!.Text, Aspects(requirements.ForRevision("early"))), Is.EqualTo(("Early wording.", "part rest")));
        Assert.That(Aspects(requirements.Known), Is.EqualTo("whole part rest"));
        Assert.That(() => requirements.ForRevision("never"), Throws.ArgumentException.With.Message.Contains("late, early"));
        var two = requirements.ForRevision("early").Find("DM-A-2")!;
        Assert.That(string.Join(", ", two.Aspects[IutRole.Card]), Is.EqualTo("reading, writing or erasing"));
        Assert.That((two.Obligation, requirements.Known.Find("DM-A-4")!.SatisfiedBy), Is.EqualTo((Obligation.Optional, SatisfiedBy.AnyMechanism)));
    }

    [Test]
    public void The_catalogue_of_the_repository_loads_without_a_complaint()
    {
        var bag = new DiagnosticBag();
        var files = SourceFile.OpenFolder(Path.Combine(Repository.Root, "testcases", "requirements"), Repository.Root, recurse: false, bag);
        var requirements = RequirementCatalogueLoader.Load(files, bag);

        Assert.That(bag.Items, Is.Empty);
        Assert.That(requirements.Known.Items, Has.Count.EqualTo(154));
        Assert.That(requirements.Default, Is.EqualTo("dm-message"));
    }

    [TestCase("REQ001", Top + "  - { id: DM-A-1, " + Item + " }\n  - { ¤id: DM-A-1, " + Item + " }\n")]
    [TestCase("REQ002", Top + "  - { id: DM-A-1, expression: ¤DM-A-2 AND, " + Item + " }\n  - { id: DM-A-2, " + Item + " }\n")]
    [TestCase("REQ003", Top + "  - { id: DM-A-1, expression: ¤DM-A-2, " + Item + " }\n")]
    [TestCase("REQ004", Top + "  - { id: DM-A-1, expression: ¤DM-A-1, " + Item + " }\n")]
    [TestCase("REQ005", Top + "  - { id: DM-A-1, aspects: { ¤device: [a] }, " + Item + " }\n")]
    [TestCase("REQ006", Top + "  - { id: DM-A-1, aspects: { card: [a, { any-of: [b, ¤a] }] }, " + Item + " }\n")]
    [TestCase("REQ007", Top + "  - { id: DM-A-1, ¤revisions: { x: { text: A. }, y: { text: B. } }, " + Item + " }\n")]
    [TestCase("REQ007", Top + "  - { id: DM-A-1, revisions: { x: { default: true }, y: {} }, " + Item + " }\n  - ¤{ id: DM-A-2, revisions: { x: {}, y: { default: true } }, " + Item + " }\n")]
    [TestCase("REQ008", "release: R\nitems:\n  - ¤{ id: DM-A-1, " + Item + " }\n")]
    [TestCase("REQ008", Top + "  - ¤{ id: DM-A-1, title: T, section: \"1\", keyword: M, roles: [card] }\n")]
    [TestCase("REQ009", Top + "  - { id: DM-A-1, title: T, text: X, section: \"1\", keyword: M, roles: [card, ¤card] }\n")]
    [TestCase("KEY004", Top + "  - { id: DM-A-1, title: T, text: X, section: \"1\", keyword: ¤MUSST, roles: [card] }\n")]
    public void Mistakes_in_a_catalogue_are_named_where_they_stand(string code, string text) =>
        Expect(code, text, (file, bag) => RequirementCatalogueLoader.Load([file], bag));

    [Test]
    public void A_circle_of_expressions_is_named_at_each_item_in_it()
    {
        var bag = new DiagnosticBag();
        RequirementCatalogueLoader.Load([SourceFile.FromText("c.yaml", Top + "  - { id: DM-A-1, expression: DM-A-2, " + Item + " }\n  - { id: DM-A-2, expression: NOT DM-A-1, " + Item + " }\n  - { id: DM-A-3, expression: DM-A-1, " + Item + " }\n")], bag);

        Assert.That(bag.Items.Select(d => $"{d.Span} {d.Code}"), Is.EqualTo(["c.yaml:4:31 REQ004", "c.yaml:5:31 REQ004"]));
    }

    [Test]
    public void Claims_are_read_as_written()
    {
        var bag = new DiagnosticBag();
        var ics = IcsLoader.Load(SourceFile.FromText("ics.yaml", Claims + "revision: early\nanswers: { DM-A-1: yes, DM-A-2: no, DM-A-4: unanswered }\nexternals:\n  \"ProvBoot:ProvBoot-B-C-001\": { answer: yes, evidence: certificate 7 }\n"), Fakes.Requirements(), bag)!;

        Assert.That(bag.Items, Is.Empty);
        Assert.That(ics.Answers.Select(a => $"{a.Key} {a.Value}"), Is.EqualTo(["DM-A-1 Yes", "DM-A-2 No", "DM-A-4 Unanswered"]));
        Assert.That(ics.Externals["ProvBoot:ProvBoot-B-C-001"], Is.EqualTo(new ExternalClaim("ProvBoot:ProvBoot-B-C-001", ClaimAnswer.Yes, "certificate 7")));
        Assert.That((ics.Role, ics.Revision, ics.Releases[0]), Is.EqualTo((IutRole.Card, "early", "DM_SC 1.0")));
    }

    [TestCase("ICS001", Claims + "answers: { ¤DM-A-7: yes }\n")]
    [TestCase("ICS002", Claims + "answers: { ¤DM-A-3: yes }\n")]
    [TestCase("ICS003", "role: card\nreleases: [DM_SC 1.0, ¤DM 1.2]\nanswers: {}\n")]
    [TestCase("ICS004", Claims + "revision: ¤never\nanswers: {}\n")]
    [TestCase("ICS006", Claims + "answers: {}\nexternals: { \"A:B-1\": ¤{ answer: yes } }\n")]
    [TestCase("ICS007", Claims + "answers: {}\nexternals: { ¤\"A:DM-A-1\": { answer: no } }\n")]
    [TestCase("KEY004", Claims + "answers: { DM-A-1: ¤true }\n")]
    public void Mistakes_in_claims_are_named_where_they_stand(string code, string text) =>
        Expect(code, text, (file, bag) => IcsLoader.Load(file, Fakes.Requirements(), bag));

    [Test]
    public void Secrets_come_from_the_environment()
    {
        var bag = new DiagnosticBag();
        var ixit = IxitLoader.Load(
            SourceFile.FromText("ixit.yaml", "parameters:\n  pin: { description: PIN, env: CARD_PIN, sensitive: true }\n  imsi: { description: IMSI, value: 001010000000001 }\n  url: { description: URL, env: UNSET }\n  free: { description: Free }\n"),
            name => name == "CARD_PIN" ? "1234" : null,
            bag)!;

        Assert.That(bag.Items, Is.Empty);
        Assert.That(ixit.Parameters.Values.Select(p => (p.Name, p.Value, p.Sensitive)), Is.EqualTo([("pin", "1234", true), ("imsi", "001010000000001", false), ("url", (string?)null, false), ("free", null, false)]));
    }

    [TestCase(null, "1234", false)]
    [TestCase("9876", "9876", true)]
    public void A_reference_implementation_may_publish_what_is_else_a_secret(string? environment, string value, bool sensitive)
    {
        var bag = new DiagnosticBag();
        var ixit = IxitLoader.Load(SourceFile.FromText("ixit.yaml", "parameters:\n  pin: { description: PIN, env: CARD_PIN, sensitive: true, published: 1234 }\n"), _ => environment, bag, reference: true)!;

        Assert.That(bag.Items, Is.Empty);
        Assert.That((ixit.Parameters["pin"].Value, ixit.Parameters["pin"].Sensitive), Is.EqualTo((value, sensitive)));
    }

    [Test]
    public void A_parameter_may_have_its_value_in_a_file_of_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("dmsc-ixit-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "key.pem"), "PEM\n");
            var bag = new DiagnosticBag();
            var ixit = IxitLoader.Load(SourceFile.FromText("ixit.yaml", "parameters:\n  key: { description: Key, file: key.pem, sensitive: true }\n"), _ => null, bag, folder: folder.FullName)!;

            Assert.That(bag.Items, Is.Empty);
            Assert.That((ixit.Parameters["key"].Value, ixit.Parameters["key"].Sensitive), Is.EqualTo(("PEM\n", true)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestCase("IXIT002", "parameters:\n  pin: { description: PIN, value: 9876, ¤file: a.pem }\n")]
    [TestCase("IXIT004", "parameters:\n  pin: { description: PIN, file: ¤nowhere/a.pem }\n")]
    [TestCase("IXIT001", "parameters:\n  pin: { description: PIN, sensitive: true, ¤value: 9876 }\n")]
    [TestCase("IXIT002", "parameters:\n  pin: { description: PIN, value: 9876, ¤env: PIN }\n")]
    [TestCase("IXIT003", "parameters:\n  pin: { description: PIN, sensitive: true, env: PIN, ¤published: 9876 }\n")]
    [TestCase("KEY004", "parameters:\n  ¤Pin: { description: PIN, value: 9876 }\n")]
    public void Mistakes_in_an_ixit_are_named_where_they_stand_and_no_value_is_shown(string code, string text)
    {
        var bag = Expect(code, text, (file, b) => IxitLoader.Load(file, _ => null, b));

        Assert.That(bag.Items[0].Message, Does.Not.Contain("9876"));
    }

    [Test]
    public void A_waiver_is_read_whole()
    {
        var bag = new DiagnosticBag();
        var waivers = WaiverLoader.Load(SourceFile.FromText("w.yaml", "waivers:\n  - { case: CARD-BOOT-003, variant: channel=1, check: label, verdict: fail, reason: known, link: T-1, until: 2027-01-31 }\n"), bag)!;

        Assert.That(waivers, Is.EqualTo([new Waiver("CARD-BOOT-003", "channel=1", "label", "known", "T-1", new DateOnly(2027, 1, 31), new("w.yaml", 2, 5))]));
    }

    [TestCase("KEY002", "waivers:\n  - ¤{ case: CARD-BOOT-003, check: label, verdict: fail, link: T-1, until: 2027-01-31 }\n")]
    [TestCase("KEY004", "waivers:\n  - { case: CARD-BOOT-003, check: label, verdict: ¤inconclusive, reason: r, link: T-1, until: 2027-01-31 }\n")]
    [TestCase("KEY004", "waivers:\n  - { case: CARD-BOOT-003, check: label, verdict: fail, reason: r, link: T-1, until: ¤2027-02-30 }\n")]
    [TestCase("WAIV001", "waivers:\n  - { case: CARD-BOOT-003, check: label, verdict: fail, reason: r, link: T-1, until: 2027-01-31 }\n  - ¤{ case: CARD-BOOT-003, check: label, verdict: fail, reason: r, link: T-2, until: 2027-01-31 }\n")]
    [TestCase("WAIV002", "waivers:\n  - { case: CARD-BOOT-003, check: label, verdict: fail, reason: ¤<why this failure is tolerated>, link: T-1, until: 2027-01-31 }\n")]
    public void Mistakes_in_waivers_are_named_where_they_stand(string code, string text) => Expect(code, text, (file, bag) => WaiverLoader.Load(file, bag));

    [TestCase("DEV001", "deviations:\n  - { name: card.x, role: card, description: D, breaks: [DM-A-1], spec: S }\n  - ¤{ name: card.x, role: card, description: D, breaks: [DM-A-1], spec: S }\n")]
    [TestCase("DEV002", "deviations:\n  - { name: ¤device.x, role: card, description: D, breaks: [DM-A-1], spec: S }\n")]
    [TestCase("DEV003", "deviations:\n  - { name: card.x, role: card, description: D, breaks: [¤DM-A-7], spec: S }\n")]
    [TestCase("DEV004", "deviations:\n  - { name: card.x, role: card, description: D, breaks: [¤DM-A-3], spec: S }\n")]
    public void Mistakes_in_deviations_are_named_where_they_stand(string code, string text) =>
        Expect(code, text, (file, bag) => DeviationLoader.Load([file], Fakes.Requirements().Known, bag));

    [Test]
    public void An_IUT_folder_is_read_whole_and_two_of_its_files_may_be_missing()
    {
        InFolder("some-card", folder =>
        {
            File.WriteAllText(Path.Combine(folder, "iut.yaml"), "id: some-card\nrole: card\nvendor: V\nproduct: P\nversion: 010\ndriver: in-process\nsettings: { profile: small }\n");
            File.WriteAllText(Path.Combine(folder, "ics.yaml"), Claims + "answers: { DM-A-1: yes }\n");
            var bag = new DiagnosticBag();
            var iut = IutFolder.Load(folder, Path.GetDirectoryName(folder)!, Fakes.Requirements(), _ => null, bag)!;

            Assert.That(bag.Items, Is.Empty);
            Assert.That(iut.Iut.Identity, Is.EqualTo(new IutIdentity("some-card", IutRole.Card, "V", "P", "010")));
            Assert.That((iut.Iut.Driver, iut.Iut.Settings.Entries[0].Key, iut.Waivers.Count, iut.Ixit.Parameters.Count), Is.EqualTo(("in-process", "profile", 0, 0)));
            Assert.That(iut.Files.Select(f => f.Name), Is.EqualTo(["some-card/iut.yaml", "some-card/ics.yaml"]));
        });
    }

    [Test]
    public void An_IUT_folder_that_contradicts_itself_is_refused()
    {
        InFolder("some-card", folder =>
        {
            File.WriteAllText(Path.Combine(folder, "iut.yaml"), "id: other-card\nrole: device\nvendor: V\nproduct: P\nversion: 1\ndriver: in-process\n");
            File.WriteAllText(Path.Combine(folder, "ics.yaml"), Claims + "answers: {}\n");
            var bag = new DiagnosticBag();
            var root = Path.GetDirectoryName(folder)!;

            Assert.That(IutFolder.Load(folder, root, Fakes.Requirements(), _ => null, bag), Is.Null);
            File.Delete(Path.Combine(folder, "ics.yaml"));
            IutFolder.Load(folder, root, Fakes.Requirements(), _ => null, bag);
            Assert.That(bag.Items.Select(d => $"{d.Span} {d.Code}"), Is.EqualTo(["some-card/iut.yaml:1:1 IUT001", "some-card/ics.yaml:1:1 ICS005", "some-card/ics.yaml IUT002"]));
        });
    }

    private static void InFolder(string name, Action<string> test)
    {
        var root = Directory.CreateTempSubdirectory("dmsc-load-");
        try
        {
            test(root.CreateSubdirectory(name).FullName);
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private static DiagnosticBag Expect(string code, string text, Action<SourceFile, DiagnosticBag> load)
    {
        var marked = Marked.In("fixtures/x.yaml", text);
        var bag = new DiagnosticBag();
        load(marked.File, bag);
        marked.Expects(bag, code);
        return bag;
    }
}
