namespace DmSc.Engine.Verbs;

/// <summary>The verbs there are.</summary>
/// <param name="verbs">Each with a name of its own.</param>
public sealed class VerbCatalogue(IEnumerable<IVerb> verbs)
{
    private readonly Dictionary<string, IVerb> _byName = verbs.ToDictionary(v => v.Info.Name, StringComparer.Ordinal);

    /// <summary>All, by name in order.</summary>
    public IEnumerable<IVerb> All => _byName.Values.OrderBy(v => v.Info.Name, StringComparer.Ordinal);

    /// <summary>The verb of that name, or <c>null</c>.</summary>
    /// <param name="name">For example <c>card.select</c>.</param>
    public IVerb? Find(string name) => _byName.GetValueOrDefault(name);
}
