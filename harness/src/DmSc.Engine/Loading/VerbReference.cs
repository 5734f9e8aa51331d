using System.Text;
using DmSc.Engine.Verbs;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Loading;

/// <summary>Generates docs/verbs.md.</summary>
public static class VerbReference
{
    /// <summary>The text of docs/verbs.md.</summary>
    /// <param name="verbs">The verbs there are.</param>
    public static string Generate(VerbCatalogue verbs)
    {
        ArgumentNullException.ThrowIfNull(verbs);
        var text = new StringBuilder("# Verbs\n\nWhat a step of a case can do. Generated from the verbs themselves; a test fails when this page is stale.\n");
        foreach (var verb in verbs.All)
            Write(text, verb.Info);
        return text.ToString();
    }

    private static void Write(StringBuilder text, VerbInfo verb)
    {
        text.Append($"\n## {verb.Name}\n\n{verb.Summary}\n\n");
        text.Append(verb.Drives is { } role ? $"Drives: {RequirementRefs.Word(role)}." : "Common to all roles.");
        if (verb.DecodesIutBytes)
        {
            text.Append(verb.WellFormedLevel == CheckLevel.Must
                ? " Decodes octets of the IUT: a step has a `well-formed` check."
                : " Decodes octets of the IUT: a step has a check `well-formed-answer` of level should unless it declares a `well-formed` check.");
        }

        if (verb.Mutates.Count > 0)
            text.Append($" Changes: {string.Join(", ", verb.Mutates.Select(m => $"`{m}`"))}.");
        text.Append('\n');
        if (verb.Parameters.Count > 0)
        {
            text.Append("\n| Parameter | Kind | Default | Meaning |\n|---|---|---|---|\n");
            foreach (var p in verb.Parameters)
            {
                var kind = p.Choices is { } words ? string.Join(", ", words.Select(w => $"`{w}`")) : p.Kind;
                var standard = p.Required ? "required" : p.DefaultText is { } d ? $"`{d}`" : "";
                text.Append($"| `{p.Name}` | {Cell(kind)} | {Cell(standard)} | {Cell(p.Doc)} |\n");
            }
        }

        foreach (var group in verb.ExactlyOneOf)
            text.Append($"\nExactly one of {string.Join(", ", group.Select(g => $"`{g}`"))}.\n");
        if (verb.Result.Fields.Count == 0)
            return;
        text.Append("\n| Result | Kind | Meaning |\n|---|---|---|\n");
        Fields(text, verb.Result, "", verb.MainResult);
        if (verb.MainResult is { } main)
            text.Append($"\n`save: name` saves `{main}`.\n");
    }

    private static void Fields(StringBuilder text, RecordShape record, string prefix, string? main)
    {
        foreach (var field in record.Fields)
        {
            var path = prefix + field.Name;
            text.Append($"| `{path}`{(prefix.Length == 0 && field.Name == main ? " (main)" : "")} | {KindOf(field.Shape)} | {Cell(field.Doc)} |\n");
            switch (field.Shape)
            {
                case RecordShape inner:
                    Fields(text, inner, path + ".", null);
                    break;
                case ListShape { Item: RecordShape item }:
                    Fields(text, item, path + "[].", null);
                    break;
            }
        }
    }

    private static string KindOf(ValueShape shape) => shape switch
    {
        ScalarShape scalar => scalar.Kind,
        ListShape list => $"list of {KindOf(list.Item)}",
        _ => "record",
    };

    internal static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
