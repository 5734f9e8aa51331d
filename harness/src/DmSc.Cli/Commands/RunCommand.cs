using System.CommandLine;
using System.Text.Json;
using DmSc.Cli.Operators;
using DmSc.Cli.Output;
using DmSc.Model.Rollup;
using DmSc.Model.Verdicts;
using DmSc.Suite.Composition;
using DmSc.Suite.Hosting;

namespace DmSc.Cli.Commands;

/// <summary><c>dmsc run</c>.</summary>
internal static class RunCommand
{
    public static Command Create(ConsoleOutput console)
    {
        var iut = Options.Iut();
        var station = Options.Station();
        var ics = Options.Ics();
        var select = Options.Select();
        var partial = Options.AllowPartial();
        var root = Options.Root();
        var resume = new Option<string?>("--resume") { Description = "Completes a run: its folder or id. Verdicts stand, everything else is tried again." };
        var output = new Option<string?>("--out") { Description = "Folder of this run. Default: reports/runs/<id>." };
        var seed = new Option<long?>("--seed") { Description = "Seed of all randomness, to repeat a run. Default: a new one." };
        var json = new Option<bool>("--json") { Description = "Prints the result as JSON instead of tables." };
        var command = new Command("run", "Runs the cases against the implementation under test and writes the reports.") { iut, station, ics, select, resume, output, partial, seed, json, root };
        command.SetAction(async (parsed, ct) =>
        {
            using var desk = parsed.GetValue(json) ? null : ConsoleDesk.Open(TimeProvider.System);
            var request = new RunRequest
            {
                Desk = desk,
                Folders = Options.Folders(parsed.GetValue(root)),
                Iuts = Options.Split(parsed.GetValue(iut)),
                Station = parsed.GetValue(station),
                Ics = parsed.GetValue(ics),
                Selection = parsed.GetValue(select),
                Resume = parsed.GetValue(resume),
                Out = parsed.GetValue(output),
                AllowPartial = parsed.GetValue(partial),
                Seed = parsed.GetValue(seed),
            };
            return (int)await RunAsync(console, request, parsed.GetValue(json), ct);
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(ConsoleOutput console, RunRequest request, bool json, CancellationToken ct)
    {
        var prepared = RunPreparation.Prepare(request, TimeProvider.System);
        prepared.RequireDesk();
        if (prepared.Earlier is null && !prepared.Plan.Cases.Any(c => c.Disposition == Disposition.Executed))
        {
            console.Error(prepared.Plan.Cases.Count == 0
                ? "there is no case for the IUTs of this station"
                : $"no case is selected: {prepared.Plan.Cases.Count} planned, first left out: {prepared.Plan.Cases[0].Key.Name}: {prepared.Plan.Cases[0].ReasonText}");
            return ExitCode.NothingJudged;
        }

        var progress = new RunProgress(console);
        await using var run = new ConformanceRun(prepared, TimeProvider.System, ct, json ? null : progress.Decided);
        GateResult? gate = null;
        async Task ExecuteAsync()
        {
            await InProcessHost.RunAsync(run, prepared.Plan.Station.Lanes, ct);
            gate = await run.FinishAsync();
        }

        if (json)
            await ExecuteAsync();
        else
            await progress.ShowAsync(prepared.Plan.Cases.Count, asks: prepared.OperatedAt is not null, ExecuteAsync);
        LatestRun.Point(request.Folders, run.Folder);
        if (json)
            WriteJson(console, run, gate!);
        else
            ResultText.Write(console, run.Judgement!, gate!, request.Folders.Shown(run.Folder));
        return gate!.ExitCode;
    }

    private static void WriteJson(ConsoleOutput console, ConformanceRun run, GateResult gate)
    {
        var judgement = run.Judgement!;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("run", run.Plan.RunId);
            writer.WriteString("folder", run.Folder);
            writer.WriteString("overall", judgement.Overall.Text());
            writer.WriteNumber("exitCode", (int)gate.ExitCode);
            writer.WriteStartArray("reasons");
            foreach (var reason in gate.Reasons)
                writer.WriteStringValue(reason);
            writer.WriteEndArray();
            writer.WriteStartObject("items");
            foreach (var row in judgement.Rows)
                writer.WriteString(row.Item.Id, row.Label);
            writer.WriteEndObject();
            writer.WriteStartObject("cases");
            writer.WriteNumber("passed", judgement.Counts.Passed);
            writer.WriteNumber("failed", judgement.Counts.Failed);
            writer.WriteNumber("inconclusive", judgement.Counts.Inconclusive);
            writer.WriteNumber("faulted", judgement.Counts.Faulted);
            writer.WriteNumber("skipped", judgement.Counts.Skipped);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        console.Line(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }
}
