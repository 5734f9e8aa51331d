using System.Text;

namespace DmSc.Peers.Push.Bearers.Exec;

/// <summary>The end of a stream of any length.</summary>
internal sealed class TailBuffer(int capacity)
{
    private readonly byte[] _octets = new byte[capacity];
    private readonly Lock _lock = new();
    private long _count;

    public async Task DrainAsync(Stream stream, CancellationToken ct)
    {
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, ct) is > 0 and var read)
            Add(buffer.AsSpan(0, read));
    }

    /// <summary>What is there now, as UTF-8; what is not UTF-8 shows as U+FFFD.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            if (_count <= capacity)
                return Encoding.UTF8.GetString(_octets, 0, (int)_count);
            var start = (int)(_count % capacity);
            return Encoding.UTF8.GetString([.. _octets.AsSpan(start), .. _octets.AsSpan(0, start)]);
        }
    }

    private void Add(ReadOnlySpan<byte> octets)
    {
        lock (_lock)
        {
            foreach (var octet in octets)
                _octets[_count++ % capacity] = octet;
        }
    }
}
