using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace DmSc.Wire.Wbxml;

/// <summary>Builds the element tree bottom up: finished parts of all open elements lie on one stack, in document order.</summary>
/// <param name="outerDepth">Levels that an outer document has used.</param>
internal sealed class TreeBuilder(int outerDepth = 0)
{
    private readonly List<WbxmlContent> _parts = new(16);
    private Open[] _open = new Open[8];
    private int _depth;
    private List<WbxmlAttribute>? _attributes;
    private List<byte>? _attributeValue;
    private string? _attributeName;
    private int _attributeOffset;

    /// <summary>The finished root.</summary>
    public WbxmlElement Root => (WbxmlElement)_parts[0];

    public void Start(string ns, string name, int offset)
    {
        FinishAttributes();
        if (_depth == _open.Length)
            Array.Resize(ref _open, 2 * _depth);
        _open[_depth++] = new Open(ns, name, offset, _parts.Count, []);
    }

    public void StartAttribute(string name, int offset, ReadOnlySpan<byte> value)
    {
        FinishAttribute();
        (_attributeName, _attributeOffset) = (name, offset);
        (_attributeValue ??= []).AddRange(value);
    }

    public void ContinueAttribute(ReadOnlySpan<byte> value) => _attributeValue!.AddRange(value);

    public void Add(WbxmlContent part)
    {
        FinishAttributes();
        _parts.Add(part);
    }

    public void End()
    {
        FinishAttributes();
        ref readonly var open = ref _open[_depth - 1];
        var content = ImmutableArray<WbxmlContent>.Empty;
        if (_parts.Count > open.FirstPart)
        {
            content = ImmutableCollectionsMarshal.AsImmutableArray(CollectionsMarshal.AsSpan(_parts)[open.FirstPart..].ToArray());
            _parts.RemoveRange(open.FirstPart, content.Length);
        }

        _parts.Add(new WbxmlElement(open.Namespace, open.Name, open.Offset, outerDepth + _depth, open.Attributes, content));
        _depth--;
    }

    private void FinishAttributes()
    {
        if (_attributeName is null)
            return;
        FinishAttribute();
        _open[_depth - 1] = _open[_depth - 1] with { Attributes = [.. _attributes!] };
        _attributes!.Clear();
    }

    private void FinishAttribute()
    {
        if (_attributeName is null)
            return;
        (_attributes ??= []).Add(new WbxmlAttribute(_attributeName, Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_attributeValue)), _attributeOffset));
        _attributeValue!.Clear();
        _attributeName = null;
    }

    private readonly record struct Open(string Namespace, string Name, int Offset, int FirstPart, ImmutableArray<WbxmlAttribute> Attributes);
}
