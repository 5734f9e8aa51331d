namespace DmSc.Wire.Apdu;

/// <summary>The life cycle state of a file (ETSI TS 102 221, 11.1.1.4.9).</summary>
public enum LifeCycleState
{
    /// <summary>A value that is reserved or proprietary.</summary>
    Other,

    /// <summary>00.</summary>
    NoInformation,

    /// <summary>01.</summary>
    Creation,

    /// <summary>03.</summary>
    Initialisation,

    /// <summary>05 or 07.</summary>
    Activated,

    /// <summary>04 or 06.</summary>
    Deactivated,

    /// <summary>0C to 0F.</summary>
    Terminated,
}

/// <summary>The life cycle status octet, tag 8A of an FCP template.</summary>
/// <param name="Value">The octet.</param>
public readonly record struct LifeCycleStatus(byte Value)
{
    /// <summary>What it means.</summary>
    public LifeCycleState State => Value switch
    {
        0x00 => LifeCycleState.NoInformation,
        0x01 => LifeCycleState.Creation,
        0x03 => LifeCycleState.Initialisation,
        0x05 or 0x07 => LifeCycleState.Activated,
        0x04 or 0x06 => LifeCycleState.Deactivated,
        >= 0x0C and <= 0x0F => LifeCycleState.Terminated,
        _ => LifeCycleState.Other,
    };
}
