using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Annotated;

/// <summary>XML text element by element. Offsets are those of the start tags; XML readers do not tell lengths.</summary>
internal static class XmlAnnotator
{
    public static AnnotatedNode Annotate(ReadOnlyMemory<byte> octets, WbxmlLimits limits) =>
        Of(XmlElements.Read(octets.Span, limits, 0), "", embed: true, limits);

    private static AnnotatedNode Of(WbxmlElement element, string outerNamespace, bool embed, WbxmlLimits limits)
    {
        var children = ImmutableArray.CreateBuilder<AnnotatedNode>();
        foreach (var attribute in element.Attributes)
            children.Add(new AnnotatedNode(attribute.Offset, 0, "@" + attribute.Name, Show.Quoted(attribute.Value)));
        var hasElements = element.Elements.Any();
        string? value = null;
        foreach (var part in element.Content)
        {
            switch (part)
            {
                case WbxmlElement child:
                    children.Add(Of(child, element.Namespace, embed, limits));
                    break;
                case WbxmlText text when hasElements && string.IsNullOrWhiteSpace(text.Value):
                    break;
                case WbxmlText text when hasElements:
                    children.Add(new AnnotatedNode(text.Offset, 0, "text", Show.Quoted(text.Value)));
                    break;
                default:
                    value ??= Show.Quoted(element.Text ?? "");
                    break;
            }
        }

        // A tree in a CDATA section or with its markup escaped. Its own offsets do not stand in the input.
        if (embed && !hasElements && element.Name == "Data" && element.Text is { } data && XmlElements.LooksLikeXml(element.Octets.Span)
            && Nested.Try(element.Octets, 0, inner => Of(XmlElements.Read(inner.Span, limits, element.Depth), "", embed: false, limits)) is { } tree)
        {
            children.Add(Placed(tree, element.DataOffset) with { Label = tree.Label + " as text" });
            value = $"{data.Length} characters of XML";
        }

        var label = element.Namespace == outerNamespace ? $"<{element.Name}>" : $"<{element.Name} xmlns=\"{element.Namespace}\">";
        return new AnnotatedNode(element.Offset, 0, label, value, children.ToImmutable());
    }

    private static AnnotatedNode Placed(AnnotatedNode node, int offset) =>
        node with { Offset = offset, Children = [.. node.Children.Select(child => Placed(child, offset))] };
}
