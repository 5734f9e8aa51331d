using System.Buffers;

namespace DmSc.Peers.Push.Bearers;

/// <summary>What went over a stream, each way up to a bound.</summary>
internal sealed class StreamRecord(int limit)
{
    private readonly ArrayBufferWriter<byte> _sent = new();
    private readonly ArrayBufferWriter<byte> _received = new();

    public byte[] Sent => _sent.WrittenSpan.ToArray();

    public byte[] Received => _received.WrittenSpan.ToArray();

    public void KeepSent(ReadOnlySpan<byte> octets) => Keep(_sent, octets);

    public void KeepReceived(ReadOnlySpan<byte> octets) => Keep(_received, octets);

    private void Keep(ArrayBufferWriter<byte> copy, ReadOnlySpan<byte> octets) =>
        copy.Write(octets[..Math.Min(octets.Length, limit - copy.WrittenCount)]);
}

/// <summary>Passes everything on and keeps a copy of it.</summary>
internal sealed class RecordingStream(Stream inner, StreamRecord record) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        record.KeepReceived(buffer.AsSpan(offset, read));
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        record.KeepReceived(buffer.Span[..read]);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        inner.Write(buffer, offset, count);
        record.KeepSent(buffer.AsSpan(offset, count));
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await inner.WriteAsync(buffer, cancellationToken);
        record.KeepSent(buffer.Span);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
