using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace DmSc.Steps.Lab;

/// <summary>What the schemas of the driver protocols are put together from.</summary>
internal static class ProtocolSchema
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A schema as the text of a file.</summary>
    public static string Text(JsonObject schema) => schema.ToJsonString(s_indented) + "\n";

    /// <summary>The schema of a type that reads or writes lines.</summary>
    public static JsonObject Exported(JsonTypeInfo type)
    {
        var schema = JsonSchemaExporter.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        return schema.AsObject();
    }

    /// <summary>The same without null: what is not there is left out of a request.</summary>
    public static JsonNode WithoutNull(JsonNode node)
    {
        var clone = node.DeepClone();
        if (clone is not JsonObject schema)
            return clone;
        schema.Remove("default");
        if (schema["type"] is JsonArray types)
            schema["type"] = types.Select(type => type!.GetValue<string>()).Single(type => type != "null");
        if (schema["items"] is { } items)
            schema["items"] = WithoutNull(items);
        if (schema["properties"] is JsonObject properties)
        {
            foreach (var name in properties.Select(property => property.Key).ToList())
                properties[name] = WithoutNull(properties[name]!);
        }

        return clone;
    }

    /// <summary>The properties of the schema of an object.</summary>
    public static JsonObject Fields(JsonNode schema) => schema["properties"]!.AsObject();

    /// <summary>An object with these properties and no others.</summary>
    public static JsonObject Closed(string description, JsonObject properties, params ReadOnlySpan<string> required) => new()
    {
        ["description"] = description,
        ["type"] = "object",
        ["properties"] = properties,
        ["required"] = Types(required),
        ["additionalProperties"] = false,
    };

    /// <summary>A reference to a definition.</summary>
    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    /// <summary>A closed set of words.</summary>
    public static JsonObject OneOf(IReadOnlyList<string> words) => new() { ["enum"] = Types([.. words]) };

    /// <summary>An array of strings.</summary>
    public static JsonArray Types(params ReadOnlySpan<string> words)
    {
        var array = new JsonArray();
        foreach (var word in words)
            array.Add(word);
        return array;
    }
}
