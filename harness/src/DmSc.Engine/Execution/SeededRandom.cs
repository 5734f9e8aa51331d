using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DmSc.Model.Runs;

namespace DmSc.Engine.Execution;

/// <summary>
/// Randomness of an attempt at a case: the same for the same plan seed, case, variant and number of the attempt, whatever ran before. Each attempt draws anew:
/// what an earlier one left in the IUT must not look like its own (verdict rule 9).
/// </summary>
internal static class SeededRandom
{
    public static Random For(long seed, CaseKey key, int attempt)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(attempt == 1 ? $"{seed}/{key}" : $"{seed}/{key}/{attempt}"));
        return new Random(BinaryPrimitives.ReadInt32LittleEndian(hash));
    }
}
