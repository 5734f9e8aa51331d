using System.Xml;

namespace DmSc.Wire.XmlSecurity;

/// <summary>Counts what a text makes a canonicalizer do, while it is read for the first time.</summary>
internal sealed class XmlBounds(XmlSecurityLimits limits, string part)
{
    private readonly int[] _namespaces = new int[limits.MaxDepth + 1];
    private int _elements;

    /// <summary>Takes note of the element a reader stands on; the reader stays there.</summary>
    /// <exception cref="XmlSecurityException">A bound is exceeded.</exception>
    public void Enter(XmlReader reader)
    {
        if (++_elements > limits.MaxElements)
            throw new XmlSecurityException(XmlSecurityDefect.TooLarge, part, $"more than {limits.MaxElements} elements");
        if (reader.Depth >= limits.MaxDepth)
            throw new XmlSecurityException(XmlSecurityDefect.TooDeep, part, $"elements nested deeper than {limits.MaxDepth}");
        if (reader.AttributeCount > limits.MaxAttributes)
            throw new XmlSecurityException(XmlSecurityDefect.TooLarge, part, $"{reader.Name} has {reader.AttributeCount} attributes, the limit is {limits.MaxAttributes}");

        var level = reader.Depth + 1;
        _namespaces[level] = _namespaces[level - 1];
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI == "http://www.w3.org/2000/xmlns/")
                _namespaces[level]++;
        }

        reader.MoveToElement();
        if (_namespaces[level] > limits.MaxNamespacesInScope)
        {
            throw new XmlSecurityException(
                XmlSecurityDefect.TooLarge, part, $"{_namespaces[level]} name space declarations on {reader.Name} and above it, the limit is {limits.MaxNamespacesInScope}");
        }
    }
}
