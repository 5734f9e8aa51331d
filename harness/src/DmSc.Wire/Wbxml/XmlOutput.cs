using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Xml;

namespace DmSc.Wire.Wbxml;

/// <summary>Grows a piece of XML text in UTF-8.</summary>
internal sealed class XmlOutput(int capacity = 1024) : IDisposable
{
    private static readonly SearchValues<byte> s_special = SearchValues.Create("&<>\r"u8);
    private static readonly SearchValues<byte> s_specialInAttribute = SearchValues.Create("&<>\r\n\t\""u8);

    private readonly OctetBuffer _octets = new(capacity);

    public ReadOnlySpan<byte> Written => _octets.Written;

    public int Length => _octets.Length;

    public override string ToString() => Encoding.UTF8.GetString(Written);

    /// <summary>Takes back what stands behind the first <paramref name="length"/> octets.</summary>
    public void Cut(int length) => _octets.Cut(length);

    public void Dispose() => _octets.Return();

    public void Raw(ReadOnlySpan<byte> octets) => _octets.Write(octets);

    public void Raw(byte octet) => _octets.Octet(octet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Piece(in XmlPiece piece)
    {
        if (piece.Length > XmlPiece.Size)
        {
            Raw(piece.Padded[..piece.Length]);
            return;
        }

        Vector256.Create(piece.Padded).CopyTo(_octets.Room(XmlPiece.Size));
        _octets.Advance(piece.Length);
    }

    public void Text(ReadOnlySpan<byte> text) => Escaped(text, s_special);

    public void Attribute(ReadOnlySpan<byte> value) => Escaped(value, s_specialInAttribute);

    /// <summary>Text that something follows in memory: what is short goes over in one step.</summary>
    /// <param name="textAndRest">The text, and what follows it.</param>
    /// <param name="length">Octets of the text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Text(ReadOnlySpan<byte> textAndRest, int length)
    {
        if (length <= Vector128<byte>.Count && textAndRest.Length >= Vector128<byte>.Count)
        {
            var octets = Vector128.Create(textAndRest);
            var special = Vector128.Equals(octets, Vector128.Create((byte)'&')) | Vector128.Equals(octets, Vector128.Create((byte)'<'))
                | Vector128.Equals(octets, Vector128.Create((byte)'>')) | Vector128.Equals(octets, Vector128.Create((byte)'\r'));
            if (TryCopy(octets, special, length))
                return;
        }

        Escaped(textAndRest[..length], s_special);
    }

    /// <summary>The same for the value of an attribute.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Attribute(ReadOnlySpan<byte> valueAndRest, int length)
    {
        if (length <= Vector128<byte>.Count && valueAndRest.Length >= Vector128<byte>.Count)
        {
            var octets = Vector128.Create(valueAndRest);
            var special = Vector128.Equals(octets, Vector128.Create((byte)'&')) | Vector128.Equals(octets, Vector128.Create((byte)'<'))
                | Vector128.Equals(octets, Vector128.Create((byte)'>')) | Vector128.Equals(octets, Vector128.Create((byte)'"'))
                | Vector128.LessThan(octets, Vector128.Create((byte)' '));
            if (TryCopy(octets, special, length))
                return;
        }

        Escaped(valueAndRest[..length], s_specialInAttribute);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryCopy(Vector128<byte> octets, Vector128<byte> special, int length)
    {
        if ((special.ExtractMostSignificantBits() & ((1u << length) - 1)) != 0)
            return false;
        octets.CopyTo(_octets.Room(Vector128<byte>.Count));
        _octets.Advance(length);
        return true;
    }

    public void Base64(ReadOnlySpan<byte> octets)
    {
        var room = _octets.Room(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(octets.Length));
        System.Buffers.Text.Base64.EncodeToUtf8(octets, room, out _, out var written);
        _octets.Advance(written);
    }

    /// <summary>A name for which no token vouches, as one that XML allows (see <see cref="XmlConvert.DecodeName(string)"/>).</summary>
    public static string SafeName(ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name);

        // An attribute named xmlns would change what the names below mean.
        return text == "xmlns" ? "_x0078_mlns" : XmlConvert.EncodeLocalName(text)!;
    }

    private void Escaped(ReadOnlySpan<byte> text, SearchValues<byte> special)
    {
        while (true)
        {
            var at = text.IndexOfAny(special);
            if (at < 0)
            {
                Raw(text);
                return;
            }

            Raw(text[..at]);
            Raw(text[at] switch
            {
                (byte)'&' => "&amp;"u8,
                (byte)'<' => "&lt;"u8,
                (byte)'>' => "&gt;"u8,
                (byte)'"' => "&quot;"u8,
                (byte)'\r' => "&#xD;"u8,
                (byte)'\n' => "&#xA;"u8,
                _ => "&#x9;"u8,
            });
            text = text[(at + 1)..];
        }
    }
}
