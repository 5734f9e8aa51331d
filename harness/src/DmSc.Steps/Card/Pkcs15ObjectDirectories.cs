using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Pkcs15;

namespace DmSc.Steps.Card;

/// <summary><c>pkcs15.object-directories</c>.</summary>
internal sealed class Pkcs15ObjectDirectories : IVerb
{
    private static readonly Parameter<byte[]> Odf = Parameter.Hex("odf", "Content of EF(ODF), padding included.", required: true);

    private static readonly RecordShape Entry = ValueShape.Record(
        new("class", ValueShape.Text, "data-objects (A7), certificates, trusted-certificates, authentication-objects and so on."),
        new("path", ValueShape.Bytes, "Path of the directory file; absent when the entry holds its objects itself."));

    public VerbInfo Info { get; } = Shapes.Verb(
        "pkcs15.object-directories",
        "Decodes EF(ODF), the object directory file (PKCS #15 v1.1, 5.5.1). Sends nothing.",
        [Odf],
        ValueShape.Record(
            new("entries", ValueShape.ListOf(Entry), "All entries, in file order."),
            new("data-object-directories", ValueShape.ListOf(Entry), "The entries that lead to an EF(DODF), in file order.")),
        "entries");

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var directory = IutFormats.Decode("EF(ODF)", arguments.Get(Odf), ObjectDirectory.Parse);
        var data = directory.Entries.Where(e => e is { Class: Pkcs15ObjectClass.DataObjects, Path: not null }).ToList();
        var result = Values.Record(
            ("entries", Values.List(directory.Entries.Select(Of))),
            ("data-object-directories", Values.List(data.Select(Of))));
        return ValueTask.FromResult(new StepResult(
            result,
            true,
            $"EF(ODF) has {directory.Entries.Count} entries, {data.Count} of them lead to an EF(DODF)",
            Decoded: directory.Entries.Count > 0));
    }

    private static StepValue Of(ObjectDirectoryEntry entry) => Values.Record(
        ("class", Values.Text(Words.Of(entry.Class))),
        ("path", Values.Bytes(entry.Path?.FileIds)));
}
