using DmSc.Model.Verdicts;

namespace DmSc.Engine.Verbs;

/// <summary>How a verb or a station says that something of ours went wrong. Only the case runner makes a fault of it.</summary>
/// <param name="kind">Which trouble.</param>
/// <param name="message">The first cause, in one sentence.</param>
/// <param name="inner">The exception behind it.</param>
public sealed class StepFaultException(FaultKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Which trouble.</summary>
    public FaultKind Kind { get; } = kind;
}
