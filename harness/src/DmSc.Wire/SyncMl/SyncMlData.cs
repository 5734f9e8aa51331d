using DmSc.Wire.Wbxml;

namespace DmSc.Wire.SyncMl;

/// <summary>The content of Data and of elements like it: octets, text, or elements.</summary>
/// <param name="element">The element.</param>
public sealed class SyncMlData(WbxmlElement element)
{
    /// <summary>The element itself, for content that is markup (an inline management tree).</summary>
    public WbxmlElement Element { get; } = element;

    /// <summary>The octets as sent, before any base64 is undone.</summary>
    public ReadOnlyMemory<byte> Octets { get; } = element.Octets;

    /// <summary>The octets as text, or <see langword="null"/> when they are no UTF-8 text or there are child elements.</summary>
    public string? Text => Element.Text;

    /// <summary>Whether any part came as OPAQUE.</summary>
    public bool HasOpaque
    {
        get
        {
            foreach (var part in Element.Content)
            {
                if (part is WbxmlOpaque)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Offset of the element.</summary>
    public int Offset => Element.Offset;

    /// <summary>Offset of the first octet of the data.</summary>
    public int OctetsOffset => Element.DataOffset;

    /// <summary>Tells the length only: the content may be a secret.</summary>
    public override string ToString() => $"data of {Octets.Length} octets at {Offset}";
}
