using System.Text.Json;
using DmSc.Model.Rollup;
using DmSc.Reports.Files;
using DmSc.Reports.Projection;

namespace DmSc.Reports.ScrMatrix;

/// <summary>What scr-matrix.json and report.json have in common.</summary>
internal static class RunJsonParts
{
    public static void Header(Utf8JsonWriter json, RunView view)
    {
        var plan = view.Run.Plan;
        json.WriteNumber("version", 1);
        json.WriteString("run", plan.RunId);
        json.WriteString("harness", plan.HarnessVersion);
        json.WriteString("startedAt", view.Run.StartedAt);
        json.WriteString("endedAt", view.Run.EndedAt);
        json.WriteBoolean("complete", view.Run.Complete);
        json.WriteStartObject("station");
        json.WriteString("id", plan.Station.Id);
        json.WriteString("class", plan.Station.Class);
        json.WriteEndObject();
        json.WriteString("overall", StatusWords.Of(view.Judgement.Overall));
        var counts = view.Judgement.Counts;
        json.WriteStartObject("counts");
        json.WriteNumber("passed", counts.Passed);
        json.WriteNumber("failed", counts.Failed);
        json.WriteNumber("inconclusive", counts.Inconclusive);
        json.WriteNumber("faulted", counts.Faulted);
        json.WriteNumber("skipped", counts.Skipped);
        json.WriteEndObject();
        json.WriteStartObject("gate");
        json.WriteBoolean("passed", view.Gate.Passed);
        json.WriteNumber("exitCode", view.Gate.ExitCode);
        json.WriteStrings("reasons", view.Gate.Reasons);
        json.WriteEndObject();
    }

    public static void Iut(Utf8JsonWriter json, RunView view, IutJudgement iut)
    {
        json.WriteString("id", iut.Iut.Id);
        json.WriteString("role", StatusWords.Of(iut.Iut.Role));
        json.WriteString("vendor", iut.Iut.Vendor);
        json.WriteString("product", iut.Iut.Product);
        json.WriteString("version", iut.Iut.Version);
        json.WriteString("overall", StatusWords.Of(iut.Overall));
        json.WriteString("reason", iut.Reason);
        json.WriteStartObject("facts");
        foreach (var (name, value) in view.Run.IutFacts.GetValueOrDefault(iut.Iut.Id) ?? new Dictionary<string, string>())
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    public static void Waivers(Utf8JsonWriter json, IEnumerable<WaiverUse> uses)
    {
        json.WriteStartArray("waivers");
        foreach (var use in uses)
        {
            json.WriteStartObject();
            json.WriteString("iut", use.Iut);
            json.WriteString("case", use.Waiver.Case);
            if (use.Waiver.Variant is { } variant)
                json.WriteString("variant", variant);
            json.WriteString("check", use.Waiver.Check);
            json.WriteString("reason", use.Waiver.Reason);
            json.WriteString("link", use.Waiver.Link);
            json.WriteString("until", use.Waiver.Until.ToString("yyyy-MM-dd"));
            json.WriteString("state", StatusWords.Of(use.State));
            json.WriteString("message", use.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
