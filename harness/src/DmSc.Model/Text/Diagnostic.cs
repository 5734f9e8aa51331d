namespace DmSc.Model.Text;

/// <summary>How much a diagnostic weighs.</summary>
public enum Severity
{
    /// <summary>Worth knowing; the input is used.</summary>
    Warning,

    /// <summary>The input is refused.</summary>
    Error,
}

/// <summary>One complaint about an input file.</summary>
/// <param name="Span">Where.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Code">A stable code such as <c>CASE012</c>; documented in docs/diagnostics.md.</param>
/// <param name="Message">What was found and what was expected.</param>
public sealed record Diagnostic(SourceSpan Span, Severity Severity, string Code, string Message)
{
    /// <summary><c>file:line:col: error CODE: message</c>.</summary>
    public override string ToString() =>
        $"{Span}: {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message}";
}
