using System.Security.Cryptography;
using DmSc.Dm.Session;

namespace DmSc.Peers.Server;

/// <summary>The randomness of the system, for servers that run alone: nonces have to be unpredictable.</summary>
public sealed class SystemRandomOctets : IRandomOctets
{
    /// <inheritdoc />
    public void Fill(Span<byte> octets) => RandomNumberGenerator.Fill(octets);
}
