namespace DmSc.Reports;

/// <summary>Which case results carry their transcript into the Allure results.</summary>
public enum TranscriptAttachments
{
    /// <summary>Every executed case.</summary>
    All,

    /// <summary>Every executed case that did not simply pass; keeps very large runs small. Evidence on disk stays complete.</summary>
    NonPass,
}

/// <summary>The continuous-integration job a run belongs to; becomes executor.json.</summary>
/// <param name="Name">The product, for example <c>Jenkins</c>.</param>
/// <param name="Type">Allure's short name of it, for example <c>jenkins</c>.</param>
/// <param name="BuildName">The build, for example <c>conformance #17</c>.</param>
/// <param name="BuildUrl">Where it can be seen; may be absent.</param>
/// <param name="BuildOrder">Its number; may be absent.</param>
public sealed record CiExecutor(string Name, string Type, string BuildName, Uri? BuildUrl, long? BuildOrder);

/// <summary>Choices of the one who asks for reports.</summary>
public sealed record ReportOptions
{
    /// <summary>Which results carry their transcript into Allure.</summary>
    public TranscriptAttachments Attachments { get; init; }

    /// <summary>The CI job, when there is one.</summary>
    public CiExecutor? Executor { get; init; }

    /// <summary>How many octets of transcript excerpts the HTML matrix may carry in all; beyond it only links remain.</summary>
    public int MaxInlineEvidence { get; init; } = 8 * 1024 * 1024;

    /// <summary>How many covering cases the HTML matrix spells out per item and IUT, worst first; the rest is counted.</summary>
    public int MaxCasesPerItem { get; init; } = 200;
}
