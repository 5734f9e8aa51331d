namespace DmSc.Model.Runs;

/// <summary>A run as read back from its folder: the one thing every report is made from.</summary>
/// <param name="Plan">plan.json.</param>
/// <param name="Outcomes">One per planned case, in plan order.</param>
/// <param name="IutFacts">What each IUT said about itself, by IUT id.</param>
/// <param name="StartedAt">First start.</param>
/// <param name="EndedAt">Last event.</param>
/// <param name="Complete">Whether the run came to its own end and was not cancelled.</param>
/// <param name="StationBreaks">Lanes that could not be brought back.</param>
public sealed record RunRecord(
    RunPlan Plan,
    IReadOnlyList<CaseOutcome> Outcomes,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> IutFacts,
    DateTimeOffset StartedAt,
    DateTimeOffset EndedAt,
    bool Complete,
    IReadOnlyList<StationBroke> StationBreaks);
