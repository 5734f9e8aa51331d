using System.Text;

namespace DmSc.Peers.Push.Bearers.Exec;

/// <summary>One argument with placeholders in braces.</summary>
internal static class ArgumentTemplate
{
    /// <summary>Fills an argument.</summary>
    /// <exception cref="FormatException">A brace without its other, or a placeholder that is not known; names the column.</exception>
    public static string Fill(string template, Func<string, string?> value)
    {
        var text = new StringBuilder();
        for (var at = 0; at < template.Length; at++)
        {
            var c = template[at];
            if (c is not ('{' or '}'))
            {
                text.Append(c);
            }
            else if (at + 1 < template.Length && template[at + 1] == c)
            {
                text.Append(c);
                at++;
            }
            else if (c == '{' && template.IndexOf('}', at) is var end and >= 0)
            {
                var name = template[(at + 1)..end];
                text.Append(value(name) ?? throw new FormatException($"column {at + 1} of the argument '{template}': there is no placeholder {{{name}}}"));
                at = end;
            }
            else
            {
                throw new FormatException($"column {at + 1} of the argument '{template}': a brace alone; write it twice to mean itself");
            }
        }

        return text.ToString();
    }
}
