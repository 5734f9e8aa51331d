using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DmSc.Wire.Wbxml;

/// <summary>Finds a token by octets, without making a string of them: a small hash table, filled once and at most a quarter full.</summary>
internal sealed class OctetIndex
{
    private readonly Entry[] _entries;

    /// <param name="entries">Keys and their tokens, which are not zero; of equal keys the first counts.</param>
    public OctetIndex(IReadOnlyCollection<(byte[] Key, byte Token)> entries)
    {
        _entries = new Entry[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 4 * entries.Count))];
        foreach (var (key, token) in entries)
        {
            ref var entry = ref Slot(key);
            if (entry.Token != 0)
                continue;
            var (head, tail) = Ends(key);
            entry = new Entry { Head = head, Tail = tail, Key = key, Token = token };
        }
    }

    /// <summary>The token, or 0.</summary>
    public byte Find(ReadOnlySpan<byte> key) => Slot(key).Token;

    /// <summary>Where a key is, or would be. Whoever asks cannot fill the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry Slot(ReadOnlySpan<byte> key)
    {
        var entries = _entries;
        var (head, tail) = Ends(key);
        var slot = (int)((((head + (3 * tail)) ^ (uint)key.Length) * 0x9E3779B97F4A7C15) >> 40);
        while (true)
        {
            ref var entry = ref entries[slot & (entries.Length - 1)];
            if (entry.Token == 0 || (entry.Head == head && entry.Tail == tail && entry.Key.Length == key.Length && (key.Length <= 16 || key.SequenceEqual(entry.Key))))
                return ref entry;
            slot++;
        }
    }

    /// <summary>The first and the last octets: with the length, all of a key of up to 16 octets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Head, ulong Tail) Ends(ReadOnlySpan<byte> key)
    {
        if (key.Length >= 8)
            return (MemoryMarshal.Read<ulong>(key), MemoryMarshal.Read<ulong>(key[^8..]));
        if (key.Length >= 4)
            return (MemoryMarshal.Read<uint>(key), MemoryMarshal.Read<uint>(key[^4..]));
        return (key.Length == 0 ? 0 : key[0] | ((uint)key[key.Length / 2] << 8) | ((uint)key[^1] << 16), 0);
    }

    private struct Entry
    {
        public ulong Head;
        public ulong Tail;
        public byte[] Key;
        public byte Token;
    }
}
