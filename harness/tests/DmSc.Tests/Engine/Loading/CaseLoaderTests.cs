using DmSc.Engine.Cases;
using DmSc.Engine.Loading;
using FsCheck.Fluent;

namespace DmSc.Tests.Engine.Loading;

internal sealed class CaseLoaderTests
{
    private const string Head = """
        id: CARD-BOOT-003
        title: It answers
        iut: card
        requirements: [DM-A-1]
        spec: "TS 1, 5.4.6"

        """;

    private const string File = "testcases/card/card-boot-003.yaml";

    private const string Sequence = """
        title: Reads the directory
        steps:
          - card.read: { path: "5031" }
            save: odf

        """;

    [Test]
    public void A_case_is_loaded_with_everything_it_says()
    {
        var bag = new DiagnosticBag();
        var one = Load(Head + """
            mechanism: pkcs15
            applies-if: DM-A-1 OR ProvBoot:ProvBoot-B-C-001
            for-each: { channel: [0, 1], file: ["5031", "6F01"] }
            mutates: [file-contents]
            destructive: true
            given:
              - card.power-on: {}
              - include: read-odf
            steps:
              - card.select: { path: "${file}", channel: "${channel}", mode: nothing }
                within: 250ms
                expect:
                  - { check: selected, sw: ["9000", "63cx"] }
                  - { check: size, level: should, path: size, at-least: 1, at-most: 20, spec: "TS 2, 1" }
              - objects: { odf: "${odf}" }
                expect: { check: label, path: "[oid=2.23.43.7.1].label", matches: "DM.*" }
              - card.write: { data: "00${odf}", note: "for ${ixit.subscriber}" }
                expect: { check: written, sw: "9000" }
            finally:
              - card.power-on: {}
            """, bag).Single();

        Assert.That(bag.Items, Is.Empty);
        Assert.That(one.Checks.Select(c => $"{c.Id} {c.Level} {string.Join(' ', c.Requirements)} {c.Spec} {c.Step}"), Is.EqualTo([
            "selected Must DM-A-1 TS 1, 5.4.6 steps[1] card.select",
            "size Should DM-A-1 TS 2, 1 steps[1] card.select",
            "well-formed Must DM-A-1 TS 1, 5.4.6 steps[2] objects",
            "label Must DM-A-1 TS 1, 5.4.6 steps[2] objects",
            "written Must DM-A-1 TS 1, 5.4.6 steps[3] card.write",
            "keeps-answering Must DM-A-1 TS 1, 5.4.6 any step",
        ]));
        Assert.That(one.Given.Select(s => s.Label), Is.EqualTo(["given[1] card.power-on", "given[2] card.read"]));
        Assert.That(one.Steps[0].Within, Is.EqualTo(TimeSpan.FromMilliseconds(250)));
        Assert.That(one.Steps[0].Expect[0].Matcher, Is.InstanceOf<StatusWordMatcher>().With.Property("Patterns").EqualTo(new[] { "9000", "63CX" }));
        Assert.That(one.Ixit, Is.EqualTo(["subscriber"]));
        Assert.That((one.Mechanism, one.Destructive, one.AppliesIf), Is.EqualTo(("pkcs15", true, "DM-A-1 OR ProvBoot:ProvBoot-B-C-001")));
        Assert.That(CaseVariants.Of(one).Select(v => v.Key), Is.EqualTo(["channel=0,file=5031", "channel=0,file=6F01", "channel=1,file=5031", "channel=1,file=6F01"]));
        Assert.That(CaseVariants.Of(one)[1].Variables["file"], Is.EqualTo("6F01"));
    }

    [Test]
    public void A_case_without_variables_has_one_variant_without_a_key()
    {
        var one = Load(Head + "steps: [{ card.read: { path: \"5031\" }, expect: { check: read, sw: \"9000\" } }]\n", new()).Single();

        Assert.That(CaseVariants.Of(one).Select(v => (v.Key, v.Variables.Count)), Is.EqualTo([("", 0)]));
    }

    [Test]
    public void The_hash_changes_with_the_case_and_with_what_it_includes()
    {
        const string Text = Head + "steps: [{ include: read-odf }, { card.write: { data: \"${odf}\" }, expect: { check: written, sw: \"9000\" } }]\nmutates: [file-contents]\n";
        string HashOf(string text, string sequence) => Load(text, new(), sequence).Single().Hash;

        Assert.That(HashOf(Text, Sequence), Does.Match("^[0-9a-f]{64}$"));
        Assert.That(HashOf(Text + "# more\n", Sequence), Is.Not.EqualTo(HashOf(Text, Sequence)));
        Assert.That(HashOf(Text, Sequence + "# more\n"), Is.Not.EqualTo(HashOf(Text, Sequence)));
    }

    [Test]
    public void Decoding_steps_that_say_nothing_share_one_check()
    {
        var bag = new DiagnosticBag();
        var one = Load(Head + """
            steps:
              - objects: { odf: "3000" }
              - objects: { odf: "3000" }
                expect: { check: some, path: objects, is: not-empty }
            """, bag).Single();

        Assert.That(bag.Items, Is.Empty);
        Assert.That(one.Checks.Select(c => $"{c.Id} {c.Step}"), Is.EqualTo(["well-formed any decoding step", "some steps[2] objects", "keeps-answering any step"]));
        Assert.That(one.Steps.Select(s => s.WellFormed), Is.All.EqualTo(one.Checks[0]));
    }

    [Test]
    public void What_no_case_is_about_is_decoded_by_a_shared_should_check_that_needs_no_item()
    {
        var bag = new DiagnosticBag();
        var one = Load(Head.Replace("[DM-A-1]", "[DM-A-1, DM-A-2/reading]", StringComparison.Ordinal) + """
            steps:
              - reply: {}
              - reply: {}
              - reply: {}
                well-formed: { check: well-formed-reply, req: DM-A-1 }
              - objects: { odf: "3000" }
                well-formed: { check: well-formed-objects, req: DM-A-1 }
                expect: { check: some, req: [DM-A-2/reading], path: objects, is: not-empty }
            """, bag).Single();

        Assert.That(bag.Items, Is.Empty);
        Assert.That(
            one.Checks.Select(c => $"{c.Id} {c.Level} {c.Step}"),
            Is.EqualTo(
            [
                "well-formed-answer Should any decoding step", "well-formed-reply Must steps[3] reply", "well-formed-objects Must steps[4] objects",
                "some Must steps[4] objects", "keeps-answering Must any step",
            ]));
    }

    [Test]
    public void A_check_of_a_case_with_several_items_names_its_own()
    {
        var bag = new DiagnosticBag();
        var one = Load(Head.Replace("[DM-A-1]", "[DM-A-1, DM-A-2/reading]", StringComparison.Ordinal) + """
            steps:
              - objects: { odf: "3000" }
                well-formed: { check: odf-well-formed, req: DM-A-1 }
                expect: { check: some, req: [DM-A-2/reading], path: objects, is: not-empty }
            """, bag).Single();

        Assert.That(bag.Items, Is.Empty);
        Assert.That(one.Checks.Select(c => $"{c.Id} {string.Join(' ', c.Requirements)}"), Is.EqualTo(["odf-well-formed DM-A-1", "some DM-A-2/reading", "keeps-answering DM-A-1 DM-A-2/reading"]));
    }

    [Test]
    public void Ten_typos_are_ten_complaints()
    {
        var bag = new DiagnosticBag();
        var cases = Load("""
            id: card-boot-3
            titel: It answers
            iut: card
            requirements: [DM-A-9]
            spec: "TS 1, 5.4.6"
            for-each: { Channel: [0] }
            destructive: ja
            steps:
              - card.selekt: { path: "5031" }
              - card.select: { pfad: "5031", path: "503" }
              - card.read: { path: "5031" }
                within: 5 seconds
                expect: { check: read, sw: "900" }
            """, bag);

        Assert.That(cases, Is.Empty);
        Assert.That(bag.Sorted().Select(d => $"{d.Span.Line}:{d.Span.Column} {d.Code}"), Is.EqualTo([
            "1:1 KEY002",   // title
            "1:5 KEY004",   // id
            "2:1 KEY001",   // titel
            "4:16 CASE004", // DM-A-9
            "6:13 KEY004",  // Channel
            "7:14 KEY004",  // ja
            "9:5 CASE010",  // card.selekt
            "10:20 CASE015", // pfad
            "10:40 CASE018", // 503
            "12:13 KEY004", // 5 seconds
            "13:32 KEY004", // 900
        ]));
        Assert.That(bag.Items.Single(d => d.Code == "CASE010").Message, Does.EndWith("did you mean 'card.select'?"));
        Assert.That(bag.Items.Single(d => d.Code == "KEY001").Message, Does.EndWith("did you mean 'title'?"));
    }

    private const string Read = "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: read, sw: \"9000\" }\n";

    [TestCase("KEY001", Head + "¤mutate: []\n" + Read)]
    [TestCase("KEY002", "¤" + "id: CARD-BOOT-003\niut: card\nrequirements: [DM-A-1]\nspec: TS\n" + Read)]
    [TestCase("KEY003", Head + "mutates: ¤none\n" + Read)]
    [TestCase("KEY004", Head + "destructive: ¤maybe\n" + Read)]
    [TestCase("CASE003", "id: CARD-BOOT-003\ntitle: T\niut: ¤device\nrequirements: [DM-A-1]\nspec: TS\nsteps:\n  - objects: { odf: \"3000\" }\n")]
    [TestCase("CASE004", "id: CARD-BOOT-003\ntitle: T\niut: card\nrequirements: [DM-A-1, ¤DM-A-7]\nspec: TS\n" + Read)]
    [TestCase("CASE005", "id: CARD-BOOT-003\ntitle: T\niut: card\nrequirements: [¤DM-A-2/readin]\nspec: TS\n" + Read)]
    [TestCase("CASE006", "id: CARD-BOOT-003\ntitle: T\niut: card\nrequirements: [¤DM-A-3]\nspec: TS\n" + Read)]
    [TestCase("CASE007", "id: CARD-BOOT-003\ntitle: T\niut: card\nrequirements: [DM-A-1, ¤DM-A-1]\nspec: TS\n" + Read)]
    [TestCase("CASE008", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: ¤keeps-answering, sw: \"9000\" }\n")]
    [TestCase("CASE008", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: ¤well-formed-sw, sw: \"9000\" }\n")]
    [TestCase("CASE008", Head + "steps:\n  - objects: { odf: \"3000\" }\n    well-formed: ¤decodes\n")]
    [TestCase("CASE008", Head + "steps:\n  - objects: { odf: \"3000\" }\n    well-formed: ¤well-formed-answer\n")]
    [TestCase("CASE009", Head + "applies-if: ¤DM-A-1 AND\n" + Read)]
    [TestCase("CASE009", Head + "applies-if: ¤DM-A-7\n" + Read)]
    [TestCase("CASE010", Head + "steps:\n  - ¤card.red: {}\n")]
    [TestCase("CASE011", Head + "steps:\n  - card.read: { path: \"5031\" }\n    ¤card.power-on: {}\n    expect: { check: read, sw: \"9000\" }\n")]
    [TestCase("CASE011", Head + Read + "  - ¤within: 5s\n")]
    [TestCase("CASE012", Head + Read + "  - ¤device.start: {}\n")]
    [TestCase("CASE013", Head + Read + "  - ¤card.write: { data: \"00\" }\n")]
    [TestCase("CASE014", Head + "mutates: [¤file-content]\n" + Read)]
    [TestCase("CASE015", Head + Read + "  - card.power-on: { ¤slowly: true }\n")]
    [TestCase("CASE016", Head + Read + "  - ¤card.read: {}\n")]
    [TestCase("CASE017", Head + Read + "  - ¤card.select: {}\n")]
    [TestCase("CASE017", Head + Read + "  - ¤card.select: { aid: A000000063, path: \"5031\" }\n")]
    [TestCase("CASE018", Head + Read + "  - card.select: { path: \"5031\", channel: ¤20 }\n")]
    [TestCase("CASE018", Head + "for-each: { c: [1, 20] }\n" + Read + "  - card.select: { path: \"5031\", channel: ¤\"${c}\" }\n")]
    [TestCase("CASE018", Head + Read + "  - card.select: { path: \"5031\", mode: ¤fcb }\n")]
    [TestCase("KEY003", Head + Read + "  - card.select: { path: ¤[\"5031\"] }\n")]
    [TestCase("KEY003", Head + Read + "  - card.power-on: ¤now\n")]
    [TestCase("CASE019", Head + Read + "  - card.read: { path: ¤\"${odf\" }\n")]
    [TestCase("CASE020", Head + Read + "  - card.read: { path: ¤\"${odf}\" }\n")]
    [TestCase("CASE021", Head + "for-each: { ¤c: [1] }\n" + Read)]
    [TestCase("CASE021", Head + Read + "    save: ¤odf\n")]
    [TestCase("CASE022", Head + Read + "    save: odf\n  - card.read: { path: \"${odf}\" }\n    save: ¤odf\n")]
    [TestCase("CASE023", Head + Read + "    save: odf\n  - card.select: { path: \"5031\", channel: ¤\"${odf}\" }\n")]
    [TestCase("CASE024", Head + "for-each: { c: [1, ¤1] }\n" + Read + "  - card.select: { path: \"5031\", channel: \"${c}\" }\n")]
    [TestCase("CASE024", Head + "for-each: { c: [1, ¤\"1,2\"] }\n" + Read + "  - card.select: { path: \"5031\", channel: \"${c}\" }\n")]
    [TestCase("CASE025", Head + "¤for-each: { a: [0, 1, 2, 3, 4, 5, 6, 7, 8], b: [0, 1, 2, 3, 4, 5, 6, 7, 8], c: [0, 1, 2, 3] }\n" + Read + "  - card.read: { path: \"0${a}0${b}0${c}\" }\n")]
    [TestCase("CASE026", Head + Read + "    save: { x: ¤dat }\n  - card.read: { path: \"5031\" }\n")]
    [TestCase("CASE026", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: read, path: ¤contents, is: present }\n")]
    [TestCase("CASE027", Head + Read + "  - card.select: { path: \"5031\" }\n    save: ¤fcp\n")]
    [TestCase("CASE028", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: ¤{ check: read, path: sw }\n")]
    [TestCase("CASE028", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: ¤{ check: read, path: sw, is: present, equals: \"9000\" }\n")]
    [TestCase("CASE029", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: read, sw: ¤XXXX }\n")]
    [TestCase("CASE029", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: read, path: data, matches: ¤\"a)(b\" }\n")]
    [TestCase("CASE029", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: read, path: data, matches: ¤\"(?=a)\" }\n")]
    [TestCase("CASE029", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: read, path: data, contains: ¤\"\" }\n")]
    [TestCase("CASE029", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: read, path: data, ¤at-least: 5, at-most: 4 }\n")]
    [TestCase("CASE030", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: read, path: data, equals: ¤\"0x10\" }\n")]
    [TestCase("CASE030", Head + "steps:\n  - card.select: { path: \"5031\" }\n    expect: { check: read, path: size, equals: ¤010 }\n")]
    [TestCase("CASE030", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: read, path: data, ¤is: true }\n")]
    [TestCase("CASE030", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: read, path: data, ¤sw: \"9000\" }\n")]
    [TestCase("KEY002", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: ¤{ check: read, is: present }\n")]
    [TestCase("CASE031", Head + Read + "  - card.read: { path: \"5031\" }\n    expect: { check: ¤read, sw: \"9000\" }\n")]
    [TestCase("CASE032", "id: CARD-BOOT-003\ntitle: T\niut: card\nrequirements: [DM-A-1, DM-A-2/reading]\nspec: TS\nsteps:\n  - card.read: { path: \"5031\" }\n    expect: ¤{ check: read, sw: \"9000\" }\n")]
    [TestCase("CASE032", "id: CARD-BOOT-003\ntitle: T\niut: card\nrequirements: [DM-A-1, DM-A-2/reading]\nspec: TS\nsteps:\n  - ¤objects: { odf: \"3000\" }\n")]
    [TestCase("CASE033", Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: [{ check: read, sw: \"9000\" }, { check: more, req: ¤DM-A-2/reading, sw: \"9000\" }]\n")]
    [TestCase("CASE034", "id: CARD-BOOT-003\ntitle: T\niut: card\nrequirements: [¤DM-A-2]\nspec: TS\n" + Read)]
    [TestCase("CASE034", "id: CARD-BOOT-003\ntitle: T\niut: card\nrequirements: [¤DM-A-1]\nspec: TS\nsteps:\n  - card.read: { path: \"5031\" }\n    expect: { check: read, level: should, sw: \"9000\" }\n")]
    [TestCase("CASE035", Head + Read + "    ¤well-formed: well-formed-data\n")]
    [TestCase("CASE036", Head + Read + "finally:\n  - card.read: { path: \"5031\" }\n    ¤expect: { check: again, sw: \"9000\" }\n")]
    [TestCase("CASE037", Head + Read + "  - include: ¤read-off\n")]
    public void Each_mistake_is_named_where_it_stands(string code, string text)
    {
        var marked = Marked.In(File, text);
        var bag = new DiagnosticBag();
        CaseLoader.Load(new CaseFiles([marked.File], [SourceFile.FromText("testcases/sequences/read-odf.yaml", Sequence)]), Fakes.Verbs(), Fakes.Requirements().Known, bag);

        marked.Expects(bag, code);
    }

    [Test]
    public void An_id_names_one_case_of_all_files()
    {
        var first = SourceFile.FromText(File, Head + Read);
        var second = Marked.In("testcases/card/more/card-boot-003-again.yaml", Head.Replace("id: ", "id: ¤", StringComparison.Ordinal) + Read);
        var bag = new DiagnosticBag();
        CaseLoader.Load(new CaseFiles([first, second.File], []), Fakes.Verbs(), Fakes.Requirements().Known, bag);

        second.Expects(bag, "CASE001", File);
    }

    [TestCase("card-boot-003", true)]
    [TestCase("card-boot-003-some-words", true)]
    [TestCase("CARD-BOOT-003", true)]
    [TestCase("card-boot-0031", false)]
    [TestCase("card-boot-004", false)]
    public void A_case_stands_in_a_file_named_after_it(string stem, bool good)
    {
        var marked = Marked.In($"testcases/card/{stem}.yaml", Head.Replace("id: ", "id: ¤", StringComparison.Ordinal) + Read);
        var bag = new DiagnosticBag();
        var cases = CaseLoader.Load(new CaseFiles([marked.File], []), Fakes.Verbs(), Fakes.Requirements().Known, bag);

        Assert.That(cases, Has.Count.EqualTo(good ? 1 : 0));
        if (!good)
            marked.Expects(bag, "CASE002");
    }

    [Test]
    public void A_mistake_in_a_sequence_is_named_in_the_sequence_and_spoils_every_case_that_includes_it()
    {
        var sequence = Marked.In("testcases/sequences/read-odf.yaml", "title: T\nsteps:\n  - card.power-on: {}\n  - ¤include: other\n");
        SourceFile Case(string id) => SourceFile.FromText($"testcases/card/{id.ToLowerInvariant()}.yaml", Head.Replace("CARD-BOOT-003", id, StringComparison.Ordinal) + Read + "  - include: read-odf\n");
        var bag = new DiagnosticBag();
        var cases = CaseLoader.Load(new CaseFiles([Case("CARD-BOOT-001"), Case("CARD-BOOT-002")], [sequence.File]), Fakes.Verbs(), Fakes.Requirements().Known, bag);

        Assert.That(cases, Is.Empty);
        sequence.Expects(bag, "CASE038");
    }

    [Test]
    public void A_pattern_must_match_the_whole_value()
    {
        var one = Load(Head + "steps:\n  - card.read: { path: \"5031\" }\n    expect: { check: read, path: data, matches: \"3F|00\" }\n", new()).Single();
        var matcher = one.Steps[0].Expect[0].Matcher;

        Assert.That(matcher.Permits(new DmSc.Engine.Verbs.BytesValue(new byte[] { 0x3F }), t => ""), Is.True);
        Assert.That(matcher.Permits(new DmSc.Engine.Verbs.BytesValue(new byte[] { 0x3F, 0x00 }), t => ""), Is.False);
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public FsCheck.Property Loading_never_throws_whatever_part_of_a_case_is_lost()
    {
        const string Text = Head + "for-each: { c: [0, 1] }\nsteps:\n  - card.select: { path: \"5031\", channel: \"${c}\" }\n    expect: { check: selected, sw: [\"9000\"] }\n  - card.read: { path: \"5031\" }\n    save: { odf: data }\n  - objects: { odf: \"${odf}\" }\n    well-formed: { check: well-formed-odf }\n    expect: [{ check: some, path: \"[oid=1].label\", one-of: [a, b] }]\n";
        var cuts = Gen.Choose(0, Text.Length - 1).SelectMany(_ => Gen.Choose(1, 12), (at, length) => (at, Math.Min(length, Text.Length - at)));
        return Prop.ForAll(
            cuts.ToArbitrary(),
            cut =>
            {
                var bag = new DiagnosticBag();
                var cases = Load(Text.Remove(cut.Item1, cut.Item2), bag);
                return cases.Count == 1 || bag.HasErrors;
            });
    }

    private static IReadOnlyList<ConformanceCase> Load(string text, DiagnosticBag bag, string sequence = Sequence) =>
        CaseLoader.Load(
            new CaseFiles([SourceFile.FromText(File, text)], [SourceFile.FromText("testcases/sequences/read-odf.yaml", sequence)]),
            Fakes.Verbs(),
            Fakes.Requirements().Known,
            bag);
}
