using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DmSc.Model.Runs;

namespace DmSc.Engine.Execution;

/// <summary>Randomness of a case: the same for the same plan seed, case and variant, whatever ran before.</summary>
internal static class SeededRandom
{
    public static Random For(long seed, CaseKey key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{key}"));
        return new Random(BinaryPrimitives.ReadInt32LittleEndian(hash));
    }
}
