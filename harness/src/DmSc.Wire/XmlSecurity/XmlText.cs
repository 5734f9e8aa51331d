using System.Text;
using System.Xml;

namespace DmSc.Wire.XmlSecurity;

/// <summary>
/// XML read without a document type declaration, with nothing fetched, and bounded. Text that starts with a Signature may be followed by
/// the detached content; other text may have several roots beside each other (content, then its signature).
/// </summary>
internal sealed class XmlText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private XmlText(XmlDocument document, bool isFragment, ReadOnlyMemory<byte>? trailing)
    {
        Document = document;
        IsFragment = isFragment;
        Trailing = trailing;
        Roots = [.. (isFragment ? document.DocumentElement! : (XmlNode)document).ChildNodes.OfType<XmlElement>()];
    }

    /// <summary>The document; a fragment has an element of ours around its roots.</summary>
    public XmlDocument Document { get; }

    public bool IsFragment { get; }

    /// <summary>What follows a leading Signature; <see langword="null"/> when nothing but white space does.</summary>
    public ReadOnlyMemory<byte>? Trailing { get; }

    public IReadOnlyList<XmlElement> Roots { get; }

    /// <summary>The only root; of a fragment the only root that is no signature.</summary>
    public XmlElement? OnlyContent
    {
        get
        {
            if (!IsFragment)
                return Document.DocumentElement;
            var contents = Roots.Where(e => !IsSignature(e)).ToList();
            return contents.Count == 1 ? contents[0] : null;
        }
    }

    public static bool IsSignature(XmlElement element) =>
        element.LocalName == "Signature" && element.NamespaceURI == XmlAlgorithms.SignatureNamespace;

    /// <summary>Reads text of one root.</summary>
    public static XmlText OfDocument(ReadOnlySpan<byte> octets, XmlSecurityLimits limits, string part) => Read(octets, limits, part, asData: false);

    /// <summary>Reads text that may have several roots, or a Signature and anything behind it.</summary>
    public static XmlText OfData(ReadOnlySpan<byte> octets, XmlSecurityLimits limits, string part) => Read(octets, limits, part, asData: true);

    private static XmlText Read(ReadOnlySpan<byte> octets, XmlSecurityLimits limits, string part, bool asData)
    {
        var text = Decode(octets, limits, part);
        RefuseDtd(text, part);
        try
        {
            var (roots, end) = Scan(text, limits, part, asData);
            ReadOnlyMemory<byte>? trailing = null;
            if (end < text.Length)
            {
                if (!string.IsNullOrWhiteSpace(text[end..]))
                    trailing = Utf8.GetBytes(text[end..]);
                text = text[..end];
            }

            return new XmlText(Build(text, isFragment: roots > 1), roots > 1, trailing);
        }
        catch (XmlException failure)
        {
            // The samples of appendix C use prefixes they do not declare: text that fails by its name spaces alone is no clear breach.
            throw new XmlSecurityException(
                XmlSecurityDefect.NotWellFormed,
                $"{part} {failure.LineNumber}:{failure.LinePosition}",
                "not well-formed: " + failure.Message,
                unsettled: IsWellFormedWithoutNamespaces(text));
        }
    }

    private static bool IsWellFormedWithoutNamespaces(string text)
    {
        using var reader = new XmlTextReader(text, XmlNodeType.Element, null) { Namespaces = false, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        try
        {
            while (reader.Read())
            {
                // Only whether it can be read to its end matters.
            }

            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static string Decode(ReadOnlySpan<byte> octets, XmlSecurityLimits limits, string part)
    {
        if (octets.Length > limits.MaxSize)
            throw new XmlSecurityException(XmlSecurityDefect.TooLarge, part, $"{octets.Length} octets, the limit is {limits.MaxSize}");
        if (octets.StartsWith("\uFEFF"u8))
            octets = octets[3..];
        try
        {
            return Utf8.GetString(octets);
        }
        catch (DecoderFallbackException failure)
        {
            throw new XmlSecurityException(XmlSecurityDefect.NotWellFormed, $"{part} octet {failure.Index}", "not UTF-8");
        }
    }

    /// <summary>Looks through the prolog, so that a declaration is refused by its name before any parser sees it.</summary>
    private static void RefuseDtd(string text, string part)
    {
        var at = 0;
        while (at < text.Length)
        {
            var rest = text.AsSpan(at);
            if (char.IsWhiteSpace(rest[0]))
                at++;
            else if (rest.StartsWith("<!DOCTYPE", StringComparison.Ordinal))
                throw new XmlSecurityException(XmlSecurityDefect.DtdPresent, $"{part} character {at}", "a document type declaration is not read");
            else if (rest.StartsWith("<!--", StringComparison.Ordinal) && text.IndexOf("-->", at, StringComparison.Ordinal) is > 0 and var comment)
                at = comment + 3;
            else if (rest.StartsWith("<?", StringComparison.Ordinal) && text.IndexOf("?>", at, StringComparison.Ordinal) is > 0 and var instruction)
                at = instruction + 2;
            else
                return;
        }
    }

    private static (int Roots, int End) Scan(string text, XmlSecurityLimits limits, string part, bool asData)
    {
        using var reader = Open(text, asData ? ConformanceLevel.Fragment : ConformanceLevel.Document);
        var bounds = new XmlBounds(limits, part);
        var roots = 0;
        var leadsWithSignature = false;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    bounds.Enter(reader);
                    if (reader.Depth > 0)
                        break;
                    roots++;
                    leadsWithSignature = roots == 1 && asData && reader is { LocalName: "Signature", NamespaceURI: XmlAlgorithms.SignatureNamespace };
                    if (leadsWithSignature && reader.IsEmptyElement)
                        throw new XmlSecurityException(XmlSecurityDefect.SignatureMalformed, part, "the Signature is empty");
                    break;
                case XmlNodeType.EndElement when reader.Depth == 0 && leadsWithSignature:
                    return (1, text.IndexOf('>', IndexOf(text, (IXmlLineInfo)reader)) + 1);
                case XmlNodeType.Text or XmlNodeType.CDATA when reader.Depth == 0:
                    var lines = (IXmlLineInfo)reader;
                    throw new XmlSecurityException(
                        XmlSecurityDefect.NotWellFormed, $"{part} {lines.LineNumber}:{lines.LinePosition}", "characters stand beside the root element");
            }
        }

        if (roots == 0)
            throw new XmlSecurityException(XmlSecurityDefect.NotWellFormed, part, "there is no element");
        return (roots, text.Length);
    }

    /// <summary>Index of the character a reader of the text stands on.</summary>
    private static int IndexOf(string text, IXmlLineInfo lines)
    {
        var start = 0;
        for (var line = 1; line < lines.LineNumber; line++)
        {
            start = text.AsSpan(start).IndexOfAny('\r', '\n') + start;
            start += text[start] == '\r' && start + 1 < text.Length && text[start + 1] == '\n' ? 2 : 1;
        }

        return start + lines.LinePosition - 1;
    }

    private static XmlDocument Build(string text, bool isFragment)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using var reader = Open(text, isFragment ? ConformanceLevel.Fragment : ConformanceLevel.Document);
        if (!isFragment)
        {
            document.Load(reader);
            return document;
        }

        var around = document.CreateElement("fragment");
        document.AppendChild(around);
        reader.Read();
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.XmlDeclaration)
                reader.Read();
            else if (document.ReadNode(reader) is { } node)
                around.AppendChild(node);
        }

        return document;
    }

    /// <summary>Reads nodes in the name space context of an element.</summary>
    public static XmlDocumentFragment Nodes(ReadOnlySpan<byte> octets, XmlElement context, XmlSecurityLimits limits, string part)
    {
        var text = Decode(octets, limits, part);
        RefuseDtd(text, part);
        try
        {
            var names = new NameTable();
            var spaces = new XmlNamespaceManager(names);
            foreach (var (prefix, space) in Canonicalizer.InScope(context))
                spaces.AddNamespace(prefix, space);
            using (var scan = XmlReader.Create(new StringReader(text), Settings(ConformanceLevel.Fragment), new XmlParserContext(names, spaces, null, XmlSpace.Preserve)))
            {
                var bounds = new XmlBounds(limits, part);
                while (scan.Read())
                {
                    if (scan.NodeType == XmlNodeType.Element)
                        bounds.Enter(scan);
                }
            }

            var fragment = context.OwnerDocument.CreateDocumentFragment();
            using var reader = XmlReader.Create(new StringReader(text), Settings(ConformanceLevel.Fragment), new XmlParserContext(names, spaces, null, XmlSpace.Preserve));
            reader.Read();
            while (!reader.EOF)
            {
                if (reader.NodeType == XmlNodeType.XmlDeclaration)
                    reader.Read();
                else if (context.OwnerDocument.ReadNode(reader) is { } node)
                    fragment.AppendChild(node);
            }

            return fragment;
        }
        catch (XmlException failure)
        {
            throw new XmlSecurityException(
                XmlSecurityDefect.NotWellFormed, $"{part} {failure.LineNumber}:{failure.LinePosition}", "not well-formed: " + failure.Message);
        }
    }

    private static XmlReader Open(string text, ConformanceLevel level) => XmlReader.Create(new StringReader(text), Settings(level));

    private static XmlReaderSettings Settings(ConformanceLevel level) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        ConformanceLevel = level,
        CheckCharacters = true,
    };

    /// <summary>Every element, in document order.</summary>
    public IEnumerable<XmlElement> Elements()
    {
        XmlNode? node = IsFragment ? Document.DocumentElement!.FirstChild : Document.FirstChild;
        var top = IsFragment ? (XmlNode)Document.DocumentElement! : Document;
        while (node is not null)
        {
            if (node is XmlElement element)
                yield return element;
            var next = node.FirstChild;
            while (next is null && node is not null && node != top)
            {
                next = node.NextSibling;
                node = node.ParentNode;
            }

            node = next;
        }
    }

    /// <summary>The element with an identifier, or <see langword="null"/>.</summary>
    /// <exception cref="XmlSecurityException">Several have it.</exception>
    public XmlElement? FindId(string id)
    {
        XmlElement? found = null;
        foreach (var element in Elements())
        {
            if (!HasId(element, id))
                continue;
            if (found is not null)
                throw new XmlSecurityException(XmlSecurityDefect.DuplicateId, PathOf(element), $"identifier '{id}' stands at {PathOf(found)} already");
            found = element;
        }

        return found;
    }

    private static bool HasId(XmlElement element, string id)
    {
        foreach (XmlAttribute attribute in element.Attributes)
        {
            if (attribute is { NamespaceURI: "", LocalName: "Id" or "ID" or "id" } or { NamespaceURI: "http://www.w3.org/XML/1998/namespace", LocalName: "id" }
                && attribute.Value == id)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A path of an element for people.</summary>
    public string PathOf(XmlElement element)
    {
        var path = "";
        for (XmlNode? node = element; node is XmlElement step && !(IsFragment && node == Document.DocumentElement); node = node.ParentNode)
        {
            var same = step.ParentNode?.ChildNodes.OfType<XmlElement>().Where(e => e.Name == step.Name).ToList() ?? [step];
            path = same.Count > 1 ? $"/{step.Name}[{same.IndexOf(step) + 1}]{path}" : $"/{step.Name}{path}";
        }

        return path;
    }

    /// <summary>The document as UTF-8 without XML declaration, so that reading it gives the same document.</summary>
    public byte[] ToOctets()
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = Utf8,
            OmitXmlDeclaration = true,
            ConformanceLevel = ConformanceLevel.Auto,
            NewLineHandling = NewLineHandling.Entitize,
        };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            foreach (XmlNode node in (IsFragment ? Document.DocumentElement! : (XmlNode)Document).ChildNodes)
            {
                if (node.NodeType != XmlNodeType.XmlDeclaration)
                    node.WriteTo(writer);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Nodes as UTF-8; name spaces they use are declared on them.</summary>
    public static byte[] ToOctets(IEnumerable<XmlNode> nodes)
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = Utf8,
            OmitXmlDeclaration = true,
            ConformanceLevel = ConformanceLevel.Fragment,
            NewLineHandling = NewLineHandling.Entitize,
        };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            foreach (var node in nodes)
                node.WriteTo(writer);
        }

        return stream.ToArray();
    }
}
