using System.Text;
using DmSc.Reports.Files;
using DmSc.Reports.Projection;

namespace DmSc.Reports.ScrMatrix;

/// <summary>scr-matrix.md: the matrix for a pull request or a mail.</summary>
internal static class MatrixMarkdown
{
    public static void Write(RunView view, string path) => ReportFile.Write(path, stream =>
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        var plan = view.Run.Plan;
        text.WriteLine($"# SCR matrix of run {Cell(plan.RunId)}");
        text.WriteLine();
        text.WriteLine($"Overall **{StatusWords.Of(view.Judgement.Overall)}** · gate {(view.Gate.Passed ? "open" : "closed")} · {view.Judgement.Counts}");
        text.WriteLine($"Station {Cell(plan.Station.Id)} ({Cell(plan.Station.Class)}) · harness {Cell(plan.HarnessVersion)} · {view.Run.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        text.WriteLine();
        foreach (var reason in view.Gate.Reasons)
            text.WriteLine($"- {Cell(reason)}");
        if (view.Gate.Reasons.Count > 0)
            text.WriteLine();
        text.WriteLine("| IUT | Role | Product | Overall | Why |");
        text.WriteLine("|---|---|---|---|---|");
        foreach (var iut in view.Judgement.Iuts)
        {
            var id = iut.Iut;
            text.WriteLine($"| {Cell(id.Id)} | {StatusWords.Of(id.Role)} | {Cell($"{id.Vendor} {id.Product} {id.Version}")} | **{StatusWords.Of(iut.Overall)}** | {Cell(iut.Reason)} |");
        }

        text.WriteLine();
        text.WriteLine($"| Item | Title | Obligation | {string.Join(" | ", view.Judgement.Iuts.Select(i => Cell(i.Iut.Id)))} | Result | Why |");
        text.WriteLine($"|---|---|---|{string.Concat(view.Judgement.Iuts.Select(_ => "---|"))}---|---|");
        foreach (var row in view.Judgement.Rows)
        {
            var perIut = view.Judgement.Iuts.Select(i => MatrixText.StatusFor(row, i.Iut.Id));
            text.WriteLine($"| {Cell(row.Item.Id)} | {Cell(row.Item.Title)} | {Cell(row.Item.Keyword)} | {string.Join(" | ", perIut)} | **{Cell(row.Label)}** | {Cell(row.Reason)} |");
        }
    });

    // Everything that Markdown or the HTML in it could read as its own is escaped.
    private static string Cell(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        foreach (var c in PlainText.OneLine(text))
        {
            if (c is '<' or '>' or '&')
                result.Append(c switch { '<' => "&lt;", '>' => "&gt;", _ => "&amp;" });
            else if (c is '|' or '\\' or '`' or '*' or '_' or '[' or ']' or '!' or '#')
                result.Append('\\').Append(c);
            else
                result.Append(c);
        }

        return result.ToString();
    }
}
