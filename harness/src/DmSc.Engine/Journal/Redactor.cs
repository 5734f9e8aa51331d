using System.Text;

namespace DmSc.Engine.Journal;

/// <summary>Keeps sensitive parameter values out of everything that is written.</summary>
public sealed class Redactor
{
    /// <summary>What stands in a text instead of a secret.</summary>
    public const string Mask = "(sensitive)";

    // A secret shorter than this occurs by chance in any text; masking it would ruin evidence and hide nothing.
    private const int ShortestSecret = 4;

    private readonly (string Text, string Hex, byte[] Octets)[] _secrets;

    /// <summary>Creates a redactor.</summary>
    /// <param name="secrets">The values; those under four characters are left to the verbs that use them.</param>
    public Redactor(IEnumerable<string> secrets)
    {
        _secrets = [.. secrets
            .Where(s => s.Length >= ShortestSecret)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(s => s.Length)
            .Select(s => (s, Convert.ToHexString(Encoding.UTF8.GetBytes(s)), Encoding.UTF8.GetBytes(s)))];
    }

    /// <summary>The text without secrets, in plain or in hexadecimal.</summary>
    /// <param name="text">Any text.</param>
    public string Clean(string text)
    {
        foreach (var (plain, hex, _) in _secrets)
        {
            text = text.Replace(plain, Mask, StringComparison.Ordinal);
            text = text.Replace(hex, Mask, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    /// <summary>Overwrites secrets in octets with <c>X</c>.</summary>
    /// <param name="octets">Octets about to be kept.</param>
    /// <returns>Whether anything was masked.</returns>
    public bool Clean(Span<byte> octets)
    {
        var masked = false;
        foreach (var (_, _, secret) in _secrets)
        {
            while (octets.IndexOf(secret) is >= 0 and var at)
            {
                octets.Slice(at, secret.Length).Fill((byte)'X');
                masked = true;
            }
        }

        return masked;
    }
}
