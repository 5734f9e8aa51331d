using System.Text.Json.Nodes;
using DmSc.Engine.Verbs;
using DmSc.Model.Requirements;

namespace DmSc.Engine.Loading;

/// <summary>Generates the schemas of case and sequence files: verbs with their parameters, matchers, checks, items.</summary>
public static class CaseSchema
{
    /// <summary>The text of testcases/case.schema.json.</summary>
    /// <param name="verbs">The verbs there are.</param>
    /// <param name="known">All items with all aspects.</param>
    public static string Generate(VerbCatalogue verbs, RequirementCatalogue known)
    {
        ArgumentNullException.ThrowIfNull(verbs);
        ArgumentNullException.ThrowIfNull(known);
        var root = JsonSchemaWriter.Map(CaseFormats.Case);
        var properties = root["properties"]!.AsObject();
        properties["requirements"]!["items"] = Reference("requirement");
        foreach (var section in (string[])["given", "steps", "finally"])
            properties[section]!["items"] = new JsonObject { ["anyOf"] = new JsonArray(Reference("step"), Reference("include")) };
        root["$defs"] = Definitions(verbs, known);
        return JsonSchemaWriter.Document("Conformance case", root);
    }

    /// <summary>The text of testcases/sequence.schema.json.</summary>
    /// <param name="verbs">The verbs there are.</param>
    /// <param name="known">All items with all aspects.</param>
    public static string GenerateSequence(VerbCatalogue verbs, RequirementCatalogue known)
    {
        ArgumentNullException.ThrowIfNull(verbs);
        ArgumentNullException.ThrowIfNull(known);
        var root = JsonSchemaWriter.Map(CaseFormats.Sequence);
        root["properties"]!["steps"]!["items"] = Reference("step");
        root["$defs"] = Definitions(verbs, known);
        return JsonSchemaWriter.Document("Sequence of steps", root);
    }

    private static JsonObject Definitions(VerbCatalogue verbs, RequirementCatalogue known)
    {
        var expectation = JsonSchemaWriter.Map(CaseFormats.Expectation);
        expectation["properties"]!["req"] = ItemOrItems("What it is evidence for.");
        expectation["anyOf"] = new JsonArray([.. CaseFormats.Matchers.Select(m => (JsonNode)new JsonObject { ["required"] = new JsonArray(m) })]);
        var wellFormed = JsonSchemaWriter.Map(CaseFormats.WellFormedMap);
        wellFormed["properties"]!["req"] = ItemOrItems("What it is evidence for.");
        var names = known.Items.SelectMany(i => (IEnumerable<string>)[i.Id, .. i.Aspects.Values.SelectMany(c => c).SelectMany(c => c.AnyOf).Distinct(StringComparer.Ordinal).Select(a => $"{i.Id}/{a}")]);
        return new JsonObject
        {
            ["requirement"] = new JsonObject { ["enum"] = new JsonArray([.. names.Select(n => (JsonNode)n)]) },
            ["include"] = JsonSchemaWriter.Map(CaseFormats.Include),
            ["expectation"] = expectation,
            ["well-formed"] = wellFormed,
            ["step"] = Step(verbs),
        };
    }

    private static JsonObject Step(VerbCatalogue verbs)
    {
        var step = JsonSchemaWriter.Map(CaseFormats.StepExtras);
        var properties = step["properties"]!.AsObject();
        properties["expect"] = new JsonObject
        {
            ["description"] = CaseFormats.StepExtras.Find("expect")!.Doc,
            ["anyOf"] = new JsonArray(Reference("expectation"), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Reference("expectation") }),
        };
        properties["well-formed"] = new JsonObject
        {
            ["description"] = CaseFormats.StepExtras.Find("well-formed")!.Doc,
            ["anyOf"] = new JsonArray(JsonSchemaWriter.Value(CaseFormats.Name), Reference("well-formed")),
        };
        var one = new JsonArray();
        foreach (var verb in verbs.All)
        {
            properties[verb.Info.Name] = Arguments(verb.Info);
            one.Add(new JsonObject { ["required"] = new JsonArray(verb.Info.Name) });
        }

        if (one.Count > 0)
            step["oneOf"] = one;
        return step;
    }

    private static JsonObject Arguments(VerbInfo verb)
    {
        var properties = new JsonObject();
        foreach (var parameter in verb.Parameters)
        {
            properties[parameter.Name] = new JsonObject
            {
                ["description"] = parameter.DefaultText is { } standard ? $"{parameter.Doc} Default: {standard}." : parameter.Doc,
                ["anyOf"] = new JsonArray(Argument(parameter), new JsonObject { ["type"] = "string", ["pattern"] = @"\$\{" }),
            };
        }

        var arguments = new JsonObject
        {
            ["description"] = verb.Summary,
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        var required = verb.Parameters.Where(p => p.Required).Select(p => (JsonNode)p.Name).ToArray();
        if (required.Length > 0)
            arguments["required"] = new JsonArray(required);
        if (verb.ExactlyOneOf.Count > 0)
        {
            arguments["allOf"] = new JsonArray([.. verb.ExactlyOneOf.Select(group => (JsonNode)new JsonObject
            {
                ["oneOf"] = new JsonArray([.. group.Select(name => (JsonNode)new JsonObject { ["required"] = new JsonArray(name) })]),
            })]);
        }

        return arguments;
    }

    private static JsonObject Argument(Parameter parameter) => parameter.Kind switch
    {
        "hex" => JsonSchemaWriter.Value(ValueFormat.Hex()),
        "integer" => JsonSchemaWriter.Number(long.MinValue, long.MaxValue),
        "boolean" => JsonSchemaWriter.Value(ValueFormat.Boolean()),
        "choice" => JsonSchemaWriter.Words(parameter.Choices ?? []),
        _ => JsonSchemaWriter.Scalar(),
    };

    private static JsonObject ItemOrItems(string doc) => new()
    {
        ["description"] = doc,
        ["anyOf"] = new JsonArray(Reference("requirement"), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Reference("requirement") }),
    };

    private static JsonObject Reference(string name) => new() { ["$ref"] = $"#/$defs/{name}" };
}
