namespace DmSc.Engine.Loading;

/// <summary>JSON Schemas of the input files without verbs, generated from the formats the loaders check against.</summary>
public static class FileSchemas
{
    /// <summary>Schemas by file name: <c>iut.schema.json</c>, <c>ics.schema.json</c> and so on.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["iut.schema.json"] = Schema("Implementation under test", StatementFormats.Iut),
        ["ics.schema.json"] = Schema("Implementation conformance statement", StatementFormats.Ics),
        ["ixit.schema.json"] = Schema("Parameters of an implementation under test", StatementFormats.Ixit),
        ["waivers.schema.json"] = Schema("Waivers", StatementFormats.Waivers),
        ["deviations.schema.json"] = Schema("Deviations", StatementFormats.Deviations),
        ["requirements.schema.json"] = Schema("Requirement catalogue", StatementFormats.Catalogue),
    };

    /// <summary>The schema of a format of another loader, for example of station files.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="format">The format.</param>
    public static string Schema(string title, MapFormat format) => JsonSchemaWriter.Document(title, JsonSchemaWriter.Map(format));
}
