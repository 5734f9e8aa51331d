namespace DmSc.Wire.Wbxml;

/// <summary>A WBXML document inside an OPAQUE of another one.</summary>
internal static class EmbeddedDocument
{
    /// <summary>Decodes the data of an element as a document of its own, with the depth that the outer one leaves.</summary>
    /// <param name="octets">The embedded document.</param>
    /// <param name="offset">Where it starts in the outer document.</param>
    /// <param name="depth">Nesting level of the element that holds it.</param>
    /// <param name="outer">How the outer document is read.</param>
    /// <param name="hint">What the media type promises.</param>
    /// <exception cref="WireFormatException">Its offset counts in the outer document, its reason names the inner one as well.</exception>
    public static WbxmlDocument Parse(ReadOnlyMemory<byte> octets, int offset, int depth, WbxmlOptions outer, WbxmlCodeSpace hint)
    {
        if (depth >= outer.Limits.MaxDepth)
            throw new WireFormatException(WbxmlErrors.DepthLimit, offset, $"elements nested deeper than {outer.Limits.MaxDepth}");
        try
        {
            return WbxmlDocument.Parse(octets, outer with
            {
                TolerateTrailing = false,
                Hint = hint,
                Limits = outer.Limits with { MaxDepth = outer.Limits.MaxDepth - depth },
            });
        }
        catch (WireFormatException inner)
        {
            throw Shifted(inner, offset);
        }
    }

    /// <summary>The same error, with its offset counted in the outer document.</summary>
    public static WireFormatException Shifted(WireFormatException inner, int offset) => new(
        inner.Error.Code,
        offset + inner.Error.Offset,
        $"{inner.Error.Reason} (octet {inner.Error.Offset} of the embedded document that starts at octet {offset})");
}
