using System.Collections.Immutable;

namespace DmSc.Wire.Wbxml;

/// <summary>A decoded WBXML document.</summary>
public sealed class WbxmlDocument
{
    private WbxmlDocument(
        ReadOnlyMemory<byte> octets,
        WbxmlHeader header,
        WbxmlCodeSpace codeSpace,
        WbxmlElement root,
        ImmutableArray<FormatRemark> remarks,
        WbxmlOptions options)
    {
        Octets = octets;
        Header = header;
        CodeSpace = codeSpace;
        Root = root;
        Remarks = remarks;
        Options = options;
    }

    /// <summary>The octets of the document, without what follows it.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>How many octets of the input the document takes.</summary>
    public int OctetsUsed => Octets.Length;

    /// <summary>Its header.</summary>
    public WbxmlHeader Header { get; }

    /// <summary>Its document type.</summary>
    public WbxmlCodeSpace CodeSpace { get; }

    /// <summary>Its root element, of whatever name.</summary>
    public WbxmlElement Root { get; }

    /// <summary>What was accepted although it should not be there.</summary>
    public ImmutableArray<FormatRemark> Remarks { get; }

    internal WbxmlOptions Options { get; }

    /// <summary>Decodes a document.</summary>
    /// <param name="octets">The document; kept, not copied.</param>
    /// <param name="options">How to read it; <see cref="WbxmlOptions.Strict"/> when absent.</param>
    /// <exception cref="WireFormatException">One of <see cref="WbxmlErrors"/>.</exception>
    public static WbxmlDocument Parse(ReadOnlyMemory<byte> octets, WbxmlOptions? options = null)
    {
        options ??= WbxmlOptions.Strict;
        var reader = new WbxmlReader(octets.Span, options);
        var builder = new TreeBuilder();
        while (reader.Read())
        {
            switch (reader.Kind)
            {
                case WbxmlTokenKind.StartElement:
                    builder.Start(reader.Namespace, reader.Name, reader.Offset);
                    break;
                case WbxmlTokenKind.Attribute:
                    builder.StartAttribute(reader.Name, reader.Offset, reader.Value);
                    break;
                case WbxmlTokenKind.AttributeValue:
                    builder.ContinueAttribute(reader.Value);
                    break;
                case WbxmlTokenKind.Text:
                    var text = reader.ValueOffset < 0 ? reader.Value.ToArray() : octets.Slice(reader.ValueOffset, reader.Value.Length);
                    builder.Add(new WbxmlText(text, reader.Offset));
                    break;
                case WbxmlTokenKind.Opaque:
                    var opaque = octets.Slice(reader.ValueOffset, reader.Value.Length);
                    builder.Add(new WbxmlOpaque(opaque, reader.Offset, reader.ValueOffset));
                    break;
                case WbxmlTokenKind.EndElement:
                    builder.End();
                    break;
            }
        }

        var root = builder.Root;
        return new WbxmlDocument(octets[..reader.Consumed], reader.Header, reader.CodeSpace, root, reader.Remarks, options);
    }

    /// <summary>The document as XML text, for people. A management tree that is embedded as WBXML document stands decoded in its place; one
    /// that cannot be decoded stands as base64 behind a comment that tells the error, its offset in this document and in the embedded one.
    /// Opaque octets that are no text stand as base64 behind a comment.</summary>
    /// <param name="maskSecrets">Replace the values of secrets (AAuthSecret, AAuthData, AAUTHSECRET, Cred and NextNonce data and the like) by asterisks.</param>
    public string ToXml(bool maskSecrets = false) => new WbxmlXmlText(this, maskSecrets).Write();

    /// <summary>Type and size; never content.</summary>
    public override string ToString() => $"{CodeSpace.Title}, {OctetsUsed} octets";
}
