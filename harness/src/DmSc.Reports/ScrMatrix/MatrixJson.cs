using System.Text.Json;
using DmSc.Model.Rollup;
using DmSc.Reports.Files;
using DmSc.Reports.Projection;

namespace DmSc.Reports.ScrMatrix;

/// <summary>scr-matrix.json; its schema is reports/scr-matrix.schema.json.</summary>
internal static class MatrixJson
{
    public static void Write(RunView view, string path) => JsonFile.Write(path, json =>
    {
        json.WriteStartObject();
        RunJsonParts.Header(json, view);
        json.WriteStartArray("iuts");
        foreach (var iut in view.Judgement.Iuts)
        {
            json.WriteStartObject();
            RunJsonParts.Iut(json, view, iut);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        RunJsonParts.Waivers(json, view.Judgement.Waivers);
        json.WriteStartArray("items");
        foreach (var row in view.Judgement.Rows)
            Row(json, view, row);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Row(Utf8JsonWriter json, RunView view, MatrixRow row)
    {
        var item = row.Item;
        json.WriteStartObject();
        json.WriteString("id", item.Id);
        json.WriteString("title", item.Title);
        json.WriteString("text", item.Text);
        json.WriteString("document", item.Document);
        json.WriteString("section", item.Section);
        json.WriteString("release", item.Release);
        json.WriteString("keyword", item.Keyword);
        json.WriteString("obligation", StatusWords.Of(item.Obligation));
        json.WriteStrings("roles", item.Roles.Select(StatusWords.Of));
        if (item.Expression is { } expression)
            json.WriteString("expression", expression);
        json.WriteString("status", StatusWords.Of(row.Status));
        json.WriteString("label", row.Label);
        json.WriteString("reason", row.Reason);
        json.WriteStartArray("perIut");
        foreach (var judged in row.PerIut)
            Judged(json, view, judged);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Judged(Utf8JsonWriter json, RunView view, ItemJudgement judged)
    {
        json.WriteStartObject();
        json.WriteString("iut", judged.Iut);
        json.WriteString("status", StatusWords.Of(judged.Status));
        json.WriteString("reason", judged.Reason);
        json.WriteBoolean("waived", judged.Waived);
        json.WriteStrings("warnings", judged.Warnings);
        json.WriteStartArray("cases");
        foreach (var seen in judged.Cases.Select(view.Find).OfType<CaseView>())
        {
            json.WriteStartObject();
            json.WriteString("case", seen.Key.Case);
            json.WriteString("variant", seen.Key.Variant);
            json.WriteString("title", seen.Outcome.Case.Title);
            json.WriteString("outcome", StatusWords.Of(seen.Class));
            json.WriteString("reason", seen.Outcome.Reason);
            json.WriteEndObject();
            json.Drain();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
