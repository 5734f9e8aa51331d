namespace DmSc.Model.Rollup;

/// <summary>How a command that judges ends.</summary>
public enum ExitCode
{
    /// <summary>Every IUT conformant, or partial where that was allowed.</summary>
    Conformant = 0,

    /// <summary>Some IUT nonconformant, or a waiver stale.</summary>
    Nonconformant = 1,

    /// <summary>Incomplete, or partial where that was not allowed.</summary>
    Incomplete = 2,

    /// <summary>Bad input or usage.</summary>
    BadInput = 3,

    /// <summary>Nothing was selected or nothing was left to judge.</summary>
    NothingJudged = 4,

    /// <summary>A defect of the harness.</summary>
    HarnessBug = 70,
}
