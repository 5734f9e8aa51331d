using DmSc.Engine.Loading;
using DmSc.Steps;
using DmSc.Steps.Lab;
using DmSc.Steps.Lab.Devices;
using DmSc.Steps.Lab.Servers;

namespace DmSc.Suite.Composition;

/// <summary>The files that are made from the code: schemas for editors, and two reference pages. A test holds them against the checkout.</summary>
public static class GeneratedFiles
{
    /// <summary>Path below the root, and text.</summary>
    /// <param name="folders">Where the requirement catalogue lies.</param>
    /// <exception cref="SuiteInputException">The catalogue is not usable.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> All(ProjectFolders folders)
    {
        var bag = new DiagnosticBag();
        var requirements = RequirementCatalogueLoader.Load(SourceFile.OpenFolder(folders.Requirements, folders.Root, recurse: false, bag), bag);
        ProjectData.ThrowIfErrors(bag);
        var verbs = StandardVerbs.Create();
        List<KeyValuePair<string, string>> files =
        [
            new("testcases/case.schema.json", CaseSchema.Generate(verbs, requirements.Known)),
            new("testcases/sequence.schema.json", CaseSchema.GenerateSequence(verbs, requirements.Known)),
            new("harness/docs/verbs.md", VerbReference.Generate(verbs)),
            new("harness/docs/diagnostics.md", DiagnosticReference.Generate(LabRules.All)),
            new("fixtures/schemas/station.schema.json", FileSchemas.Schema("A station of DmScConformance", StationLoader.Format)),
            new("fixtures/schemas/device-driver.schema.json", DeviceProtocolSchema.Generate()),
            new("fixtures/schemas/server-driver.schema.json", ServerProtocolSchema.Generate()),
            new("fixtures/schemas/capture-manifest.schema.json", FileSchemas.Schema("The manifest of a capture of DmScConformance", CaptureManifest.Format)),
            new("fixtures/schemas/card-image.schema.json", FileSchemas.Schema("A card image of DmScConformance", CardImageLoader.Format)),
            new("fixtures/schemas/server-script.schema.json", FileSchemas.Schema("A script of the emulated DM server of DmScConformance", DmServerScriptLoader.Format)),
        ];
        foreach (var (name, text) in FileSchemas.All)
            files.Add(new($"fixtures/schemas/{name}", text));
        return files;
    }
}
