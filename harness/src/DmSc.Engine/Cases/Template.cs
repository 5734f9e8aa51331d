using System.Text;

namespace DmSc.Engine.Cases;

/// <summary>A piece of a scalar: literal text or a variable.</summary>
/// <param name="Text">The literal text, or the variable's name.</param>
/// <param name="IsVariable">Which of the two.</param>
public readonly record struct TemplatePart(string Text, bool IsVariable);

/// <summary>A scalar that may contain <c>${name}</c> or <c>${ixit.NAME}</c>; <c>$${</c> is a literal <c>${</c>.</summary>
/// <param name="Parts">Its parts; adjacent literals are one.</param>
public sealed record Template(IReadOnlyList<TemplatePart> Parts)
{
    /// <summary>The variables it uses.</summary>
    public IEnumerable<string> Variables => Parts.Where(p => p.IsVariable).Select(p => p.Text);

    /// <summary>The name when the whole scalar is one variable, else <c>null</c>: then the value keeps its type.</summary>
    public string? SoleVariable => Parts is [{ IsVariable: true } only] ? only.Text : null;

    /// <summary>Parses a scalar.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="error">What is wrong, with a 1-based column.</param>
    /// <returns>The template, or <c>null</c> with <paramref name="error"/> set.</returns>
    public static Template? Parse(string text, out string? error)
    {
        error = null;
        var parts = new List<TemplatePart>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 >= text.Length || text[i + 1] is not ('{' or '$'))
            {
                literal.Append(text[i]);
                continue;
            }

            if (text[i + 1] == '$' && i + 2 < text.Length && text[i + 2] == '{')
            {
                literal.Append("${");
                i += 2;
                continue;
            }

            if (text[i + 1] == '$')
            {
                literal.Append('$');
                continue;
            }

            var end = text.IndexOf('}', i);
            if (end < 0)
            {
                error = $"'${{' at character {i + 1} has no closing brace";
                return null;
            }

            var name = text[(i + 2)..end];
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            {
                error = $"'{name}' at character {i + 3} is no variable name";
                return null;
            }

            if (literal.Length > 0)
                parts.Add(new(literal.ToString(), false));
            literal.Clear();
            parts.Add(new(name, true));
            i = end;
        }

        if (literal.Length > 0 || parts.Count == 0)
            parts.Add(new(literal.ToString(), false));
        return new Template(parts);
    }

    /// <summary>The text with every variable replaced.</summary>
    /// <param name="valueOf">Text of a variable.</param>
    public string Expand(Func<string, string> valueOf) => string.Concat(Parts.Select(p => p.IsVariable ? valueOf(p.Text) : p.Text));
}
