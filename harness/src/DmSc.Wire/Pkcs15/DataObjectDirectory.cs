namespace DmSc.Wire.Pkcs15;

/// <summary>Content of an EF(DODF), a data object directory file (PKCS #15 v1.1, 6.7).</summary>
/// <param name="Entries">The entries in file order, which is the order of priority.</param>
/// <param name="Length">Octets the entries take; the rest of the file is padding.</param>
public sealed record DataObjectDirectory(IReadOnlyList<DataObjectEntry> Entries, int Length)
{
    /// <summary>Decodes the file.</summary>
    /// <param name="content">The whole EF, padded with FF or 00.</param>
    /// <exception cref="WireFormatException">Anything but opaqueDO, externalIDO and oidDO entries in DER before the padding.</exception>
    public static DataObjectDirectory Parse(ReadOnlyMemory<byte> content)
    {
        var (entries, length) = DirectoryFile.Read(content, DataObjectEntry.From);
        return new DataObjectDirectory(entries, length);
    }

    /// <summary>The entries marked with an object identifier, in file order.</summary>
    /// <param name="oid">Dotted form, see <see cref="OmaObjectIdentifiers"/>.</param>
    public IEnumerable<DataObjectEntry> WithOid(string oid) => Entries.Where(entry => entry.Has(oid));
}
