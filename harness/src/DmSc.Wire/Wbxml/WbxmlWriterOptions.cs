namespace DmSc.Wire.Wbxml;

/// <summary>How a WBXML document is written.</summary>
public sealed record WbxmlWriterOptions
{
    private readonly byte _version = 2;

    /// <summary>WBXML 1.2, every string inline, names without a token refused.</summary>
    public static readonly WbxmlWriterOptions Default = new();

    internal static readonly WbxmlWriterOptions WithLiterals = new() { Literals = true };

    /// <summary>01 = WBXML 1.1, 02 = 1.2, 03 = 1.3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another version.</exception>
    public byte Version
    {
        get => _version;
        init
        {
            ArgumentOutOfRangeException.ThrowIfZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, (byte)3);
            _version = value;
        }
    }

    /// <summary>Put strings that occur more than once into the string table and refer to them (STR_T). The document goes to the output when its
    /// root is closed.</summary>
    public bool ShareStrings { get; init; }

    /// <summary>Write names that have no token as literals, whose namespace WBXML cannot carry. The document goes to the output when its root is
    /// closed.</summary>
    public bool Literals { get; init; }
}
