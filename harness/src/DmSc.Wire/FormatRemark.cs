namespace DmSc.Wire;

/// <summary>Something in wire data that a decoder accepted although the format does not allow it, or advises against it.</summary>
/// <param name="Code">A short stable name, for example <c>MisplacedSwitchPage</c>.</param>
/// <param name="Offset">0-based octet offset into the decoded input.</param>
/// <param name="Text">One sentence: what was found.</param>
public sealed record FormatRemark(string Code, int Offset, string Text)
{
    /// <inheritdoc />
    public override string ToString() => $"{Code} at octet {Offset} (0x{Offset:X}): {Text}";
}
