using DmSc.Cards.Link;

namespace DmSc.Cards.Replay;

/// <summary>A card that answers from a transcript, in strict order: another command than the next one is refused.</summary>
/// <param name="name">What to call it.</param>
/// <param name="atr">The answer to every reset.</param>
/// <param name="protocol">0 or 1.</param>
/// <param name="steps">The steps, see <see cref="TranscriptStep.ParseAll"/>.</param>
public sealed class TranscriptCardLink(string name, ReadOnlyMemory<byte> atr, int protocol, IReadOnlyList<TranscriptStep> steps) : ICardLink
{
    private int _next;
    private bool _hasPower;

    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Atr => _hasPower ? atr : default;

    /// <inheritdoc />
    public int Protocol => _hasPower ? protocol : -1;

    /// <summary>Steps not played yet.</summary>
    public int Remaining => steps.Count - _next;

    /// <inheritdoc />
    public ValueTask<ReadOnlyMemory<byte>> PowerOnAsync(CardReset reset, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        _hasPower = true;
        return ValueTask.FromResult(atr);
    }

    /// <inheritdoc />
    public ValueTask PowerOffAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        _hasPower = false;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask<int> TransmitAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!_hasPower)
            throw new LinkException(LinkFailure.Misuse, $"transcript {name}: the card has no power");
        if (_next == steps.Count)
            throw new LinkException(LinkFailure.Misuse, $"transcript {name}: all {steps.Count} steps are played, got {Convert.ToHexString(command.Span)}");
        var step = steps[_next];
        if (!step.Command.Span.SequenceEqual(command.Span))
        {
            throw new LinkException(
                LinkFailure.Misuse,
                $"transcript {name}, step {_next + 1} of {steps.Count}: expected {Convert.ToHexString(step.Command.Span)}, got {Convert.ToHexString(command.Span)}");
        }

        _next++;
        if (step.Failure is { } failure)
            throw new LinkException(failure, $"transcript {name}, step {_next} of {steps.Count}: the link fails as written");
        step.Response.CopyTo(response);
        return ValueTask.FromResult(step.Response.Length);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _hasPower = false;
        return ValueTask.CompletedTask;
    }
}
