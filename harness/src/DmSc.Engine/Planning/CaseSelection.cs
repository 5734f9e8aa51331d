using System.Text;
using System.Text.RegularExpressions;
using DmSc.Engine.Cases;
using DmSc.Model.Runs;

namespace DmSc.Engine.Planning;

/// <summary>
/// A user's selection: terms separated by commas or blanks. A term is a glob (<c>*</c>, <c>?</c>) over case ids, variant names
/// (<c>CARD-BOOT-003[channel=1]</c>), item ids (<c>DM-SC-GEN-2</c>) or roles (<c>card</c>); with <c>!</c> in front it takes away.
/// A case is selected when a positive term matches it, or there is none, and no negative one does.
/// </summary>
public sealed class CaseSelection
{
    private readonly List<Regex> _take = [];
    private readonly List<Regex> _leave = [];

    private CaseSelection(string text)
    {
        Text = text;
    }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Parses a selection.</summary>
    /// <param name="text">As written.</param>
    /// <exception cref="FormatException">A term is empty behind its exclamation mark.</exception>
    public static CaseSelection Parse(string text)
    {
        var selection = new CaseSelection(text);
        foreach (var term in Terms(text))
        {
            if (term == "!")
                throw new FormatException($"selection '{text}': '!' needs a pattern behind it");
            if (term[0] == '!')
                selection._leave.Add(ToRegex(term[1..]));
            else
                selection._take.Add(ToRegex(term));
        }

        return selection;
    }

    /// <summary>Whether a case in a variant is selected.</summary>
    /// <param name="case">The case.</param>
    /// <param name="key">Its variant on its IUT.</param>
    public bool Includes(ConformanceCase @case, CaseKey key)
    {
        bool Matches(Regex term) =>
            term.IsMatch(key.Case) || term.IsMatch(key.Name) || term.IsMatch(@case.Iut.ToString())
            || @case.Requirements.Any(r => term.IsMatch(r.Item) || term.IsMatch(r.ToString()))
            || @case.Checks.Any(c => c.Requirements.Any(r => term.IsMatch(r.Item) || term.IsMatch(r.ToString())));
        return (_take.Count == 0 || _take.Exists(Matches)) && !_leave.Exists(Matches);
    }

    // A comma inside brackets belongs to a variant's name: CARD-BOOT-003[channel=1,form=raw].
    private static IEnumerable<string> Terms(string text)
    {
        var term = new StringBuilder();
        var depth = 0;
        foreach (var c in text)
        {
            depth += c switch { '[' => 1, ']' => -1, _ => 0 };
            if (c is ' ' or ',' && (c == ' ' || depth <= 0))
            {
                if (term.Length > 0)
                    yield return term.ToString();
                term.Clear();
                depth = 0;
                continue;
            }

            term.Append(c);
        }

        if (term.Length > 0)
            yield return term.ToString();
    }

    private static Regex ToRegex(string glob)
    {
        var pattern = new StringBuilder("^");
        foreach (var c in glob)
            pattern.Append(c switch { '*' => ".*", '?' => ".", _ => Regex.Escape(c.ToString()) });
        return new Regex(pattern.Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }
}
