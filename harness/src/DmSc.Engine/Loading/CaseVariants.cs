using DmSc.Engine.Cases;

namespace DmSc.Engine.Loading;

/// <summary>One variant of a case.</summary>
/// <param name="Key"><c>channel=1,form=raw</c> in declared order; empty for a case without variants.</param>
/// <param name="Variables">Name and value of its variables.</param>
public sealed record CaseVariant(string Key, IReadOnlyDictionary<string, string> Variables);

/// <summary>The variants that <c>for-each</c> makes of a case.</summary>
public static class CaseVariants
{
    /// <summary>Most variants of a case.</summary>
    public const int Limit = 256;

    /// <summary>All variants; the last variable changes fastest.</summary>
    /// <param name="case">The case.</param>
    public static IReadOnlyList<CaseVariant> Of(ConformanceCase @case)
    {
        ArgumentNullException.ThrowIfNull(@case);
        return Of(@case.ForEach);
    }

    internal static IReadOnlyList<CaseVariant> Of(IReadOnlyList<CaseVariable> variables) =>
    [
        .. Combinations(variables).Select(v => new CaseVariant(
            string.Join(',', variables.Select(n => $"{n.Name}={v[n.Name]}")), v)),
    ];

    internal static IEnumerable<IReadOnlyDictionary<string, string>> Combinations(IReadOnlyList<CaseVariable> variables)
    {
        IEnumerable<Dictionary<string, string>> all = [new(StringComparer.Ordinal)];
        foreach (var variable in variables)
        {
            all = all.SelectMany(
                _ => variable.Values,
                (before, value) => new Dictionary<string, string>(before, StringComparer.Ordinal) { [variable.Name] = value });
        }

        return all;
    }
}
