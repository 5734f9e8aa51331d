using System.Collections.Immutable;

namespace DmSc.Wire.Wbxml;

/// <summary>Elements as a tree to be written, whose places do not matter.</summary>
internal readonly struct TreeSink() : IElementSink
{
    private readonly List<WbxmlContent> _parts = [];
    private readonly Stack<(string Namespace, string Name, int FirstPart)> _open = [];

    /// <summary>The finished root.</summary>
    public WbxmlElement Root => (WbxmlElement)_parts[0];

    public void Start(string ns, string name) => _open.Push((ns, name, _parts.Count));

    public void Text(string text) => _parts.Add(new WbxmlText(TextRules.Encode(text), 0));

    public void Add(WbxmlContent part) => _parts.Add(part);

    public void End()
    {
        var (ns, name, firstPart) = _open.Pop();
        ImmutableArray<WbxmlContent> content = [.. _parts[firstPart..]];
        _parts.RemoveRange(firstPart, content.Length);
        _parts.Add(WbxmlElement.Of(ns, name, content));
    }
}
