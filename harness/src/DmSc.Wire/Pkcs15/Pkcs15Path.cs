using System.Formats.Asn1;

namespace DmSc.Wire.Pkcs15;

/// <summary>Path: a file, or a part of one (PKCS #15 v1.1, 6.1.5).</summary>
/// <param name="FileIds">File identifiers of two octets each, at least one.</param>
/// <param name="Index">In a transparent EF the offset of the part; <c>null</c> for the whole file.</param>
/// <param name="Length">Octets of the part; given whenever <paramref name="Index"/> is.</param>
public sealed record Pkcs15Path(ReadOnlyMemory<byte> FileIds, int? Index = null, int? Length = null)
{
    /// <summary>
    /// Where the file is. Two octets name a file in the PKCS#15 DF; a longer path that starts with 3F00 is absolute; any other
    /// is relative to the PKCS#15 DF. An absolute path through the application's own DF becomes relative to the application,
    /// since an ADF need not be reachable from the MF by file identifiers.
    /// </summary>
    /// <param name="applicationPath">Path of the application from EF(DIR), tag 51 (3F00 first), or empty if unknown.</param>
    public FileAddress Resolve(ReadOnlyMemory<byte> applicationPath = default) => Resolve(FileIds, applicationPath);

    /// <summary>See <see cref="Resolve(ReadOnlyMemory{byte})"/>.</summary>
    /// <param name="path">File identifiers of two octets each.</param>
    /// <param name="applicationPath">Path of the application, or empty.</param>
    public static FileAddress Resolve(ReadOnlyMemory<byte> path, ReadOnlyMemory<byte> applicationPath)
    {
        ReadOnlySpan<byte> mf = [0x3F, 0x00];
        ReadOnlySpan<byte> currentAdf = [0x7F, 0xFF];
        if (applicationPath.Length > 2 && applicationPath.Span.StartsWith(mf) && path.Span.StartsWith(applicationPath.Span))
            return new FileAddress(PathOrigin.Application, path[applicationPath.Length..]);
        if (path.Span.StartsWith(mf))
            return new FileAddress(PathOrigin.Mf, path[2..]);
        return new FileAddress(PathOrigin.Application, path.Span.StartsWith(currentAdf) ? path[2..] : path);
    }

    /// <inheritdoc />
    public override string ToString()
    {
        var ids = Convert.ToHexString(FileIds.Span);
        return Index is null ? ids : $"{ids}[{Index}+{Length}]";
    }

    /// <inheritdoc />
    public bool Equals(Pkcs15Path? other) =>
        other is not null && Index == other.Index && Length == other.Length && FileIds.Span.SequenceEqual(other.FileIds.Span);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(FileIds.Span);
        hash.Add(Index);
        hash.Add(Length);
        return hash.ToHashCode();
    }

    /// <summary>Decodes a Path element.</summary>
    internal static Pkcs15Path From(DerElement sequence)
    {
        var parts = sequence.Children("Path");
        var path = parts.Next();
        var fileIds = path.ReadOctets();
        if (fileIds.IsEmpty || fileIds.Length % 2 != 0)
            throw new WireFormatException("PathLength", path.Offset, $"a path consists of file identifiers of 2 octets, got {fileIds.Length} octets");
        var index = parts.NextIf(UniversalTagNumber.Integer);
        var length = parts.NextIf(DerElement.PrimitiveContext0);
        if (index is null != length is null)
            throw new WireFormatException("PathRange", (index ?? length)!.Value.Offset, "index and length of a Path are both present or both absent");
        var result = new Pkcs15Path(fileIds, NotNegative(index, Asn1Tag.Integer), NotNegative(length, DerElement.PrimitiveContext0));
        parts.End();
        return result;
    }

    private static int? NotNegative(DerElement? element, Asn1Tag tag)
    {
        if (element is not { } present)
            return null;
        var value = present.ReadInt32As(tag);
        return value >= 0
            ? value
            : throw new WireFormatException("PathRange", present.Offset, $"index and length of a Path are not negative, got {value}");
    }
}
