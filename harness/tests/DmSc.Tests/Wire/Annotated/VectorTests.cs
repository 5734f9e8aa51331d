using System.Text;
using System.Text.Json;
using DmSc.Wire.Annotated;
using DmSc.Wire.Wbxml;

namespace DmSc.Tests.Wire.Annotated;

/// <summary>Every worked example of the specifications is found to be what it is, shown as checked in, and encoded again.</summary>
[TestFixture]
public sealed class VectorTests
{
    private static IEnumerable<string> Names => VectorFiles.Names;

    [Test]
    public void Every_file_stands_in_the_table_and_every_row_has_its_file() =>
        Assert.That(
            Directory.EnumerateFiles(VectorFiles.Folder).Select(Path.GetFileName).Where(name => name!.EndsWith(".hex", StringComparison.Ordinal) || name.EndsWith(".xml", StringComparison.Ordinal)),
            Is.EquivalentTo(Names));

    private static IEnumerable<string> Telling => Names.Except(VectorFiles.MustBeNamed);

    [TestCaseSource(nameof(Telling))]
    public void The_kind_is_found(string name)
    {
        var input = AnnotatedInput.Detect(VectorFiles.Octets(name));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(input.Kind, Is.EqualTo(VectorFiles.Kinds[name]));
            Assert.That(input.IsAmbiguous, Is.False, string.Join("; ", input.Detected));
            Assert.That(input.Problems, Is.Empty);
        }
    }

    [TestCaseSource(nameof(Names))]
    public void It_is_shown_as_checked_in(string name)
    {
        var shown = AnnotatedText.Write(AnnotatedInput.Read(VectorFiles.Octets(name), VectorFiles.Kinds[name]).Tree);
        var golden = Path.Combine(VectorFiles.Folder, Path.ChangeExtension(name, ".txt"));
        if (Environment.GetEnvironmentVariable("DMSC_UPDATE_VECTORS") == "1")
        {
            File.WriteAllText(golden, shown);
            Assert.Fail($"{golden} was written; read it and run again without DMSC_UPDATE_VECTORS");
        }

        Assert.That(shown, Is.EqualTo(File.ReadAllText(golden)));
    }

    [TestCaseSource(nameof(Names))]
    public void Every_piece_lies_inside_the_piece_around_it(string name)
    {
        var octets = VectorFiles.Octets(name);
        var isXml = name.EndsWith(".xml", StringComparison.Ordinal);
        var open = new Stack<AnnotatedNode>([AnnotatedInput.Read(octets, VectorFiles.Kinds[name]).Tree]);
        Assert.That(isXml || open.Peek().Length == octets.Length);

        while (open.TryPop(out var node))
        {
            foreach (var child in node.Children)
            {
                Assert.That(child.Offset, Is.GreaterThanOrEqualTo(node.Offset).And.LessThanOrEqualTo(octets.Length), child.ToString());
                if (!isXml)
                    Assert.That(child.Offset + child.Length, Is.LessThanOrEqualTo(node.Offset + node.Length), child.ToString());
                open.Push(child);
            }
        }
    }

    [TestCaseSource(nameof(Names))]
    public void What_has_a_writer_is_encoded_to_the_same_octets(string name)
    {
        var octets = VectorFiles.Octets(name);
        var kind = VectorFiles.Kinds[name];
        if (!WireJson.CanEncode(kind))
            Assert.Pass($"{WireKindName.Of(kind)} has no writer");
        var json = Encoding.UTF8.GetBytes(WireJson.Write(AnnotatedInput.Read(octets, kind)));
        var again = WireJson.Encode(json);

        using var document = JsonDocument.Parse(json);
        if (document.RootElement.TryGetProperty("roundTrips", out var promised))
        {
            Assert.That(promised.GetBoolean());
            Assert.That(Convert.ToHexString(again), Is.EqualTo(Convert.ToHexString(octets.Span)));
            return;
        }

        // A document: the same one, if not always the same octets.
        Assert.That(WbxmlXml.ToXml(again), Is.EqualTo(name.EndsWith(".xml", StringComparison.Ordinal) ? WbxmlXml.ToXml(WbxmlXml.FromXml(octets.Span)) : WbxmlXml.ToXml(octets.Span)));
    }
}
