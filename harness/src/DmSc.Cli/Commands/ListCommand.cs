using System.CommandLine;
using System.Text.Json;
using DmSc.Cli.Output;
using DmSc.Engine.Cases;
using DmSc.Engine.Loading;
using DmSc.Engine.Planning;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc list</c>: the cases there are.</summary>
internal static class ListCommand
{
    public static Command Create(ConsoleOutput console)
    {
        var item = new Option<string?>("--item") { Description = "Glob over the items a case or one of its checks names." };
        var role = new Option<string?>("--role") { Description = "card, device or server." };
        var glob = new Argument<string?>("pattern") { Description = "Glob over case ids.", Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json") { Description = "For machines." };
        var root = Options.Root();
        var command = new Command("list", "Lists the cases, by item, role or pattern.") { glob, item, role, json, root };
        command.SetAction(parsed =>
        {
            var data = ProjectData.LoadOrThrow(Options.Folders(parsed.GetValue(root)));
            var cases = Filter(data.Cases, parsed.GetValue(item), parsed.GetValue(role), parsed.GetValue(glob));
            if (parsed.GetValue(json))
                WriteJson(console, cases);
            else
                WriteTable(console, cases);
            return (int)(cases.Count == 0 ? ExitCode.NothingJudged : ExitCode.Conformant);
        });
        return command;
    }

    private static List<ConformanceCase> Filter(IReadOnlyList<ConformanceCase> cases, string? item, string? role, string? glob)
    {
        bool Matches(string? pattern, ConformanceCase @case) =>
            pattern is null || CaseSelection.Parse(pattern).Includes(@case, new CaseKey(string.Empty, @case.Id, string.Empty));
        return [.. cases.Where(c => Matches(item, c) && Matches(glob, c) && (role is null || string.Equals(c.Iut.Text(), role, StringComparison.OrdinalIgnoreCase)))];
    }

    private static void WriteTable(ConsoleOutput console, List<ConformanceCase> cases)
    {
        var idWidth = cases.Count == 0 ? 4 : cases.Max(c => c.Id.Length);
        foreach (var @case in cases)
        {
            var variants = CaseVariants.Of(@case).Count;
            console.Line($"{@case.Id.PadRight(idWidth)}  {@case.Iut.Text(),-6}  {variants,2}x  {string.Join(' ', @case.Requirements),-28}  {@case.Title}");
        }

        console.Line($"{cases.Count} cases, {cases.Sum(c => CaseVariants.Of(c).Count)} with variants");
    }

    private static void WriteJson(ConsoleOutput console, List<ConformanceCase> cases)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartArray();
            foreach (var @case in cases)
            {
                writer.WriteStartObject();
                writer.WriteString("id", @case.Id);
                writer.WriteString("title", @case.Title);
                writer.WriteString("iut", @case.Iut.Text());
                writer.WriteString("spec", @case.Spec);
                writer.WriteString("file", @case.Span.File);
                Strings(writer, "requirements", @case.Requirements.Select(r => r.ToString()));
                Strings(writer, "variants", CaseVariants.Of(@case).Select(v => v.Key));
                Strings(writer, "checks", @case.Checks.Select(c => c.Id));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        console.Line(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static void Strings(Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
