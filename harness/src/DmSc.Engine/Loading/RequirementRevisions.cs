using DmSc.Model.Requirements;

namespace DmSc.Engine.Loading;

/// <summary>All requirement items with all their wordings.</summary>
public sealed class RequirementRevisions
{
    private readonly IReadOnlyList<IReadOnlyList<RequirementItem>> _wordings;

    // Per item its wordings, the default one first; an item without revisions has one.
    internal RequirementRevisions(IReadOnlyList<IReadOnlyList<RequirementItem>> wordings)
    {
        _wordings = wordings;
        Names = [.. wordings.SelectMany(w => w).Select(i => i.Revision).OfType<string>().Distinct(StringComparer.Ordinal)];
        Default = wordings.Select(w => w[0].Revision).OfType<string>().FirstOrDefault();
        Known = new RequirementCatalogue([.. wordings.Select(Union)]);
    }

    /// <summary>The names of the drafts there are.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The draft that is judged when nobody names one; <c>null</c> when no item has several wordings.</summary>
    public string? Default { get; }

    /// <summary>Every item once, in its default wording, with the aspects of all wordings: what cases may refer to.</summary>
    public RequirementCatalogue Known { get; }

    /// <summary>The items in the wording of one draft; an item that the draft does not reword in its default one.</summary>
    /// <param name="revision">One of <see cref="Names"/>, or <c>null</c> for the default.</param>
    /// <exception cref="ArgumentException">There is no such draft.</exception>
    public RequirementCatalogue ForRevision(string? revision)
    {
        if (revision is not null && !Names.Contains(revision, StringComparer.Ordinal))
            throw new ArgumentException($"there is no revision '{revision}'; there are {string.Join(", ", Names)}", nameof(revision));
        return new RequirementCatalogue([.. _wordings.Select(w => w.FirstOrDefault(i => revision is not null && i.Revision == revision) ?? w[0])]);
    }

    private static RequirementItem Union(IReadOnlyList<RequirementItem> wordings)
    {
        if (wordings.Count == 1)
            return wordings[0];
        var aspects = new Dictionary<IutRole, IReadOnlyList<AspectClause>>();
        foreach (var role in wordings[0].Roles)
        {
            string[] names = [.. wordings.SelectMany(w => w.Aspects.GetValueOrDefault(role) ?? []).SelectMany(c => c.AnyOf).Distinct(StringComparer.Ordinal)];
            if (names.Length > 0)
                aspects[role] = [.. names.Select(n => new AspectClause([n]))];
        }

        return wordings[0] with { Aspects = aspects };
    }
}
