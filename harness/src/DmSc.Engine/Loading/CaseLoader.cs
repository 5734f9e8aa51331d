using DmSc.Engine.Cases;
using DmSc.Engine.Verbs;
using DmSc.Model.Requirements;
using DmSc.Model.Text;

namespace DmSc.Engine.Loading;

/// <summary>The case and sequence files of a folder.</summary>
/// <param name="Cases">Case files.</param>
/// <param name="Sequences">Sequences that cases include.</param>
public sealed record CaseFiles(IReadOnlyList<SourceFile> Cases, IReadOnlyList<SourceFile> Sequences)
{
    /// <summary>Reads <c>card/</c>, <c>device/</c> and <c>server/</c> with their folders, and <c>sequences/</c>.</summary>
    /// <param name="testcases">The folder testcases.</param>
    /// <param name="root">The folder that names in diagnostics are relative to.</param>
    /// <param name="bag">Takes the complaints.</param>
    public static CaseFiles Open(string testcases, string root, DiagnosticBag bag) =>
        new(
            [.. CaseFormats.Roles.SelectMany(role => SourceFile.OpenFolder(Path.Combine(testcases, role), root, recurse: true, bag))],
            SourceFile.OpenFolder(Path.Combine(testcases, "sequences"), root, recurse: false, bag));
}

/// <summary>Loads cases strictly: what a case refers to exists, what it compares can differ, and every problem of every file is reported.</summary>
public static class CaseLoader
{
    /// <summary>Loads cases.</summary>
    /// <param name="files">Case and sequence files.</param>
    /// <param name="verbs">The verbs there are.</param>
    /// <param name="known">All items with the aspects of all revisions: <see cref="RequirementRevisions.Known"/>.</param>
    /// <param name="bag">Takes the complaints.</param>
    /// <returns>The cases without any error, by id. Run none of them while the bag has errors.</returns>
    public static IReadOnlyList<ConformanceCase> Load(CaseFiles files, VerbCatalogue verbs, RequirementCatalogue known, DiagnosticBag bag)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(verbs);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(bag);
        var sequences = new Dictionary<string, LoadedSequence>(StringComparer.Ordinal);
        foreach (var file in files.Sequences)
        {
            if (ReadSequence(file, bag) is { } sequence && !sequences.TryAdd(sequence.Name, sequence))
                bag.Add(CaseRules.UnknownSequence, new SourceSpan(file.Name, 0, 0), $"there are two sequences '{sequence.Name}'");
        }

        var cases = new List<ConformanceCase>();
        var places = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        foreach (var file in files.Cases)
        {
            var errors = bag.ErrorsReported;
            var loaded = new CaseFileReader(file, verbs, known, sequences, bag).Read(places);
            if (loaded is not null && bag.ErrorsReported == errors)
                cases.Add(loaded);
        }

        cases.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return cases;
    }

    private static LoadedSequence? ReadSequence(SourceFile file, DiagnosticBag bag)
    {
        if (MapReader.Open(YamlReader.Read(file, bag), CaseFormats.Sequence, bag) is not { } map)
            return null;
        if (map.Text("id") is { } id && id.Value != file.Stem)
            bag.Add(CaseRules.FileName, id.Span, $"sequence '{id.Value}' stands in a file named '{file.Stem}'");
        map.Text("title");
        return new LoadedSequence(file.Stem, file.Hash, map.List("steps"));
    }
}
