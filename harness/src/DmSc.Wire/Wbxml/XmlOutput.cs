using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace DmSc.Wire.Wbxml;

/// <summary>Grows a piece of XML text in UTF-8.</summary>
internal sealed class XmlOutput(int capacity = 1024)
{
    private static readonly SearchValues<byte> s_special = SearchValues.Create("&<>\r"u8);
    private static readonly SearchValues<byte> s_specialInAttribute = SearchValues.Create("&<>\r\n\t\""u8);

    private byte[] _octets = new byte[Math.Max(64, capacity)];
    private int _length;

    public ReadOnlySpan<byte> Written => _octets.AsSpan(0, _length);

    public override string ToString() => Encoding.UTF8.GetString(Written);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw(ReadOnlySpan<byte> octets)
    {
        if (_octets.Length - _length < octets.Length)
            Grow(octets.Length);
        octets.CopyTo(_octets.AsSpan(_length));
        _length += octets.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw(byte octet)
    {
        if (_octets.Length == _length)
            Grow(1);
        _octets[_length++] = octet;
    }

    public void Text(ReadOnlySpan<byte> text) => Escaped(text, s_special);

    public void Attribute(ReadOnlySpan<byte> value) => Escaped(value, s_specialInAttribute);

    public void Base64(ReadOnlySpan<byte> octets)
    {
        Grow(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(octets.Length));
        System.Buffers.Text.Base64.EncodeToUtf8(octets, _octets.AsSpan(_length), out _, out var written);
        _length += written;
    }

    /// <summary>A name for which no token vouches, as one that XML allows (see <see cref="XmlConvert.DecodeName(string)"/>).</summary>
    public static byte[] SafeName(ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name);

        // An attribute named xmlns would change what the names below mean.
        return Encoding.UTF8.GetBytes(text == "xmlns" ? "_x0078_mlns" : XmlConvert.EncodeLocalName(text)!);
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

    private void Grow(int octets)
    {
        if (_octets.Length - _length < octets)
            Array.Resize(ref _octets, Math.Max(2 * _octets.Length, _length + octets));
    }
}
