using DmSc.Engine.Loading;
using DmSc.Engine.Verbs;
using DmSc.Model.Requirements;
using DmSc.Model.Verdicts;

namespace DmSc.Tests.Engine.Loading;

/// <summary>A verb that is only read about.</summary>
internal sealed class FakeVerb(VerbInfo info) : IVerb
{
    public VerbInfo Info => info;

    public ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct) =>
        throw new NotSupportedException("the loader runs nothing");
}

/// <summary>A small world of verbs and items.</summary>
internal static class Fakes
{
    public static VerbCatalogue Verbs() => new(
    [
        new FakeVerb(new VerbInfo { Name = "card.power-on", Summary = "Powers the card.", Parameters = [], Result = ValueShape.Record(), Drives = IutRole.Card }),
        new FakeVerb(new VerbInfo
        {
            Name = "card.select",
            Summary = "Selects a file.",
            Parameters =
            [
                Parameter.Hex("aid", "Application identifier, 5 to 16 octets.", min: 5, max: 16),
                Parameter.Hex("path", "File path.", min: 2),
                Parameter.Integer("channel", "Logical channel, 0 to 19.", 0, 19, defaultValue: 0),
                Parameter.Choice<int>("mode", "What comes back.", [new("fcp", 0), new("nothing", 1)], "fcp"),
            ],
            ExactlyOneOf = [["aid", "path"]],
            Result = ValueShape.Record(new FieldShape("sw", ValueShape.StatusWord, "Status word."), new FieldShape("size", ValueShape.Integer, "File size in octets.")),
            Drives = IutRole.Card,
        }),
        new FakeVerb(new VerbInfo
        {
            Name = "card.read",
            Summary = "Reads a file.",
            Parameters = [Parameter.Hex("path", "File path.", required: true, min: 2)],
            Result = ValueShape.Record(new FieldShape("sw", ValueShape.StatusWord, "Status word."), new FieldShape("data", ValueShape.Bytes, "Contents.")),
            MainResult = "data",
            Drives = IutRole.Card,
        }),
        new FakeVerb(new VerbInfo
        {
            Name = "card.write",
            Summary = "Writes a file.",
            Parameters = [Parameter.Hex("data", "Octets.", required: true), Parameter.Text("note", "Remark.")],
            Result = ValueShape.Record(new FieldShape("sw", ValueShape.StatusWord, "Status word.")),
            Drives = IutRole.Card,
            Mutates = ["file-contents"],
        }),
        new FakeVerb(new VerbInfo
        {
            Name = "objects",
            Summary = "Decodes an object directory.",
            Parameters = [Parameter.Hex("odf", "Its octets.", required: true)],
            Result = ValueShape.Record(new FieldShape(
                "objects",
                ValueShape.ListOf(ValueShape.Record(new FieldShape("oid", ValueShape.Text, "Object identifier."), new FieldShape("label", ValueShape.Text, "Label."))),
                "Objects found.")),
            MainResult = "objects",
            DecodesIutBytes = true,
            Drives = null,
        }),
        new FakeVerb(new VerbInfo
        {
            Name = "reply",
            Summary = "Takes a reply that no case is about.",
            Parameters = [],
            Result = ValueShape.Record(),
            DecodesIutBytes = true,
            WellFormedLevel = CheckLevel.Should,
            Drives = null,
        }),
        new FakeVerb(new VerbInfo { Name = "device.start", Summary = "Starts the device.", Parameters = [], Result = ValueShape.Record(), Drives = IutRole.Device }),
    ]);

    public const string Catalogue = """
        document: OMA-RD-DM_SC 1.0
        release: DM_SC 1.0
        items:
          - { id: DM-A-1, title: One, text: It does., section: "1", keyword: SHALL, roles: [card, device] }
          - { id: DM-A-2, title: Two, text: It does., section: "2", keyword: MAY, roles: [card], aspects: { card: [reading, { any-of: [writing, erasing] }] } }
          - { id: DM-A-3, title: Three, text: It does., section: "3", keyword: M, roles: [device], expression: DM-A-1 AND ProvBoot:ProvBoot-B-C-001 }
          - id: DM-A-4
            title: Four
            section: "4"
            keyword: MUST
            roles: [card]
            satisfied-by: any-mechanism
            revisions:
              late: { default: true, text: Late wording., aspects: { card: [whole] } }
              early: { text: Early wording., aspects: { card: [part, rest] } }

        """;

    public static RequirementRevisions Requirements()
    {
        var bag = new DiagnosticBag();
        var requirements = RequirementCatalogueLoader.Load([SourceFile.FromText("catalogue.yaml", Catalogue)], bag);
        Assert.That(bag.Items, Is.Empty);
        return requirements;
    }
}
