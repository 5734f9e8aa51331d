using System.Security.Cryptography.Xml;
using System.Xml;

namespace DmSc.Wire.XmlSecurity;

/// <summary>Canonical octets of an element or a document: the forms of System.Security.Cryptography.Xml over a copy that stands alone.</summary>
internal static class Canonicalizer
{
    private const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";
    private const string DeclarationNamespace = "http://www.w3.org/2000/xmlns/";

    public static bool Knows(string algorithm) => algorithm is XmlAlgorithms.Canonical or XmlAlgorithms.CanonicalWithComments
        or XmlAlgorithms.Exclusive or XmlAlgorithms.ExclusiveWithComments;

    /// <summary>Canonical octets of an element in its context.</summary>
    public static byte[] Element(XmlElement element, string algorithm, string? prefixes) => Octets(Copy(element, algorithm), algorithm, prefixes);

    /// <summary>Canonical octets of a document.</summary>
    public static byte[] Octets(XmlDocument document, string algorithm, string? prefixes)
    {
        Transform transform = algorithm switch
        {
            XmlAlgorithms.Canonical => new XmlDsigC14NTransform(),
            XmlAlgorithms.CanonicalWithComments => new XmlDsigC14NWithCommentsTransform(),
            XmlAlgorithms.Exclusive => new XmlDsigExcC14NTransform(prefixes!),
            XmlAlgorithms.ExclusiveWithComments => new XmlDsigExcC14NWithCommentsTransform(prefixes!),
            _ => throw new ArgumentException($"'{algorithm}' is no canonical form", nameof(algorithm)),
        };
        transform.LoadInput(document);
        using var output = (Stream)transform.GetOutput(typeof(Stream));
        using var octets = new MemoryStream();
        output.CopyTo(octets);
        return octets.ToArray();
    }

    /// <summary>A document of the element alone that has what the element inherits: name spaces in scope and, for the inclusive form,
    /// attributes of xml.</summary>
    public static XmlDocument Copy(XmlElement element, string algorithm)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var root = (XmlElement)document.ImportNode(element, deep: true);
        document.AppendChild(root);
        foreach (var (prefix, space) in InScope(element))
        {
            var (name, local) = prefix.Length == 0 ? ("xmlns", "xmlns") : ("xmlns:" + prefix, prefix);
            if (root.HasAttribute(local, DeclarationNamespace))
                continue;
            var declaration = document.CreateAttribute(name, DeclarationNamespace);
            declaration.Value = space;
            root.Attributes.Append(declaration);
        }

        if (algorithm is XmlAlgorithms.Exclusive or XmlAlgorithms.ExclusiveWithComments)
            return document;
        for (var above = element.ParentNode as XmlElement; above is not null; above = above.ParentNode as XmlElement)
        {
            foreach (XmlAttribute attribute in above.Attributes)
            {
                if (attribute.NamespaceURI == XmlNamespace && !root.HasAttribute(attribute.LocalName, XmlNamespace))
                    root.Attributes.Append((XmlAttribute)document.ImportNode(attribute, deep: true));
            }
        }

        return document;
    }

    /// <summary>A copy of a whole document without its XML declaration.</summary>
    public static XmlDocument Copy(XmlDocument document)
    {
        var copy = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        foreach (XmlNode node in document.ChildNodes)
        {
            if (node.NodeType != XmlNodeType.XmlDeclaration)
                copy.AppendChild(copy.ImportNode(node, deep: true));
        }

        return copy;
    }

    /// <summary>Prefixes and name spaces declared on an element or above it; the default one is left out where it is undone.</summary>
    public static Dictionary<string, string> InScope(XmlElement element)
    {
        var scope = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var level = element; level is not null; level = level.ParentNode as XmlElement)
        {
            foreach (XmlAttribute attribute in level.Attributes)
            {
                if (attribute.NamespaceURI == DeclarationNamespace && attribute.LocalName != "xml")
                    scope.TryAdd(attribute.Prefix.Length == 0 ? "" : attribute.LocalName, attribute.Value);
            }
        }

        if (scope.TryGetValue("", out var space) && space.Length == 0)
            scope.Remove("");
        return scope;
    }

    /// <summary>Takes comments out, as a reference without XPointer demands.</summary>
    public static void RemoveComments(XmlNode top)
    {
        var comments = new List<XmlNode>();
        Collect(top, comments);
        foreach (var comment in comments)
            comment.ParentNode!.RemoveChild(comment);
    }

    private static void Collect(XmlNode node, List<XmlNode> comments)
    {
        for (var child = node.FirstChild; child is not null; child = child.NextSibling)
        {
            if (child.NodeType == XmlNodeType.Comment)
                comments.Add(child);
            else if (child.NodeType == XmlNodeType.Element)
                Collect(child, comments);
        }
    }
}
