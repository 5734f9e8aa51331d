namespace DmSc.Reports;

/// <summary>What the gate of a run said, as far as reports show it.</summary>
/// <param name="Passed">Whether the gate is open.</param>
/// <param name="ExitCode">The exit code the command ends with.</param>
/// <param name="Reasons">Why, one sentence each, the weightiest first.</param>
public sealed record GateSummary(bool Passed, int ExitCode, IReadOnlyList<string> Reasons);
