using System.Text.Json.Nodes;
using DmSc.EndToEnd.Tests.Rig;

namespace DmSc.EndToEnd.Tests.Schemas;

/// <summary>Holds lines against a published schema, by a validator that is not ours.</summary>
/// <param name="name">The schema's file.</param>
internal sealed class ProtocolSchemas(string name)
{
    private readonly string _schema = Path.Combine(ForeignTool.RepositoryRoot, "fixtures", "schemas", name);

    public async Task AssertValidAsync(string form, params string[] lines)
    {
        var result = await ValidateAsync(form, lines);
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
    }

    public async Task<ToolResult> ValidateAsync(string form, string[] lines)
    {
        ForeignTool.RequireNpm("ajv");
        var document = JsonNode.Parse(await File.ReadAllTextAsync(_schema))!.AsObject();
        document.Remove("oneOf");
        document["type"] = "array";
        document["items"] = new JsonObject { ["$ref"] = $"#/$defs/{form}" };
        var folder = Directory.CreateTempSubdirectory("dmsc-schema-");
        try
        {
            var (schema, data) = (Path.Combine(folder.FullName, "schema.json"), Path.Combine(folder.FullName, "data.json"));
            await File.WriteAllTextAsync(schema, document.ToJsonString());
            await File.WriteAllTextAsync(data, $"[{string.Join(',', lines)}]");
            return await ForeignTool.RunAsync(ForeignTool.Tools, "node", "validate.mjs", schema, data);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
