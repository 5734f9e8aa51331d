using System.Globalization;
using DmSc.Wire.Pkcs15;

namespace DmSc.Steps.Card;

/// <summary>
/// Where a data object's content is, as one word of a case file: <c>6431</c> or <c>3F007F506431</c> for a file, <c>6431[0+300]</c> for a
/// part of one, <c>=0203...</c> for content inside the directory entry.
/// </summary>
/// <param name="Path">The file; <c>null</c> for direct content.</param>
/// <param name="Direct">The content; empty for a file.</param>
internal sealed record ObjectLocation(Pkcs15Path? Path, ReadOnlyMemory<byte> Direct)
{
    public static ObjectLocation? Of(DataObjectValue value) => value switch
    {
        DataObjectValue.Indirect { Path: var path } => new(path, default),
        DataObjectValue.Direct { Contents: var contents } => new(null, contents),
        _ => null,
    };

    /// <summary>Reads the word back; <c>null</c> when it is none.</summary>
    public static ObjectLocation? Parse(string text)
    {
        if (text.StartsWith('='))
            return Octets(text.AsSpan(1)) is { } direct ? new(null, direct) : null;
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        var ids = Octets(bracket < 0 ? text : text.AsSpan(0, bracket));
        if (ids is not { Length: > 0 } || ids.Length % 2 != 0)
            return null;
        if (bracket < 0)
            return new(new Pkcs15Path(ids), default);
        var plus = text.IndexOf('+', bracket);
        if (plus < 0 || !text.EndsWith(']')
            || !int.TryParse(text.AsSpan(bracket + 1, plus - bracket - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || !int.TryParse(text.AsSpan(plus + 1, text.Length - plus - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return null;
        }

        return new(new Pkcs15Path(ids, index, length), default);
    }

    public override string ToString() => Path?.ToString() ?? "=" + Convert.ToHexString(Direct.Span);

    private static byte[]? Octets(ReadOnlySpan<char> hex)
    {
        var octets = new byte[hex.Length / 2];
        return hex.Length % 2 == 0 && Convert.FromHexString(hex, octets, out _, out _) == System.Buffers.OperationStatus.Done ? octets : null;
    }
}
