using DmSc.Model.Requirements.Expressions;

namespace DmSc.Tests.Model.Requirements.Expressions;

internal sealed class RequirementExpressionTests
{
    // The rows of the static conformance appendix that shows the notation (XYZ client and server), and those of DM Bootstrap.
    [TestCase("(XYZ-C-004-O OR XYZ-C-003-M) AND\n XYZ-C-002-O", "(XYZ-C-004-O OR XYZ-C-003-M) AND XYZ-C-002-O")]
    [TestCase("ZYX:MCF", "ZYX:MCF")]
    [TestCase("ZYX:OCF", "ZYX:OCF")]
    [TestCase("XYZ-S-004-O OR XYZ-S-002-O OR XYZ-S-003-M", "XYZ-S-004-O OR XYZ-S-002-O OR XYZ-S-003-M")]
    [TestCase("ZYX:MSF", "ZYX:MSF")]
    [TestCase("ZYX:OSF", "ZYX:OSF")]
    [TestCase("ProvBoot:ProvBoot-B-C-001 AND DM-BOOT-C-003", "ProvBoot:ProvBoot-B-C-001 AND DM-BOOT-C-003")]
    [TestCase("DM-BOOT-C-010 AND DM-BOOT-C-011", "DM-BOOT-C-010 AND DM-BOOT-C-011")]
    [TestCase("((DM-SC-GEN-2))", "DM-SC-GEN-2")]
    [TestCase("NOT(A-1 AND B-1)OR C-1", "NOT (A-1 AND B-1) OR C-1")]
    [TestCase("A-1 AND (B-1 AND C-1)", "A-1 AND (B-1 AND C-1)")]
    public void Expressions_of_the_documents_are_read_and_printed(string text, string printed)
    {
        Assert.That(RequirementExpression.Parse(text).ToString(), Is.EqualTo(printed));
    }

    [Test]
    public void Not_binds_before_and_binds_before_or()
    {
        Assert.That(RequirementExpression.Parse("A-1 OR NOT B-1 AND C-1"), Is.EqualTo(RequirementExpression.Parse("A-1 OR ((NOT B-1) AND C-1)")));
        Assert.That(RequirementExpression.Parse("A-1 AND B-1 OR C-1"), Is.Not.EqualTo(RequirementExpression.Parse("A-1 AND (B-1 OR C-1)")));
    }

    [TestCase("", 1)]
    [TestCase("   ", 4)]
    [TestCase("A-1 B-1", 5)]
    [TestCase("A-1 AND", 8)]
    [TestCase("AND A-1", 1)]
    [TestCase("(A-1", 5)]
    [TestCase("A-1)", 4)]
    [TestCase("()", 2)]
    [TestCase("A-1 and B-1", 5)]
    [TestCase("A-1 & B-1", 5)]
    [TestCase("A-1 AND FOO", 9)]
    [TestCase("A-1 AND MCF", 9)]
    [TestCase("A-1 OR ZYX:XXF", 8)]
    [TestCase(":MCF", 1)]
    [TestCase("ZYX:", 1)]
    [TestCase("ZYX: MCF", 1)]
    [TestCase("A:B:C-1", 1)]
    [TestCase("A--1", 1)]
    [TestCase("A-1-", 1)]
    [TestCase("1-A-1", 1)]
    [TestCase("DM-BOOT-C", 1)]
    [TestCase("A-1 NOT B-1", 5)]
    [TestCase("Ä-1", 1)]
    public void Anything_else_is_an_error_with_its_column(string text, int column)
    {
        Assert.That(RequirementExpression.TryParse(text, out _, out var error), Is.False);
        Assert.That(error!.Column, Is.EqualTo(column), error.Message);
        Assert.That(() => RequirementExpression.Parse(text), Throws.TypeOf<FormatException>().With.Message.StartsWith($"column {column}: "));
    }

    [Test]
    public void Depth_and_size_are_bounded()
    {
        var deep = new string('(', RequirementExpression.MaxDepth) + "A-1" + new string(')', RequirementExpression.MaxDepth);
        var nots = string.Concat(Enumerable.Repeat("NOT ", 100_000)) + "A-1";
        var wide = string.Join(" AND ", Enumerable.Repeat("A-1", RequirementExpression.MaxOperands));

        Assert.That(RequirementExpression.TryParse(deep, out _, out _), Is.True);
        Assert.That(RequirementExpression.TryParse($"({deep})", out _, out _), Is.False);
        Assert.That(RequirementExpression.TryParse(nots, out _, out _), Is.False);
        Assert.That(RequirementExpression.TryParse(wide, out _, out _), Is.True);
        Assert.That(RequirementExpression.TryParse($"{wide} AND A-1", out _, out _), Is.False);
    }

    [Test]
    public void Operands_know_their_column_and_enabler()
    {
        var operands = RequirementExpression.Parse("NOT A-1 AND (ZYX:MCF OR A-1)").Operands.ToList();

        Assert.That(operands.Select(o => (o.Name, o.Column, o.Enabler)), Is.EqualTo(new[] { ("A-1", 5, null), ("ZYX:MCF", 14, "ZYX"), ("A-1", 25, (string?)null) }));
    }

    [Test]
    public void The_explanation_is_what_decides_and_no_more()
    {
        var expression = RequirementExpression.Parse("(A-1 AND B-1) OR C-1 OR D-1");

        Assert.That(Because(expression, ("A-1", Truth.True), ("B-1", Truth.True), ("C-1", Truth.True), ("D-1", Truth.Unknown)), Is.EqualTo(new[] { "C-1" }));
        Assert.That(Because(expression, ("A-1", Truth.False), ("B-1", Truth.False), ("C-1", Truth.False), ("D-1", Truth.False)), Is.EqualTo(new[] { "A-1", "C-1", "D-1" }));
        Assert.That(Because(expression, ("A-1", Truth.False), ("B-1", Truth.Unknown), ("C-1", Truth.Unknown), ("D-1", Truth.False)), Is.EqualTo(new[] { "C-1" }));
    }

    [FsCheck.NUnit.Property(MaxTest = 1000, EndSize = 10_000_000)]
    public void Value_and_explanation_agree_with_brute_force(int seed)
    {
        var random = new Random(seed);
        var expression = RandomExpression.Make(random, 5);
        string[] names = [.. expression.Operands.Select(o => o.Name).Distinct(StringComparer.Ordinal)];
        var values = names.ToDictionary(n => n, _ => (Truth)random.Next(3), StringComparer.Ordinal);

        var evaluation = expression.Evaluate(n => values[n]);

        // Kleene from the truth table of the connectives, each operator spelled out.
        Assert.That(evaluation.Value, Is.EqualTo(RandomExpression.Kleene(expression, values)));
        if (evaluation.Value == Truth.Unknown)
        {
            Assert.That(evaluation.Because, Is.Not.Empty);
            Assert.That(evaluation.Because.Select(b => b.Value), Is.All.EqualTo(Truth.Unknown));
            return;
        }

        var smallest = Enumerable.Range(0, 1 << names.Length)
            .Where(mask => Decides(expression, names, values, mask, evaluation.Value))
            .Min(mask => int.PopCount(mask));
        var given = names.Select((n, i) => evaluation.Because.Any(b => b.Operand == n) ? 1 << i : 0).Sum();
        Assert.That(evaluation.Because, Has.Count.EqualTo(smallest));
        Assert.That(Decides(expression, names, values, given, evaluation.Value), Is.True);
    }

    [FsCheck.NUnit.Property(MaxTest = 1000, EndSize = 10_000_000)]
    public void Printing_and_reading_give_the_same_expression(int seed)
    {
        var expression = RandomExpression.Make(new Random(seed), 9);

        Assert.That(RequirementExpression.Parse(expression.ToString()), Is.EqualTo(expression));
    }

    private static bool Decides(RequirementExpression expression, string[] names, Dictionary<string, Truth> values, int mask, Truth value)
    {
        var some = names.Select((n, i) => (n, v: (mask >> i & 1) == 1 ? values[n] : Truth.Unknown)).ToDictionary(p => p.n, p => p.v, StringComparer.Ordinal);
        return RandomExpression.Kleene(expression, some) == value;
    }

    private static string[] Because(RequirementExpression expression, params (string Name, Truth Value)[] values) =>
        [.. expression.Evaluate(n => values.Single(v => v.Name == n).Value).Because.Select(b => b.Operand)];
}
