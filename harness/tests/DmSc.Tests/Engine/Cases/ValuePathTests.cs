using DmSc.Engine.Cases;
using DmSc.Engine.Verbs;
using DmSc.Tests.Engine.Execution;

namespace DmSc.Tests.Engine.Cases;

public sealed class ValuePathTests
{
    private static readonly string Long = string.Concat(Enumerable.Repeat("A5", 100));

    private static RecordValue Result() => Values.Record(("list", Values.List(
    [
        Values.Record(("aid", new BytesValue(Convert.FromHexString("A000000063"))), ("label", Values.Text("one"))),
        Values.Record(("aid", new BytesValue(Convert.FromHexString(Long))), ("label", Values.Text("two"))),
        Values.Record(("aid", StepValue.Absent), ("label", StepValue.Absent)),
    ])));

    private static StepValue Follow(string path) => ValuePath.Parse(path, ScriptedVerb.Shape, "list", out _)!.Follow(Result());

    [TestCase("list[aid=A000000063].label", "one")]
    [TestCase("list[aid=a000000063].label", "one", Description = "or a check of absence would pass for the case of a letter")]
    [TestCase("[aid=A0 00 00 00 63].label", "one")]
    [TestCase("[1].label", "two")]
    public void An_item_is_found_however_its_octets_are_written(string path, string label) =>
        Assert.That(Follow(path), Is.EqualTo(Values.Text(label)));

    [Test]
    public void An_item_is_found_by_a_long_value() => Assert.That(Follow($"[aid={Long}].label"), Is.EqualTo(Values.Text("two")));

    [TestCase("[aid=(absent)]")]
    [TestCase("[label=(absent)]")]
    [TestCase("[aid=]")]
    [TestCase("[7].label")]
    [TestCase("[2147483647]")]
    public void What_is_not_there_is_absent(string path) => Assert.That(Follow(path), Is.EqualTo(StepValue.Absent));

    [TestCase(".sw")]
    [TestCase("sw.")]
    [TestCase("sw..x")]
    [TestCase("list[0]label")]
    [TestCase("list[0].")]
    [TestCase("list[")]
    [TestCase("list[-1]")]
    [TestCase("list[2147483648]")]
    [TestCase("list[=x]")]
    [TestCase("list[none=x]")]
    [TestCase("sw[0]")]
    [TestCase("none")]
    public void Odd_paths_are_refused_when_the_case_is_read(string path)
    {
        Assert.That(ValuePath.Parse(path, ScriptedVerb.Shape, "list", out var error), Is.Null);
        Assert.That(error, Is.Not.Empty);
    }
}
