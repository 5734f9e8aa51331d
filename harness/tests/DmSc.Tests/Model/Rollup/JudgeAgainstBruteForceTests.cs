using DmSc.Model.Requirements;
using DmSc.Model.Requirements.Expressions;
using DmSc.Model.Rollup;
using DmSc.Model.Statements;
using DmSc.Model.Verdicts;
using DmSc.Tests.Model.Requirements.Expressions;
using static DmSc.Tests.Model.Build;

namespace DmSc.Tests.Model.Rollup;

/// <summary>The rules once more, sentence by sentence over the raw facts of a random run, against the judgement.</summary>
internal sealed class JudgeAgainstBruteForceTests
{
    private static readonly string[] Ids = ["G-1", "G-2", "G-3"];
    private static readonly string[] AspectNames = ["a", "b"];

    private enum What
    {
        Pass,
        Fail,
        WaivedFail,
        Inconclusive,
        Fault,
        FailAndFault,
        NotSelected,
        NotRun,
        NotApplicable,
    }

    private sealed record Fact(string Item, string? Aspect, string? Mechanism, What What);

    private sealed record World(List<RequirementItem> Items, Dictionary<string, ClaimAnswer> Answers, List<Fact> Facts);

    [FsCheck.NUnit.Property(MaxTest = 1000, EndSize = 10_000_000)]
    public void Every_status_is_what_the_rules_say(int seed)
    {
        var world = RandomWorld(new Random(seed));
        var scenario = Told(world);
        var judgement = scenario.Judge();

        foreach (var item in world.Items)
        {
            var judged = judgement.Iuts[0].Items.Single(j => j.Item.Id == item.Id);
            Assert.That(judged.Status, Is.EqualTo(StatusOf(world, item)), $"seed {seed}: {item.Id}: {judged.Reason}");
            Assert.That(judged.Reason, Is.Not.Empty);
            Assert.That(judged.Waived, Is.False.Or.EqualTo(judged.Status == ItemStatus.Fail));
        }

        NoFalsePass(world, scenario, judgement, seed);
    }

    [FsCheck.NUnit.Property(MaxTest = 1000, EndSize = 10_000_000)]
    public void More_trouble_never_helps(int seed)
    {
        var random = new Random(seed);
        var world = RandomWorld(random);
        if (world.Facts.Count == 0 || world.Items.Exists(i => i.Expression?.Contains("NOT", StringComparison.Ordinal) == true))
            return;
        var worse = new List<Fact>(world.Facts);
        var at = random.Next(worse.Count);
        if (worse[at].What != What.Pass)
            return;
        worse[at] = worse[at] with { What = (What)random.Next((int)What.Fail, (int)What.NotApplicable) };

        if (Told(world with { Facts = worse }).Judge().Iuts[0].Overall == OverallStatus.Conformant)
            Assert.That(Told(world).Judge().Iuts[0].Overall, Is.EqualTo(OverallStatus.Conformant), $"seed {seed}");
    }

    // What may never be, whatever the rules in between.
    private static void NoFalsePass(World world, Scenario scenario, RunJudgement judgement, int seed)
    {
        if (scenario.Exit(allowPartial: false) != ExitCode.Conformant)
            return;
        Assert.That(judgement.Overall, Is.EqualTo(OverallStatus.Conformant));
        foreach (var item in world.Items)
        {
            if (world.Answers[item.Id] == ClaimAnswer.No)
            {
                Assert.That(item.Obligation, Is.EqualTo(Obligation.Optional), $"seed {seed}");
                continue;
            }

            var facts = world.Facts.FindAll(f => f.Item == item.Id);
            Assert.That(facts.Exists(f => f.What == What.Pass), Is.True, $"seed {seed}: {item.Id} has no passed case");
            if (item.SatisfiedBy == SatisfiedBy.All)
                Assert.That(facts.Select(f => f.What), Is.All.AnyOf(What.Pass, What.NotApplicable), $"seed {seed}: {item.Id}");
        }
    }

    private static ItemStatus StatusOf(World world, RequirementItem item)
    {
        var answer = world.Answers[item.Id];
        var expression = item.Expression is null ? null : RequirementExpression.Parse(item.Expression);
        if (item.Obligation == Obligation.Mandatory && answer == ClaimAnswer.No)
            return ItemStatus.Fail;
        if (answer == ClaimAnswer.Yes && expression is not null && RandomExpression.Kleene(expression, Ids.ToDictionary(i => i, i => Claim(world.Answers[i]), StringComparer.Ordinal)) == Truth.False)
            return ItemStatus.Fail;
        if (answer == ClaimAnswer.No)
            return ItemStatus.NotClaimed;

        var applicable = world.Facts.FindAll(f => f.Item == item.Id && f.What != What.NotApplicable);
        // Operands stand behind their item, so there is no circle here.
        var operands = expression is null ? [] : expression.Operands.Select(o => o.Name).Distinct(StringComparer.Ordinal).ToDictionary(n => n, n => StatusOf(world, world.Items.Single(i => i.Id == n)), StringComparer.Ordinal);
        var values = operands.ToDictionary(o => o.Key, o => o.Value switch { ItemStatus.Pass => Truth.True, ItemStatus.Fail or ItemStatus.NotClaimed => Truth.False, _ => Truth.Unknown }, StringComparer.Ordinal);
        var truth = expression is null ? Truth.True : RandomExpression.Kleene(expression, values);

        // One group for "all"; for any-mechanism one for each mechanism, with the cases that are about all of them.
        List<List<Fact>> groups = [applicable];
        var mechanisms = applicable.Select(f => f.Mechanism).Where(m => m is not null).Distinct().ToList();
        if (item.SatisfiedBy == SatisfiedBy.AnyMechanism && mechanisms.Count > 0)
            groups = [.. mechanisms.Select(m => applicable.FindAll(f => f.Mechanism == m || f.Mechanism is null))];
        var standing = groups.FindAll(g => !g.Exists(Failed));

        if (standing.Count == 0 || truth == Truth.False)
            return ItemStatus.Fail;
        if (standing.Exists(g => g.Exists(f => f.What is What.Inconclusive or What.Fault or What.NotRun)) || answer == ClaimAnswer.Unanswered)
            return ItemStatus.Inconclusive;
        if (truth == Truth.Unknown && !OnlyUntestedMatters(expression!, operands, values))
            return ItemStatus.Inconclusive;
        if (standing.Exists(g => g.Exists(f => f.What == What.NotSelected)))
            return ItemStatus.NotRun;
        if (!standing.Exists(g => Whole(item, g)) || truth == Truth.Unknown)
            return ItemStatus.Untested;
        return ItemStatus.Pass;
    }

    private static bool Failed(Fact fact) => fact.What is What.Fail or What.WaivedFail or What.FailAndFault;

    private static bool Whole(RequirementItem item, List<Fact> group) =>
        group.Exists(f => f.What == What.Pass)
        && item.Aspects.Values.SelectMany(c => c).All(c => group.Exists(f => f.What == What.Pass && f.Aspect is not null && c.AnyOf.Contains(f.Aspect)));

    // Only untested ones are unknown: with them left open and every other unknown operand settled either way, the expression stays open;
    // in words of the rule: no operand that is unknown for another reason can change how open the expression is.
    private static bool OnlyUntestedMatters(RequirementExpression expression, Dictionary<string, ItemStatus> operands, Dictionary<string, Truth> values) =>
        Relevant(expression, values).All(o => operands[o] == ItemStatus.Untested);

    private static IEnumerable<string> Relevant(RequirementExpression node, Dictionary<string, Truth> values)
    {
        if (RandomExpression.Kleene(node, values) != Truth.Unknown)
            return [];
        return node switch
        {
            RequirementExpression.Operand operand => [operand.Name],
            RequirementExpression.Not not => Relevant(not.Inner, values),
            RequirementExpression.And and => Relevant(and.Left, values).Concat(Relevant(and.Right, values)),
            RequirementExpression.Or or => Relevant(or.Left, values).Concat(Relevant(or.Right, values)),
            _ => throw new ArgumentException("unknown node", nameof(node)),
        };
    }

    private static Truth Claim(ClaimAnswer answer) => answer switch { ClaimAnswer.Yes => Truth.True, ClaimAnswer.No => Truth.False, _ => Truth.Unknown };

    private static World RandomWorld(Random random)
    {
        var items = new List<RequirementItem>();
        for (var i = 0; i < Ids.Length; i++)
        {
            string[] behind = Ids[(i + 1)..];
            var expression = behind.Length > 0 && random.Next(3) == 0 ? RandomExpression.Make(random, random.Next(1, 4), behind).ToString() : null;
            AspectClause[] aspects = random.Next(3) switch { 0 => [], 1 => [Aspect("a")], _ => [Aspect("a"), Aspect("b", "c")] };
            items.Add(Item(Ids[i], (Obligation)random.Next(2), expression, satisfiedBy: (SatisfiedBy)random.Next(2), aspects: aspects));
        }

        // Mostly passes: otherwise the interesting statuses would be rare.
        var facts = Enumerable.Range(0, random.Next(0, 9)).Select(_ => new Fact(
            Ids[random.Next(Ids.Length)],
            random.Next(4) == 0 ? null : AspectNames[random.Next(2)],
            random.Next(3) switch { 0 => null, 1 => "m1", _ => "m2" },
            random.Next(2) == 0 ? What.Pass : (What)random.Next(9))).ToList();
        return new World(items, Ids.ToDictionary(i => i, _ => random.Next(3) == 0 ? (ClaimAnswer)random.Next(3) : ClaimAnswer.Yes, StringComparer.Ordinal), facts);
    }

    private static Scenario Told(World world)
    {
        var scenario = Scenario.OfCard([.. world.Items], [.. world.Answers.Select(a => (a.Key, a.Value))]);
        var number = 0;
        foreach (var fact in world.Facts)
        {
            var planned = Case("card-1", $"C{++number}", [Ref(fact.Item, fact.Aspect)]) with { Mechanism = fact.Mechanism };
            _ = fact.What switch
            {
                What.Pass => scenario.Ran(planned, ("c", Verdict.Pass)),
                What.Fail => scenario.Ran(planned, ("c", Verdict.Fail)),
                What.WaivedFail => scenario.Waive(planned.Key.Case, "c").Ran(planned, ("c", Verdict.Fail)),
                What.Inconclusive => scenario.Ran(planned, ("c", Verdict.Inconclusive)),
                What.Fault => scenario.Ran(planned, Fault(), ("c", Verdict.Pass)),
                What.FailAndFault => scenario.Ran(planned, Fault(), ("c", Verdict.Fail)),
                What.NotSelected => scenario.Planned(planned.LeftOut(Disposition.NotSelected, DispositionReason.Selection)),
                What.NotRun => scenario.Planned(planned.LeftOut(Disposition.NotRun, DispositionReason.IxitMissing)),
                What.NotApplicable => scenario.Planned(planned.LeftOut(Disposition.NotApplicable, DispositionReason.AppliesIfFalse)),
                _ => throw new ArgumentException($"unknown fact {fact.What}", nameof(world)),
            };
        }

        return scenario;
    }
}
