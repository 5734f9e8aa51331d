using System.Text.Json.Nodes;
using DmSc.EndToEnd.Tests.Rig;
using DmSc.Engine.Loading;
using DmSc.Model.Cases;

namespace DmSc.EndToEnd.Tests.Schemas;

/// <summary>The schemas we publish for editors, held against the input files of the repository by a validator that is not ours.</summary>
public sealed class InputSchemaTests
{
    private static readonly (string Schema, string Folder, string Pattern)[] Sets =
    [
        ("testcases/case.schema.json", "testcases/card", "*.yaml"),
        ("testcases/case.schema.json", "testcases/device", "*.yaml"),
        ("testcases/case.schema.json", "testcases/server", "*.yaml"),
        ("testcases/sequence.schema.json", "testcases/sequences", "*.yaml"),
        ("fixtures/schemas/requirements.schema.json", "testcases/requirements", "*.yaml"),
        ("fixtures/schemas/station.schema.json", "fixtures/stations", "*.yaml"),
        ("fixtures/schemas/card-image.schema.json", "fixtures/cards", "*.yaml"),
        ("fixtures/schemas/deviations.schema.json", "fixtures/deviations", "*.yaml"),
        ("fixtures/schemas/iut.schema.json", "fixtures/iuts", "iut.yaml"),
        ("fixtures/schemas/capture-manifest.schema.json", "fixtures/iuts", "manifest.yaml"),
        ("fixtures/schemas/ics.schema.json", "fixtures/iuts", "ics.yaml"),
        ("fixtures/schemas/ixit.schema.json", "fixtures/iuts", "ixit.yaml"),
        ("fixtures/schemas/waivers.schema.json", "fixtures/iuts", "waivers.yaml"),
    ];

    public static IEnumerable<TestCaseData> Inputs() => Sets.Select(s => new TestCaseData(s.Schema, s.Folder, s.Pattern).SetArgDisplayNames(s.Schema));

    [TestCaseSource(nameof(Inputs))]
    public async Task Input_files_obey_their_schema(string schema, string folder, string pattern)
    {
        ForeignTool.RequireNpm("ajv");
        var files = Directory.GetFiles(Path.Combine(ForeignTool.RepositoryRoot, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Contains("/parts/", StringComparison.Ordinal)).ToList();
        Assert.That(files, Is.Not.Empty);
        Assert.That(await ValidateAsync(schema, files.Select(f => (Path.GetRelativePath(ForeignTool.RepositoryRoot, f), Json(f)))), Is.Empty);
    }

    [Test]
    public async Task The_case_schema_refuses_an_unknown_verb()
    {
        ForeignTool.RequireNpm("ajv");
        var file = Directory.GetFiles(Path.Combine(ForeignTool.RepositoryRoot, "testcases", "card"), "*.yaml")[0];
        var json = Json(file)!.AsObject();
        json["steps"] = new JsonArray(new JsonObject { ["card.no-such-verb"] = new JsonObject() });
        Assert.That(await ValidateAsync("testcases/case.schema.json", [("broken.yaml", json)]), Does.Contain("broken.yaml"));
    }

    /// <summary>The complaints about files, validated by one process: to compile a schema of verbs costs it most.</summary>
    private static async Task<string> ValidateAsync(string schema, IEnumerable<(string Name, JsonNode? Json)> files)
    {
        using var folder = new TemporaryFolder();
        List<string> paths = [];
        foreach (var (name, json) in files)
        {
            var path = folder.File(name.Replace('/', '-') + ".json");
            await File.WriteAllTextAsync(path, json!.ToJsonString());
            paths.Add(path);
        }

        var result = await ForeignTool.RunAsync(ForeignTool.Tools, "node", ["validate.mjs", Path.Combine(ForeignTool.RepositoryRoot, schema), .. paths]);
        return result.ExitCode == 0 ? string.Empty : $"{result.All} (exit {result.ExitCode})";
    }

    private static JsonNode? Json(string yaml)
    {
        var bag = new DiagnosticBag();
        var node = YamlReader.Read(yaml, bag);
        Assert.That(bag.Items, Is.Empty);
        return Json(node!);
    }

    private static JsonNode? Json(SpecNode node) => node switch
    {
        MapNode map => new JsonObject(map.Entries.Select(e => KeyValuePair.Create(e.Key, Json(e.Value)))),
        ListNode list => new JsonArray([.. list.Items.Select(Json)]),
        ScalarNode scalar => JsonValue.Create(scalar.Text),
        _ => throw new InvalidOperationException($"{node.Span}: a node of no known kind"),
    };
}
