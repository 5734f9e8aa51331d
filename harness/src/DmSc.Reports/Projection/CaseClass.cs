namespace DmSc.Reports.Projection;

/// <summary>The rows of the mapping table: every case outcome is exactly one of these, in every report.</summary>
public enum CaseClass
{
    /// <summary>Verdict pass.</summary>
    Pass,

    /// <summary>Verdict fail, at least one failed must-check not waived.</summary>
    Fail,

    /// <summary>Verdict fail, every failed must-check waived.</summary>
    FailWaived,

    /// <summary>A waiver of this case has outlived its defect or its day.</summary>
    StaleWaiver,

    /// <summary>Nothing was decided.</summary>
    Inconclusive,

    /// <summary>Trouble of ours and no fail.</summary>
    Fault,

    /// <summary>Does not concern this IUT.</summary>
    NotApplicable,

    /// <summary>Left out by the selection.</summary>
    NotSelected,

    /// <summary>Should have run and did not.</summary>
    NotRun,
}
