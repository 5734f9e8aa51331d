using System.Collections.Immutable;

namespace DmSc.Peers.Deviations;

/// <summary>Every defect that some reference implementation can be told to have.</summary>
public static class PeerDeviations
{
    /// <summary>All of them, in the order of their names.</summary>
    public static ImmutableArray<PeerDeviation> All { get; } =
        [.. CardDeviations.All.Cast<PeerDeviation>().Concat(DeviceDeviations.All).Concat(ServerDeviations.All).OrderBy(d => d.Name, StringComparer.Ordinal)];

    /// <summary>The deviation of that name, or <see langword="null"/>.</summary>
    /// <param name="name">Exact name.</param>
    public static PeerDeviation? Find(string name) => All.FirstOrDefault(d => d.Name == name);
}
