using System.Text;
using DmSc.Engine.Loading;
using DmSc.Model.Cases;
using DmSc.Model.Text;
using FsCheck.Fluent;

namespace DmSc.Tests.Engine.Loading;

internal sealed class YamlReaderTests
{
    [TestCase("010")]
    [TestCase("9000")]
    [TestCase("6E00")]
    [TestCase("0x10")]
    [TestCase("1e5")]
    [TestCase("true")]
    [TestCase("no")]
    [TestCase("~")]
    [TestCase("null")]
    [TestCase("2026-01-01")]
    [TestCase("1_000")]
    [TestCase("12:30:45")]
    public void A_scalar_stays_the_text_that_was_written(string text)
    {
        var bag = new DiagnosticBag();
        var map = (MapNode?)YamlReader.Read(SourceFile.FromText("a.yaml", $"value: {text}\n"), bag);

        Assert.That(bag.Items, Is.Empty);
        Assert.That(map?.Find("value")?.Value, Is.EqualTo(new ScalarNode(new SourceSpan("a.yaml", 1, 8), text)));
    }

    [Test]
    public void Every_node_knows_its_line_and_column()
    {
        var bag = new DiagnosticBag();
        var map = (MapNode)YamlReader.Read(SourceFile.FromText("a.yaml", "# comment\nlist:\n  - one\n  - { key: \"two\" }\n"), bag)!;
        var list = (ListNode)map.Find("list")!.Value;
        var inner = (MapNode)list.Items[1];

        Assert.That(map.Span, Is.EqualTo(new SourceSpan("a.yaml", 2, 1)));
        Assert.That(map.Entries[0].KeySpan, Is.EqualTo(new SourceSpan("a.yaml", 2, 1)));
        Assert.That(list.Span, Is.EqualTo(new SourceSpan("a.yaml", 3, 3)));
        Assert.That(list.Items[0].Span, Is.EqualTo(new SourceSpan("a.yaml", 3, 5)));
        Assert.That(inner.Span, Is.EqualTo(new SourceSpan("a.yaml", 4, 5)));
        Assert.That(inner.Entries[0].KeySpan, Is.EqualTo(new SourceSpan("a.yaml", 4, 7)));
        Assert.That(inner.Entries[0].Value.Span, Is.EqualTo(new SourceSpan("a.yaml", 4, 12)));
        Assert.That(((ScalarNode)inner.Entries[0].Value).Text, Is.EqualTo("two"));
    }

    [TestCase("YAML002", "a: 1\nb: 2\n¤a: 3\n")]
    [TestCase("YAML003", "a: 1\nb: ¤*a\n")]
    [TestCase("YAML004", "a: ¤&x 1\n")]
    [TestCase("YAML005", "a: ¤!!int 1\n")]
    [TestCase("YAML005", "a: ¤!custom {}\n")]
    [TestCase("YAML006", "a: 1\n¤---\nb: 2\n")]
    [TestCase("YAML007", "a:\n¤\tb: 1\n")]
    [TestCase("YAML007", "a:\n  b: 1\n ¤\tc: 1\n")]
    [TestCase("YAML008", "a: b¤\0\nc: d\n")]
    [TestCase("YAML008", "a: b¤\u2028d\n")]
    [TestCase("YAML009", "¤[a]: b\n")]
    [TestCase("YAML012", "¤")]
    [TestCase("YAML012", "¤# nothing but a comment\n")]
    public void What_may_mislead_is_refused_where_it_stands(string code, string text)
    {
        var marked = Marked.In("a.yaml", text);
        var bag = new DiagnosticBag();
        YamlReader.Read(marked.File, bag);

        marked.Expects(bag, code);
    }

    [TestCase("a: [1, 2\n")]
    [TestCase("a: \"open\n")]
    [TestCase("a: b: c\n")]
    [TestCase("- a\nb: c\n")]
    [TestCase("a: 'x' y\n")]
    [TestCase("%YAML 9.9\n---\na\n")]
    [TestCase("a: \"\\xZZ\"\n")]
    [TestCase("? : 0")]
    [TestCase("...\n0\t")]
    public void A_syntax_error_is_one_complaint_with_a_place(string text)
    {
        var bag = new DiagnosticBag();
        var node = YamlReader.Read(SourceFile.FromText("a.yaml", text), bag);

        Assert.That(node, Is.Null);
        Assert.That(bag.Items, Has.Count.EqualTo(1));
        Assert.That(bag.Items[0].Code, Is.EqualTo("YAML001"));
        Assert.That(bag.Items[0].Span.Line, Is.InRange(1, 3));
        Assert.That(bag.Items[0].Span.Column, Is.GreaterThanOrEqualTo(1));
    }

    [Test]
    public void Billion_laughs_are_refused_at_the_first_one()
    {
        var text = new StringBuilder("a0: &a0 [ha, ha]\n");
        for (var i = 1; i < 30; i++)
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        var bag = new DiagnosticBag();

        Assert.That(YamlReader.Read(SourceFile.FromText("a.yaml", text.ToString()), bag), Is.Null);
        Assert.That(bag.Items.Select(d => $"{d.Span} {d.Code}"), Is.EqualTo(["a.yaml:1:5 YAML004", "a.yaml:2:5 YAML004", "a.yaml:2:10 YAML003"]));
    }

    [Test]
    public void Nesting_is_bounded()
    {
        var bag = new DiagnosticBag();
        YamlReader.Read(SourceFile.FromText("a.yaml", new string('[', 100_000)), bag);

        Assert.That(bag.Items.Select(d => $"{d.Span} {d.Code}"), Is.EqualTo(["a.yaml:1:65 YAML010"]));
    }

    [Test]
    public void The_number_of_nodes_is_bounded()
    {
        var bag = new DiagnosticBag();
        YamlReader.Read(SourceFile.FromText("a.yaml", $"[{string.Concat(Enumerable.Repeat("a,", YamlReader.MaxNodes))}]"), bag);

        Assert.That(bag.Items.Select(d => $"{d.Span} {d.Code}"), Is.EqualTo([$"a.yaml:1:{(2 * (YamlReader.MaxNodes - 1)) + 2} YAML011"]));
    }

    [Test]
    public void Files_that_cannot_be_read_are_complaints()
    {
        var folder = Directory.CreateTempSubdirectory("dmsc-load-").FullName;
        try
        {
            var large = Path.Combine(folder, "large.yaml");
            var latin = Path.Combine(folder, "latin.yaml");
            File.WriteAllBytes(large, new byte[YamlReader.MaxOctets + 1]);
            File.WriteAllBytes(latin, [.. "a: 1\nb: "u8, 0xE4, .. "h\n"u8]);
            var bag = new DiagnosticBag();
            YamlReader.Read(Path.Combine(folder, "missing.yaml"), bag, "missing.yaml");
            YamlReader.Read(large, bag, "large.yaml");
            YamlReader.Read(latin, bag, "latin.yaml");

            Assert.That(bag.Items.Select(d => $"{d.Span} {d.Code}"), Is.EqualTo(["missing.yaml FILE001", "large.yaml FILE002", "latin.yaml:2:4 FILE003"]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void The_bag_is_bounded_and_knows_what_it_left_out()
    {
        var bag = new DiagnosticBag(limit: 3);
        for (var i = 1; i <= 5; i++)
            bag.Add(Rules.BadValue, new SourceSpan("a.yaml", i, 1), "bad");
        bag.Add(Rules.BadValue, new SourceSpan("a.yaml", 1, 1), "bad");

        Assert.That((bag.Items.Count, bag.Dropped, bag.HasErrors), Is.EqualTo((3, 2, true)));
    }

    [FsCheck.NUnit.Property(MaxTest = 2000)]
    public FsCheck.Property Reading_never_throws_on_any_text() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<FsCheck.NonNull<string>>(),
            text =>
            {
                var bag = new DiagnosticBag();
                var node = YamlReader.Read(SourceFile.FromText("a.yaml", text.Get), bag);
                return node is not null || bag.HasErrors;
            });

    [FsCheck.NUnit.Property(MaxTest = 5000)]
    public FsCheck.Property Reading_never_throws_on_text_made_of_the_characters_that_mean_something()
    {
        var pieces = Gen.Elements("a", "0", ":", ": ", "- ", "[", "]", "{", "}", ",", "\n", "\n  ", "\n    ", "#", " #", "&a ", "*a", "!t ", "!", "|", ">", "|2-\n", "'", "\"", "%", "%YAML 1.1\n", "%TAG ! x\n", "---", "...", "?", "? ", "\\", "\\x", "\\U0011FFFF", "\t", "\r", "~", "@", "`", "<<: ", "é", "😀");
        return Prop.ForAll(
            pieces.ArrayOf().ToArbitrary(),
            parts =>
            {
                var bag = new DiagnosticBag();
                var node = YamlReader.Read(SourceFile.FromText("a.yaml", string.Concat(parts)), bag);
                return node is not null || bag.HasErrors;
            });
    }
}
