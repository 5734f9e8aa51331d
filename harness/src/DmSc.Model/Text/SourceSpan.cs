namespace DmSc.Model.Text;

/// <summary>A place in an input file.</summary>
/// <param name="File">Path as given by the user, or relative to the repository; empty for text that came from no file.</param>
/// <param name="Line">1-based line; 0 when unknown.</param>
/// <param name="Column">1-based column in characters; 0 when unknown.</param>
public readonly record struct SourceSpan(string File, int Line, int Column)
{
    /// <summary>Path; never <c>null</c>, not even in <c>default</c>.</summary>
    public string File { get => field ?? string.Empty; init; } = File;

    /// <summary>No place at all.</summary>
    public static readonly SourceSpan None = new(string.Empty, 0, 0);

    /// <summary><c>file:line:col</c>, the form editors jump to.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
