using System.Text;

namespace DmSc.Wire.Annotated;

/// <summary>An annotated tree as lines of text: offset (hexadecimal), length, what it is, what it says.</summary>
public static class AnnotatedText
{
    /// <summary>The lines of a tree, each ended by a line feed.</summary>
    /// <param name="tree">The tree.</param>
    public static string Write(AnnotatedNode tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var text = new StringBuilder();
        Write(tree, 0, text);
        return text.ToString();
    }

    private static void Write(AnnotatedNode node, int depth, StringBuilder text)
    {
        text.Append(node.Offset.ToString("X4")).Append(node.Length > 0 ? $" {node.Length,5}  " : "        ");
        text.Append(' ', 2 * depth).Append(node.Label);
        if (node.Value is { Length: > 0 } value)
            text.Append(": ").Append(value);
        text.Append('\n');
        if (node.Problem is { } problem)
            text.Append(problem.Offset.ToString("X4")).Append("        ").Append(' ', 2 * (depth + 1)).Append("! ").Append(problem).Append('\n');
        foreach (var child in node.Children)
            Write(child, depth + 1, text);
    }
}
