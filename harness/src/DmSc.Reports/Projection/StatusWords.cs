using DmSc.Model.Requirements;
using DmSc.Model.Rollup;
using DmSc.Model.Verdicts;

namespace DmSc.Reports.Projection;

/// <summary>The words reports print. They are part of the public formats.</summary>
public static class StatusWords
{
    /// <summary><c>PASS</c>, <c>NOT RUN</c>, <c>N/A</c> and so on.</summary>
    /// <param name="status">The item's status.</param>
    public static string Of(ItemStatus status) => status switch
    {
        ItemStatus.NotApplicable => "N/A",
        ItemStatus.NotClaimed => "NOT CLAIMED",
        ItemStatus.Declared => "DECLARED",
        ItemStatus.Pass => "PASS",
        ItemStatus.Untested => "UNTESTED",
        ItemStatus.NotRun => "NOT RUN",
        ItemStatus.Inconclusive => "INCONCLUSIVE",
        ItemStatus.Fail => "FAIL",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary><c>CONFORMANT</c>, <c>NOTHING JUDGED</c> and so on.</summary>
    /// <param name="status">The IUT's status.</param>
    public static string Of(OverallStatus status) => status switch
    {
        OverallStatus.NothingJudged => "NOTHING JUDGED",
        OverallStatus.Conformant => "CONFORMANT",
        OverallStatus.Partial => "PARTIAL",
        OverallStatus.Incomplete => "INCOMPLETE",
        OverallStatus.Nonconformant => "NONCONFORMANT",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary><c>PASS</c>, <c>FAIL (waived)</c>, <c>FAULT</c> and so on.</summary>
    /// <param name="row">The outcome's row of the mapping table.</param>
    public static string Of(CaseClass row) => row switch
    {
        CaseClass.Pass => "PASS",
        CaseClass.Fail => "FAIL",
        CaseClass.FailWaived => "FAIL (waived)",
        CaseClass.StaleWaiver => "STALE WAIVER",
        CaseClass.Inconclusive => "INCONCLUSIVE",
        CaseClass.Fault => "FAULT",
        CaseClass.NotApplicable => "N/A",
        CaseClass.NotSelected => "NOT SELECTED",
        CaseClass.NotRun => "NOT RUN",
        _ => throw new ArgumentOutOfRangeException(nameof(row), row, null),
    };

    /// <summary><c>pass</c>, <c>inconclusive</c>, <c>fail</c> or <c>none</c>.</summary>
    /// <param name="verdict">A check's verdict.</param>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.None => "none",
        Verdict.Pass => "pass",
        Verdict.Inconclusive => "inconclusive",
        Verdict.Fail => "fail",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, null),
    };

    /// <summary><c>card</c>, <c>device</c> or <c>server</c>.</summary>
    /// <param name="role">The role.</param>
    public static string Of(IutRole role) => role switch
    {
        IutRole.Card => "card",
        IutRole.Device => "device",
        IutRole.Server => "server",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    /// <summary><c>mandatory</c> or <c>optional</c>.</summary>
    /// <param name="obligation">The obligation.</param>
    public static string Of(Obligation obligation) => obligation switch
    {
        Obligation.Mandatory => "mandatory",
        Obligation.Optional => "optional",
        _ => throw new ArgumentOutOfRangeException(nameof(obligation), obligation, null),
    };

    /// <summary><c>must</c> or <c>should</c>.</summary>
    /// <param name="level">The check's level.</param>
    public static string Of(CheckLevel level) => level switch
    {
        CheckLevel.Must => "must",
        CheckLevel.Should => "should",
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, null),
    };

    /// <summary><c>used</c>, <c>unexpected-pass</c>, <c>expired</c>, <c>unmatched</c> or <c>not-exercised</c>.</summary>
    /// <param name="state">What became of the waiver.</param>
    public static string Of(WaiverState state) => state switch
    {
        WaiverState.Used => "used",
        WaiverState.UnexpectedPass => "unexpected-pass",
        WaiverState.Expired => "expired",
        WaiverState.Unmatched => "unmatched",
        WaiverState.NotExercised => "not-exercised",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}
