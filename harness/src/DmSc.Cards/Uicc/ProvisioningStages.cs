using DmSc.Wire;
using DmSc.Wire.Apdu;
using DmSc.Wire.Pkcs15;

namespace DmSc.Cards.Uicc;

/// <summary>At what reading a file on the way to the provisioning data stopped.</summary>
public enum FileProblemKind
{
    /// <summary>SELECT was refused.</summary>
    NotSelected,

    /// <summary>Reading was refused or ended early; for a protected file the status word is 6982.</summary>
    NotRead,

    /// <summary>A response is none, or the content is not what its format demands.</summary>
    Malformed,
}

/// <summary>What is the matter with a file.</summary>
/// <param name="File">Which, for people.</param>
/// <param name="Kind">The closed kind.</param>
/// <param name="Sw">The card's status word, where it refused.</param>
/// <param name="Error">The defect, where octets are malformed.</param>
public sealed record FileProblem(string File, FileProblemKind Kind, StatusWord? Sw, FormatError? Error);

/// <summary>Selection and content of one transparent EF.</summary>
/// <param name="File">Which, for people.</param>
/// <param name="Select">The SELECT; <c>null</c> if its response was none.</param>
/// <param name="Content">The reading; <c>null</c> if not selected or a response was none.</param>
/// <param name="Malformed">What was wrong with a response, or <c>null</c>. The content's own defects are not here.</param>
public sealed record FileReading(string File, SelectResult? Select, TransparentRead? Content, FormatError? Malformed)
{
    /// <summary>The octets, when all were read.</summary>
    // Not "? content.Data : null": there null would become empty octets, and a refused file would read as an empty one.
    public ReadOnlyMemory<byte>? Octets => Content is { IsComplete: true } content ? content.Data : default(ReadOnlyMemory<byte>?);

    /// <summary>Why there are no octets, or <c>null</c>.</summary>
    public FileProblem? Problem => this switch
    {
        { Malformed: { } error } => new FileProblem(File, FileProblemKind.Malformed, null, error),
        { Select: { IsSelected: false } select } => new FileProblem(File, FileProblemKind.NotSelected, select.Result.Sw, null),
        { Content: { IsComplete: false } content } => new FileProblem(File, FileProblemKind.NotRead, content.LastSw, null),
        _ => null,
    };
}

/// <summary>One record of EF(DIR).</summary>
/// <param name="Number">Record number, from 1.</param>
/// <param name="Octets">The record.</param>
/// <param name="Template">What it says; neither value nor error for a blank record.</param>
public sealed record DirectoryRecord(int Number, ReadOnlyMemory<byte> Octets, Decoded<ApplicationTemplate> Template);

/// <summary>Stage 1: EF(DIR).</summary>
/// <param name="Select">The SELECT; <c>null</c> if its response was none.</param>
/// <param name="Reading">The records as read; <c>null</c> if not selected or a response was none.</param>
/// <param name="Records">The records with their meaning; as far as read.</param>
/// <param name="Malformed">What was wrong with a response, or <c>null</c>.</param>
public sealed record DirectoryStage(
    SelectResult? Select, RecordRead? Reading, IReadOnlyList<DirectoryRecord> Records, FormatError? Malformed)
{
    /// <summary>The first application template with the AID of PKCS#15, or <c>null</c>.</summary>
    public ApplicationTemplate? Application
    {
        get
        {
            foreach (var record in Records)
            {
                if (record.Template.Value is { Aid: { } aid } template && aid.Span.SequenceEqual(ProvisioningLocator.Pkcs15Aid.Span))
                    return template;
            }

            return null;
        }
    }

    /// <summary>What is the matter, or <c>null</c>; a malformed record is one only while no other record leads to the application.</summary>
    public FileProblem? Problem
    {
        get
        {
            const string file = "EF(DIR)";
            if (Malformed is not null)
                return new FileProblem(file, FileProblemKind.Malformed, null, Malformed);
            if (Select is { IsSelected: false })
                return new FileProblem(file, FileProblemKind.NotSelected, Select.Result.Sw, null);
            if (Application is not null)
                return null;
            if (Reading is { IsComplete: false })
                return new FileProblem(file, FileProblemKind.NotRead, Reading.LastSw, null);
            foreach (var record in Records)
            {
                if (record.Template.Error is { } error)
                    return new FileProblem($"{file} record {record.Number}", FileProblemKind.Malformed, null, error);
            }

            return null;
        }
    }
}

/// <summary>Stage 2: the PKCS#15 application selected by its AID.</summary>
/// <param name="Select">The SELECT; <c>null</c> if its response was none.</param>
/// <param name="Malformed">What was wrong with the response, or <c>null</c>.</param>
public sealed record ApplicationStage(SelectResult? Select, FormatError? Malformed)
{
    /// <summary>Whether the application is selected.</summary>
    public bool IsSelected => Select is { IsSelected: true };

    /// <summary>What is the matter, or <c>null</c>.</summary>
    public FileProblem? Problem => Malformed is not null
        ? new FileProblem("PKCS#15 application", FileProblemKind.Malformed, null, Malformed)
        : IsSelected ? null : new FileProblem("PKCS#15 application", FileProblemKind.NotSelected, Select?.Result.Sw, null);
}

/// <summary>Stage 3: EF(ODF).</summary>
/// <param name="File">Its selection and content.</param>
/// <param name="Directory">What the content says; neither value nor error if it was not read.</param>
public sealed record OdfStage(FileReading File, Decoded<ObjectDirectory> Directory)
{
    /// <summary>The A7 entries with a path, in file order.</summary>
    public IReadOnlyList<ObjectDirectoryEntry> DataObjectDirectories { get; } =
        [.. (Directory.Value?.Entries ?? []).Where(entry => entry is { Class: Pkcs15ObjectClass.DataObjects, Path: not null })];

    /// <summary>What is the matter, or <c>null</c>.</summary>
    public FileProblem? Problem => ProvisioningLocator.ProblemOf(File, Directory.Error);
}

/// <summary>Stage 4: one EF(DODF).</summary>
/// <param name="Entry">The EF(ODF) entry that leads to it.</param>
/// <param name="File">Its selection and content.</param>
/// <param name="Directory">What the content says; neither value nor error if it was not read.</param>
public sealed record DodfStage(ObjectDirectoryEntry Entry, FileReading File, Decoded<DataObjectDirectory> Directory)
{
    /// <summary>The OMA DM bootstrap objects, in file order.</summary>
    public IReadOnlyList<DataObjectEntry> DmObjects { get; } =
        [.. (Directory.Value?.Entries ?? []).Where(entry => entry.Has(OmaObjectIdentifiers.DmBootstrap))];

    /// <summary>The Client Provisioning objects, in file order.</summary>
    public IReadOnlyList<DataObjectEntry> CpObjects { get; } =
        [.. (Directory.Value?.Entries ?? []).Where(entry => entry.IsClientProvisioning)];

    /// <summary>What is the matter, or <c>null</c>.</summary>
    public FileProblem? Problem => ProvisioningLocator.ProblemOf(File, Directory.Error);
}

/// <summary>Stage 5: one data object.</summary>
/// <param name="Entry">The EF(DODF) entry.</param>
/// <param name="File">Selection and content of its file; <c>null</c> when the entry holds the value itself, or none in reach.</param>
/// <param name="Octets">The octets, when all are there: the part that the path names, else the whole file with its padding.</param>
public sealed record ObjectStage(DataObjectEntry Entry, FileReading? File, ReadOnlyMemory<byte>? Octets);

/// <summary>All stages up to the directories, as far as the card let them be reached.</summary>
/// <param name="Directory">Stage 1.</param>
/// <param name="Application">Stage 2; <c>null</c> when EF(DIR) names no PKCS#15 application.</param>
/// <param name="Odf">Stage 3; <c>null</c> when the application could not be selected.</param>
/// <param name="Dodfs">Stage 4, in the order of EF(ODF).</param>
public sealed record ProvisioningMap(DirectoryStage Directory, ApplicationStage? Application, OdfStage? Odf, IReadOnlyList<DodfStage> Dodfs)
{
    /// <summary>The OMA DM bootstrap objects in order of priority.</summary>
    public IEnumerable<DataObjectEntry> DmObjects => Dodfs.SelectMany(stage => stage.DmObjects);

    /// <summary>The Client Provisioning objects in order of priority.</summary>
    public IEnumerable<DataObjectEntry> CpObjects => Dodfs.SelectMany(stage => stage.CpObjects);

    /// <summary>Path of the application from EF(DIR), or empty.</summary>
    public ReadOnlyMemory<byte> ApplicationPath => Directory.Application?.Path ?? default;

    /// <summary>Everything that is the matter, in the order of the stages.</summary>
    public IEnumerable<FileProblem> Problems =>
        ((FileProblem?[])[Directory.Problem, Application?.Problem, Odf?.Problem, .. Dodfs.Select(stage => stage.Problem)]).OfType<FileProblem>();
}
