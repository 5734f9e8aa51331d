using System.Collections.Immutable;

namespace DmSc.Wire.XmlSecurity;

/// <summary>Octets outside the document that References may mean. Nothing else outside is ever looked at.</summary>
public sealed record DetachedContent
{
    /// <summary>Nothing.</summary>
    public static readonly DetachedContent None = new();

    /// <summary>Octets by the exact URI of a Reference.</summary>
    public ImmutableDictionary<string, ReadOnlyMemory<byte>> ByUri { get; init; } = ImmutableDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    /// <summary>What a Reference without URI means; <see langword="null"/> takes what follows the Signature in its text.</summary>
    public ReadOnlyMemory<byte>? Implied { get; init; }

    /// <summary>Octets of one URI.</summary>
    /// <param name="uri">URI of the Reference.</param>
    /// <param name="octets">The octets.</param>
    public static DetachedContent At(string uri, ReadOnlyMemory<byte> octets) => new() { ByUri = None.ByUri.Add(uri, octets) };
}
