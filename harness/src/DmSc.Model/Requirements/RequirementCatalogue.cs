using System.Text.Json.Serialization;

namespace DmSc.Model.Requirements;

/// <summary>The items a run judges, each in the one wording that was chosen among its revisions.</summary>
/// <param name="Items">In the order of the documents.</param>
public sealed record RequirementCatalogue(IReadOnlyList<RequirementItem> Items)
{
    private Dictionary<string, RequirementItem>? _byId;

    /// <summary>The item of that id, or <c>null</c>.</summary>
    /// <param name="id">For example <c>DM-SC-GEN-2</c>.</param>
    public RequirementItem? Find(string id)
    {
        _byId ??= Items.ToDictionary(i => i.Id, StringComparer.Ordinal);
        return _byId.GetValueOrDefault(id);
    }

    /// <summary>The ids, in order.</summary>
    [JsonIgnore]
    public IEnumerable<string> Ids => Items.Select(i => i.Id);
}
