using DmSc.Model.Verdicts;

namespace DmSc.Engine.Execution;

/// <summary>A station refuses a case before the first octet: it is not run, which is neither a verdict nor a fault.</summary>
/// <param name="reason">Why, enumerated.</param>
/// <param name="message">Why, in one sentence.</param>
public sealed class CaseRefusedException(DispositionReason reason, string message) : Exception(message)
{
    /// <summary>Why, enumerated.</summary>
    public DispositionReason Reason { get; } = reason;
}
