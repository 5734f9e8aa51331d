using System.Collections.Immutable;
using DmSc.Wire.SyncMl;

namespace DmSc.Dm.Bootstrap;

/// <summary>The commands of a bootstrap message without the groups around them.</summary>
internal static class FlatCommands
{
    /// <summary>In document order; those of an Atomic or a Sequence stand in its place. Bounded by the depth that the message was read with.</summary>
    public static IEnumerable<SyncMlCommand> Of(ImmutableArray<SyncMlCommand> commands)
    {
        foreach (var command in commands)
        {
            if (command.Kind is not (SyncMlCommandKind.Atomic or SyncMlCommandKind.Sequence))
            {
                yield return command;
                continue;
            }

            foreach (var nested in Of(command.Commands))
                yield return nested;
        }
    }
}
