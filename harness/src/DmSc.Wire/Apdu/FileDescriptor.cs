namespace DmSc.Wire.Apdu;

/// <summary>What a file is, from the descriptor octet (ETSI TS 102 221, 11.1.1.4.3).</summary>
public enum FileType
{
    /// <summary>A value the specification reserves.</summary>
    Reserved,

    /// <summary>An EF that the terminal may use.</summary>
    WorkingEf,

    /// <summary>An EF for the card's own use.</summary>
    InternalEf,

    /// <summary>MF, DF or ADF.</summary>
    Directory,
}

/// <summary>How an EF is organised (ETSI TS 102 221, 11.1.1.4.3).</summary>
public enum FileStructure
{
    /// <summary>A value the specification reserves.</summary>
    Reserved,

    /// <summary>No information given; always so for directories.</summary>
    None,

    /// <summary>A sequence of octets.</summary>
    Transparent,

    /// <summary>Records of one length, in the order of their numbers.</summary>
    LinearFixed,

    /// <summary>Records of one length; number 1 is the newest.</summary>
    Cyclic,

    /// <summary>A set of BER-TLV objects.</summary>
    BerTlv,
}

/// <summary>The file descriptor, tag 82 of an FCP template (ETSI TS 102 221, 11.1.1.4.3).</summary>
/// <param name="Descriptor">The descriptor octet.</param>
/// <param name="DataCoding">The data coding octet, 21 on a UICC.</param>
/// <param name="RecordLength">Octets in a record; <c>null</c> where the descriptor ends before it.</param>
/// <param name="RecordCount">Number of records; <c>null</c> where the descriptor ends before it.</param>
public sealed record FileDescriptor(byte Descriptor, byte DataCoding, int? RecordLength, int? RecordCount)
{
    /// <summary>Several logical channels may have the file selected at once (b7).</summary>
    public bool IsShareable => (Descriptor & 0x40) != 0;

    /// <summary>What the file is.</summary>
    public FileType Type => (Descriptor & 0xBF) == 0x39
        ? FileType.WorkingEf
        : (Descriptor & 0xB8) switch
        {
            0x00 => FileType.WorkingEf,
            0x08 => FileType.InternalEf,
            0x38 when (Descriptor & 0x07) == 0 => FileType.Directory,
            _ => FileType.Reserved,
        };

    /// <summary>How the file is organised.</summary>
    public FileStructure Structure => (Descriptor & 0xBF) == 0x39
        ? FileStructure.BerTlv
        : (Descriptor & 0x87) switch
        {
            0 => FileStructure.None,
            1 => FileStructure.Transparent,
            2 => FileStructure.LinearFixed,
            6 => FileStructure.Cyclic,
            _ => FileStructure.Reserved,
        };

    /// <summary>Whether the file consists of records.</summary>
    public bool HasRecords => Structure is FileStructure.LinearFixed or FileStructure.Cyclic;

    /// <summary>Decodes the value of tag 82.</summary>
    /// <param name="value">The value octets.</param>
    /// <param name="offset">Where the value starts in the outermost input.</param>
    /// <exception cref="WireFormatException">Neither 2 nor 5 octets, or a record EF without its record length and count.</exception>
    public static FileDescriptor Parse(ReadOnlySpan<byte> value, int offset = 0)
    {
        if (value.Length is not (2 or 5))
            throw new WireFormatException("FileDescriptorLength", offset, $"a file descriptor has 2 or 5 octets, got {value.Length}");
        var result = value.Length == 2
            ? new FileDescriptor(value[0], value[1], null, null)
            : new FileDescriptor(value[0], value[1], (value[2] << 8) | value[3], value[4]);
        if (result.HasRecords && result.RecordLength is null)
            throw new WireFormatException("FileDescriptorLength", offset, $"a record EF (descriptor {value[0]:X2}) states record length and count: 5 octets, got 2");
        return result;
    }
}
