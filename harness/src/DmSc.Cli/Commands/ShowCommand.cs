using System.CommandLine;
using DmSc.Cli.Output;
using DmSc.Engine.Cases;
using DmSc.Engine.Loading;
using DmSc.Model.Rollup;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc show CASE</c>: what a case does, checks and rests on.</summary>
internal static class ShowCommand
{
    public static Command Create(ConsoleOutput console)
    {
        var id = new Argument<string>("case") { Description = "Case id." };
        var root = Options.Root();
        var command = new Command("show", "Shows what a case does, checks and rests on.") { id, root };
        command.SetAction(parsed =>
        {
            var data = ProjectData.LoadOrThrow(Options.Folders(parsed.GetValue(root)));
            var wanted = parsed.GetValue(id)!;
            var found = data.Cases.FirstOrDefault(c => string.Equals(c.Id, wanted, StringComparison.OrdinalIgnoreCase))
                ?? throw new SuiteInputException($"there is no case '{wanted}'{Suggestion.For(wanted.ToUpperInvariant(), data.Cases.Select(c => c.Id))}; 'dmsc list' shows all");
            Write(console, found, data);
            return (int)ExitCode.Conformant;
        });
        return command;
    }

    private static void Write(ConsoleOutput console, ConformanceCase @case, ProjectData data)
    {
        console.Line($"{@case.Id}  {@case.Title}");
        console.Line($"  IUT           {@case.Iut.Text()}");
        console.Line($"  spec          {@case.Spec}");
        console.Line($"  file          {@case.Span}");
        if (@case.Mechanism is not null)
            console.Line($"  mechanism     {@case.Mechanism}");
        if (@case.AppliesIf is not null)
            console.Line($"  applies if    {@case.AppliesIf}");
        if (@case.Mutates.Count > 0)
            console.Line($"  mutates       {string.Join(", ", @case.Mutates)}{(@case.Destructive ? " (destructive)" : "")}");
        if (@case.Ixit.Count > 0)
            console.Line($"  IXIT          {string.Join(", ", @case.Ixit)}");
        foreach (var variant in CaseVariants.Of(@case).Where(v => v.Key.Length > 0))
            console.Line($"  variant       {variant.Key}");
        foreach (var requirement in @case.Requirements)
            console.Line($"  requirement   {requirement}: {data.Known.Find(requirement.Item)?.Text}");
        Steps(console, "given", @case.Given);
        Steps(console, "steps", @case.Steps);
        Steps(console, "finally", @case.Finally);
    }

    private static void Steps(ConsoleOutput console, string stage, IReadOnlyList<CaseStep> steps)
    {
        if (steps.Count == 0)
            return;
        console.Line($"  {stage}");
        foreach (var step in steps)
        {
            var arguments = string.Join(", ", step.Arguments.Select(a => $"{a.Parameter.Name}: {a.Template.Expand(v => "${" + v + "}")}"));
            console.Line($"    {step.Verb.Info.Name} {{ {arguments} }}{(step.Save.Count > 0 ? $" -> {string.Join(", ", step.Save.Select(s => s.Name))}" : "")}");
            foreach (var expectation in step.Expect)
                Check(console, expectation.Check, $"{expectation.Path.Text} {expectation.Matcher.Describe(t => t.Expand(v => "${" + v + "}"))}");
            if (step.WellFormed is { } wellFormed)
                Check(console, wellFormed, "octets decode");
        }
    }

    private static void Check(ConsoleOutput console, Model.Cases.CheckSpec check, string what) =>
        console.Line($"      {check.Level.ToString().ToLowerInvariant(),-6} {check.Id}: {what}  [{string.Join(' ', check.Requirements)}]  {check.Spec}");
}
