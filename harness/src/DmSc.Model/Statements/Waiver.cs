using DmSc.Model.Text;

namespace DmSc.Model.Statements;

/// <summary>A known failure of one check of one IUT that shall not stop the gate for a while. It never makes the IUT conformant.</summary>
/// <param name="Case">Case id.</param>
/// <param name="Variant">Variant key such as <c>channel=1</c>; <c>null</c> for the only one, <c>*</c> for all.</param>
/// <param name="Check">Check id.</param>
/// <param name="Reason">Why it is tolerated.</param>
/// <param name="Link">Where it is tracked.</param>
/// <param name="Until">The last day it counts.</param>
/// <param name="Span">Its place in waivers.yaml.</param>
public sealed record Waiver(string Case, string? Variant, string Check, string Reason, string Link, DateOnly Until, SourceSpan Span);
