using DmSc.Cards.Link;
using DmSc.Wire;
using DmSc.Wire.Apdu;
using DmSc.Wire.Pkcs15;

namespace DmSc.Cards.Uicc;

/// <summary>
/// Finds provisioning data the way a device does (OMA DM Bootstrap, smartcard storage; PKCS #15 v1.1): EF(DIR), the PKCS#15
/// application by its AID, EF(ODF), every EF(DODF), the objects. Each stage is a step of its own with a result that says what was
/// found there: the card's refusals and malformed octets are data with the file they concern. Only <see cref="LinkException"/> and
/// cancellation are thrown.
/// </summary>
/// <param name="terminal">The terminal to use.</param>
public sealed class ProvisioningLocator(UiccTerminal terminal)
{
    /// <summary>AID of the PKCS#15 application: RID A000000063 and "PKCS-15".</summary>
    public static ReadOnlyMemory<byte> Pkcs15Aid { get; } = Convert.FromHexString("A000000063504B43532D3135");

    private static readonly byte[] DirFileId = [0x2F, 0x00];
    private static readonly byte[] OdfFileId = [0x50, 0x31];

    private readonly TransparentFileReader _files = new(terminal);

    /// <summary>Stages 1 to 4 on one channel. PINs are not verified: a protected EF(DODF) is a problem with status word 6982.</summary>
    /// <param name="channel">Logical channel, open.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<ProvisioningMap> LocateAsync(int channel, CancellationToken ct)
    {
        var directory = await ReadDirectoryAsync(channel, ct);
        if (directory.Application is not { } found)
            return new ProvisioningMap(directory, null, null, []);
        var application = await SelectApplicationAsync(channel, ct);
        if (!application.IsSelected)
            return new ProvisioningMap(directory, application, null, []);
        var odf = await ReadOdfAsync(channel, ct);
        var dodfs = new List<DodfStage>();
        foreach (var entry in odf.DataObjectDirectories)
            dodfs.Add(await ReadDodfAsync(channel, entry, found.Path ?? default, ct));
        return new ProvisioningMap(directory, application, odf, dodfs);
    }

    /// <summary>Stage 1: reads EF(DIR).</summary>
    /// <param name="channel">Logical channel, open.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<DirectoryStage> ReadDirectoryAsync(int channel, CancellationToken ct)
    {
        SelectResult? select = null;
        try
        {
            select = await terminal.SelectAsync(channel, FileSelector.ByPathFromMf(DirFileId), SelectReturn.Fcp, ct);
            if (!select.IsSelected)
                return new DirectoryStage(select, null, [], null);
            var descriptor = select.Fcp.Value?.Descriptor;
            var reading = await terminal.ReadAllRecordsAsync(channel, descriptor?.RecordLength, descriptor?.RecordCount, ct);
            var records = new List<DirectoryRecord>();
            foreach (var octets in reading.Records)
                records.Add(new DirectoryRecord(records.Count + 1, octets, Decoded.From(octets, ApplicationTemplate.Parse)));
            return new DirectoryStage(select, reading, records, null);
        }
        catch (WireFormatException e)
        {
            return new DirectoryStage(select, null, [], e.Error);
        }
    }

    /// <summary>Stage 2: selects the PKCS#15 application.</summary>
    /// <param name="channel">Logical channel, open.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<ApplicationStage> SelectApplicationAsync(int channel, CancellationToken ct)
    {
        try
        {
            return new ApplicationStage(await terminal.SelectAsync(channel, FileSelector.ByAid(Pkcs15Aid), SelectReturn.Fcp, ct), null);
        }
        catch (WireFormatException e)
        {
            return new ApplicationStage(null, e.Error);
        }
    }

    /// <summary>Stage 3: reads EF(ODF); the application is the channel's current ADF.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<OdfStage> ReadOdfAsync(int channel, CancellationToken ct)
    {
        var file = await _files.ReadAsync(channel, "EF(ODF)", new FileAddress(PathOrigin.Application, OdfFileId), null, ct);
        return new OdfStage(file, file.Octets is { } octets ? Decoded.From(octets, ObjectDirectory.Parse) : default);
    }

    /// <summary>Stage 4: reads one EF(DODF).</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="entry">An A7 entry of EF(ODF) with a path.</param>
    /// <param name="applicationPath">Path of the application from EF(DIR), or empty.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <exception cref="ArgumentException">The entry has no path.</exception>
    public async ValueTask<DodfStage> ReadDodfAsync(
        int channel, ObjectDirectoryEntry entry, ReadOnlyMemory<byte> applicationPath, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Path is not { } path)
            throw new ArgumentException("the entry leads to no file", nameof(entry));
        var file = await _files.ReadAsync(channel, $"EF(DODF) {path}", path.Resolve(applicationPath), path, ct);
        return new DodfStage(entry, file, file.Octets is { } octets ? Decoded.From(octets, DataObjectDirectory.Parse) : default);
    }

    /// <summary>Stage 5: reads one object. Where it is private, its PIN has to be verified before.</summary>
    /// <param name="channel">Logical channel.</param>
    /// <param name="entry">An entry of an EF(DODF).</param>
    /// <param name="applicationPath">Path of the application from EF(DIR), or empty.</param>
    /// <param name="ct">Cancels the wait.</param>
    public async ValueTask<ObjectStage> ReadObjectAsync(
        int channel, DataObjectEntry entry, ReadOnlyMemory<byte> applicationPath, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(entry);
        switch (entry.Value)
        {
            case DataObjectValue.Direct direct:
                return new ObjectStage(entry, null, direct.Contents);
            case DataObjectValue.Indirect { Path: var path }:
                var file = await _files.ReadAsync(channel, $"EF {path}", path.Resolve(applicationPath), path, ct);
                return new ObjectStage(entry, file, file.Octets);
            default:
                return new ObjectStage(entry, null, null);
        }
    }

    /// <summary>A file's own problem, or the one of its content.</summary>
    internal static FileProblem? ProblemOf(FileReading file, FormatError? error) =>
        file.Problem ?? (error is null ? null : new FileProblem(file.File, FileProblemKind.Malformed, null, error));
}
