namespace DmSc.Steps.Server;

/// <summary>What a judge can say of protected content.</summary>
internal enum Finding
{
    /// <summary>It is as it should be.</summary>
    Holds,

    /// <summary>It is not.</summary>
    Fails,

    /// <summary>The specification leaves it open, or nobody here computes it: no verdict rests on it.</summary>
    Open,
}
