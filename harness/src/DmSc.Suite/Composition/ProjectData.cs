using DmSc.Engine.Cases;
using DmSc.Engine.Loading;
using DmSc.Model.Requirements;
using DmSc.Model.Text;
using DmSc.Steps;

namespace DmSc.Suite.Composition;

/// <summary>What every run shares: the catalogue and the cases.</summary>
public sealed record ProjectData
{
    /// <summary>The catalogue in all its revisions.</summary>
    public required RequirementRevisions Requirements { get; init; }

    /// <summary>All items, with the aspects of all revisions.</summary>
    public RequirementCatalogue Known => Requirements.Known;

    /// <summary>The cases, by id.</summary>
    public required IReadOnlyList<ConformanceCase> Cases { get; init; }

    /// <summary>The files they came from.</summary>
    public required IReadOnlyList<SourceFile> Files { get; init; }

    /// <summary>Loads everything; complaints go to the bag.</summary>
    /// <param name="folders">Where the data lies.</param>
    /// <param name="bag">Takes the complaints.</param>
    public static ProjectData Load(ProjectFolders folders, DiagnosticBag bag)
    {
        var catalogue = SourceFile.OpenFolder(folders.Requirements, folders.Root, recurse: false, bag);
        var requirements = RequirementCatalogueLoader.Load(catalogue, bag);
        var files = CaseFiles.Open(folders.TestCases, folders.Root, bag);
        return new ProjectData
        {
            Requirements = requirements,
            Cases = CaseLoader.Load(files, StandardVerbs.Create(), requirements.Known, bag),
            Files = [.. catalogue, .. files.Cases, .. files.Sequences],
        };
    }

    /// <summary>Loads everything.</summary>
    /// <param name="folders">Where the data lies.</param>
    /// <exception cref="SuiteInputException">A file is not usable; carries every complaint.</exception>
    public static ProjectData LoadOrThrow(ProjectFolders folders)
    {
        var bag = new DiagnosticBag();
        var data = Load(folders, bag);
        ThrowIfErrors(bag);
        return data;
    }

    /// <summary>Refuses input with errors; warnings alone pass.</summary>
    /// <param name="bag">The complaints.</param>
    /// <exception cref="SuiteInputException">There is an error among them.</exception>
    internal static void ThrowIfErrors(DiagnosticBag bag)
    {
        if (bag.HasErrors)
            throw new SuiteInputException([.. bag.Sorted().Where(d => d.Severity == Severity.Error)]);
    }
}
