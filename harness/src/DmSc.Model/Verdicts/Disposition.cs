namespace DmSc.Model.Verdicts;

/// <summary>What became of a planned case.</summary>
public enum Disposition
{
    /// <summary>It ran, with whatever outcome.</summary>
    Executed,

    /// <summary>It does not concern this IUT.</summary>
    NotApplicable,

    /// <summary>The user's selection left it out.</summary>
    NotSelected,

    /// <summary>It should have run and did not.</summary>
    NotRun,
}

/// <summary>Why a case was not executed.</summary>
public enum DispositionReason
{
    /// <summary>It was executed.</summary>
    None,

    /// <summary><c>applies-if</c> is false over the ICS.</summary>
    AppliesIfFalse,

    /// <summary>All its items belong to an enabler release the IUT does not implement.</summary>
    ReleaseNotImplemented,

    /// <summary><c>--select</c> excludes it.</summary>
    Selection,

    /// <summary>An IXIT parameter it needs has no value.</summary>
    IxitMissing,

    /// <summary>It mutates the IUT and the card is not on the station's allow-list.</summary>
    NotAllowListed,

    /// <summary>The station cannot provide what it needs.</summary>
    StationLacks,

    /// <summary>The station broke earlier in the run.</summary>
    StationBroken,

    /// <summary>The run was cancelled.</summary>
    Cancelled,

    /// <summary>The host ended before the case did.</summary>
    HostEnded,
}
