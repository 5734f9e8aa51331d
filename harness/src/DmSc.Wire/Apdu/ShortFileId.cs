namespace DmSc.Wire.Apdu;

/// <summary>What an FCP template says of the short file identifier, tag 88 (ETSI TS 102 221, 11.1.1.4.8).</summary>
public enum ShortFileIdKind
{
    /// <summary>The tag is absent: the five low bits of the file identifier serve as SFI.</summary>
    FromFileId,

    /// <summary>The tag is empty: the EF has no SFI.</summary>
    None,

    /// <summary>The tag gives a number.</summary>
    Given,
}

/// <summary>The short file identifier of an EF.</summary>
/// <param name="Kind">Which of the three ways the template uses.</param>
/// <param name="Number">The number, 1..30, when given; else 0.</param>
public readonly record struct ShortFileId(ShortFileIdKind Kind, int Number)
{
    /// <summary>The SFI in force, 1..30, or <c>null</c> if the EF has none.</summary>
    /// <param name="fileId">The EF's file identifier.</param>
    public int? EffectiveFor(int fileId) => Kind switch
    {
        ShortFileIdKind.Given => Number,
        ShortFileIdKind.FromFileId when (fileId & 0x1F) is >= 1 and <= 30 => fileId & 0x1F,
        _ => null,
    };
}
