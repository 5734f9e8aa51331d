using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DmSc.Wire.Wbxml;

/// <summary>Finds a token by octets, without making a string of them: a small hash table, filled once and at most a quarter full.</summary>
internal sealed class OctetIndex
{
    private readonly byte[][] _keys;
    private readonly byte[] _tokens;

    /// <param name="entries">Keys and their tokens, which are not zero; of equal keys the first counts.</param>
    public OctetIndex(IReadOnlyCollection<(byte[] Key, byte Token)> entries)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 4 * entries.Count));
        _keys = new byte[size][];
        _tokens = new byte[size];
        foreach (var (key, token) in entries)
        {
            var slot = SlotOf(key);
            if (_tokens[slot] == 0)
                (_keys[slot], _tokens[slot]) = (key, token);
        }
    }

    /// <summary>The token, or 0.</summary>
    public byte Find(ReadOnlySpan<byte> key) => _tokens[SlotOf(key)];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(ReadOnlySpan<byte> key)
    {
        // Length, first and last eight octets tell all names apart; whoever asks cannot fill the table.
        ulong mixed;
        if (key.Length >= 8)
            mixed = MemoryMarshal.Read<ulong>(key) + (3 * MemoryMarshal.Read<ulong>(key[^8..]));
        else if (key.Length >= 4)
            mixed = MemoryMarshal.Read<uint>(key) | ((ulong)MemoryMarshal.Read<uint>(key[^4..]) << 32);
        else
            mixed = key.Length == 0 ? 0 : key[0] | ((uint)key[key.Length / 2] << 8) | ((uint)key[^1] << 16);
        mixed = (mixed + (uint)key.Length) * 0x9E3779B97F4A7C15;

        var mask = _tokens.Length - 1;
        var slot = (int)(mixed >> 48) & mask;
        while (_tokens[slot] != 0 && !key.SequenceEqual(_keys[slot]))
            slot = (slot + 1) & mask;
        return slot;
    }
}
