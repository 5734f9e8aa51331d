using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>A short piece of XML text, padded so that all of <see cref="Size"/> octets can be copied at once.</summary>
internal readonly struct XmlPiece
{
    public const int Size = 32;

    private readonly byte[] _padded;

    public XmlPiece(string text)
    {
        Length = Encoding.UTF8.GetByteCount(text);
        _padded = new byte[Math.Max(Size, Length)];
        Encoding.UTF8.GetBytes(text, _padded);
    }

    public int Length { get; }

    /// <summary>The text, and zeros up to <see cref="Size"/> octets.</summary>
    public ReadOnlySpan<byte> Padded => _padded;
}
