using DmSc.Model.Statements;

namespace DmSc.Engine.Loading;

/// <summary>Loads ixit.yaml.</summary>
public static class IxitLoader
{
    /// <summary>Loads ixit.yaml.</summary>
    /// <param name="file">The file.</param>
    /// <param name="environment">Value of an environment variable, or <c>null</c>.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <param name="reference">Whether the IUT is a reference implementation, whose secrets may be published.</param>
    /// <param name="folder">The folder that files of parameters are relative to; that of the process when <c>null</c>.</param>
    /// <returns><c>null</c> after an error. A parameter whose environment variable is not set has no value; that is no error here.</returns>
    public static Ixit? Load(SourceFile file, Func<string, string?> environment, DiagnosticBag bag, bool reference = false, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(bag);
        var errors = bag.ErrorsReported;
        if (MapReader.Open(YamlReader.Read(file, bag), StatementFormats.Ixit, bag) is not { } map)
            return null;
        var parameters = new Dictionary<string, IxitParameter>(StringComparer.Ordinal);
        foreach (var (name, parameter) in map.NamedMaps("parameters"))
        {
            var description = parameter.Text("description")?.Value ?? "";
            var sensitive = parameter.Boolean("sensitive")?.Value ?? false;
            var env = parameter.Text("env")?.Value;
            string? value = null;
            if (parameter.Has("value"))
            {
                // The message names the parameter, never the value.
                if (sensitive)
                    bag.Add(StatementRules.IxitLiteralSecret, parameter.KeySpan("value"), $"'{name.Value}' is sensitive: its value comes from the environment, not from a file");
                else
                    value = parameter.Text("value")?.Value;
                if (env is not null)
                    bag.Add(StatementRules.IxitTwoSources, parameter.KeySpan("env"), $"'{name.Value}' has both value and env");
            }
            else if (env is not null && environment(env) is { Length: > 0 } found)
            {
                value = found;
            }

            if (parameter.Text("file") is { } named)
            {
                if (env is not null || parameter.Has("value"))
                    bag.Add(StatementRules.IxitTwoSources, parameter.KeySpan("file"), $"'{name.Value}' has a file and another source");
                else
                    value = TextOf(named, folder, bag);
            }

            if (parameter.Text("published")?.Value is { } published)
            {
                if (!reference || !sensitive || env is null)
                    bag.Add(StatementRules.IxitPublished, parameter.KeySpan("published"), $"'{name.Value}' is no secret of a reference implementation that comes from the environment otherwise");

                // What everybody can read is not sensitive: masking it would only spoil the evidence.
                else if (value is null)
                    (value, sensitive) = (published, false);
            }

            parameters[name.Value] = new IxitParameter(name.Value, description, value, sensitive);
        }

        return bag.ErrorsReported == errors ? new Ixit(parameters) : null;
    }

    /// <summary>The text of a file that a parameter names; what is wrong is said where it is named.</summary>
    private static string? TextOf(Located<string> named, string? folder, DiagnosticBag bag)
    {
        var own = new DiagnosticBag();
        if (SourceFile.Open(Path.Combine(folder ?? ".", named.Value), own, named.Value) is { } file)
            return file.Text;
        bag.Add(StatementRules.IxitFile, named.Span, $"{named.Value}: {own.Items[0].Message}");
        return null;
    }
}
