using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DmSc.Engine.Loading;

/// <summary>Writes formats as JSON Schema 2020-12, for editors. The loader stays the judge: a schema sees no variables and no other files.</summary>
internal static class JsonSchemaWriter
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Document(string title, JsonObject root)
    {
        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = title,
        };
        foreach (var (name, value) in root)
            document[name] = value?.DeepClone();
        return document.ToJsonString(Options) + "\n";
    }

    public static JsonObject Map(MapFormat format)
    {
        var properties = new JsonObject();
        foreach (var key in format.Keys)
        {
            var value = Value(key.Value);
            value["description"] = key.Doc;
            properties[key.Name] = value;
        }

        var map = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        var required = format.Keys.Where(k => k.Required).Select(k => (JsonNode)k.Name).ToArray();
        if (required.Length > 0)
            map["required"] = new JsonArray(required);
        return map;
    }

    public static JsonObject Value(ValueFormat format) => format switch
    {
        TextFormat { Pattern: { } pattern } => new() { ["type"] = "string", ["pattern"] = Anchored(pattern.ToString()) },
        // The loader takes every scalar as it is written; an editor sees numbers and truth values where quotes are missing.
        TextFormat => Scalar(),
        HexFormat => new() { ["type"] = "string", ["pattern"] = "^([0-9A-Fa-f]{2} ?)*$" },
        IntegerFormat integer => Number(integer.Min, integer.Max),
        BooleanFormat => new() { ["enum"] = new JsonArray(true, false, "true", "false") },
        DurationFormat => new() { ["type"] = "string", ["pattern"] = "^[0-9]+(ms|s|m)$" },
        DayFormat => new() { ["type"] = "string", ["pattern"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" },
        WordFormat words => Words(words.Words),
        ListFormat list => List(list),
        NestedFormat nested => Map(nested.Format),
        NamesFormat names => Names(names),
        EitherFormat either => new() { ["anyOf"] = new JsonArray([.. either.Forms.Select(f => (JsonNode)Value(f))]) },
        _ => new(),
    };

    public static JsonObject Scalar() => new() { ["type"] = new JsonArray("string", "number", "boolean") };

    public static JsonObject Number(long min, long max)
    {
        var number = new JsonObject { ["type"] = "integer" };
        if (min != long.MinValue)
            number["minimum"] = min;
        if (max != long.MaxValue)
            number["maximum"] = max;
        return new() { ["anyOf"] = new JsonArray(number, new JsonObject { ["type"] = "string", ["pattern"] = "^-?[0-9]+$" }) };
    }

    // Editors read yes, no, true and false as truth values.
    public static JsonObject Words(IReadOnlyList<string> words)
    {
        var values = new JsonArray([.. words.Select(w => (JsonNode)w)]);
        if (words.Any(w => w is "yes" or "true"))
            values.Add(true);
        if (words.Any(w => w is "no" or "false"))
            values.Add(false);
        return new() { ["enum"] = values };
    }

    private static JsonObject List(ListFormat list)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Value(list.Item) };
        if (list.Min > 0)
            schema["minItems"] = list.Min;
        return schema;
    }

    private static JsonObject Names(NamesFormat names)
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(names.Value) };
        if (names.Pattern is { } pattern)
            schema["propertyNames"] = new JsonObject { ["pattern"] = Anchored(pattern.ToString()) };
        return schema;
    }

    // JSON Schema speaks ECMA-262, which has neither \A nor \z.
    private static string Anchored(string pattern) =>
        pattern.Replace(@"\A", "^", StringComparison.Ordinal).Replace(@"\z", "$", StringComparison.Ordinal);
}
