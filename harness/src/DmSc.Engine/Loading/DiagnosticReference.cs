using System.Text;
using DmSc.Model.Text;

namespace DmSc.Engine.Loading;

/// <summary>Generates docs/diagnostics.md.</summary>
public static class DiagnosticReference
{
    /// <summary>The text of docs/diagnostics.md.</summary>
    /// <param name="more">Rules of other loaders.</param>
    public static string Generate(params IEnumerable<DiagnosticRule> more)
    {
        ArgumentNullException.ThrowIfNull(more);
        var text = new StringBuilder(
            "# Diagnostics\n\nWhat the loaders say about input files, as `file:line:col: error CODE: message`. Codes are permanent. "
            + "Generated from the rules themselves; a test fails when this page is stale.\n\n| Code | | What | Why, and what to do |\n|---|---|---|---|\n");
        foreach (var rule in Rules.All.Concat(more).OrderBy(r => r.Code, StringComparer.Ordinal))
            text.Append($"| {rule.Code} | {(rule.Severity == Severity.Error ? "error" : "warning")} | {VerbReference.Cell(rule.Title)} | {VerbReference.Cell(rule.Help)} |\n");
        return text.ToString();
    }
}
