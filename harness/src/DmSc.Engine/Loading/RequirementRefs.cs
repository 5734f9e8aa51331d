using DmSc.Model.Requirements;

namespace DmSc.Engine.Loading;

/// <summary>Reads the items and aspects that a case and its checks name.</summary>
internal sealed class RequirementRefs(RequirementCatalogue known, IutRole role, DiagnosticBag bag)
{
    /// <summary>The items and aspects, without those complained about.</summary>
    public IReadOnlyList<RequirementRef> Read(IEnumerable<Located<string>> names)
    {
        var refs = new List<RequirementRef>();
        foreach (var name in names)
        {
            if (Read(name) is not { } found)
                continue;
            if (refs.Contains(found))
                bag.Add(CaseRules.RepeatedRequirement, name.Span, $"'{found}' is listed twice");
            else
                refs.Add(found);
        }

        return refs;
    }

    /// <summary>The names of the item's aspects for the role.</summary>
    public IEnumerable<string> AspectsOf(string item) =>
        known.Find(item) is { } found && found.Aspects.TryGetValue(role, out var clauses) ? clauses.SelectMany(c => c.AnyOf) : [];

    private RequirementRef? Read(Located<string> name)
    {
        var slash = name.Value.IndexOf('/', StringComparison.Ordinal);
        var id = slash < 0 ? name.Value : name.Value[..slash];
        var aspect = slash < 0 ? null : name.Value[(slash + 1)..];
        if (known.Find(id) is not { } item)
        {
            bag.Add(CaseRules.UnknownItem, name.Span, $"unknown requirement item '{id}'{Suggestion.For(id, known.Ids)}");
            return null;
        }

        if (!item.Roles.Contains(role))
        {
            bag.Add(CaseRules.ItemOfOtherRole, name.Span, $"{id} does not concern a {Word(role)}; it obliges {string.Join(", ", item.Roles.Select(Word))}");
            return null;
        }

        if (aspect is not null && !AspectsOf(id).Contains(aspect, StringComparer.Ordinal))
        {
            bag.Add(CaseRules.UnknownAspect, name.Span, $"{id} has no aspect '{aspect}' for a {Word(role)}{Suggestion.For(aspect, AspectsOf(id))}");
            return null;
        }

        return new RequirementRef(id, aspect);
    }

    public static string Word(IutRole role) => CaseFormats.Roles[(int)role];
}
