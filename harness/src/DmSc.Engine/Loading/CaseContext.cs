using DmSc.Engine.Verbs;
using DmSc.Model.Requirements;

namespace DmSc.Engine.Loading;

/// <summary>What reading the steps of one case needs to know about the case.</summary>
/// <param name="Role">The role it judges.</param>
/// <param name="Requirements">The items and aspects it covers.</param>
/// <param name="Spec">Document and section.</param>
/// <param name="Mutates">What it says it changes.</param>
/// <param name="Scope">Its variables.</param>
/// <param name="Refs">Reads items and aspects.</param>
/// <param name="Verbs">The verbs there are.</param>
/// <param name="Bag">Takes the complaints.</param>
internal sealed record CaseContext(
    IutRole Role,
    IReadOnlyList<RequirementRef> Requirements,
    string Spec,
    IReadOnlyList<string> Mutates,
    VariableScope Scope,
    RequirementRefs Refs,
    VerbCatalogue Verbs,
    DiagnosticBag Bag);
