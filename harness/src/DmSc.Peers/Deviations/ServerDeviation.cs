using DmSc.Peers.Server;

namespace DmSc.Peers.Deviations;

/// <summary>A named defect that the reference server can be told to have.</summary>
public sealed class ServerDeviation : PeerDeviation
{
    internal ServerDeviation(string name, string description, ServerDefect defect)
        : base(name, description) => Defect = defect;

    internal ServerDefect Defect { get; }
}
