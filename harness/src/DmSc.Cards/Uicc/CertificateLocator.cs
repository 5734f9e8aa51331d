using DmSc.Cards.Link;
using DmSc.Wire.Pkcs15;

namespace DmSc.Cards.Uicc;

/// <summary>
/// Finds the certificates that EF(ODF) leads to (PKCS #15 v1.1, 6.6). The PKCS#15 application is the channel's current ADF. The card's
/// refusals and malformed octets are data with the file they concern; only <see cref="LinkException"/> and cancellation are thrown.
/// </summary>
/// <param name="terminal">The terminal to use.</param>
public sealed class CertificateLocator(UiccTerminal terminal)
{
    private readonly TransparentFileReader _files = new(terminal);

    /// <summary>Whether an entry of EF(ODF) leads to an EF(CDF): A4, A5 or A6 with a path.</summary>
    /// <param name="entry">An entry of EF(ODF).</param>
    public static bool IsDirectory(ObjectDirectoryEntry entry) =>
        entry is { Path: not null, Class: Pkcs15ObjectClass.Certificates or Pkcs15ObjectClass.TrustedCertificates or Pkcs15ObjectClass.UsefulCertificates };

    /// <summary>Reads one EF(CDF).</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="entry">See <see cref="IsDirectory"/>.</param>
    /// <param name="applicationPath">Path of the application from EF(DIR), or empty.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <exception cref="ArgumentException">The entry leads to no EF(CDF).</exception>
    public async ValueTask<CdfStage> ReadCdfAsync(
        int channel, ObjectDirectoryEntry entry, ReadOnlyMemory<byte> applicationPath, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!IsDirectory(entry))
            throw new ArgumentException("the entry leads to no certificate directory file", nameof(entry));
        var path = entry.Path!;
        var file = await _files.ReadAsync(channel, $"EF(CDF) {path}", path.Resolve(applicationPath), path, ct);
        return new CdfStage(entry, file, file.Octets is { } octets ? Decoded.From(octets, CertificateDirectory.Parse) : default);
    }

    /// <summary>Reads one certificate. Where it is private, its PIN has to be verified before.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="entry">An entry of an EF(CDF).</param>
    /// <param name="applicationPath">Path of the application from EF(DIR), or empty.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<CertificateStage> ReadCertificateAsync(
        int channel, CertificateEntry entry, ReadOnlyMemory<byte> applicationPath, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entry);
        switch (entry.Value)
        {
            case DataObjectValue.Direct direct:
                return new CertificateStage(entry, null, Decoded.From(direct.Contents, X509Summary.Parse));
            case DataObjectValue.Indirect { Path: var path }:
                var file = await _files.ReadAsync(channel, $"EF {path}", path.Resolve(applicationPath), path, ct);
                return new CertificateStage(entry, file, file.Octets is { } octets ? Decoded.From(octets, X509Summary.Parse) : default);
            default:
                return new CertificateStage(entry, null, default);
        }
    }
}
