using System.Text;
using DmSc.Model.Rollup;
using DmSc.Reports.Files;
using DmSc.Reports.Projection;

namespace DmSc.Reports.ScrMatrix;

/// <summary>The matrix as plain text for a terminal.</summary>
public static class MatrixText
{
    /// <summary>One line per item: id, obligation, a status per IUT, label and as much of the reason as fits; a line per IUT below.</summary>
    /// <param name="judgement">The judgement.</param>
    /// <param name="width">Columns of the terminal; at least 80 are used.</param>
    /// <returns>Lines separated by line feeds, no colours.</returns>
    public static string Render(RunJudgement judgement, int width = 120)
    {
        ArgumentNullException.ThrowIfNull(judgement);
        var header = new List<string> { "ITEM", "OBL" };
        header.AddRange(judgement.Iuts.Select(i => PlainText.Clip(i.Iut.Id, 16)));
        header.Add("RESULT");
        var rows = judgement.Rows.Select(r => Columns(judgement, r)).ToList();
        var widths = header.Select((h, i) => rows.Select(r => r[i].Length).Append(h.Length).Max()).ToArray();
        var rest = Math.Max(16, Math.Max(80, width) - widths.Sum(w => w + 2));

        var text = new StringBuilder();
        Line(text, header, widths, "REASON");
        for (var i = 0; i < rows.Count; i++)
            Line(text, rows[i], widths, PlainText.Clip(judgement.Rows[i].Reason, rest));
        text.Append('\n');
        foreach (var iut in judgement.Iuts)
            text.Append($"{PlainText.OneLine(iut.Iut.Id)} ({StatusWords.Of(iut.Iut.Role)}): {StatusWords.Of(iut.Overall)} - {PlainText.OneLine(iut.Reason)}\n");
        return text.ToString();
    }

    /// <summary>The word for one IUT in a row; <c>-</c> when the row does not know it.</summary>
    internal static string StatusFor(MatrixRow row, string iut)
    {
        var judged = row.PerIut.FirstOrDefault(p => p.Iut == iut);
        return judged is null ? "-" : judged is { Status: ItemStatus.Fail, Waived: true } ? "FAIL (waived)" : StatusWords.Of(judged.Status);
    }

    private static List<string> Columns(RunJudgement judgement, MatrixRow row)
    {
        var columns = new List<string> { PlainText.Clip(row.Item.Id, 24), PlainText.Clip(row.Item.Keyword, 6) };
        columns.AddRange(judgement.Iuts.Select(i => StatusFor(row, i.Iut.Id)));
        columns.Add(PlainText.Clip(row.Label, 28));
        return columns;
    }

    private static void Line(StringBuilder text, List<string> columns, int[] widths, string reason)
    {
        for (var i = 0; i < columns.Count; i++)
            text.Append(columns[i].PadRight(widths[i] + 2));
        text.Append(reason);
        while (text[^1] == ' ')
            text.Length--;
        text.Append('\n');
    }
}
