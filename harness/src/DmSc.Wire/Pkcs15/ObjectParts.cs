namespace DmSc.Wire.Pkcs15;

/// <summary>The four parts that every entry of a directory file has (PKCS15Object; PKCS #15 v1.1, 6.1.8).</summary>
/// <param name="Common">CommonObjectAttributes.</param>
/// <param name="OfClass">The attributes of the object's class.</param>
/// <param name="Type">What tag A1 holds.</param>
internal readonly record struct ObjectParts(CommonObjectAttributes Common, DerElement OfClass, DerSequence Type)
{
    /// <summary>Splits an entry; attributes of a subclass (A0) are nothing that a device needs.</summary>
    public static ObjectParts Of(DerElement entry, string what, string ofClass)
    {
        var parts = entry.Children(what);
        var common = parts.NextSequence("CommonObjectAttributes");
        var classAttributes = parts.NextSequence(ofClass);
        _ = parts.NextIf(DerElement.Context0);
        var type = parts.Next();
        if (type.Tag != DerElement.Context1)
            throw new WireFormatException("DerTag", type.Offset, $"the type attributes of {what} have tag A1, got {type.Name}");
        parts.End();
        return new ObjectParts(CommonObjectAttributes.From(common), classAttributes, type.Children("type attributes"));
    }
}
