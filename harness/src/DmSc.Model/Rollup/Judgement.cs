using DmSc.Model.Requirements;
using DmSc.Model.Runs;
using DmSc.Model.Statements;

namespace DmSc.Model.Rollup;

/// <summary>Status of one item for one IUT. Listed from best known to worst known is no order: see the rules in docs/verdicts.md.</summary>
public enum ItemStatus
{
    /// <summary>Role or enabler release is not this IUT's; not rolled up.</summary>
    NotApplicable,

    /// <summary>Optional, and the vendor says no.</summary>
    NotClaimed,

    /// <summary>Outside our catalogue, taken from evidence.</summary>
    Declared,

    /// <summary>Every applicable case passed and every aspect has a passed must-check.</summary>
    Pass,

    /// <summary>No applicable case, or an aspect without a must-check.</summary>
    Untested,

    /// <summary>An applicable covering case was not selected.</summary>
    NotRun,

    /// <summary>A case decided nothing, faulted or did not run; or a claim or parameter is missing.</summary>
    Inconclusive,

    /// <summary>The IUT broke it.</summary>
    Fail,
}

/// <summary>Overall status of one IUT.</summary>
public enum OverallStatus
{
    /// <summary>Nothing was left to judge.</summary>
    NothingJudged,

    /// <summary>Everything passed or was declared.</summary>
    Conformant,

    /// <summary>Something untested or waived.</summary>
    Partial,

    /// <summary>Something inconclusive or not run.</summary>
    Incomplete,

    /// <summary>An unwaived fail.</summary>
    Nonconformant,
}

/// <summary>One item for one IUT.</summary>
public sealed record ItemJudgement
{
    /// <summary>The item.</summary>
    public required RequirementItem Item { get; init; }

    /// <summary>The IUT.</summary>
    public required string Iut { get; init; }

    /// <summary>Its status.</summary>
    public required ItemStatus Status { get; init; }

    /// <summary>Why: case, check or operand, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>A fail all of whose root causes are waived checks.</summary>
    public bool Waived { get; init; }

    /// <summary>
    /// For a waived fail: what the item would be were the waived checks passed. A waiver excuses neither a fault nor a case that did not
    /// run, so INCONCLUSIVE or NOT RUN here keeps the IUT incomplete. <c>null</c> unless <see cref="Waived"/>.
    /// </summary>
    public ItemStatus? BesidesWaivers { get; init; }

    /// <summary>Waived fails that would make the status worse; the gate lists them.</summary>
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>Failed should-checks, failed mechanisms beside a working one, unstable passes.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The cases that cover it on this IUT, in plan order.</summary>
    public IReadOnlyList<CaseKey> Cases { get; init; } = [];
}

/// <summary>One IUT.</summary>
/// <param name="Iut">Which.</param>
/// <param name="Overall">Its overall status.</param>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Items">Every catalogue item, in catalogue order.</param>
public sealed record IutJudgement(IutIdentity Iut, OverallStatus Overall, string Reason, IReadOnlyList<ItemJudgement> Items);

/// <summary>One row of the matrix.</summary>
/// <param name="Item">The item.</param>
/// <param name="Status">The worst over the IUTs for which it applies; N/A when it applies to none.</param>
/// <param name="Label">As printed: <c>PASS (card only)</c> while an obliged role is unjudged, <c>FAIL (waived)</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="PerIut">One per IUT, in plan order.</param>
public sealed record MatrixRow(RequirementItem Item, ItemStatus Status, string Label, string Reason, IReadOnlyList<ItemJudgement> PerIut);

/// <summary>What became of one waiver.</summary>
public enum WaiverState
{
    /// <summary>It covered a failed check.</summary>
    Used,

    /// <summary>Its check was evaluated and did not fail.</summary>
    UnexpectedPass,

    /// <summary>Its day has passed.</summary>
    Expired,

    /// <summary>It names no case, variant or check there is.</summary>
    Unmatched,

    /// <summary>Its case was not executed, or its check not evaluated: no statement possible.</summary>
    NotExercised,
}

/// <summary>One waiver and what became of it.</summary>
/// <param name="Iut">The IUT whose file has it.</param>
/// <param name="Waiver">The waiver.</param>
/// <param name="State">What became of it.</param>
/// <param name="Message">In one sentence.</param>
public sealed record WaiverUse(string Iut, Waiver Waiver, WaiverState State, string Message);

/// <summary>The counts of the last line of a run.</summary>
/// <param name="Passed">Executed with verdict pass.</param>
/// <param name="Failed">Executed with verdict fail, waived or not.</param>
/// <param name="Inconclusive">Executed, no fault, verdict inconclusive or none.</param>
/// <param name="Faulted">Executed with a fault and no fail.</param>
/// <param name="Skipped">Not executed.</param>
public sealed record CaseCounts(int Passed, int Failed, int Inconclusive, int Faulted, int Skipped)
{
    /// <summary>The closing line of every command that ran cases.</summary>
    public override string ToString() =>
        $"{Passed} passed, {Failed} failed, {Inconclusive} inconclusive, {Faulted} faulted, {Skipped} skipped";
}

/// <summary>Everything the judgement says about a run.</summary>
/// <param name="Iuts">One per IUT, in plan order.</param>
/// <param name="Rows">One per item, in catalogue order.</param>
/// <param name="Waivers">One per waiver.</param>
/// <param name="Counts">Case counts.</param>
/// <param name="Overall">The worst of the IUTs.</param>
public sealed record RunJudgement(
    IReadOnlyList<IutJudgement> Iuts,
    IReadOnlyList<MatrixRow> Rows,
    IReadOnlyList<WaiverUse> Waivers,
    CaseCounts Counts,
    OverallStatus Overall);
