using System.CommandLine;
using DmSc.Cli.Output;
using DmSc.Model.Rollup;
using DmSc.Suite.Composition;
using DmSc.Suite.Waiving;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc waivers</c>: writes drafts of waivers, and tells which ones still do their work.</summary>
internal static class WaiversCommand
{
    public static Command Create(ConsoleOutput console) => new("waivers", "Known failures: drafts for waivers.yaml, and whether the ones there are still needed.")
    {
        Suggest(console),
        Verify(console),
    };

    private static Command Suggest(ConsoleOutput console)
    {
        var run = new Argument<string>("run") { Description = "Folder or id of the run." };
        var root = Options.Root();
        var command = new Command("suggest", "Prints waivers.yaml entries for the failed must-checks of a run. Reason and link are placeholders, which no run accepts.") { run, root };
        command.SetAction(parsed =>
        {
            var clock = TimeProvider.System;
            var (record, judgement, _) = Judged(() => RunReporting.Judged(RunFolders.Find(parsed.GetValue(run)!, () => Options.Folders(parsed.GetValue(root))), allowPartial: true, clock));
            var text = WaiverSuggestions.Of(record, judgement, DateOnly.FromDateTime(clock.GetLocalNow().DateTime));
            console.Out.Write(text.Length > 0 ? text : "# no must-check failed without a waiver\n");
            return (int)ExitCode.Conformant;
        });
        return command;
    }

    private static Command Verify(ConsoleOutput console)
    {
        var run = new Argument<string?>("run") { Description = "Folder or id of the run. Without one: the files of the IUTs against the cases there are.", Arity = ArgumentArity.ZeroOrOne };
        var iut = Options.Iut();
        var root = Options.Root();
        var command = new Command("verify", "Tells of every waiver whether it is used, stale, expired or names nothing there is. Exit code 1 when one has to be changed.") { run, iut, root };
        command.SetAction(parsed =>
        {
            var clock = TimeProvider.System;
            var folders = () => Options.Folders(parsed.GetValue(root));
            IReadOnlyList<WaiverUse> uses;
            if (parsed.GetValue(run) is { } name)
            {
                if (parsed.GetValue(iut) is { Length: > 0 })
                    throw new SuiteInputException("a run knows its IUTs: give either the run or --iut");
                uses = Judged(() => WaiverCheck.OfRun(RunFolders.Find(name, folders), clock));
            }
            else
            {
                var plan = RunPreparation.Prepare(new RunRequest { Folders = folders(), Iuts = Options.Split(parsed.GetValue(iut)) }, clock).Plan;
                uses = WaiverCheck.OfPlan(plan, DateOnly.FromDateTime(clock.GetLocalNow().DateTime));
            }

            foreach (var use in uses)
                console.Line($"{Word(use.State),-14}{use.Iut}  {use.Message}  ({use.Waiver.Span})");
            var bad = uses.Count(u => !WaiverCheck.IsGood(u));
            console.Line($"{uses.Count} waivers, {bad} to be changed");
            return (int)(bad == 0 ? ExitCode.Conformant : ExitCode.Nonconformant);
        });
        return command;
    }

    private static T Judged<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw new SuiteInputException(e.Message);
        }
    }

    private static string Word(WaiverState state) => state switch
    {
        WaiverState.Used => "used",
        WaiverState.UnexpectedPass => "stale",
        WaiverState.Expired => "expired",
        WaiverState.Unmatched => "unmatched",
        _ => "not exercised",
    };
}
