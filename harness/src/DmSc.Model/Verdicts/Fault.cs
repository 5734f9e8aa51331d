using System.Text.Json.Serialization;

namespace DmSc.Model.Verdicts;

/// <summary>The closed set of troubles that are ours and say nothing about the IUT.</summary>
public enum FaultKind
{
    /// <summary>Reader, driver or service vanished, or the card was taken out.</summary>
    ReaderLost,

    /// <summary>The card stopped answering.</summary>
    CardMute,

    /// <summary>A device, server or other peer cannot be reached.</summary>
    PeerUnreachable,

    /// <summary>Our own input (image, key, template, parameter) is not usable.</summary>
    BadFixture,

    /// <summary>Somebody else took what the case had leased.</summary>
    LeaseLost,

    /// <summary>A deadline of ours passed.</summary>
    Deadline,

    /// <summary>A defect of the harness.</summary>
    HarnessBug,
}

/// <summary>Which part of a case was under way.</summary>
public enum Stage
{
    /// <summary>Preparation.</summary>
    Given,

    /// <summary>The judged part.</summary>
    Steps,

    /// <summary>Clean-up.</summary>
    Finally,
}

/// <summary>Harness trouble. Never a verdict; only the engine makes one.</summary>
public sealed record Fault
{
    [JsonConstructor]
    internal Fault(FaultKind kind, Stage stage, string message, string? detail)
    {
        Kind = kind;
        Stage = stage;
        Message = message;
        Detail = detail;
    }

    /// <summary>Which trouble.</summary>
    public FaultKind Kind { get; }

    /// <summary>When it came.</summary>
    public Stage Stage { get; }

    /// <summary>The first cause in one sentence.</summary>
    public string Message { get; }

    /// <summary>What a maintainer needs besides (native code, stack of a harness bug); may be absent.</summary>
    public string? Detail { get; }
}
