namespace DmSc.Wire.Wbxml;

/// <summary>Bounds that protect a reader of WBXML against hostile or broken input.</summary>
public sealed record WbxmlLimits
{
    private readonly int _maxDepth = 64;

    /// <summary>Safe for everything OMA DM needs: about 12 levels plus the depth of a management tree.</summary>
    public static readonly WbxmlLimits Default = new();

    /// <summary>Deepest nesting of elements, the root being level 1; an embedded document shares the budget. 1 to 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1..256: consumers walk the tree recursively.</exception>
    public int MaxDepth
    {
        get => _maxDepth;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 256);
            _maxDepth = value;
        }
    }

    /// <summary>Longest string table, in octets.</summary>
    public int MaxStringTable { get; init; } = 64 * 1024;

    /// <summary>Most octets that references to the string table may yield in one document, all together.</summary>
    public int MaxTableText { get; init; } = 4 * 1024 * 1024;

    /// <summary>Most elements in one document.</summary>
    public int MaxElements { get; init; } = 100_000;

    /// <summary>Most attributes on one element of XML text, and most prefixes of namespaces in force; documents of OMA DM have three and none.</summary>
    public int MaxAttributes { get; init; } = 64;

    /// <summary>Longest input, in octets.</summary>
    public int MaxSize { get; init; } = 1024 * 1024;
}
