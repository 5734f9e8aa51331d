using System.Formats.Asn1;

namespace DmSc.Wire.Pkcs15;

/// <summary>A cursor over the elements of one constructed value.</summary>
internal sealed class DerSequence(ReadOnlyMemory<byte> content, int offset, string what)
{
    private int _at;

    public bool IsAtEnd => _at >= content.Length;

    public int Offset => offset + _at;

    /// <summary>Takes the next element, whatever it is.</summary>
    public DerElement Next()
    {
        if (IsAtEnd)
            throw new WireFormatException("UnexpectedEnd", Offset, $"{what} ends, another element was expected");
        return DerElement.Read(content, ref _at, offset);
    }

    /// <summary>Takes the next element, a SEQUENCE.</summary>
    public DerElement NextSequence(string part)
    {
        var element = Next();
        return element.IsSequence
            ? element
            : throw new WireFormatException("DerTag", element.Offset, $"{part} is a SEQUENCE (30), got tag {element.Name}");
    }

    /// <summary>Takes the next element if it has this tag.</summary>
    public DerElement? NextIf(Asn1Tag tag)
    {
        if (IsAtEnd)
            return null;
        var before = _at;
        var element = DerElement.Read(content, ref _at, offset);
        if (element.Tag.HasSameClassAndValue(tag))
            return element;
        _at = before;
        return null;
    }

    public DerElement? NextIf(UniversalTagNumber number) => NextIf(new Asn1Tag(number));

    /// <summary>The standard lets later versions add elements; those known to it may not come late or twice.</summary>
    public void SkipExtensions()
    {
        while (!IsAtEnd)
        {
            var element = Next();
            if (element.Tag.TagClass == TagClass.Universal)
                throw new WireFormatException("DerOrder", element.Offset, $"tag {element.Name} is out of order in {what}, or does not belong there");
        }
    }

    /// <summary>Demands that nothing follows.</summary>
    public void End()
    {
        if (!IsAtEnd)
            throw new WireFormatException("DerTrailing", Offset, $"{what} is complete, yet {content.Length - _at} octets follow");
    }
}
