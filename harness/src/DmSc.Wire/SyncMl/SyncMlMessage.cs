using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.SyncMl;

/// <summary>A DM message (OMA DM Protocol and Representation Protocol 1.2).</summary>
/// <param name="Header">SyncHdr.</param>
/// <param name="Commands">Commands of SyncBody in document order.</param>
/// <param name="Final">Whether Final stands in SyncBody: the package ends with this message.</param>
/// <param name="Unknown">Elements of SyncBody that DM does not use.</param>
/// <param name="Remarks">What was accepted although it should not be there, in the encoding and in the structure.</param>
public sealed record SyncMlMessage(
    SyncMlHeader Header,
    ImmutableArray<SyncMlCommand> Commands,
    bool Final,
    ImmutableArray<WbxmlElement> Unknown,
    ImmutableArray<FormatRemark> Remarks)
{
    /// <summary>A message to be sent.</summary>
    /// <param name="header">SyncHdr.</param>
    /// <param name="final">Whether the package ends with it.</param>
    /// <param name="commands">Commands in order.</param>
    public static SyncMlMessage Of(SyncMlHeader header, bool final, params ImmutableArray<SyncMlCommand> commands) => new(header, commands, final, [], []);

    /// <summary>Elements of SyncML beside SyncHdr and SyncBody.</summary>
    public ImmutableArray<WbxmlElement> UnknownInRoot { get; init; } = [];

    /// <summary>Reads a message out of XML text.</summary>
    /// <param name="xml">UTF-8. A document type declaration is refused, nothing is fetched.</param>
    /// <param name="limits">Its bounds; <see cref="WbxmlLimits.Default"/> when absent.</param>
    /// <exception cref="WireFormatException">Not well-formed, a bound exceeded, or what <see cref="Parse(WbxmlDocument)"/> refuses; offsets count in the text.</exception>
    public static SyncMlMessage ParseXml(ReadOnlySpan<byte> xml, WbxmlLimits? limits = null)
    {
        var root = XmlElements.Read(xml, limits ?? WbxmlLimits.Default, 0);
        return new SyncMlParser(new RemarkLog()).Message(root, root.Namespace == WbxmlNamespaces.SyncMl11 ? "1.1" : "1.2");
    }

    /// <summary>Reads a message in whichever of the two forms it came.</summary>
    /// <param name="octets">WBXML, or XML text in UTF-8.</param>
    /// <param name="options">How it is read; <see cref="WbxmlOptions.Strict"/> when absent.</param>
    /// <exception cref="WireFormatException">See the readers of the two forms.</exception>
    public static SyncMlMessage Parse(ReadOnlyMemory<byte> octets, WbxmlOptions? options = null) => XmlElements.LooksLikeXml(octets.Span)
        ? ParseXml(octets.Span, options?.Limits)
        : Parse(WbxmlDocument.Parse(octets, options));

    /// <summary>The message as elements, in the order of the document type definition; unknown elements stand last in their parent.</summary>
    /// <param name="space">SyncML 1.1 or 1.2; <see langword="null"/> to go by VerDTD (1.2 unless it says 1.1).</param>
    public WbxmlElement ToElement(WbxmlCodeSpace? space = null) => Tree(SpaceOf(space), octetsAsBase64: false);

    /// <summary>Writes the message as WBXML. Elements without a token become literals.</summary>
    /// <param name="options">How; <see cref="WbxmlWriterOptions.Default"/> when absent.</param>
    /// <param name="space">See <see cref="ToElement"/>.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public byte[] ToWbxml(WbxmlWriterOptions? options = null, WbxmlCodeSpace? space = null)
    {
        space = SpaceOf(space);
        var writer = new WbxmlWriter(space, options is null ? WbxmlWriterOptions.WithLiterals : options with { Literals = true });
        new SyncMlElements<WriterSink>(space, new WriterSink(writer)).Message(this);
        return writer.TakeDocument();
    }

    /// <summary>Writes the message as XML text. Octets in Data become base64, and the Format of their Item says so.</summary>
    /// <param name="space">See <see cref="ToElement"/>.</param>
    /// <exception cref="ArgumentException">Characters that XML forbids.</exception>
    public string ToXml(WbxmlCodeSpace? space = null) => XmlElements.Write(Tree(SpaceOf(space), octetsAsBase64: true));

    private WbxmlElement Tree(WbxmlCodeSpace space, bool octetsAsBase64)
    {
        var sink = new TreeSink();
        new SyncMlElements<TreeSink>(space, sink, octetsAsBase64).Message(this);
        return sink.Root;
    }

    private WbxmlCodeSpace SpaceOf(WbxmlCodeSpace? asked)
    {
        asked ??= Header.VerDtd == "1.1" ? WbxmlCodeSpace.SyncMl11 : WbxmlCodeSpace.SyncMl12;
        if (!asked.CanEmbed)
            throw new ArgumentException($"{asked.Title} is no document type of DM messages", nameof(asked));
        return asked;
    }

    /// <summary>Reads the structure of a decoded document.</summary>
    /// <param name="document">A document of SyncML 1.1 or 1.2.</param>
    /// <exception cref="WireFormatException">The root is not SyncML, SyncHdr or SyncBody is missing, an element occurs twice that may occur
    /// once, elements stand where text belongs, or text where elements belong.</exception>
    public static SyncMlMessage Parse(WbxmlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var remarks = new RemarkLog();
        remarks.AddRange(document.Remarks);
        return new SyncMlParser(remarks).Message(document.Root, document.CodeSpace == WbxmlCodeSpace.SyncMl11 ? "1.1" : "1.2");
    }
}
