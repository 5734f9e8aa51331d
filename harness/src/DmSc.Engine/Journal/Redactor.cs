using System.Text;
using DmSc.Model.Runs;
using DmSc.Model.Verdicts;

namespace DmSc.Engine.Journal;

/// <summary>Keeps sensitive parameter values out of everything that is written.</summary>
public sealed class Redactor
{
    /// <summary>What stands in a text instead of a secret.</summary>
    public const string Mask = "(sensitive)";

    // A secret shorter than this occurs by chance in any text; masking it would ruin evidence and hide nothing.
    private const int ShortestSecret = 4;

    // How texts for people are cut (StepValue.Describe): a secret at the cut leaves its beginning.
    private const string Cut = "...";

    private readonly byte[][] _octets;
    private readonly (string Text, StringComparison Comparison, int ShortestPart)[] _texts;

    /// <summary>Creates a redactor.</summary>
    /// <param name="secrets">The values, as text; one that can be read as hexadecimal is also masked as the octets it names. Those under
    /// four characters or octets are left to the verbs that use them.</param>
    public Redactor(IEnumerable<string> secrets)
    {
        var plain = secrets.Where(s => s.Length >= ShortestSecret).Distinct(StringComparer.Ordinal).ToList();
        _octets = [.. plain.SelectMany(OctetsOf).DistinctBy(Convert.ToHexString, StringComparer.Ordinal).OrderByDescending(o => o.Length)];
        _texts =
        [
            .. plain.Select(s => (s, StringComparison.Ordinal, ShortestSecret))
                .Concat(_octets.Select(o => (Convert.ToHexString(o), StringComparison.OrdinalIgnoreCase, 2 * ShortestSecret)))
                .OrderByDescending(t => t.Item1.Length),
        ];
    }

    /// <summary>The text without secrets, in plain or in hexadecimal.</summary>
    /// <param name="text">Any text.</param>
    public string Clean(string text)
    {
        foreach (var (secret, comparison, _) in _texts)
            text = text.Replace(secret, Mask, comparison);
        for (var cut = text.IndexOf(Cut, StringComparison.Ordinal); cut >= 0; cut = text.IndexOf(Cut, cut + Cut.Length, StringComparison.Ordinal))
        {
            var part = LongestBeginningBefore(text.AsSpan(0, cut));
            if (part == 0)
                continue;
            text = string.Concat(text.AsSpan(0, cut - part), Mask, text.AsSpan(cut));
            cut += Mask.Length - part;
        }

        return text;
    }

    /// <summary>Overwrites secrets in octets with <c>X</c>.</summary>
    /// <param name="octets">Octets about to be kept.</param>
    /// <returns>Whether anything was masked.</returns>
    public bool Clean(Span<byte> octets)
    {
        var masked = false;
        foreach (var secret in _octets)
        {
            var rest = octets;
            while (rest.IndexOf(secret) is >= 0 and var at)
            {
                rest.Slice(at, secret.Length).Fill((byte)'X');
                rest = rest[(at + secret.Length)..];
                masked = true;
            }
        }

        return masked;
    }

    /// <summary>An event about to be written, every text of it that comes from outside the plan cleaned.</summary>
    /// <param name="entry">The event.</param>
    public JournalEvent Clean(JournalEvent entry) => _texts.Length == 0 ? entry : entry switch
    {
        IutIdentified e => e with { Facts = e.Facts.ToDictionary(f => f.Key, f => Clean(f.Value), StringComparer.Ordinal) },
        CheckEvaluated e => e with { Expected = Clean(e.Expected), Observed = Clean(e.Observed) },
        CaseEnded e => e with { Reason = Clean(e.Reason), Fault = Clean(e.Fault), CleanupFault = Clean(e.CleanupFault) },
        CaseNotRun e => e with { ReasonText = Clean(e.ReasonText) },
        StationBroke e => e with { FirstCause = Clean(e.FirstCause) },
        _ => entry,
    };

    private Fault? Clean(Fault? fault) =>
        fault is null ? null : new Fault(fault.Kind, fault.Stage, Clean(fault.Message), fault.Detail is { } detail ? Clean(detail) : null);

    private int LongestBeginningBefore(ReadOnlySpan<char> text)
    {
        var longest = 0;
        foreach (var (secret, comparison, shortest) in _texts)
        {
            for (var length = secret.Length - 1; length >= shortest && length > longest; length--)
            {
                if (text.EndsWith(secret.AsSpan(0, length), comparison))
                    longest = length;
            }
        }

        return longest;
    }

    private static IEnumerable<byte[]> OctetsOf(string secret)
    {
        yield return Encoding.UTF8.GetBytes(secret);
        var digits = secret.Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length >= 2 * ShortestSecret && digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit))
            yield return Convert.FromHexString(digits);
    }
}
