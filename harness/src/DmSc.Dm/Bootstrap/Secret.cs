namespace DmSc.Dm.Bootstrap;

/// <summary>A secret of an account. Nothing but <see cref="Reveal"/> gives it away: not ToString, not a debugger view of a record around it.</summary>
/// <param name="octets">The secret.</param>
public sealed class Secret(ReadOnlyMemory<byte> octets)
{
    private readonly ReadOnlyMemory<byte> _octets = octets;

    /// <summary>Length in octets.</summary>
    public int Length => _octets.Length;

    /// <summary>The secret itself, for computing a digest with it; never for output.</summary>
    public ReadOnlyMemory<byte> Reveal() => _octets;

    /// <summary>Asterisks.</summary>
    public override string ToString() => "********";
}
