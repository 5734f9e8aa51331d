using System.Formats.Asn1;

namespace DmSc.Wire.Pkcs15;

/// <summary>Class of the objects that an EF(ODF) entry leads to (PKCS #15 v1.1, 6.2).</summary>
public enum Pkcs15ObjectClass
{
    /// <summary>A0.</summary>
    PrivateKeys = 0,

    /// <summary>A1.</summary>
    PublicKeys = 1,

    /// <summary>A2.</summary>
    TrustedPublicKeys = 2,

    /// <summary>A3.</summary>
    SecretKeys = 3,

    /// <summary>A4.</summary>
    Certificates = 4,

    /// <summary>A5.</summary>
    TrustedCertificates = 5,

    /// <summary>A6.</summary>
    UsefulCertificates = 6,

    /// <summary>A7.</summary>
    DataObjects = 7,

    /// <summary>A8.</summary>
    AuthenticationObjects = 8,

    /// <summary>A context tag above 8: the standard keeps them for extensions.</summary>
    Extension = 9,
}

/// <summary>One entry of EF(ODF).</summary>
/// <param name="Class">What it leads to.</param>
/// <param name="Path">The directory file, or <c>null</c> if the entry holds objects itself or in protected form.</param>
/// <param name="Contents">The octets inside the entry's tag.</param>
/// <param name="Offset">Offset of the entry in the file.</param>
public sealed record ObjectDirectoryEntry(Pkcs15ObjectClass Class, Pkcs15Path? Path, ReadOnlyMemory<byte> Contents, int Offset);

/// <summary>Content of EF(ODF), the object directory file 5031 (PKCS #15 v1.1, 5.5.1 and 6.2).</summary>
/// <param name="Entries">The entries in file order, which is the order of priority.</param>
/// <param name="Length">Octets the entries take; the rest of the file is padding.</param>
public sealed record ObjectDirectory(IReadOnlyList<ObjectDirectoryEntry> Entries, int Length)
{
    /// <summary>Decodes the file.</summary>
    /// <param name="content">The whole EF, padded with FF or 00.</param>
    /// <exception cref="WireFormatException">Anything but DER entries with context tags before the padding.</exception>
    public static ObjectDirectory Parse(ReadOnlyMemory<byte> content)
    {
        var (entries, length) = DirectoryFile.Read(content, Entry);
        return new ObjectDirectory(entries, length);
    }

    private static ObjectDirectoryEntry Entry(DerElement element)
    {
        if (element.Tag.TagClass != TagClass.ContextSpecific)
            throw new WireFormatException("OdfTag", element.Offset, $"an entry of EF(ODF) has a context tag A0..A8, got {element.Name}");
        if (element.Tag.TagValue > (int)Pkcs15ObjectClass.AuthenticationObjects)
            return new ObjectDirectoryEntry(Pkcs15ObjectClass.Extension, null, element.Content, element.Offset);

        var inside = element.Children("an entry of EF(ODF)");
        var choice = inside.Next();
        inside.End();
        Pkcs15Path? path = null;
        if (choice.IsSequence)
            path = Pkcs15Path.From(choice);
        else if (choice.Tag.TagClass != TagClass.ContextSpecific)
            throw new WireFormatException("DerTag", choice.Offset, $"a Path (30) or objects (A0..A2) were expected, got tag {choice.Name}");
        return new ObjectDirectoryEntry((Pkcs15ObjectClass)element.Tag.TagValue, path, element.Content, element.Offset);
    }
}
