using System.Buffers;
using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>
/// Turns WBXML documents into XML text and back, without a tree in between. XML cannot say how a value was sent; with
/// <see cref="WbxmlXmlOptions.Annotate"/> processing instructions say it, so that nothing is lost on the way there and back:
/// <c>&lt;?wbxml opaque?&gt;</c> (the text that follows is an OPAQUE), <c>&lt;?wbxml opaque-base64?&gt;</c> (an OPAQUE that is no text),
/// <c>&lt;?wbxml opaque-document?&gt;</c> (the element that follows is a document of its own in an OPAQUE), <c>&lt;?wbxml inline?&gt;</c>
/// (the element that follows stands on another code page of the same document) and <c>&lt;?wbxml text?&gt;</c> (the end of an OPAQUE).
/// </summary>
public static class WbxmlXml
{
    internal const string Opaque = "opaque";
    internal const string OpaqueBase64 = "opaque-base64";
    internal const string OpaqueDocument = "opaque-document";
    internal const string Inline = "inline";
    internal const string Text = "text";

    /// <summary>Decodes a document into XML text.</summary>
    /// <param name="document">The WBXML document.</param>
    /// <param name="options">How; <see cref="WbxmlXmlOptions.Default"/> when absent.</param>
    /// <exception cref="WireFormatException">One of <see cref="WbxmlErrors"/>.</exception>
    public static string ToXml(ReadOnlySpan<byte> document, WbxmlXmlOptions? options = null)
    {
        using var text = Decoded(document, options);
        return text.ToString();
    }

    /// <summary>Decodes a document into XML text in UTF-8.</summary>
    /// <param name="document">The WBXML document.</param>
    /// <param name="output">Takes the text, at once and only when all of the document could be read.</param>
    /// <param name="options">How; <see cref="WbxmlXmlOptions.Default"/> when absent.</param>
    /// <exception cref="WireFormatException">One of <see cref="WbxmlErrors"/>.</exception>
    public static void ToXml(ReadOnlySpan<byte> document, IBufferWriter<byte> output, WbxmlXmlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var text = Decoded(document, options);
        output.Write(text.Written);
    }

    /// <summary>Encodes XML text as a WBXML document. Without annotation a management tree or device information below Data becomes a document
    /// of its own in an OPAQUE; the announced Type is kept as it is.</summary>
    /// <param name="xml">UTF-8. A document type declaration is refused, nothing is fetched.</param>
    /// <param name="options">How; <see cref="WbxmlXmlOptions.Default"/> when absent.</param>
    /// <exception cref="WireFormatException">Not well-formed, a bound exceeded, the root of no known document type, or a name without a token;
    /// the offset counts in the XML text.</exception>
    public static byte[] FromXml(ReadOnlySpan<byte> xml, WbxmlXmlOptions? options = null) =>
        new XmlToWbxml(options ?? WbxmlXmlOptions.Default).Encode(xml);

    /// <summary>Encodes XML text as a WBXML document: see the other overload.</summary>
    /// <param name="xml">The text.</param>
    /// <param name="options">How; <see cref="WbxmlXmlOptions.Default"/> when absent.</param>
    /// <exception cref="WireFormatException">See the other overload.</exception>
    public static byte[] FromXml(string xml, WbxmlXmlOptions? options = null) => FromXml(Encoding.UTF8.GetBytes(xml), options);

    private static XmlOutput Decoded(ReadOnlySpan<byte> document, WbxmlXmlOptions? options)
    {
        options ??= WbxmlXmlOptions.Default;
        var output = new XmlOutput((int)Math.Min(4L * document.Length, 1024 * 1024));
        new WbxmlToXml(output, options).Write(document);
        return output;
    }
}
