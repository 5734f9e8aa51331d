using DmSc.Peers.Card;

namespace DmSc.Peers.Deviations;

/// <summary>A defect in how commands are processed: sits between the reader and the card, and may change either direction.</summary>
internal abstract class CommandFilter
{
    /// <summary>The card was reset.</summary>
    public virtual void Reset()
    {
    }

    /// <summary>Processes a command, normally by passing it on. Returns octets written, 0 for no answer.</summary>
    public abstract int Process(CommandPipeline below, ReadOnlySpan<byte> command, Span<byte> response);
}

/// <summary>What lies below a filter: further filters, and the card.</summary>
/// <param name="Card">The card.</param>
/// <param name="Next">Number of the next filter.</param>
internal readonly record struct CommandPipeline(ReferenceUicc Card, int Next)
{
    public int Process(ReadOnlySpan<byte> command, Span<byte> response) => Card.Process(Next, command, response);
}
