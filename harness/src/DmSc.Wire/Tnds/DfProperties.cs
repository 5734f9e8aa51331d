using System.Collections.Immutable;
using DmSc.Wire.Wbxml;

namespace DmSc.Wire.Tnds;

/// <summary>How often a node occurs.</summary>
/// <param name="Kind">One, ZeroOrOne, ZeroOrMore, OneOrMore, ZeroOrN or OneOrN.</param>
/// <param name="Number">The N of the last two, as sent; else <see langword="null"/>.</param>
public sealed record DfOccurrence(string Kind, string? Number = null);

/// <summary>DFProperties of a node in a device description (OMA DM Tree and Description 1.2, 9).</summary>
/// <param name="Offset">Offset of the element in the outermost input.</param>
public sealed record DfProperties(int Offset = 0)
{
    /// <summary>What may be done to the node: Add, Copy, Delete, Exec, Get, Replace.</summary>
    public ImmutableArray<string> AccessType { get; init; } = [];

    /// <summary>DefaultValue.</summary>
    public string? DefaultValue { get; init; }

    /// <summary>Description, for people.</summary>
    public string? Text { get; init; }

    /// <summary>DFFormat: b64 bin bool chr int node null xml date time float.</summary>
    public string? Format { get; init; }

    /// <summary>Occurrence; <see langword="null"/> when absent, which means One.</summary>
    public DfOccurrence? Occurrence { get; init; }

    /// <summary>Scope, Permanent or Dynamic; <see langword="null"/> when absent, which means Dynamic.</summary>
    public string? Scope { get; init; }

    /// <summary>DFTitle.</summary>
    public string? Title { get; init; }

    /// <summary>DFType as media types, for leaves.</summary>
    public ImmutableArray<string> MimeTypes { get; init; } = [];

    /// <summary>DFType as identifier of a management object, for interior nodes; empty when the element is.</summary>
    public string? DdfName { get; init; }

    /// <summary>CaseSense, CS or CIS.</summary>
    public string? CaseSense { get; init; }

    /// <summary>Elements beside those of the content model.</summary>
    public ImmutableArray<WbxmlElement> Unknown { get; init; } = [];
}
