using System.Text;

namespace DmSc.Wire.Cat;

/// <summary>Text string (ETSI TS 102 223, 8.15).</summary>
/// <param name="CodingScheme">Data coding scheme: 00 the default alphabet packed, 04 the same in octets, 08 UCS2; <see langword="null"/> for a
/// null text string, which has no octets at all.</param>
/// <param name="Octets">The coded text.</param>
public sealed record TextString(byte? CodingScheme, ReadOnlyMemory<byte> Octets) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.TextString;

    /// <summary>The text, or <see langword="null"/> when the scheme is another one or the octets do not follow it.</summary>
    public string? Text => CodingScheme switch
    {
        null => "",
        0x00 or 0xF0 => GsmAlphabet.Decode(GsmAlphabet.Unpack(Octets.Span)),
        0x04 or 0xF4 => GsmAlphabet.Decode(Octets.Span),
        0x08 => GsmAlphabet.DecodeUcs2(Octets.Span),
        _ => null,
    };

    /// <summary>Text in octets of the default alphabet where it can be, else in UCS2.</summary>
    /// <param name="text">The text.</param>
    public static TextString Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return GsmAlphabet.Encode(text) is { } octets ? new TextString(0x04, octets) : new TextString(0x08, Encoding.BigEndianUnicode.GetBytes(text));
    }

    /// <summary>Text in the default alphabet, packed.</summary>
    /// <param name="text">The text. Packing cannot keep a carriage return at the end apart from padding.</param>
    /// <exception cref="ArgumentException">A character outside the default alphabet.</exception>
    public static TextString OfPacked(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var septets = GsmAlphabet.Encode(text) ?? throw new ArgumentException("a character is not in the GSM default alphabet", nameof(text));
        return new TextString(0x00, GsmAlphabet.Pack(septets));
    }

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => CodingScheme is { } scheme ? (byte[])[scheme, .. Octets.Span] : ReadOnlyMemory<byte>.Empty;

    internal static TextString From(ComprehensionTlv tlv) => tlv.Value.IsEmpty ? new TextString(null, default) : new TextString(tlv.Value.Span[0], tlv.Value[1..]);
}

/// <summary>Alpha identifier (ETSI TS 102 223, 8.2).</summary>
/// <param name="Octets">Coded text; none asks the terminal to show nothing.</param>
public sealed record AlphaIdentifier(ReadOnlyMemory<byte> Octets) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.AlphaIdentifier;

    /// <summary>The text, or <see langword="null"/> when the octets are none.</summary>
    public string? Text => GsmAlphabet.DecodeAlpha(Octets.Span);

    /// <summary>Text in the default alphabet where it can be, else in UCS2.</summary>
    /// <param name="text">The text.</param>
    public static AlphaIdentifier Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new AlphaIdentifier(GsmAlphabet.Encode(text) ?? [0x80, .. Encoding.BigEndianUnicode.GetBytes(text)]);
    }

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => Octets;
}

/// <summary>URL (ETSI TS 102 223, 8.48).</summary>
/// <param name="Octets">The URL in octets; none stands for the default URL.</param>
public sealed record Url(ReadOnlyMemory<byte> Octets) : CatObject
{
    /// <inheritdoc />
    public override int Tag => CatTags.Url;

    /// <summary>The URL, or <see langword="null"/> when the octets are not ASCII.</summary>
    public string? Text => Ascii.IsValid(Octets.Span) ? Encoding.ASCII.GetString(Octets.Span) : null;

    /// <summary>A URL.</summary>
    /// <param name="url">ASCII text.</param>
    /// <exception cref="ArgumentException">Not ASCII.</exception>
    public static Url Of(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return Ascii.IsValid(url) ? new Url(Encoding.ASCII.GetBytes(url)) : throw new ArgumentException("a URL is ASCII text", nameof(url));
    }

    /// <inheritdoc />
    public override ReadOnlyMemory<byte> ToValue() => Octets;
}
