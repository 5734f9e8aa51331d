namespace DmSc.Wire.SyncMl;

/// <summary>The commands of a DM message (OMA SyncML Representation Protocol 1.2, DM usage).</summary>
public enum SyncMlCommandKind
{
    /// <summary>Add.</summary>
    Add,

    /// <summary>Alert.</summary>
    Alert,

    /// <summary>Atomic: nested commands succeed together or not at all.</summary>
    Atomic,

    /// <summary>Copy.</summary>
    Copy,

    /// <summary>Delete.</summary>
    Delete,

    /// <summary>Exec.</summary>
    Exec,

    /// <summary>Get.</summary>
    Get,

    /// <summary>Replace.</summary>
    Replace,

    /// <summary>Results of a Get.</summary>
    Results,

    /// <summary>Sequence: nested commands in order.</summary>
    Sequence,

    /// <summary>Status of a command.</summary>
    Status,
}
