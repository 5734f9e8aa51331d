using System.Text.Json.Serialization;
using DmSc.Model.Requirements;
using DmSc.Model.Verdicts;

namespace DmSc.Model.Runs;

/// <summary>One line of journal.jsonl. Everything reported about a run is a projection of these and of the plan.</summary>
/// <param name="At">When it was written.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(RunStarted), "run-started")]
[JsonDerivedType(typeof(IutIdentified), "iut-identified")]
[JsonDerivedType(typeof(CaseStarted), "case-started")]
[JsonDerivedType(typeof(CheckEvaluated), "check")]
[JsonDerivedType(typeof(CaseEnded), "case-ended")]
[JsonDerivedType(typeof(CaseNotRun), "case-not-run")]
[JsonDerivedType(typeof(StationBroke), "station-broke")]
[JsonDerivedType(typeof(RunEnded), "run-ended")]
public abstract record JournalEvent(DateTimeOffset At);

/// <summary>Written before anything is opened.</summary>
/// <param name="At">When.</param>
/// <param name="RunId">The run.</param>
/// <param name="PlanHash">SHA-256 of plan.json.</param>
/// <param name="Resumed">Whether an earlier part of this journal is being completed.</param>
public sealed record RunStarted(DateTimeOffset At, string RunId, string PlanHash, bool Resumed) : JournalEvent(At);

/// <summary>What the IUT said about itself (ATR, reader name, firmware), in the order worth reading.</summary>
/// <param name="At">When.</param>
/// <param name="Iut">IUT id.</param>
/// <param name="Facts">Name and value.</param>
public sealed record IutIdentified(DateTimeOffset At, string Iut, IReadOnlyDictionary<string, string> Facts) : JournalEvent(At);

/// <summary>An attempt at a case begins.</summary>
/// <param name="At">When.</param>
/// <param name="Key">Which.</param>
/// <param name="Attempt">1 for the first.</param>
/// <param name="Lane">0-based lane of the station.</param>
public sealed record CaseStarted(DateTimeOffset At, CaseKey Key, int Attempt, int Lane) : JournalEvent(At);

/// <summary>A check was evaluated.</summary>
public sealed record CheckEvaluated(DateTimeOffset At) : JournalEvent(At)
{
    /// <summary>The case.</summary>
    public required CaseKey Key { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>Check id, unique in the case.</summary>
    public required string Check { get; init; }

    /// <summary>How binding.</summary>
    public required CheckLevel Level { get; init; }

    /// <summary>What it is evidence for.</summary>
    public required IReadOnlyList<RequirementRef> Requirements { get; init; }

    /// <summary>Pass, inconclusive or fail.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What the specification permits, in words and values.</summary>
    public required string Expected { get; init; }

    /// <summary>What was seen.</summary>
    public required string Observed { get; init; }

    /// <summary>Document and section.</summary>
    public required string Spec { get; init; }

    /// <summary>The step that owns it.</summary>
    public required string Step { get; init; }

    /// <summary>Index of the first frame of the transcript that shows it; -1 for none.</summary>
    public int FirstFrame { get; init; } = -1;

    /// <summary>Index of the last one; -1 for none.</summary>
    public int LastFrame { get; init; } = -1;

    /// <summary>Noticed by a peer beside the case's purpose: counts for its own items, never for the case.</summary>
    public bool SideBand { get; init; }
}

/// <summary>An attempt ended. Fsynced.</summary>
public sealed record CaseEnded(DateTimeOffset At) : JournalEvent(At)
{
    /// <summary>The case.</summary>
    public required CaseKey Key { get; init; }

    /// <summary>The attempt.</summary>
    public required int Attempt { get; init; }

    /// <summary>What the evidence says.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The first trouble of ours before clean-up, if any.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Trouble in clean-up; taints the station, never the case.</summary>
    public Fault? CleanupFault { get; init; }

    /// <summary>Whether another attempt follows.</summary>
    public bool WillRetry { get; init; }

    /// <summary>Time from start to end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Transcript of the attempt, relative to the run folder; <c>null</c> when nothing was exchanged.</summary>
    public string? Transcript { get; init; }
}

/// <summary>A planned case will not run (any more). A later <see cref="CaseStarted"/> of a resumed run overrides it.</summary>
/// <param name="At">When.</param>
/// <param name="Key">Which.</param>
/// <param name="Reason">Why, enumerated.</param>
/// <param name="ReasonText">Why, in words.</param>
public sealed record CaseNotRun(DateTimeOffset At, CaseKey Key, DispositionReason Reason, string ReasonText) : JournalEvent(At);

/// <summary>A lane of the station could not be brought back.</summary>
/// <param name="At">When.</param>
/// <param name="Lane">Which lane.</param>
/// <param name="FirstCause">The first trouble.</param>
public sealed record StationBroke(DateTimeOffset At, int Lane, string FirstCause) : JournalEvent(At);

/// <summary>The run came to its own end.</summary>
/// <param name="At">When.</param>
/// <param name="Cancelled">Whether somebody stopped it.</param>
public sealed record RunEnded(DateTimeOffset At, bool Cancelled) : JournalEvent(At);
