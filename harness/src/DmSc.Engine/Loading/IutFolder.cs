using DmSc.Model.Statements;
using DmSc.Model.Text;

namespace DmSc.Engine.Loading;

/// <summary>Everything a folder below fixtures/iuts says about one IUT.</summary>
/// <param name="Iut">Which implementation, and how it is reached.</param>
/// <param name="Ics">What is claimed.</param>
/// <param name="Ixit">Its parameters.</param>
/// <param name="Waivers">Known failures.</param>
/// <param name="Files">The files it was read from, for the plan's input hashes.</param>
public sealed record IutFolder(IutFile Iut, Ics Ics, Ixit Ixit, IReadOnlyList<Waiver> Waivers, IReadOnlyList<SourceFile> Files)
{
    /// <summary>Loads a folder: iut.yaml and ics.yaml, and ixit.yaml and waivers.yaml when they are there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="root">The folder that names in diagnostics are relative to.</param>
    /// <param name="requirements">The catalogue.</param>
    /// <param name="environment">Value of an environment variable, or <c>null</c>.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns><c>null</c> after an error.</returns>
    public static IutFolder? Load(string folder, string root, RequirementRevisions requirements, Func<string, string?> environment, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(bag);
        var errors = bag.ErrorsReported;
        var files = new List<SourceFile>();
        var location = Path.GetFullPath(folder);
        SourceFile? Open(string name, bool required)
        {
            var path = Path.Combine(folder, name);
            var shown = Path.GetRelativePath(root, path).Replace('\\', '/');
            if (!File.Exists(path))
            {
                if (required)
                    bag.Add(StatementRules.IutFileMissing, new SourceSpan(shown, 0, 0), "the file is missing");
                return null;
            }

            var file = SourceFile.Open(path, bag, shown);
            if (file is not null)
                files.Add(file);
            return file;
        }

        var iut = Open("iut.yaml", required: true) is { } iutFile ? IutLoader.Load(iutFile, bag, location) : null;
        var ics = Open("ics.yaml", required: true) is { } icsFile ? IcsLoader.Load(icsFile, requirements, bag) : null;
        var ixit = Open("ixit.yaml", required: false) is { } ixitFile ? IxitLoader.Load(ixitFile, environment, bag, reference: iut?.Driver == "reference", folder: location) : Ixit.Empty;
        var waivers = Open("waivers.yaml", required: false) is { } waiverFile ? WaiverLoader.Load(waiverFile, bag) : [];
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(location));
        if (iut is not null && iut.Identity.Id != name)
            bag.Add(StatementRules.IutFolderName, iut.Span, $"IUT '{iut.Identity.Id}' stands in the folder '{name}'");
        if (iut is not null && ics is not null && iut.Identity.Role != ics.Role)
            bag.Add(StatementRules.IcsRole, ics.Span, $"the ICS is for a {RequirementRefs.Word(ics.Role)}, the IUT is a {RequirementRefs.Word(iut.Identity.Role)}");
        return bag.ErrorsReported == errors ? new IutFolder(iut!, ics!, ixit!, waivers!, files) : null;
    }
}
