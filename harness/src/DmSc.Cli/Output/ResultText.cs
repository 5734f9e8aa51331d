using DmSc.Model.Rollup;
using DmSc.Reports.ScrMatrix;

namespace DmSc.Cli.Output;

/// <summary>The end of <c>run</c> and <c>report</c>: the table of items, the gate, the counts.</summary>
internal static class ResultText
{
    public static void Write(ConsoleOutput console, RunJudgement judgement, GateResult gate, string folder)
    {
        console.Line();
        console.Line(MatrixText.Render(judgement, console.Width));
        console.Line($"gate: {(gate.ExitCode == ExitCode.Conformant ? "met" : "not met")}, exit {(int)gate.ExitCode}");
        foreach (var reason in gate.Reasons)
            console.Line($"  {reason}");
        console.Line($"reports: {folder}");
        console.Line(judgement.Counts.ToString());
    }
}
