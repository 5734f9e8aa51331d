using DmSc.Reports.Files;
using DmSc.Reports.Projection;
using DmSc.Reports.ScrMatrix;

namespace DmSc.Reports;

/// <summary>report.json, the versioned statement a lab hands on; its schema is reports/report.schema.json.</summary>
internal static class PublicReport
{
    public static void Write(RunView view, string path) => JsonFile.Write(path, json =>
    {
        var plan = view.Run.Plan;
        json.WriteStartObject();
        RunJsonParts.Header(json, view);
        json.WriteNumber("seed", plan.Seed);
        if (plan.Selection is { } selection)
            json.WriteString("selection", selection);
        json.WriteStartArray("stationBreaks");
        foreach (var broke in view.Run.StationBreaks)
        {
            json.WriteStartObject();
            json.WriteNumber("lane", broke.Lane);
            json.WriteString("firstCause", broke.FirstCause);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("inputs");
        foreach (var (file, hash) in plan.InputHashes.OrderBy(p => p.Key, StringComparer.Ordinal))
            json.WriteString(file, hash);
        json.WriteEndObject();
        json.WriteStartArray("iuts");
        foreach (var iut in view.Judgement.Iuts)
        {
            json.WriteStartObject();
            RunJsonParts.Iut(json, view, iut);
            json.WriteStrings("releases", view.Iut(iut.Iut.Id)?.Ics.Releases ?? []);
            json.WriteStartArray("items");
            foreach (var item in iut.Items)
            {
                json.WriteStartObject();
                json.WriteString("id", item.Item.Id);
                json.WriteString("obligation", StatusWords.Of(item.Item.Obligation));
                json.WriteString("status", StatusWords.Of(item.Status));
                json.WriteBoolean("waived", item.Waived);
                json.WriteString("reason", item.Reason);
                json.WriteEndObject();
                json.Drain();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        RunJsonParts.Waivers(json, view.Judgement.Waivers);
        json.WriteEndObject();
    });
}
