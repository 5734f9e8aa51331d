using System.Collections.Immutable;

namespace DmSc.Wire.Annotated;

/// <summary>Inputs inside inputs.</summary>
internal static class Nested
{
    /// <summary>The same tree with its offsets counted from further out.</summary>
    public static AnnotatedNode Shifted(this AnnotatedNode node, int by) => by == 0 ? node : node with
    {
        Offset = node.Offset + by,
        Children = node.Children.IsEmpty ? [] : [.. node.Children.Select(child => child.Shifted(by))],
        Problem = node.Problem is { } problem ? problem with { Offset = problem.Offset + by } : null,
    };

    /// <summary>An input that should be of a kind: its tree, or its octets with the reason why it is not of that kind.</summary>
    /// <param name="label">What it is.</param>
    /// <param name="octets">The inner input.</param>
    /// <param name="offset">Where it stands in the outer one.</param>
    /// <param name="annotate">Makes a tree with offsets of the inner input.</param>
    public static AnnotatedNode Read(string label, ReadOnlyMemory<byte> octets, int offset, Func<ReadOnlyMemory<byte>, AnnotatedNode> annotate)
    {
        try
        {
            var inner = annotate(octets).Shifted(offset);
            return new AnnotatedNode(offset, octets.Length, label, null, [inner]);
        }
        catch (WireFormatException failure)
        {
            return new AnnotatedNode(offset, octets.Length, label, Show.TextOrHex(octets.Span))
            {
                Problem = failure.Error with { Offset = offset + failure.Error.Offset },
            };
        }
    }

    /// <summary>The tree of an input that may be of a kind or not.</summary>
    public static AnnotatedNode? Try(ReadOnlyMemory<byte> octets, int offset, Func<ReadOnlyMemory<byte>, AnnotatedNode> annotate)
    {
        try
        {
            return annotate(octets).Shifted(offset);
        }
        catch (WireFormatException)
        {
            // Nothing promised that it is of this kind; it is shown as what it is without doubt: octets.
            return null;
        }
    }

    public static ImmutableArray<AnnotatedNode> OneOrNone(AnnotatedNode? node) => node is null ? [] : [node];
}
