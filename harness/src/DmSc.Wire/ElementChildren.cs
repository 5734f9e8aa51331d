using System.Runtime.InteropServices;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire;

/// <summary>Walks through the child elements of one that holds elements only, without an object for it.</summary>
/// <param name="parent">The element around them.</param>
[StructLayout(LayoutKind.Auto)]
internal struct ElementChildren(WbxmlElement parent)
{
    private readonly WbxmlElement _parent = parent;
    private int _next;

    public WbxmlElement Current { get; private set; } = parent;

    public readonly ElementChildren GetEnumerator() => this;

    public bool MoveNext()
    {
        var content = _parent.Content;
        while (_next < content.Length)
        {
            var part = content[_next++];
            switch (part)
            {
                case WbxmlElement child:
                    Current = child;
                    return true;
                case WbxmlText text when TextRules.IsBlank(text.Octets.Span):
                    break;
                case WbxmlOpaque { Octets.IsEmpty: true }:
                    break;
                default:
                    throw new WireFormatException(WbxmlErrors.UnexpectedText, part.Offset, $"{_parent.Name} holds elements, not text");
            }
        }

        return false;
    }
}
