namespace DmSc.Wire.Wbxml;

/// <summary>What stands before the body of a WBXML document (WBXML 1.3, 5.4 to 5.7).</summary>
/// <param name="Version">01 = 1.1, 02 = 1.2, 03 = 1.3.</param>
/// <param name="PublicId">The registered number, 1 for unknown, or 0 when the identifier stands in the string table.</param>
/// <param name="Charset">MIBenum of the character set: 106 UTF-8, 3 US-ASCII, 4 ISO-8859-1, 1015 UTF-16, 0 not stated (read as UTF-8).</param>
/// <param name="StringTableOffset">Where the string table starts.</param>
/// <param name="StringTableLength">Its length in octets.</param>
/// <param name="BodyOffset">Where the body starts.</param>
public readonly record struct WbxmlHeader(
    byte Version,
    uint PublicId,
    uint Charset,
    int StringTableOffset,
    int StringTableLength,
    int BodyOffset)
{
    /// <summary>A version as people write it: <c>1.3</c>.</summary>
    /// <param name="version">First octet of a document: major version less one, and minor version, in four bits each.</param>
    public static string VersionText(byte version) => $"{(version >> 4) + 1}.{version & 0x0F}";
}
