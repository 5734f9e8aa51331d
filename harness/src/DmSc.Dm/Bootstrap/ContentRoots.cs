using System.Text;
using System.Xml;
using System.Xml.Linq;
using DmSc.Wire.XmlSecurity;

namespace DmSc.Dm.Bootstrap;

/// <summary>What a text is, by its root elements.</summary>
internal static class ContentRoots
{
    private const int MaxCharacters = 1024 * 1024;

    /// <summary>Whether a text is EncryptedData.</summary>
    public static bool IsEncrypted(ReadOnlyMemory<byte> octets) =>
        Of(octets).FirstOrDefault()?.Name == XName.Get("EncryptedData", XmlAlgorithms.EncryptionNamespace);

    /// <summary>Whether a text is a management tree.</summary>
    public static bool IsTree(ReadOnlyMemory<byte> octets) => Of(octets).FirstOrDefault()?.Name.LocalName == "MgmtTree";

    /// <summary>Whether a text is an XML document.</summary>
    public static bool IsXml(ReadOnlyMemory<byte> octets) => Of(octets).Count == 1;

    /// <summary>The root elements of a text; none when it is not well-formed.</summary>
    public static List<XElement> Of(ReadOnlyMemory<byte> octets)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            ConformanceLevel = ConformanceLevel.Fragment,
            MaxCharactersInDocument = MaxCharacters,
        };
        var roots = new List<XElement>();
        try
        {
            using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(octets.Span).TrimStart('\uFEFF')), settings);
            reader.Read();
            while (!reader.EOF)
            {
                if (reader.NodeType == XmlNodeType.Element)
                    roots.Add((XElement)XNode.ReadFrom(reader));
                else
                    reader.Read();
            }

            return roots;
        }
        catch (XmlException)
        {
            // A text that cannot be read has none; whoever needs one says why it cannot.
            return [];
        }
    }
}
