using DmSc.Engine.Loading;
using DmSc.Model.Text;
using DmSc.Peers.Deviations;
using DmSc.Steps.Lab;

namespace DmSc.Suite.Composition;

/// <summary>Reads every input file there is and collects every complaint.</summary>
public static class ProjectLint
{
    /// <summary>Checks cases, catalogue, IUTs, stations, card images and deviations.</summary>
    /// <param name="folders">Where the data lies.</param>
    /// <returns>All complaints, by file and line.</returns>
    public static IReadOnlyList<Diagnostic> Run(ProjectFolders folders)
    {
        var bag = new DiagnosticBag();
        var data = ProjectData.Load(folders, bag);
        foreach (var iut in Folders(folders.Iuts))
        {
            if (IutFolder.Load(iut, folders.Root, data.Requirements, Environment.GetEnvironmentVariable, bag) is { } loaded)
                IutDrivers.Check(loaded.Iut, Environment.GetEnvironmentVariable, bag);
        }

        foreach (var station in Files(folders.Stations))
            StationLoader.Load(station, bag);
        foreach (var image in Files(Path.Combine(folders.Fixtures, "cards")))
            CardImageLoader.Load(image, bag);
        var known = PeerDeviations.All.Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var deviation in LoadDeviations(folders, data, bag))
        {
            if (!known.Contains(deviation.Name))
                bag.Add(new Diagnostic(deviation.Span, Severity.Error, "DEV100", $"no reference implementation can be told to have '{deviation.Name}'"));
        }

        return [.. bag.Sorted().Select(d => Path.IsPathRooted(d.Span.File) ? d with { Span = d.Span with { File = folders.Shown(d.Span.File) } } : d)];
    }

    /// <summary>The deviations and the items they break.</summary>
    /// <param name="folders">Where the data lies.</param>
    /// <param name="data">The catalogue.</param>
    /// <param name="bag">Takes the complaints.</param>
    public static IReadOnlyList<Deviation> LoadDeviations(ProjectFolders folders, ProjectData data, DiagnosticBag bag) =>
        DeviationLoader.Load(SourceFile.OpenFolder(folders.Deviations, folders.Root, recurse: false, bag), data.Known, bag);

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal) : [];

    private static IEnumerable<string> Folders(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal) : [];
}
