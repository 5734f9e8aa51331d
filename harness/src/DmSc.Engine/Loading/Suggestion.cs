namespace DmSc.Engine.Loading;

/// <summary>Finds the word somebody probably meant.</summary>
public static class Suggestion
{
    /// <param name="word">The word.</param>
    /// <param name="known">The words there are.</param>
    /// <summary><c>; did you mean 'x'?</c>, or what there is when the list is short, or nothing.</summary>
    public static string For(string word, IEnumerable<string> known)
    {
        var all = known.Distinct(StringComparer.Ordinal).ToArray();
        var best = Closest(word, all);
        if (best is not null)
            return $"; did you mean '{best}'?";
        return all.Length is > 0 and <= 12 ? $"; there are {string.Join(", ", all)}" : "";
    }

    private static string? Closest(string word, string[] known)
    {
        if (word.Length > 100)
            return null;
        string? best = null;
        var bestDistance = Math.Max(1, word.Length / 3) + 1;
        foreach (var candidate in known)
        {
            if (Math.Abs(candidate.Length - word.Length) >= bestDistance)
                continue;
            var distance = Distance(word, candidate);
            if (distance < bestDistance)
            {
                bestDistance = distance;
                best = candidate;
            }
        }

        return best;
    }

    // Edits, swaps of neighbours included; case counts for nothing.
    private static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
