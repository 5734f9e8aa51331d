namespace DmSc.Wire.Pkcs15;

/// <summary>Content of an EF(AODF), an authentication object directory file (PKCS #15 v1.1, 6.8).</summary>
/// <param name="Entries">The entries in file order.</param>
/// <param name="Length">Octets the entries take; the rest of the file is padding.</param>
public sealed record AuthenticationObjectDirectory(IReadOnlyList<AuthenticationObjectEntry> Entries, int Length)
{
    /// <summary>Decodes the file.</summary>
    /// <param name="content">The whole EF, padded with FF or 00.</param>
    /// <exception cref="WireFormatException">Anything but authentication objects in DER before the padding.</exception>
    public static AuthenticationObjectDirectory Parse(ReadOnlyMemory<byte> content)
    {
        var (entries, length) = DirectoryFile.Read(content, AuthenticationObjectEntry.From);
        return new AuthenticationObjectDirectory(entries, length);
    }

    /// <summary>The authentication object with an identifier, as a private object's authId names it; <c>null</c> if there is none.</summary>
    /// <param name="authId">The identifier.</param>
    public AuthenticationObjectEntry? WithAuthId(ReadOnlyMemory<byte> authId)
    {
        foreach (var entry in Entries)
        {
            if (entry.AuthId is { } id && id.Span.SequenceEqual(authId.Span))
                return entry;
        }

        return null;
    }
}
