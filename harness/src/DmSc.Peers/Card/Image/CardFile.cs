namespace DmSc.Peers.Card.Image;

/// <summary>Life cycle status of a file, values as in FCP tag 8A (ISO/IEC 7816-4, 7.4.10).</summary>
public enum LifeCycle
{
    /// <summary>04: operational, deactivated.</summary>
    Deactivated = 0x04,

    /// <summary>05: operational, activated.</summary>
    Activated = 0x05,

    /// <summary>0C: terminated.</summary>
    Terminated = 0x0C,
}

/// <summary>Structure of an elementary file (ETSI TS 102 221, 8.2.2).</summary>
public enum FileStructure
{
    /// <summary>A sequence of octets.</summary>
    Transparent,

    /// <summary>Records of equal length, addressed by number.</summary>
    LinearFixed,

    /// <summary>Records of equal length in a ring; record 1 is the newest.</summary>
    Cyclic,
}

/// <summary>A file of a card image.</summary>
public abstract record CardFile
{
    /// <summary>File identifier. <c>null</c> only for an ADF that is reached by its AID alone.</summary>
    public ushort? Fid { get; init; }

    /// <summary>What people call the file, for messages: <c>EF_ODF</c>. May be empty.</summary>
    public string Label { get; init; } = "";

    /// <summary>The file's conditions; the card writes them to EF_ARR 2F06 of the MF. Exactly one of this and <see cref="Arr"/> is used.</summary>
    public AccessRules? Access { get; init; }

    /// <summary>Reference to a record of an EF_ARR whose content the image states itself.</summary>
    public ArrReference? Arr { get; init; }

    /// <summary>Life cycle status when the card is issued.</summary>
    public LifeCycle LifeCycle { get; init; } = LifeCycle.Activated;
}

/// <summary>The MF, a DF or an ADF.</summary>
public sealed record DirectoryFile : CardFile
{
    /// <summary>Application identifier (DF name), 1..16 octets, or <c>null</c> for a directory that is no application.</summary>
    public byte[]? Aid { get; init; }

    /// <summary>The files directly below, in the order in which partial AID selection meets them.</summary>
    public IReadOnlyList<CardFile> Children { get; init; } = [];

    /// <summary>Key references of the PIN status template DO (FCP tag C6), or <c>null</c> for all PINs of the card that are no ADM keys.</summary>
    public IReadOnlyList<byte>? PinStatus { get; init; }
}

/// <summary>An EF. A transparent one has <see cref="Content"/> and <see cref="Size"/>, the others <see cref="Records"/> and their numbers.</summary>
public sealed record ElementaryFile : CardFile
{
    /// <summary>The structure.</summary>
    public FileStructure Structure { get; init; }

    /// <summary>Short file identifier 1..30, or <c>null</c> for a file without one.</summary>
    public byte? Sfi { get; init; }

    /// <summary>
    /// The FCP leaves out tag 88, which says that the SFI is the five low bits of the file identifier (ETSI TS 102 221, 11.1.1.4.8);
    /// <see cref="Sfi"/> is then <c>null</c>.
    /// </summary>
    public bool SfiFromFid { get; init; }

    /// <summary>Octets of a transparent EF, from its start; the rest up to <see cref="Size"/> is FF.</summary>
    public byte[] Content { get; init; } = [];

    /// <summary>Size of a transparent EF in octets, 1..33,023; <c>null</c> = as long as its content.</summary>
    public int? Size { get; init; }

    /// <summary>Records from number 1 (the newest of a cyclic EF); each is padded with FF to the record length, missing ones are all FF.</summary>
    public IReadOnlyList<byte[]> Records { get; init; } = [];

    /// <summary>Record length 1..255 octets; <c>null</c> = that of the longest record.</summary>
    public int? RecordLength { get; init; }

    /// <summary>Number of records 1..254; <c>null</c> = as many as are stated.</summary>
    public int? RecordCount { get; init; }

    /// <summary>
    /// The file size that the FCP (tag 80) tells, where that is not the truth; <c>null</c> = the true one. Only deviations set it.
    /// </summary>
    public int? ReportedSize { get; init; }

    /// <summary>The SFI by which commands reach the file, or <c>null</c>.</summary>
    internal byte? EffectiveSfi => SfiFromFid ? (byte)(Fid.GetValueOrDefault() & 0x1F) : Sfi;

    /// <summary>Octets that READ BINARY reaches, for a transparent EF.</summary>
    internal int EffectiveSize => Size ?? Content.Length;

    internal int EffectiveRecordLength => RecordLength ?? (Records.Count == 0 ? 0 : Records.Max(r => r.Length));

    internal int EffectiveRecordCount => RecordCount ?? Records.Count;
}
