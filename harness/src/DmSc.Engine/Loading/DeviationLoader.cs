using DmSc.Model.Requirements;
using DmSc.Model.Text;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Loading;

/// <summary>A named, documented defect that a reference implementation can be told to have.</summary>
/// <param name="Name">Role and defect: <c>card.dodf-missing</c>.</param>
/// <param name="Role">Which reference implementation can have it.</param>
/// <param name="Description">What is wrong.</param>
/// <param name="Breaks">The items it breaks, by the specification.</param>
/// <param name="Spec">Document and section that say so.</param>
/// <param name="Level">Whether it breaks what is obliged, or only what is recommended.</param>
/// <param name="Span">Its place.</param>
public sealed record Deviation(string Name, IutRole Role, string Description, IReadOnlyList<string> Breaks, string Spec, CheckLevel Level, SourceSpan Span);

/// <summary>Loads fixtures/deviations/*.yaml.</summary>
public static class DeviationLoader
{
    /// <summary>Loads deviations.</summary>
    /// <param name="files">The files.</param>
    /// <param name="known">All items.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns>Those without any error, by name.</returns>
    public static IReadOnlyList<Deviation> Load(IEnumerable<SourceFile> files, RequirementCatalogue known, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(bag);
        var deviations = new SortedDictionary<string, Deviation>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var map in MapReader.Open(YamlReader.Read(file, bag), StatementFormats.Deviations, bag)?.Maps("deviations") ?? [])
            {
                var errors = bag.ErrorsReported;
                var deviation = Read(map, known, bag);
                if (deviation is null || bag.ErrorsReported != errors)
                    continue;
                if (!deviations.TryAdd(deviation.Name, deviation))
                    bag.Add(StatementRules.DeviationTwice, map.Span, $"deviation '{deviation.Name}' already stands at {deviations[deviation.Name].Span}");
            }
        }

        return [.. deviations.Values];
    }

    private static Deviation? Read(MapReader map, RequirementCatalogue known, DiagnosticBag bag)
    {
        var name = map.Text("name");
        var role = map.Word("role", IutRole.Card, IutRole.Device, IutRole.Server);
        var description = map.Text("description");
        var spec = map.Text("spec");
        var level = map.Word("level", CheckLevel.Must, CheckLevel.Should)?.Value ?? CheckLevel.Must;
        var breaks = map.Texts("breaks");
        foreach (var id in breaks)
        {
            var item = known.Find(id.Value);
            if (item is null)
                bag.Add(StatementRules.DeviationUnknownItem, id.Span, $"unknown requirement item '{id.Value}'{Suggestion.For(id.Value, known.Ids)}");
            else if (role is { } own && !item.Roles.Contains(own.Value))
                bag.Add(StatementRules.DeviationOtherRole, id.Span, $"{id.Value} does not oblige a {RequirementRefs.Word(own.Value)}");
        }

        if (name is null || role is null || description is null || spec is null)
            return null;
        var word = RequirementRefs.Word(role.Value.Value);
        if (!name.Value.Value.StartsWith(word + ".", StringComparison.Ordinal))
            bag.Add(StatementRules.DeviationName, name.Value.Span, $"the name of a {word}'s deviation starts with '{word}.'");
        return new Deviation(name.Value.Value, role.Value.Value, description.Value.Value, [.. breaks.Select(b => b.Value)], spec.Value.Value, level, map.Span);
    }
}
