namespace DmSc.Dm.Server.Validation;

/// <summary>A set of rules. Every message makes some: it costs no memory.</summary>
public readonly record struct RuleSet
{
    private readonly ulong _bits;

    private RuleSet(ulong bits) => _bits = bits;

    /// <summary>Whether a rule is in it.</summary>
    /// <param name="rule">The rule.</param>
    public bool Contains(SessionRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return (_bits & Bit(rule)) != 0;
    }

    internal RuleSet Add(SessionRule rule) => new(_bits | Bit(rule));

    internal RuleSet Union(RuleSet other) => new(_bits | other._bits);

    private static ulong Bit(SessionRule rule) => 1UL << rule.Number;
}
