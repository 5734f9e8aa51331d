using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>Octets that grow at their end, in an array of the shared pool. Who forgets to return it only costs the pool an array.</summary>
internal sealed class OctetBuffer(int capacity)
{
    private byte[] _octets = ArrayPool<byte>.Shared.Rent(Math.Max(64, capacity));

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _octets.AsSpan(0, Length);

    /// <summary>Room for at least <paramref name="octets"/> more; <see cref="Advance"/> makes them count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Room(int octets)
    {
        var room = _octets.AsSpan(Length);
        return room.Length < octets ? Grown(octets) : room;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int octets) => Length += octets;

    /// <summary>Forgets what stands behind the first <paramref name="length"/> octets.</summary>
    public void Cut(int length) => Length = length;

    public void Clear() => Length = 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Octet(byte octet)
    {
        var octets = _octets;
        var at = Length;
        if ((uint)at < (uint)octets.Length)
            octets[at] = octet;
        else
            Grown(1)[0] = octet;
        Length = at + 1;
    }

    /// <summary>An octet, a short piece and another octet in one step.</summary>
    /// <param name="before">In front.</param>
    /// <param name="octets">The piece.</param>
    /// <param name="after">Behind.</param>
    public void Write(byte before, ReadOnlySpan<byte> octets, byte after)
    {
        var room = Room(octets.Length + 2);
        room[0] = before;
        octets.CopyTo(room[1..]);
        room[octets.Length + 1] = after;
        Length += octets.Length + 2;
    }

    /// <summary>The same for a text of ASCII characters.</summary>
    /// <param name="before">In front.</param>
    /// <param name="text">The piece.</param>
    /// <param name="after">Behind.</param>
    public void WriteAscii(byte before, ReadOnlySpan<char> text, byte after)
    {
        var room = Room(text.Length + 2);
        room[0] = before;
        Ascii.FromUtf16(text, room[1..], out var written);
        room[written + 1] = after;
        Length += written + 2;
    }

    public void Write(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(Room(octets.Length));
        Length += octets.Length;
    }

    /// <summary>mb_u_int32 in its shortest form.</summary>
    public void Integer(uint value)
    {
        for (var shift = 28; shift > 0; shift -= 7)
        {
            if (value >> shift != 0)
                Octet((byte)(0x80 | ((value >> shift) & 0x7F)));
        }

        Octet((byte)(value & 0x7F));
    }

    /// <summary>Sets bits of an octet written before.</summary>
    public void Set(int position, byte bits) => _octets[position] |= bits;

    /// <summary>Gives the array back; nothing is left.</summary>
    public void Return()
    {
        if (_octets.Length > 0)
            ArrayPool<byte>.Shared.Return(_octets);
        _octets = [];
        Length = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Span<byte> Grown(int octets)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(2L * _octets.Length, (long)Length + octets)));
        Written.CopyTo(larger);
        if (_octets.Length > 0)
            ArrayPool<byte>.Shared.Return(_octets);
        _octets = larger;
        return larger.AsSpan(Length);
    }
}
