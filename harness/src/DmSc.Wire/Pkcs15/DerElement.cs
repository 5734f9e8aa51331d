using System.Collections;
using System.Formats.Asn1;
using System.Text;

namespace DmSc.Wire.Pkcs15;

/// <summary>One DER element with its place, so that a defect is reported where it is and not where decoding began.</summary>
internal readonly record struct DerElement(Asn1Tag Tag, ReadOnlyMemory<byte> Encoded, ReadOnlyMemory<byte> Content, int Offset)
{
    private const AsnEncodingRules Rules = AsnEncodingRules.DER;

    public static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0, isConstructed: true);
    public static readonly Asn1Tag Context1 = new(TagClass.ContextSpecific, 1, isConstructed: true);
    public static readonly Asn1Tag Context2 = new(TagClass.ContextSpecific, 2, isConstructed: true);
    public static readonly Asn1Tag PrimitiveContext0 = new(TagClass.ContextSpecific, 0);

    public int ContentOffset => Offset + Encoded.Length - Content.Length;

    public int EndOffset => Offset + Encoded.Length;

    public bool IsSequence => Tag == Asn1Tag.Sequence && Tag.IsConstructed;

    /// <summary>Reads the element at <paramref name="at"/> and moves behind it.</summary>
    public static DerElement Read(ReadOnlyMemory<byte> input, ref int at, int baseOffset)
    {
        var rest = input[at..];
        if (rest.IsEmpty)
            throw new WireFormatException("UnexpectedEnd", baseOffset + at, "an element was expected");
        try
        {
            var tag = AsnDecoder.ReadEncodedValue(rest.Span, Rules, out var contentOffset, out var contentLength, out var consumed);
            var element = new DerElement(tag, rest[..consumed], rest.Slice(contentOffset, contentLength), baseOffset + at);
            at += consumed;
            return element;
        }
        catch (AsnContentException e)
        {
            throw new WireFormatException("Der", baseOffset + at, $"no DER element starts with {Convert.ToHexString(rest.Span[..Math.Min(4, rest.Length)])}: {e.Message}");
        }
    }

    /// <summary>The elements inside a constructed element.</summary>
    public DerSequence Children(string what)
    {
        return Tag.IsConstructed
            ? new DerSequence(Content, ContentOffset, what)
            : throw new WireFormatException("DerTag", Offset, $"{what} is constructed, got primitive tag {Name}");
    }

    public string Name => Convert.ToHexString(Encoded.Span[..1]);

    public string ReadUtf8() => Decode("UTF8String", UniversalTagNumber.UTF8String, static e =>
        AsnDecoder.ReadCharacterString(e.Encoded.Span, Rules, UniversalTagNumber.UTF8String, out _));

    /// <summary>UTF8String with an implicit context tag.</summary>
    public string ReadUtf8As(Asn1Tag tag) => Guard("UTF8String", tag, e =>
        AsnDecoder.ReadCharacterString(e.Encoded.Span, Rules, UniversalTagNumber.UTF8String, out _, tag));

    public ReadOnlyMemory<byte> ReadOctets() => Decode("OCTET STRING", UniversalTagNumber.OctetString, static e =>
        AsnDecoder.TryReadPrimitiveOctetString(e.Encoded.Span, Rules, out _, out _)
            ? e.Content
            : throw new AsnContentException("an OCTET STRING is primitive in DER"));

    public int ReadInt32() => ReadInt32As(Asn1Tag.Integer);

    public int ReadInt32As(Asn1Tag tag) => Guard("INTEGER", tag, e =>
        AsnDecoder.TryReadInt32(e.Encoded.Span, Rules, out var value, out _, tag)
            ? value
            : throw new AsnContentException("an INTEGER of at most 32 bits was expected"));

    public string ReadOid() => Decode("OBJECT IDENTIFIER", UniversalTagNumber.ObjectIdentifier, static e =>
        AsnDecoder.ReadObjectIdentifier(e.Encoded.Span, Rules, out _));

    public bool ReadBoolean() => Decode("BOOLEAN", UniversalTagNumber.Boolean, static e => AsnDecoder.ReadBoolean(e.Encoded.Span, Rules, out _));

    /// <summary>An ENUMERATED of one octet.</summary>
    public int ReadEnumerated() => Decode("ENUMERATED", UniversalTagNumber.Enumerated, static e =>
        AsnDecoder.ReadEnumeratedBytes(e.Encoded.Span, Rules, out _) is { Length: 1 } octets
            ? (sbyte)octets[0]
            : throw new AsnContentException("an ENUMERATED of one octet was expected"));

    /// <summary>
    /// The named bits, bit 0 first, up to bit 31. DER drops trailing zero bits; a card that keeps them says the same, so this is a remark
    /// and no defect.
    /// </summary>
    public uint ReadNamedBits(List<FormatError> remarks)
    {
        var (value, isDer) = Decode("BIT STRING", UniversalTagNumber.BitString, static e =>
        {
            if (e.Tag.IsConstructed)
                throw new AsnContentException("a BIT STRING is primitive in DER");
            BitArray bits = AsnDecoder.ReadNamedBitList(e.Encoded.Span, AsnEncodingRules.BER, out _);
            uint value = 0;
            for (var i = 0; i < Math.Min(32, bits.Length); i++)
                value |= bits[i] ? 1u << i : 0;
            var unused = e.Content.Span[0];
            var last = e.Content.Span[^1];
            var isDer = e.Content.Length == 1 || ((last & ((1 << unused) - 1)) == 0 && (last & (1 << unused)) != 0);
            return (value, isDer);
        });
        if (!isDer)
            remarks.Add(new FormatError("NamedBits", Offset, $"BIT STRING {Convert.ToHexString(Encoded.Span)} is not in its shortest form"));
        return value;
    }

    private T Decode<T>(string type, UniversalTagNumber number, Func<DerElement, T> read) => Guard(type, new Asn1Tag(number), read);

    private T Guard<T>(string type, Asn1Tag tag, Func<DerElement, T> read)
    {
        if (!Tag.HasSameClassAndValue(tag))
            throw new WireFormatException("DerTag", Offset, $"{type} was expected, got tag {Name}");
        try
        {
            return read(this);
        }
        catch (AsnContentException e)
        {
            throw new WireFormatException("Der", Offset, $"malformed {type}: {(e.InnerException is DecoderFallbackException inner ? inner.Message : e.Message)}");
        }
    }
}
