using System.Text.Json;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Command;

/// <summary>A copy of the project's data with a device behind a driver program, <c>phone</c>, and whatever cases and stations a test adds.</summary>
internal sealed class DeviceLab : IDisposable
{
    private const string Imsi = "234151234567890";

    private readonly TemporaryFolder _folder = new();

    public DeviceLab()
    {
        Root = _folder.CopyOfData();
        Phone = Path.Combine(Root, "phone");
        Directory.CreateDirectory(Phone);
        var reference = Path.Combine(Root, "fixtures", "iuts", "reference-device");
        File.Copy(Path.Combine(reference, "ics.yaml"), Path.Combine(Phone, "ics.yaml"));
        File.WriteAllText(Path.Combine(Phone, "ixit.yaml"), "parameters:\n  imsi: { description: IMSI of the subscription, sensitive: true, env: DMSC_IMSI }\n");
    }

    public string Root { get; }

    /// <summary>Folder of the IUT, where its driver runs.</summary>
    public string Phone { get; }

    /// <summary>Says how the phone is driven.</summary>
    public void DrivenBy(string patience, params string[] command) => File.WriteAllText(
        Path.Combine(Phone, "iut.yaml"),
        $"id: phone\nrole: device\nvendor: V\nproduct: Phone\nversion: \"1\"\ndriver: process\nsettings:\n  patience: {patience}\n  command: {JsonSerializer.Serialize(command)}\n");

    /// <summary>Lets the reference device be the phone: another process, over real HTTP.</summary>
    public void DrivenByReferenceDevice(params string[] more) => DrivenBy("30s", ["dotnet", Dmsc.Path, "serve", "device", "--imsi", Imsi, .. more]);

    public void AddCase(string id, string text) => File.WriteAllText(Path.Combine(Root, "testcases", "device", $"{id.ToLowerInvariant()}.yaml"), $"id: {id}\n{text}");

    public string AddStation(string text)
    {
        var path = Path.Combine(Root, "lab.yaml");
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs cases, with the IMSI where the IXIT looks for it and a heap of at most 256 MiB.</summary>
    public async Task<DeviceRun> RunAsync(string name, params string[] arguments)
    {
        var result = await ForeignTool.RunAsync(
            Root, "env", [$"DMSC_IMSI={Imsi}", "DOTNET_GCHeapHardLimit=0x10000000", "dotnet", Dmsc.Path, "run", "--out", _folder.File(name), .. arguments]);
        return new DeviceRun(result, _folder.File(name));
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>A run and what it left.</summary>
internal sealed class DeviceRun(ToolResult result, string folder)
{
    public ToolResult Result => result;

    public string Folder => folder;

    public string Counts => result.LastLine();

    /// <summary>The last attempt at each case and variant.</summary>
    public IReadOnlyDictionary<string, JsonElement> Ended { get; } = Events(folder, "case-ended")
        .GroupBy(e => $"{e.GetProperty("key").GetProperty("case").GetString()} {e.GetProperty("key").GetProperty("variant").GetString()}", StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.MaxBy(e => e.GetProperty("attempt").GetInt32()), StringComparer.Ordinal);

    /// <summary>Verdict or kind of fault by case and variant, in order.</summary>
    public IReadOnlyList<string> Outcomes => [.. Ended.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}: {OutcomeOf(e.Value)}")];

    /// <summary>Verdict, or <c>fault</c> with its kind.</summary>
    public static string OutcomeOf(JsonElement ended) => ended.GetProperty("fault") is { ValueKind: JsonValueKind.Object } fault
        ? $"fault {fault.GetProperty("kind").GetString()}"
        : ended.GetProperty("verdict").GetString()!;

    public IReadOnlyList<JsonElement> EventsOf(string kind) => Events(folder, kind);

    private static List<JsonElement> Events(string folder, string kind)
    {
        var journal = Path.Combine(folder, "journal.jsonl");
        return File.Exists(journal)
            ? [.. File.ReadLines(journal).Select(line => JsonDocument.Parse(line).RootElement).Where(e => e.GetProperty("event").GetString() == kind)]
            : [];
    }
}
