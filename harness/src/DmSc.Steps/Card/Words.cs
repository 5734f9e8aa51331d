using System.Text;

namespace DmSc.Steps.Card;

/// <summary>Names of closed sets as case files write them.</summary>
internal static class Words
{
    /// <summary>Lower case with hyphens: <c>TrustedCertificates</c> becomes <c>trusted-certificates</c>.</summary>
    public static string Of(Enum value)
    {
        var text = value.ToString();
        var words = new StringBuilder(text.Length + 4);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterUpper(c) && words.Length > 0)
                words.Append('-');
            words.Append(char.ToLowerInvariant(c));
        }

        return words.ToString();
    }
}
