using System.Xml;

namespace DmSc.Wire.XmlSecurity;

/// <summary>Child elements of an element, taken in the order of its schema.</summary>
internal sealed class XmlParts
{
    private readonly XmlText _text;
    private readonly XmlElement _parent;
    private readonly XmlSecurityDefect _defect;
    private readonly Queue<XmlElement> _left = [];

    public XmlParts(XmlText text, XmlElement parent, XmlSecurityDefect defect)
    {
        (_text, _parent, _defect) = (text, parent, defect);
        foreach (XmlNode child in parent.ChildNodes)
        {
            if (child is XmlElement element)
                _left.Enqueue(element);
            else if (child is XmlCharacterData { NodeType: XmlNodeType.Text or XmlNodeType.CDATA } characters && !string.IsNullOrWhiteSpace(characters.Data))
                throw new XmlSecurityException(defect, text.PathOf(parent), "characters stand where elements belong");
        }
    }

    public XmlElement Take(string space, string name) => TakeOptional(space, name)
        ?? throw new XmlSecurityException(_defect, _text.PathOf(_parent), $"expected {name}, found {Next()}");

    public XmlElement? TakeOptional(string space, string name) =>
        _left.TryPeek(out var next) && next.LocalName == name && next.NamespaceURI == space ? _left.Dequeue() : null;

    public void End()
    {
        if (_left.Count > 0)
            throw new XmlSecurityException(_defect, _text.PathOf(_parent), $"{Next()} does not belong here");
    }

    private string Next() => _left.TryPeek(out var next) ? $"{next.LocalName} of '{next.NamespaceURI}'" : "the end";

    /// <summary>The characters of an element that has nothing else.</summary>
    public static string Characters(XmlText text, XmlElement element, XmlSecurityDefect defect)
    {
        foreach (XmlNode child in element.ChildNodes)
        {
            if (child is XmlComment or not XmlCharacterData)
                throw new XmlSecurityException(defect, text.PathOf(element), $"expected characters only, found {child.Name}");
        }

        return element.InnerText;
    }

    public static byte[] Base64(XmlText text, XmlElement element, XmlSecurityDefect defect)
    {
        var characters = Characters(text, element, defect);
        try
        {
            return Convert.FromBase64String(characters);
        }
        catch (FormatException)
        {
            throw new XmlSecurityException(defect, text.PathOf(element), "not base64");
        }
    }
}
