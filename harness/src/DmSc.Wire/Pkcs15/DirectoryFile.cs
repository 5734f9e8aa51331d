namespace DmSc.Wire.Pkcs15;

/// <summary>The common shape of PKCS#15 directory files: elements one after another, then padding (PKCS #15 v1.1, 5.5).</summary>
internal static class DirectoryFile
{
    /// <summary>Decodes entry after entry up to the end or the first octet FF or 00 where a tag would be.</summary>
    /// <returns>The entries, and the number of octets they take.</returns>
    public static (List<T> Entries, int Length) Read<T>(ReadOnlyMemory<byte> content, Func<DerElement, T> decode)
    {
        var entries = new List<T>();
        var at = 0;
        while (at < content.Length && content.Span[at] is not (0x00 or 0xFF))
            entries.Add(decode(DerElement.Read(content, ref at, 0)));
        return (entries, at);
    }
}
