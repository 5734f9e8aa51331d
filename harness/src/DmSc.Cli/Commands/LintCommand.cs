using System.CommandLine;
using DmSc.Cli.Output;
using DmSc.Model.Rollup;
using DmSc.Model.Text;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc lint</c>: every problem of every input file at once.</summary>
internal static class LintCommand
{
    public static Command Create(ConsoleOutput console)
    {
        var root = Options.Root();
        var command = new Command("lint", "Checks every input file: cases, catalogue, IUTs, stations, card images, deviations.") { root };
        command.SetAction(parsed =>
        {
            var found = ProjectLint.Run(Options.Folders(parsed.GetValue(root)));
            foreach (var diagnostic in found)
                console.Line(diagnostic.ToString());
            var errors = found.Count(d => d.Severity == Severity.Error);
            console.Line($"{errors} errors, {found.Count - errors} warnings");
            return (int)(errors > 0 ? ExitCode.BadInput : ExitCode.Conformant);
        });
        return command;
    }
}
