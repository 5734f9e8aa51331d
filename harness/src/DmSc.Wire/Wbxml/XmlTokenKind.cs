namespace DmSc.Wire.Wbxml;

/// <summary>What <see cref="XmlScanner"/> stands on.</summary>
internal enum XmlTokenKind
{
    None,

    /// <summary>A start tag, or an empty element, which has no end of its own.</summary>
    StartElement,

    EndElement,

    /// <summary>Character data up to the next markup, references resolved.</summary>
    Text,

    CData,

    Instruction,
}
