namespace DmSc.Wire.Wbxml;

/// <summary>How a WBXML document is read.</summary>
public sealed record WbxmlOptions
{
    /// <summary>Whatever the WBXML 1.3 grammar forbids is an error; nothing may follow the document.</summary>
    public static readonly WbxmlOptions Strict = new();

    /// <summary>Accepts, with remarks, what encoders in the field are known to do wrong; nothing may follow the document.</summary>
    public static readonly WbxmlOptions FromPeer = new() { Lenient = true };

    /// <summary>As <see cref="FromPeer"/>, for the content of an EF, which may be longer than the document in it.</summary>
    public static readonly WbxmlOptions FromFile = new() { Lenient = true, TolerateTrailing = true };

    /// <summary>Bounds on the input.</summary>
    public WbxmlLimits Limits { get; init; } = WbxmlLimits.Default;

    /// <summary>Accept a switch of code pages before END or text, an <c>xmlns</c> attribute that refers into an empty string table, an empty
    /// attribute list and OPAQUE in attributes of WBXML 1.1, each with a remark. When <see langword="false"/> these are errors.</summary>
    public bool Lenient { get; init; }

    /// <summary>Stop behind the END of the root element, whatever follows.</summary>
    public bool TolerateTrailing { get; init; }

    /// <summary>The document type that the media type promises; used when the public identifier is 01 (unknown), compared with it otherwise.</summary>
    public WbxmlCodeSpace? Hint { get; init; }
}
