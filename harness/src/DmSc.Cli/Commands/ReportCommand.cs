using System.CommandLine;
using DmSc.Cli.Output;
using DmSc.Suite.Composition;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc report</c>: makes every report of a run again from its plan and journal.</summary>
internal static class ReportCommand
{
    public static Command Create(ConsoleOutput console)
    {
        var run = new Argument<string>("run") { Description = "Folder or id of the run." };
        var partial = Options.AllowPartial();
        var dry = new Option<bool>("--dry-run") { Description = "Judges and prints, writes nothing." };
        var root = Options.Root();
        var command = new Command("report", "Makes every report of a run again from its plan and journal.") { run, partial, dry, root };
        command.SetAction(parsed =>
        {
            var folder = RunFolders.Find(parsed.GetValue(run)!, () => Options.Folders(parsed.GetValue(root)));
            var allowPartial = parsed.GetValue(partial);
            try
            {
                if (parsed.GetValue(dry))
                {
                    var (_, judged, decided) = RunReporting.Judged(folder, allowPartial, TimeProvider.System);
                    ResultText.Write(console, judged, decided, folder);
                    return (int)decided.ExitCode;
                }

                var (judgement, gate) = RunReporting.Write(folder, allowPartial, TimeProvider.System);
                ResultText.Write(console, judgement, gate, folder);
                return (int)gate.ExitCode;
            }
            catch (FormatException e)
            {
                throw new SuiteInputException(e.Message);
            }
        });
        return command;
    }
}
