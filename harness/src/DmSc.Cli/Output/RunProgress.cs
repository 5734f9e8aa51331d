using DmSc.Model.Runs;
using DmSc.Model.Verdicts;
using Spectre.Console;

namespace DmSc.Cli.Output;

/// <summary>Shows a run as it goes: a bar on a terminal, one line for every case that did not simply pass elsewhere.</summary>
internal sealed class RunProgress(ConsoleOutput console)
{
    private readonly Lock _lock = new();
    private ProgressTask? _bar;
    private int _done;

    /// <summary>Runs something while progress is shown.</summary>
    /// <param name="total">How many cases there are.</param>
    /// <param name="asks">Whether an operator is asked in between: a bar that is drawn again and again would tear the question.</param>
    /// <param name="run">What to run.</param>
    public async Task ShowAsync(int total, bool asks, Func<Task> run)
    {
        if (!console.IsTerminal || asks)
        {
            await run();
            return;
        }

        await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async context =>
            {
                _bar = context.AddTask("cases", maxValue: Math.Max(1, total));
                await run();
                _bar.Value = _bar.MaxValue;
            });
    }

    /// <summary>A case was decided.</summary>
    /// <param name="outcome">Its outcome.</param>
    public void Decided(CaseOutcome outcome)
    {
        var line = Describe(outcome);
        lock (_lock)
        {
            _done++;
            if (_bar is not null)
            {
                _bar.Value = _done;
                if (outcome is not { Verdict: Verdict.Pass, Fault: null })
                    AnsiConsole.WriteLine(line);
                return;
            }

            console.Line(line);
        }
    }

    private static string Describe(CaseOutcome outcome)
    {
        var word = outcome switch
        {
            { Disposition: Disposition.NotApplicable } => "N/A",
            { Disposition: Disposition.NotSelected } => "SKIP",
            { Disposition: Disposition.NotRun } => "NOT RUN",
            { Verdict: Verdict.Fail } => "FAIL",
            { Fault: not null } => "FAULT",
            { Verdict: Verdict.Pass } => "pass",
            _ => "INCONCLUSIVE",
        };
        var text = $"{word,-12} {outcome.Case.Key.Name}";
        if (word == "pass")
            return outcome.Unstable ? $"{text}  (unstable: passed at attempt {outcome.Attempts.Count})" : text;
        return $"{text}: {outcome.Reason}";
    }
}
