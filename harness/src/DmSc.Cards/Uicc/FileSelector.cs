using DmSc.Wire.Pkcs15;

namespace DmSc.Cards.Uicc;

/// <summary>Which occurrence of a partial AID (P2 b2 b1 of SELECT).</summary>
public enum Occurrence
{
    /// <summary>First or only.</summary>
    First = 0,

    /// <summary>Last.</summary>
    Last = 1,

    /// <summary>Next.</summary>
    Next = 2,

    /// <summary>Previous.</summary>
    Previous = 3,
}

/// <summary>What SELECT shall return (P2 b5..b3).</summary>
public enum SelectReturn
{
    /// <summary>P2 04: the FCP template.</summary>
    Fcp,

    /// <summary>P2 0C: nothing.</summary>
    NoData,
}

/// <summary>What SELECT selects, and how (ETSI TS 102 221, 11.1.1).</summary>
public sealed record FileSelector
{
    private FileSelector(byte p1, ReadOnlyMemory<byte> data, byte p2Bits, string text)
    {
        P1 = p1;
        Data = data;
        P2Bits = p2Bits;
        Text = text;
    }

    /// <summary>P1 of SELECT.</summary>
    public byte P1 { get; }

    /// <summary>Command data of SELECT.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Occurrence and application session bits of P2.</summary>
    internal byte P2Bits { get; }

    private string Text { get; }

    /// <summary>The MF, by its file identifier.</summary>
    public static FileSelector Mf { get; } = ById(0x3F00);

    /// <summary>The parent of the current DF.</summary>
    public static FileSelector Parent { get; } = new(0x03, default, 0, "parent DF");

    /// <summary>An application by its full or right-truncated AID.</summary>
    /// <param name="aid">1..16 octets.</param>
    /// <param name="occurrence">Which one, for a truncated AID.</param>
    /// <param name="terminate">Terminate the application session instead of activating it.</param>
    public static FileSelector ByAid(ReadOnlyMemory<byte> aid, Occurrence occurrence = Occurrence.First, bool terminate = false) =>
        new(0x04, aid, (byte)((terminate ? 0x40 : 0) | (int)occurrence), "AID " + Convert.ToHexString(aid.Span));

    /// <summary>A file by its identifier.</summary>
    /// <param name="fileId">0..FFFF.</param>
    public static FileSelector ById(int fileId) => new(0x00, TwoOctets(fileId), 0, $"{fileId:X4}");

    /// <summary>A DF below the current one by its identifier.</summary>
    /// <param name="fileId">0..FFFF.</param>
    public static FileSelector ChildDf(int fileId) => new(0x01, TwoOctets(fileId), 0, $"child {fileId:X4}");

    /// <summary>A path from the MF, without 3F00; 7FFF as its first identifier is the channel's current ADF.</summary>
    /// <param name="fileIds">File identifiers of two octets each.</param>
    public static FileSelector ByPathFromMf(ReadOnlyMemory<byte> fileIds) => new(0x08, fileIds, 0, "path " + Convert.ToHexString(fileIds.Span));

    /// <summary>A path from the current DF, without its own identifier.</summary>
    /// <param name="fileIds">File identifiers of two octets each.</param>
    public static FileSelector ByPathFromCurrentDf(ReadOnlyMemory<byte> fileIds) =>
        new(0x09, fileIds, 0, "path from current DF " + Convert.ToHexString(fileIds.Span));

    /// <summary>A file that a PKCS#15 path leads to, the application being the channel's current ADF.</summary>
    /// <param name="address">See <see cref="Pkcs15Path.Resolve(ReadOnlyMemory{byte})"/>.</param>
    public static FileSelector At(FileAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Origin == PathOrigin.Application)
            return ByPathFromMf((byte[])[0x7F, 0xFF, .. address.FileIds.Span]);
        return address.FileIds.IsEmpty ? Mf : ByPathFromMf(address.FileIds);
    }

    /// <inheritdoc />
    public override string ToString() => Text;

    private static byte[] TwoOctets(int fileId) => fileId is >= 0 and <= 0xFFFF
        ? [(byte)(fileId >> 8), (byte)fileId]
        : throw new ArgumentOutOfRangeException(nameof(fileId), fileId, "a file identifier has two octets");
}
