namespace DmSc.Wire;

/// <summary>What is wrong with a piece of wire data, and where.</summary>
/// <param name="Code">A short stable name of the defect class, for example <c>UnexpectedEnd</c> or <c>TlvLengthTooLong</c>.</param>
/// <param name="Offset">0-based octet offset into the decoded input; the input's length when it ended too early.</param>
/// <param name="Reason">One sentence: what was found and what was expected.</param>
public sealed record FormatError(string Code, int Offset, string Reason)
{
    /// <inheritdoc />
    public override string ToString() => $"{Code} at octet {Offset} (0x{Offset:X}): {Reason}";
}

/// <summary>Thrown by every decoder of this assembly, and nothing else is, when the input is not what its format demands.</summary>
/// <param name="error">The defect and its place.</param>
public sealed class WireFormatException(FormatError error) : Exception(error.ToString())
{
    /// <summary>Creates the exception from the parts of its <see cref="FormatError"/>.</summary>
    /// <param name="code">See <see cref="FormatError.Code"/>.</param>
    /// <param name="offset">See <see cref="FormatError.Offset"/>.</param>
    /// <param name="reason">See <see cref="FormatError.Reason"/>.</param>
    public WireFormatException(string code, int offset, string reason)
        : this(new FormatError(code, offset, reason))
    {
    }

    /// <summary>The defect and its place.</summary>
    public FormatError Error { get; } = error;
}
