namespace DmSc.Wire.Pkcs15;

/// <summary>Where a path starts.</summary>
public enum PathOrigin
{
    /// <summary>In the PKCS#15 application (on a UICC: 7FFF after its selection by AID).</summary>
    Application,

    /// <summary>In the MF.</summary>
    Mf,
}

/// <summary>A file's place: where the path starts, and the file identifiers from there on.</summary>
/// <param name="Origin">Where it starts.</param>
/// <param name="FileIds">Octets of the file identifiers, without 3F00 and 7FFF; empty for the origin itself.</param>
public sealed record FileAddress(PathOrigin Origin, ReadOnlyMemory<byte> FileIds)
{
    /// <summary>For example <c>3F00/7F50/6431</c> or <c>PKCS#15/5031</c>.</summary>
    public override string ToString()
    {
        var text = Origin == PathOrigin.Mf ? "3F00" : "PKCS#15";
        for (var at = 0; at + 1 < FileIds.Length; at += 2)
            text += "/" + Convert.ToHexString(FileIds.Span.Slice(at, 2));
        return text;
    }

    /// <inheritdoc />
    public bool Equals(FileAddress? other) => other is not null && Origin == other.Origin && FileIds.Span.SequenceEqual(other.FileIds.Span);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Origin);
        hash.AddBytes(FileIds.Span);
        return hash.ToHashCode();
    }
}
