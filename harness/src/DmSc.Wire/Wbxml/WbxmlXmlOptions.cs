namespace DmSc.Wire.Wbxml;

/// <summary>How WBXML becomes XML text and XML text becomes WBXML.</summary>
public sealed record WbxmlXmlOptions
{
    /// <summary>Strict reading, with annotations.</summary>
    public static readonly WbxmlXmlOptions Default = new();

    /// <summary>How WBXML is read, and the bounds on XML text.</summary>
    public WbxmlOptions Reading { get; init; } = WbxmlOptions.Strict;

    /// <summary>How WBXML is written.</summary>
    public WbxmlWriterOptions Writing { get; init; } = WbxmlWriterOptions.Default;

    /// <summary>Say in processing instructions how values were sent (<see cref="WbxmlXml"/>). Without it the text is what a peer would send as
    /// XML, except that octets that are no text stand as base64 whatever Format says.</summary>
    public bool Annotate { get; init; } = true;

    /// <summary>Keep white space between elements of XML text; otherwise it counts as indentation.</summary>
    public bool KeepWhiteSpace { get; init; }

    /// <summary>The document type to write; <see langword="null"/> to tell it from the root element.</summary>
    public WbxmlCodeSpace? CodeSpace { get; init; }
}
