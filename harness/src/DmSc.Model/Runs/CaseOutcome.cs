using DmSc.Model.Verdicts;

namespace DmSc.Model.Runs;

/// <summary>What a run finally knows about one planned case: the fold of its journal events.</summary>
public sealed record CaseOutcome
{
    /// <summary>The case.</summary>
    public required PlannedCase Case { get; init; }

    /// <summary>What became of it.</summary>
    public required Disposition Disposition { get; init; }

    /// <summary>Why it was not executed.</summary>
    public required DispositionReason DispositionReason { get; init; }

    /// <summary>The decisive attempt's verdict; <see cref="Verdict.None"/> when not executed.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The decisive attempt's fault.</summary>
    public Fault? Fault { get; init; }

    /// <summary>Why, in one sentence: the verdict's, the fault's or the disposition's reason.</summary>
    public required string Reason { get; init; }

    /// <summary>Failed side-band checks of other attempts, then all checks of the decisive one.</summary>
    public required IReadOnlyList<CheckEvaluated> Checks { get; init; }

    /// <summary>All attempts, in order.</summary>
    public required IReadOnlyList<CaseEnded> Attempts { get; init; }

    /// <summary>Number of the last attempt that was begun, ended or not; 0 for none. A resumed run counts on from it.</summary>
    public int LastAttempt { get; init; }

    /// <summary>A pass that needed a retry.</summary>
    public bool Unstable { get; init; }

    /// <summary>When the decisive attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How long the decisive attempt took.</summary>
    public TimeSpan Duration { get; init; }
}
