namespace DmSc.Peers.Deviations;

/// <summary>
/// A named defect that a reference implementation can be told to have. Which requirement it breaks is not said here: that belongs to whoever
/// judges.
/// </summary>
public abstract class PeerDeviation
{
    private protected PeerDeviation(string name, string description)
    {
        Name = name;
        Description = description;
    }

    /// <summary>Permanent name with its role, <c>card.odf-missing</c>.</summary>
    public string Name { get; }

    /// <summary>One sentence: what is wrong with an implementation that has it.</summary>
    public string Description { get; }

    /// <inheritdoc />
    public sealed override string ToString() => Name;
}
