using System.Collections.Immutable;

namespace DmSc.Wire.Annotated;

/// <summary>One piece of a decoded input, for people: where it stands, what it is, what it says.</summary>
/// <param name="Offset">0-based octet offset into the input; of a piece of an XML text the offset of its first octet.</param>
/// <param name="Length">Octets it takes, what is inside it included; 0 where that is not known (XML).</param>
/// <param name="Label">What it is, in the words of its specification.</param>
/// <param name="Value">What it says, or <c>null</c> when only its parts do.</param>
/// <param name="Children">Its parts, in the order of the input.</param>
public sealed record AnnotatedNode(int Offset, int Length, string Label, string? Value, ImmutableArray<AnnotatedNode> Children)
{
    /// <summary>A piece without parts.</summary>
    /// <param name="offset">See <see cref="Offset"/>.</param>
    /// <param name="length">See <see cref="Length"/>.</param>
    /// <param name="label">See <see cref="Label"/>.</param>
    /// <param name="value">See <see cref="Value"/>.</param>
    public AnnotatedNode(int offset, int length, string label, string? value = null)
        : this(offset, length, label, value, [])
    {
    }

    /// <summary>Set when the piece is malformed although what is around it is not: why.</summary>
    public FormatError? Problem { get; init; }

    /// <summary>This node and all below it, parents first.</summary>
    public IEnumerable<AnnotatedNode> All()
    {
        var open = new Stack<AnnotatedNode>();
        open.Push(this);
        while (open.TryPop(out var node))
        {
            yield return node;
            for (var i = node.Children.Length - 1; i >= 0; i--)
                open.Push(node.Children[i]);
        }
    }

    /// <inheritdoc />
    public bool Equals(AnnotatedNode? other) =>
        other is not null && Offset == other.Offset && Length == other.Length && Label == other.Label && Value == other.Value
        && Problem == other.Problem && Children.SequenceEqual(other.Children);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Offset, Length, Label, Value, Children.Length);

    /// <summary>Label and place.</summary>
    public override string ToString() => $"{Label} at {Offset}";
}
