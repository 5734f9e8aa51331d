namespace DmSc.Wire.XmlSecurity;

/// <summary>Bounds of the work that signed or encrypted XML can cause.</summary>
public sealed record XmlSecurityLimits
{
    private readonly int _maxDepth = 64;

    /// <summary>Safe for everything that DM carries.</summary>
    public static readonly XmlSecurityLimits Default = new();

    /// <summary>Longest text, in octets; also of a plaintext.</summary>
    public int MaxSize { get; init; } = 1024 * 1024;

    /// <summary>Deepest nesting of elements, the root being level 1. 1 to 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1..256: canonicalization walks the tree recursively.</exception>
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

    /// <summary>Most elements.</summary>
    public int MaxElements { get; init; } = 20_000;

    /// <summary>Most attributes and name space declarations of one element.</summary>
    public int MaxAttributes { get; init; } = 128;

    /// <summary>Most name space declarations on an element and above it, together: canonicalization looks at all of them for each element.</summary>
    public int MaxNamespacesInScope { get; init; } = 128;

    /// <summary>Most References of a signature.</summary>
    public int MaxReferences { get; init; } = 4;

    /// <summary>Most Transforms of a Reference.</summary>
    public int MaxTransforms { get; init; } = 3;

    /// <summary>Most keys and certificates tried for one signature, and EncryptedKeys for one EncryptedData.</summary>
    public int MaxKeys { get; init; } = 8;
}
