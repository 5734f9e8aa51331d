using System.CommandLine;
using System.Text;
using DmSc.Cli.Output;
using DmSc.Model.Rollup;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc plan</c>: what a run would do, and why not the rest.</summary>
internal static class PlanCommand
{
    public static Command Create(ConsoleOutput console)
    {
        var iut = Options.Iut();
        var station = Options.Station();
        var ics = Options.Ics();
        var select = Options.Select();
        var root = Options.Root();
        var json = new Option<bool>("--json") { Description = "Prints plan.json." };
        var command = new Command("plan", "Shows what a run would do and why it would leave out the rest; opens nothing.") { iut, station, ics, select, json, root };
        command.SetAction(parsed =>
        {
            var prepared = RunPreparation.Prepare(
                new RunRequest
                {
                    Folders = Options.Folders(parsed.GetValue(root)),
                    Iuts = Options.Split(parsed.GetValue(iut)),
                    Station = parsed.GetValue(station),
                    Ics = parsed.GetValue(ics),
                    Selection = parsed.GetValue(select),
                },
                TimeProvider.System);
            if (parsed.GetValue(json))
            {
                console.Line(Encoding.UTF8.GetString(RunJson.WritePlan(prepared.Plan)));
                return (int)ExitCode.Conformant;
            }

            foreach (var planned in prepared.Plan.Cases)
                console.Line(planned.Disposition == Disposition.Executed ? $"run      {planned.Key}: {planned.Title}" : $"leave    {planned.Key}: {planned.Disposition}: {planned.ReasonText}");
            var run = prepared.Plan.Cases.Count(c => c.Disposition == Disposition.Executed);
            console.Line($"{run} to run, {prepared.Plan.Cases.Count - run} left out");
            return (int)(run == 0 ? ExitCode.NothingJudged : ExitCode.Conformant);
        });
        return command;
    }
}
