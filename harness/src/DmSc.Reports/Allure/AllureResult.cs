namespace DmSc.Reports.Allure;

/// <summary>Allure's four statuses. A missing one becomes "unknown", so there is none.</summary>
public enum AllureStatus
{
    /// <summary>passed</summary>
    Passed,

    /// <summary>failed: the IUT's doing.</summary>
    Failed,

    /// <summary>broken: nothing is said about the IUT.</summary>
    Broken,

    /// <summary>skipped</summary>
    Skipped,
}

/// <summary>A label, parameter or fact.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record AllurePair(string Name, string Value);

/// <summary>A link shown with a result.</summary>
/// <param name="Name">Its text.</param>
/// <param name="Url">Where it leads: http(s), or relative to the generated report.</param>
/// <param name="Type">Allure's type: <c>tms</c> for a requirement, <c>issue</c> for a waiver.</param>
public sealed record AllureLink(string Name, string Url, string Type);

/// <summary>An attached file, already handed to the sink.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Source">Its file name in the results folder.</param>
/// <param name="MediaType">For example <c>text/plain</c>.</param>
public sealed record AllureAttachment(string Name, string Source, string MediaType);

/// <summary>A check as a step.</summary>
/// <param name="Name">Check id and level.</param>
/// <param name="Status">Its status.</param>
/// <param name="Message">Why it is not passed; empty when it is.</param>
/// <param name="Parameters">Expected, observed, requirement, specification.</param>
public sealed record AllureStep(string Name, AllureStatus Status, string Message, IReadOnlyList<AllurePair> Parameters);

/// <summary>One result of Allure 2: a case on an IUT, or a requirement item of an IUT.</summary>
public sealed record AllureResult
{
    /// <summary>Identity of this very result, a UUID.</summary>
    public required string Uuid { get; init; }

    /// <summary>Joins this result with those of other runs; differs between IUTs, variants and station classes.</summary>
    public required string HistoryId { get; init; }

    /// <summary>The case on this IUT, whatever its variant.</summary>
    public required string TestCaseId { get; init; }

    /// <summary>Unique name.</summary>
    public required string FullName { get; init; }

    /// <summary>Name shown.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text; may be empty.</summary>
    public required string Description { get; init; }

    /// <summary>The status.</summary>
    public required AllureStatus Status { get; init; }

    /// <summary>Prefixed message; empty for a pass.</summary>
    public required string Message { get; init; }

    /// <summary>Detail below the message; empty for none.</summary>
    public string Trace { get; init; } = string.Empty;

    /// <summary>A pass that needed a retry.</summary>
    public bool Flaky { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset Stop { get; init; }

    /// <summary>Labels.</summary>
    public required IReadOnlyList<AllurePair> Labels { get; init; }

    /// <summary>Links.</summary>
    public required IReadOnlyList<AllureLink> Links { get; init; }

    /// <summary>Parameters.</summary>
    public required IReadOnlyList<AllurePair> Parameters { get; init; }

    /// <summary>Checks.</summary>
    public IReadOnlyList<AllureStep> Steps { get; init; } = [];

    /// <summary>Attachments.</summary>
    public IReadOnlyList<AllureAttachment> Attachments { get; init; } = [];
}
