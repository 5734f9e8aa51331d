using DmSc.Dm.Session;

namespace DmSc.Steps.Lab.Devices;

/// <summary>Octets that a plan can repeat: for nonces in embedded runs, where nobody attacks.</summary>
/// <param name="random">Where they come from.</param>
internal sealed class SeededOctets(Random random) : IRandomOctets
{
    private readonly Lock _gate = new();

    public void Fill(Span<byte> octets)
    {
        lock (_gate)
            random.NextBytes(octets);
    }
}
