using DmSc.Model.Requirements;

namespace DmSc.Model.Rollup;

/// <summary>Statuses as reports print them.</summary>
public static class StatusText
{
    /// <summary><c>NOT RUN</c>, <c>N/A</c> and so on.</summary>
    /// <param name="status">Of an item.</param>
    public static string Text(this ItemStatus status) => status switch
    {
        ItemStatus.NotApplicable => "N/A",
        ItemStatus.NotClaimed => "NOT CLAIMED",
        ItemStatus.NotRun => "NOT RUN",
        _ => status.ToString().ToUpperInvariant(),
    };

    /// <summary><c>NOTHING JUDGED</c>, <c>CONFORMANT</c> and so on.</summary>
    /// <param name="status">Of an IUT.</param>
    public static string Text(this OverallStatus status) =>
        status == OverallStatus.NothingJudged ? "NOTHING JUDGED" : status.ToString().ToUpperInvariant();

    /// <summary><c>card</c>, <c>device</c>, <c>server</c>.</summary>
    /// <param name="role">The role.</param>
    public static string Text(this IutRole role) => role.ToString().ToLowerInvariant();
}
