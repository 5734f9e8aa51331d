using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>Reads XML text into the same elements that WBXML gives. Attributes with a prefix and declarations of namespaces are not kept.</summary>
internal static class XmlElements
{
    /// <summary>Whether octets begin as XML text does.</summary>
    public static bool LooksLikeXml(ReadOnlySpan<byte> octets)
    {
        if (octets.StartsWith("\uFEFF"u8))
            octets = octets[3..];
        var start = octets.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && octets[start] == '<';
    }

    /// <param name="octets">UTF-8.</param>
    /// <param name="limits">Its bounds.</param>
    /// <param name="depth">Levels of nesting that an outer input has used.</param>
    /// <exception cref="WireFormatException">Not well-formed, a document type declaration, or a bound exceeded.</exception>
    public static WbxmlElement Read(ReadOnlySpan<byte> octets, WbxmlLimits limits, int depth)
    {
        var scanner = new XmlScanner(octets, limits, depth);
        var builder = new TreeBuilder(depth);
        while (scanner.Read())
        {
            switch (scanner.Kind)
            {
                case XmlTokenKind.StartElement:
                    builder.Start(scanner.Namespace, Encoding.UTF8.GetString(scanner.Name), scanner.Offset);
                    for (var i = 0; i < scanner.AttributeCount; i++)
                    {
                        if (scanner.IsPlainAttribute(i))
                            builder.StartAttribute(Encoding.UTF8.GetString(scanner.AttributeName(i)), scanner.AttributeOffset(i), scanner.AttributeValue(i));
                    }

                    if (scanner.IsEmptyElement)
                        builder.End();
                    break;
                case XmlTokenKind.Text or XmlTokenKind.CData:
                    builder.Add(new WbxmlText(scanner.Value.ToArray(), scanner.Offset));
                    break;
                case XmlTokenKind.EndElement:
                    builder.End();
                    break;
            }
        }

        return builder.Root;
    }

    /// <summary>Writes elements as XML text. Octets that are no text stand as base64.</summary>
    public static string Write(WbxmlElement root)
    {
        using var output = new XmlOutput();
        Write(root, "", output);
        return output.ToString();
    }

    private static void Write(WbxmlElement element, string outerNamespace, XmlOutput output)
    {
        var name = SafeName(element.Name);
        output.Raw((byte)'<');
        output.Raw(name);
        if (element.Namespace != outerNamespace)
        {
            output.Raw(" xmlns=\""u8);
            output.Attribute(WbxmlNamespaces.Utf8(element.Namespace));
            output.Raw((byte)'"');
        }

        foreach (var attribute in element.Attributes)
        {
            output.Raw((byte)' ');
            output.Raw(SafeName(attribute.Name));
            output.Raw("=\""u8);
            output.Attribute(TextRules.Encode(attribute.Value));
            output.Raw((byte)'"');
        }

        if (IsEmpty(element))
        {
            output.Raw("/>"u8);
            return;
        }

        output.Raw((byte)'>');
        foreach (var part in element.Content)
        {
            switch (part)
            {
                case WbxmlElement child:
                    Write(child, element.Namespace, output);
                    break;
                case WbxmlText text:
                    output.Text(text.Octets.Span);
                    break;
                case WbxmlOpaque opaque when TextRules.IsText(opaque.Octets.Span):
                    output.Text(opaque.Octets.Span);
                    break;
                case WbxmlOpaque opaque:
                    output.Base64(opaque.Octets.Span);
                    break;
            }
        }

        output.Raw("</"u8);
        output.Raw(name);
        output.Raw((byte)'>');
    }

    private static bool IsEmpty(WbxmlElement element)
    {
        foreach (var part in element.Content)
        {
            if (part is WbxmlElement or WbxmlText { Octets.IsEmpty: false } or WbxmlOpaque { Octets.IsEmpty: false })
                return false;
        }

        return true;
    }

    private static byte[] SafeName(string name) => Encoding.UTF8.GetBytes(XmlOutput.SafeName(TextRules.Encode(name)));
}
