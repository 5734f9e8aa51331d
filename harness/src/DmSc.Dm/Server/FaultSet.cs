using System.Collections.Immutable;

namespace DmSc.Dm.Server;

/// <summary>Faults as bits: a message asks for most of them.</summary>
internal readonly record struct FaultSet
{
    private readonly ulong _bits;

    private FaultSet(ulong bits) => _bits = bits;

    public static FaultSet Of(ImmutableHashSet<ServerFault> faults)
    {
        var set = default(FaultSet);
        if (faults.IsEmpty)
            return set;
        foreach (var fault in faults)
            set = set.Add(fault);
        return set;
    }

    public bool Contains(ServerFault fault) => (_bits & Bit(fault)) != 0;

    public FaultSet Add(ServerFault fault) => new(_bits | Bit(fault));

    private static ulong Bit(ServerFault fault) => 1UL << (int)fault;
}
