using System.Buffers;
using System.IO.Pipelines;

namespace DmSc.Peers.Push.Receiving;

/// <summary>Keeps the octets that an HTTP server takes from a connection, so that evidence shows what came, not what was understood.</summary>
/// <param name="limit">Most octets kept between two takes.</param>
internal sealed class WireTap(int limit)
{
    private readonly ArrayBufferWriter<byte> _octets = new();

    /// <summary>What came since the last take.</summary>
    public byte[] Take()
    {
        var taken = _octets.WrittenSpan.ToArray();
        _octets.ResetWrittenCount();
        return taken;
    }

    private void Keep(ReadOnlySequence<byte> octets)
    {
        foreach (var part in octets)
            _octets.Write(part.Span[..Math.Min(part.Length, limit - _octets.WrittenCount)]);
    }

    /// <summary>Both ends of a connection, the reading one tapped.</summary>
    public sealed class Pipe(IDuplexPipe inner, WireTap tap) : IDuplexPipe
    {
        public PipeReader Input { get; } = new Reader(inner.Input, tap);

        public PipeWriter Output { get; } = inner.Output;
    }

    private sealed class Reader(PipeReader inner, WireTap tap) : PipeReader
    {
        private ReadOnlySequence<byte> _buffer;

        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var result = await inner.ReadAsync(cancellationToken);
            _buffer = result.Buffer;
            return result;
        }

        public override bool TryRead(out ReadResult result)
        {
            if (!inner.TryRead(out result))
                return false;
            _buffer = result.Buffer;
            return true;
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            if (!_buffer.IsEmpty)
                tap.Keep(_buffer.Slice(_buffer.Start, consumed));
            _buffer = default;
            inner.AdvanceTo(consumed, examined);
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
