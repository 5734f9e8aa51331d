using DmSc.Model.Text;

namespace DmSc.Engine.Loading;

/// <summary>One kind of complaint: its stable code and what it means. Rendered to docs/diagnostics.md.</summary>
/// <param name="Code">Stable, never reused: <c>CASE012</c>.</param>
/// <param name="Severity">How bad it always is.</param>
/// <param name="Title">A few words.</param>
/// <param name="Help">Why it is refused and what to do.</param>
public sealed record DiagnosticRule(string Code, Severity Severity, string Title, string Help);
