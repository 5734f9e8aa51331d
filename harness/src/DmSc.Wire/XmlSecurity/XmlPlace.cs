using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;

namespace DmSc.Wire.XmlSecurity;

/// <summary>Which element of a document is meant.</summary>
public abstract record XmlPlace
{
    private XmlPlace()
    {
    }

    /// <summary>The root element. Of a signature that is the root itself: its Object, or the detached content.</summary>
    public static XmlPlace Root { get; } = new RootPlace();

    /// <summary>What stands in the only Object of a Signature that is the root, whatever stands beside it: for a consumer that takes what is returned and looks at nothing else.</summary>
    public static XmlPlace InObject { get; } = new ObjectPlace();

    /// <summary>The element with an identifier (an attribute Id, ID, id or xml:id).</summary>
    /// <param name="id">Its value.</param>
    public static XmlPlace WithId(string id) => new IdPlace(id);

    /// <summary>The only element that is reached from the root by names, the root's first.</summary>
    /// <param name="names">Expanded names, for example <c>{urn:example}cfg</c>.</param>
    public static XmlPlace At(params ImmutableArray<XName> names) => new PathPlace(names);

    /// <summary>The element, or <see langword="null"/> when there is none.</summary>
    /// <exception cref="XmlSecurityException">Several elements fit.</exception>
    internal abstract XmlElement? Find(XmlText text);

    private sealed record RootPlace : XmlPlace
    {
        internal override XmlElement? Find(XmlText text) => text.OnlyContent;

        public override string ToString() => "the root";
    }

    private sealed record ObjectPlace : XmlPlace
    {
        internal override XmlElement? Find(XmlText text) => null;

        public override string ToString() => "the Object";
    }

    private sealed record IdPlace(string Id) : XmlPlace
    {
        internal override XmlElement? Find(XmlText text) => text.FindId(Id);

        public override string ToString() => $"the element with identifier '{Id}'";
    }

    private sealed record PathPlace(ImmutableArray<XName> Names) : XmlPlace
    {
        internal override XmlElement? Find(XmlText text)
        {
            List<XmlElement> found = [.. text.Roots.Where(e => Is(e, 0))];
            for (var i = 1; i < Names.Length; i++)
                found = [.. found.SelectMany(e => e.ChildNodes.OfType<XmlElement>()).Where(e => Is(e, i))];
            if (found.Count > 1)
                throw new XmlSecurityException(XmlSecurityDefect.Wrapped, ToString(), $"{found.Count} elements stand at this place, one is expected");
            return found.Count == 0 ? null : found[0];
        }

        private bool Is(XmlElement element, int level) =>
            level < Names.Length && element.LocalName == Names[level].LocalName && element.NamespaceURI == Names[level].NamespaceName;

        public override string ToString() => "/" + string.Join('/', Names);
    }
}
