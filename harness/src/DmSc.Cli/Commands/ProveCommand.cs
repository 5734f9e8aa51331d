using System.CommandLine;
using DmSc.Cli.Output;
using DmSc.Model.Rollup;
using DmSc.Suite.Proving;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc prove</c>: the kill matrix.</summary>
internal static class ProveCommand
{
    public static Command Create(ConsoleOutput console)
    {
        var root = Options.Root();
        var deviation = new Option<string?>("--deviation") { Description = "Glob over deviations; then nothing is said about unproven checks." };
        var command = new Command("prove", "Runs the cases against every deviation of the reference implementations and prints which check kills which.") { deviation, root };
        command.SetAction(async (parsed, ct) =>
        {
            var matrix = await Prover.RunAsync(Options.Folders(parsed.GetValue(root)), parsed.GetValue(deviation), TimeProvider.System, ct);
            Write(console, matrix);
            return (int)(matrix.IsComplete ? ExitCode.Conformant : ExitCode.Nonconformant);
        });
        return command;
    }

    private static void Write(ConsoleOutput console, KillMatrix matrix)
    {
        foreach (var trouble in matrix.Baseline)
            console.Line($"BASELINE  {trouble}");
        foreach (var deviation in matrix.Deviations)
        {
            var word = deviation.IsHole ? "HOLE" : deviation.Wrong.Count > 0 ? "WRONG" : deviation.Bugs.Count > 0 ? "BUG" : "killed";
            console.Line($"{word,-8}{deviation.Name}  breaks {string.Join(' ', deviation.Breaks)}");
            foreach (var kill in deviation.Kills)
                console.Line($"          {kill}");
            foreach (var wrong in deviation.Wrong)
                console.Line($"          {wrong}  FAILED OUTSIDE THE DEVIATION'S ITEMS");
            foreach (var bug in deviation.Bugs)
                console.Line($"          DEFECT OF THE HARNESS: {bug}");
            foreach (var fault in deviation.Faults.Take(3))
                console.Line($"          fault (kills nothing): {fault}");
        }

        foreach (var unproven in matrix.Unproven)
            console.Line($"UNPROVEN  {unproven}");
        console.Line($"{matrix.Deviations.Count} deviations, {matrix.Deviations.Count(d => d.IsHole)} holes, {matrix.Deviations.Sum(d => d.Wrong.Count)} wrong checks, {matrix.Unproven.Count} unproven must-checks: {(matrix.IsComplete ? "complete" : "INCOMPLETE")}");
    }
}
