using System.CommandLine;
using DmSc.Cards.Link;
using DmSc.Cli.Commands;
using DmSc.Cli.Output;
using DmSc.Engine.Journal;
using DmSc.Model.Rollup;
using DmSc.Suite.Composition;

namespace DmSc.Cli;

/// <summary>The command <c>dmsc</c>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var console = new ConsoleOutput(Console.Out, Console.Error);
        var root = new RootCommand("Conformance tests for OMA Device Management on smart cards.")
        {
            RunCommand.Create(console),
            ListCommand.Create(console),
            ShowCommand.Create(console),
            LintCommand.Create(console),
            PlanCommand.Create(console),
            ReportCommand.Create(console),
            ProveCommand.Create(console),
            WaiversCommand.Create(console),
            ServeCommand.Create(console),
            ReadersCommand.Create(console),
            CardCommand.Create(console),
            DeviceCommand.Create(console),
            DecodeCommand.Create(console),
            EncodeCommand.Create(console),
            DoctorCommand.Create(console),
            GenerateCommand.Create(console),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                console.Error(error.Message);
            console.Error($"usage: {parsed.CommandResult.Command.Name} --help");
            return (int)ExitCode.BadInput;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // After Ctrl-C: time for the case under way to clean up and for the reports.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(60),
            });
        }
        catch (SuiteInputException e)
        {
            console.Error(e.Message);
            if (e.Diagnostics.Count > 0)
                console.Error($"{e.Diagnostics.Count} problems");
            return (int)ExitCode.BadInput;
        }
        catch (LinkException e)
        {
            console.Error(e.Failure == LinkFailure.ServiceLost ? $"{e.Message}; 'dmsc doctor' tells what is missing" : e.Message);
            return (int)ExitCode.BadInput;
        }
        catch (JournalException e)
        {
            console.Error(e.Message);
            return (int)ExitCode.Incomplete;
        }
        catch (IOException e)
        {
            console.Error(e.Message);
            return (int)ExitCode.BadInput;
        }
        catch (UnauthorizedAccessException e)
        {
            console.Error(e.Message);
            return (int)ExitCode.BadInput;
        }
        catch (OperationCanceledException)
        {
            console.Error("cancelled");
            return (int)ExitCode.Incomplete;
        }
        catch (Exception e)
        {
            // The one place that may catch everything: to say that it is our fault, with all a maintainer needs.
            console.Error($"a defect of the harness: {e}");
            return (int)ExitCode.HarnessBug;
        }
    }
}
