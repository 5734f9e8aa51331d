using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Pkcs15;

namespace DmSc.Steps.Card;

/// <summary><c>pkcs15.data-objects</c>.</summary>
internal sealed class Pkcs15DataObjects : IVerb
{
    private const int MaxDirectories = 32;

    private static readonly Parameter<byte[]> Odf = Parameter.Hex("odf", "Content of EF(ODF), padding included.", required: true);
    private static readonly Parameter<int> Channel = Shapes.Channel();

    private static readonly RecordShape Entry = ValueShape.Record(
        new("oid", ValueShape.Text, "Object identifier that marks the object, in dotted form: applicationOID of an opaqueDO, id of an oidDO."),
        new("label", ValueShape.Text, "Label."),
        new("application", ValueShape.Text, "Application name."),
        new("form", ValueShape.Text, "opaque, oid or external."),
        new("location", ValueShape.Text, "Where the content is, as pkcs15.read-object takes it; absent when out of reach."),
        new("path", ValueShape.Bytes, "File identifiers of the path; absent when the entry holds the content itself."),
        new("index", ValueShape.Integer, "Offset in the file, when the path names a part of it."),
        new("length", ValueShape.Integer, "Length of that part."),
        new("private", ValueShape.Boolean, "Reading needs cardholder verification."),
        new("modifiable", ValueShape.Boolean, "Updating is allowed."),
        new("auth-id", ValueShape.Bytes, "Authentication object that protects it."),
        new("doubly-wrapped", ValueShape.Boolean, "The object identifier is wrapped twice, a slip of old examples that devices tolerate."));

    public VerbInfo Info { get; } = Shapes.Verb(
        "pkcs15.data-objects",
        "Reads every EF(DODF) that EF(ODF) leads to and lists the data objects (PKCS #15 v1.1, 6.7). The PKCS#15 application is the current one of the channel. An EF(DODF) that does not decode fails the step only when no other one does.",
        [Odf, Channel],
        ValueShape.Record(
            new(
                "objects",
                ValueShape.ListOf(Entry),
                "The objects in order of priority."),
            new("public-dm-object", Entry, "The first OMA DM bootstrap object (2.23.43.7.1) that needs no cardholder verification; absent when there is none."),
            new("private-dm-object", Entry, "The first OMA DM bootstrap object that needs cardholder verification; absent when there is none."),
            new("partial-dm-object", Entry, "The first OMA DM bootstrap object whose path names a part of a file and that needs no verification; absent when there is none."),
            new("cp-object", Entry, "The first Client Provisioning object (2.23.43.5.x) that needs no verification; absent when there is none."),
            new(
                "directories",
                ValueShape.ListOf(ValueShape.Record(
                    new("path", ValueShape.Bytes, "Path in EF(ODF)."),
                    Shapes.Sw,
                    new("read", ValueShape.Boolean, "The file was read wholly."),
                    new("problem", ValueShape.Text, "What is wrong with its content; absent when it decodes."),
                    new("objects", ValueShape.Integer, "Number of its objects."))),
                "The EF(DODF) files in the order of EF(ODF).")),
        "objects");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var odf = IutFormats.Decode("EF(ODF)", arguments.Get(Odf), ObjectDirectory.Parse);
        var entries = odf.Entries.Where(e => e is { Class: Pkcs15ObjectClass.DataObjects, Path: not null }).Take(MaxDirectories).ToList();
        var card = context.Party<CardParty>();
        var channel = arguments.Get(Channel);
        var stages = new List<DodfStage>();
        foreach (var entry in entries)
        {
            stages.Add(await card.UseAsync(
                $"EF(DODF) {entry.Path}",
                terminal => new ProvisioningLocator(terminal).ReadDodfAsync(channel, entry, card.ApplicationPath, ct),
                ct));
        }

        var decoded = stages.Where(s => s.Directory.Value is not null).ToList();
        var malformed = stages.FirstOrDefault(s => s.Problem is { Kind: FileProblemKind.Malformed });
        if (decoded.Count == 0 && malformed?.Problem is { Error: { } error })
            throw IutFormats.Of($"EF(DODF) {malformed.Entry.Path}", error);

        var objects = decoded.SelectMany(s => s.Directory.Value!.Entries).ToList();
        var result = Values.Record(
            ("objects", Values.List(objects.Select(Of))),
            ("public-dm-object", First(objects, o => o.Has(OmaObjectIdentifiers.DmBootstrap) && !o.IsPrivate)),
            ("private-dm-object", First(objects, o => o.Has(OmaObjectIdentifiers.DmBootstrap) && o.IsPrivate)),
            ("partial-dm-object", First(objects, o => o.Has(OmaObjectIdentifiers.DmBootstrap) && o is { IsPrivate: false, Value: DataObjectValue.Indirect { Path.Index: not null } })),
            ("cp-object", First(objects, o => o is { IsClientProvisioning: true, IsPrivate: false })),
            ("directories", Values.List(stages.Select(Of))));
        return new StepResult(
            result,
            decoded.Count > 0,
            $"{decoded.Count} of {stages.Count} EF(DODF) decode, with {objects.Count} data objects",
            Decoded: decoded.Count > 0);
    }

    private static StepValue First(List<DataObjectEntry> objects, Predicate<DataObjectEntry> wanted) => objects.Find(wanted) is { } found ? Of(found) : StepValue.Absent;

    private static StepValue Of(DataObjectEntry entry)
    {
        var id = entry.Has(OmaObjectIdentifiers.DmBootstrap)
            ? (entry.ApplicationOid?.Oid == OmaObjectIdentifiers.DmBootstrap ? entry.ApplicationOid : entry.Id)
            : entry.Id ?? entry.ApplicationOid;
        var path = (entry.Value as DataObjectValue.Indirect)?.Path;
        return Values.Record(
            ("oid", Values.Text(id?.Oid)),
            ("label", Values.Text(entry.Label)),
            ("application", Values.Text(entry.ApplicationName)),
            ("form", Values.Text(entry.Form switch { DataObjectForm.Opaque => "opaque", DataObjectForm.Oid => "oid", _ => "external" })),
            ("location", Values.Text(ObjectLocation.Of(entry.Value)?.ToString())),
            ("path", Values.Bytes(path?.FileIds)),
            ("index", Values.Integer(path?.Index)),
            ("length", Values.Integer(path?.Length)),
            ("private", Values.Boolean(entry.IsPrivate)),
            ("modifiable", Values.Boolean(entry.IsModifiable)),
            ("auth-id", Values.Bytes(entry.AuthId)),
            ("doubly-wrapped", Values.Boolean(id?.IsDoublyWrapped)));
    }

    private static StepValue Of(DodfStage stage)
    {
        var select = stage.File.Select;
        return Values.Record(
            ("path", Values.Bytes(stage.Entry.Path?.FileIds)),
            ("sw", Shapes.Status(stage.File.Content?.LastSw ?? select?.Result.Sw)),
            ("read", Values.Boolean(stage.File.Octets is not null)),
            ("problem", Values.Text(stage.Problem is { Kind: FileProblemKind.Malformed, Error: { } error } ? error.ToString() : null)),
            ("objects", Values.Integer(stage.Directory.Value?.Entries.Count)));
    }
}
