namespace DmSc.Wire.Wbxml;

/// <summary>What <see cref="WbxmlReader.Read"/> stands on.</summary>
public enum WbxmlTokenKind
{
    /// <summary>Before the first or behind the last token.</summary>
    None,

    /// <summary>A tag. Every one is matched by an <see cref="EndElement"/>, also when it has no content.</summary>
    StartElement,

    /// <summary>An attribute of the element just started; <see cref="WbxmlReader.Value"/> is the start of its value.</summary>
    Attribute,

    /// <summary>A further piece of the value of the attribute just started.</summary>
    AttributeValue,

    /// <summary>Text: an inline string, one of the string table, or a character entity.</summary>
    Text,

    /// <summary>Octets without a character set.</summary>
    Opaque,

    /// <summary>The end of the innermost open element.</summary>
    EndElement,
}
