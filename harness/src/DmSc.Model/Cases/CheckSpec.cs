using DmSc.Model.Requirements;
using DmSc.Model.Verdicts;

namespace DmSc.Model.Cases;

/// <summary>A check a case can evaluate: what the roll-up and waivers know about it before anything ran.</summary>
/// <param name="Id">Unique in its case.</param>
/// <param name="Level">How binding it is.</param>
/// <param name="Requirements">The items and aspects it is evidence for.</param>
/// <param name="Spec">Document and section it rests on.</param>
/// <param name="Step">The verb of the step that owns it, and its 1-based number: <c>steps[2] card.select</c>.</param>
public sealed record CheckSpec(string Id, CheckLevel Level, IReadOnlyList<RequirementRef> Requirements, string Spec, string Step);
