namespace DmSc.Engine.Verbs;

/// <summary>
/// A step has nothing to work on, because the IUT did not do what an earlier one waited for. That is neither trouble of ours nor a finding of this step: the case ends
/// inconclusive, unless it failed before.
/// </summary>
/// <param name="message">What did not come about, in one sentence.</param>
public sealed class StepNotReachedException(string message) : Exception(message);
