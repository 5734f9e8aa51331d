namespace DmSc.Wire.Pkcs15;

/// <summary>An object identifier in a DODF entry.</summary>
/// <param name="Oid">Dotted form, the wrapping removed.</param>
/// <param name="IsDoublyWrapped">The value octets are themselves a whole OBJECT IDENTIFIER element (06 06 06 04 ...), a slip of an old
/// example that cards in the field repeat.</param>
/// <param name="Encoded">The element as on the card.</param>
/// <param name="Offset">Its offset in the file.</param>
public sealed record DataObjectIdentifier(string Oid, bool IsDoublyWrapped, ReadOnlyMemory<byte> Encoded, int Offset)
{
    /// <summary>Decodes an OBJECT IDENTIFIER element.</summary>
    internal static DataObjectIdentifier From(DerElement element)
    {
        var oid = element.ReadOid();
        var content = element.Content.Span;
        // 06 as a first octet is arc 0.6, which has never been assigned: a complete inner element is always the slip.
        if (content.Length < 3 || content[0] != 0x06 || content[1] != content.Length - 2)
            return new DataObjectIdentifier(oid, false, element.Encoded, element.Offset);
        var at = 0;
        var inner = DerElement.Read(element.Content, ref at, element.ContentOffset);
        return new DataObjectIdentifier(inner.ReadOid(), true, element.Encoded, element.Offset);
    }

    /// <inheritdoc />
    public override string ToString() => IsDoublyWrapped ? Oid + " (doubly wrapped)" : Oid;
}
