namespace DmSc.Steps.Sessions;

/// <summary>Words for what a session knows.</summary>
internal static class SessionWords
{
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var text = new System.Text.StringBuilder();
        foreach (var c in value.ToString())
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
