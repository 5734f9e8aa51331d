using System.Buffers;
using System.Buffers.Text;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.SyncMl;

/// <summary>The content of Data and of elements like it: octets, text, or elements.</summary>
/// <param name="element">The element.</param>
public sealed class SyncMlData(WbxmlElement element)
{
    /// <summary>Text to be sent.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public static SyncMlData OfText(string text) => new(WbxmlElement.OfText(WbxmlNamespaces.SyncMl12, "Data", text));

    /// <summary>Octets to be sent: an OPAQUE in WBXML, base64 in XML.</summary>
    /// <param name="octets">The octets; kept, not copied.</param>
    public static SyncMlData OfOctets(ReadOnlyMemory<byte> octets) =>
        new(WbxmlElement.Of(WbxmlNamespaces.SyncMl12, "Data", new WbxmlOpaque(octets, 0, 0)));

    /// <summary>Markup to be sent inline.</summary>
    /// <param name="root">The element below Data.</param>
    public static SyncMlData OfElement(WbxmlElement root) => new(WbxmlElement.Of(WbxmlNamespaces.SyncMl12, "Data", root));

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

    /// <summary>The octets with base64 undone where the format says so, once.</summary>
    /// <param name="format">The Format that holds (<see cref="SyncMlCommand.FormatOf"/>); <see langword="null"/> is chr.</param>
    /// <exception cref="WireFormatException">Format b64, but the data is not base64.</exception>
    public ReadOnlyMemory<byte> Decoded(string? format)
    {
        if (format != "b64")
            return Octets;
        return TryBase64(Octets.Span) ?? throw new WireFormatException(WbxmlErrors.BadCharacterData, OctetsOffset, $"{Element.Name} is not the base64 that its format announces");
    }

    /// <summary>The octets of a nonce. DM sends base64 text; some encoders send the raw octets, so what is no complete base64 counts as raw.</summary>
    /// <param name="wasBase64">Whether base64 was undone.</param>
    public ReadOnlyMemory<byte> Nonce(out bool wasBase64)
    {
        var decoded = Octets.Length % 4 == 0 ? TryBase64(Octets.Span) : null;
        wasBase64 = decoded is not null;
        return decoded ?? Octets;
    }

    private static byte[]? TryBase64(ReadOnlySpan<byte> octets)
    {
        if (!Base64.IsValid(octets, out var length))
            return null;
        var decoded = new byte[length];
        return Base64.DecodeFromUtf8(octets, decoded, out _, out var written) == OperationStatus.Done && written == length ? decoded : null;
    }

    /// <summary>Tells the length only: the content may be a secret.</summary>
    public override string ToString() => $"data of {Octets.Length} octets at {Offset}";
}
