using DmSc.Wire.SyncMl;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Tnds;

/// <summary>Reads a management tree out of each form in which DM messages carry it.</summary>
public static class TndsReader
{
    /// <summary>Reads the data of an Item. What the data is decides the form, not its announced type, which encoders disagree on.</summary>
    /// <param name="data">Data that was announced as a TNDS media type.</param>
    /// <param name="options">How the message was read: limits (the depth is shared) and leniency.</param>
    /// <exception cref="WireFormatException">The offset counts in the message; for an embedded document the reason names the inner one as well.</exception>
    public static MgmtTree FromData(SyncMlData data, WbxmlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= WbxmlOptions.Strict;
        foreach (var child in data.Element.Elements)
        {
            var log = new RemarkLog();
            log.Add("InlineTnds", child.Offset, "the management tree stands inline in the message; an embedded WBXML document was expected");
            if (data.Element.Elements.Skip(1).FirstOrDefault() is { } second)
                throw new WireFormatException(WbxmlErrors.UnexpectedElement, second.Offset, $"{second.Name} behind {child.Name}");
            return FromElement(child, TndsForm.Inline, 0, log);
        }

        return FromOctets(data.Octets, options, data.OctetsOffset, data.Element.Depth);
    }

    /// <summary>Reads a tree that stands alone, as WBXML document or as XML text.</summary>
    /// <param name="octets">The document.</param>
    /// <param name="options">Limits and leniency; <see cref="WbxmlOptions.Strict"/> when absent.</param>
    /// <param name="offset">Where <paramref name="octets"/> start in an outer input; errors and places count from there.</param>
    /// <param name="depth">How many levels of <see cref="WbxmlLimits.MaxDepth"/> the outer input has used.</param>
    /// <exception cref="WireFormatException">Not a management tree.</exception>
    public static MgmtTree FromOctets(ReadOnlyMemory<byte> octets, WbxmlOptions? options = null, int offset = 0, int depth = 0) =>
        FromOctets(octets, options, offset, depth, isDescription: false);

    /// <summary>Reads a device description (DDF), as WBXML document or as XML text: a tree whose nodes have DFProperties.</summary>
    /// <param name="octets">The document.</param>
    /// <param name="options">Limits and leniency; <see cref="WbxmlOptions.Strict"/> when absent.</param>
    /// <exception cref="WireFormatException">Not a device description.</exception>
    public static MgmtTree Description(ReadOnlyMemory<byte> octets, WbxmlOptions? options = null) => FromOctets(octets, options, 0, 0, isDescription: true);

    private static MgmtTree FromOctets(ReadOnlyMemory<byte> octets, WbxmlOptions? options, int offset, int depth, bool isDescription)
    {
        options ??= WbxmlOptions.Strict;
        if (XmlElements.LooksLikeXml(octets.Span))
        {
            WbxmlElement root;
            try
            {
                root = XmlElements.Read(octets.Span, options.Limits, depth);
            }
            catch (WireFormatException inner) when (offset > 0)
            {
                throw EmbeddedDocument.Shifted(inner, offset);
            }

            return FromElement(root, TndsForm.Xml, offset, new RemarkLog(), isDescription);
        }

        WbxmlDocument document;
        if (offset == 0 && depth == 0)
            document = WbxmlDocument.Parse(octets, options with { Hint = WbxmlCodeSpace.DmDdf12 });
        else
            document = EmbeddedDocument.Parse(octets, offset, depth, options, WbxmlCodeSpace.DmDdf12);

        var remarks = new RemarkLog();
        remarks.AddRange(document.Remarks, offset);
        if (document.CodeSpace == WbxmlCodeSpace.DmDdf12 && octets.Span[document.Header.BodyOffset] != WbxmlTokens.SwitchPage)
            remarks.Add("DdfOnPageZero", offset + document.Root.Offset, "the tokens of the management tree stand on code page 0; page 2 was expected");
        return FromElement(document.Root, TndsForm.Document, offset, remarks, isDescription);
    }

    private static MgmtTree FromElement(WbxmlElement root, TndsForm form, int offset, RemarkLog remarks, bool isDescription = false)
    {
        try
        {
            return new TndsParser(remarks, offset, isDescription).Tree(root, form);
        }
        catch (WireFormatException inner) when (offset > 0)
        {
            throw EmbeddedDocument.Shifted(inner, offset);
        }
    }
}
