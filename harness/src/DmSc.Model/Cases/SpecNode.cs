using DmSc.Model.Text;

namespace DmSc.Model.Cases;

/// <summary>A node of a case file, with its place. Scalars are always strings: <c>010</c> never becomes 8.</summary>
/// <param name="Span">Where it starts.</param>
public abstract record SpecNode(SourceSpan Span);

/// <summary>A scalar.</summary>
/// <param name="Span">Where it starts.</param>
/// <param name="Text">Its text as written, quotes removed.</param>
public sealed record ScalarNode(SourceSpan Span, string Text) : SpecNode(Span);

/// <summary>A sequence.</summary>
/// <param name="Span">Where it starts.</param>
/// <param name="Items">Its items.</param>
public sealed record ListNode(SourceSpan Span, IReadOnlyList<SpecNode> Items) : SpecNode(Span);

/// <summary>One key and its value.</summary>
/// <param name="KeySpan">Where the key stands.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">Its value.</param>
public sealed record MapEntry(SourceSpan KeySpan, string Key, SpecNode Value);

/// <summary>A mapping; keys are unique and in file order.</summary>
/// <param name="Span">Where it starts.</param>
/// <param name="Entries">Its entries.</param>
public sealed record MapNode(SourceSpan Span, IReadOnlyList<MapEntry> Entries) : SpecNode(Span)
{
    /// <summary>The entry with that key, or <c>null</c>.</summary>
    /// <param name="key">The key.</param>
    public MapEntry? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key == key)
                return entry;
        }

        return null;
    }
}
