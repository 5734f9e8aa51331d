using DmSc.Model.Verdicts;

namespace DmSc.Suite.Hosting;

/// <summary>How a fault looks to a test runner: an error of the harness, never a failed assertion.</summary>
/// <param name="fault">The fault.</param>
public sealed class HarnessFaultException(Fault fault) : Exception($"HARNESS: {fault.Kind} in {fault.Stage}: {fault.Message}")
{
    /// <summary>The fault.</summary>
    public Fault Fault { get; } = fault;
}
