using System.Security.Cryptography;
using DmSc.Dm.Session;

namespace DmSc.Peers.Server;

/// <summary>The randomness of the system, for servers that run alone: nonces have to be unpredictable. Asked for in blocks, because one call costs as much as a block.</summary>
public sealed class SystemRandomOctets : IRandomOctets
{
    private readonly Lock _gate = new();
    private readonly byte[] _block = new byte[1024];
    private int _left;

    /// <inheritdoc />
    public void Fill(Span<byte> octets)
    {
        if (octets.Length > _block.Length / 4)
        {
            RandomNumberGenerator.Fill(octets);
            return;
        }

        lock (_gate)
        {
            if (_left < octets.Length)
            {
                RandomNumberGenerator.Fill(_block);
                _left = _block.Length;
            }

            // What was given away is not kept.
            var given = _block.AsSpan(_left - octets.Length, octets.Length);
            given.CopyTo(octets);
            given.Clear();
            _left -= octets.Length;
        }
    }
}
