using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Apdu;
using DmSc.Wire.Pkcs15;

namespace DmSc.Steps.Card;

/// <summary><c>card.access-conditions</c>.</summary>
internal sealed class AccessConditions : IVerb
{
    private static readonly Parameter<byte[]> PathOf = Shapes.Path("The EF: file identifiers from the MF when they start with 3F00, else from the channel's current application (7FFF).", required: true);
    private static readonly Parameter<int> Channel = Shapes.Channel();
    private static readonly Parameter<byte[]> ReadNeeds = Parameter.Hex("read-needs", "Key reference: the step succeeds only when reading is not free and this key alone opens it.", min: 1, max: 1);
    private static readonly Parameter<byte[]> UpdateNeeds = Parameter.Hex("update-needs", "Key reference: the step succeeds only when updating is not free and this key alone opens it.", min: 1, max: 1);

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.access-conditions",
        "Selects an EF and tells what its FCP says of access, through EF(ARR) where it refers to one (ETSI TS 102 221, 9.2.4 and 11.1.1.4.7). Compact and expanded forms are taken, too. Of several security environments that of an enabled PIN (01) is taken. The file stays selected.",
        [PathOf, Channel, ReadNeeds, UpdateNeeds],
        ValueShape.Record(
            Shapes.Sw,
            new("known", ValueShape.Boolean, "The card tells the conditions."),
            new("read", ValueShape.Text, "Condition of READ BINARY: always, never, PIN1, ADM1, (PIN1 OR ADM1) and so on; never, too, when no rule names it, so that nobody may; absent when unknown."),
            new("update", ValueShape.Text, "Condition of UPDATE BINARY."),
            new("read-free", ValueShape.Boolean, "Reading needs nothing; absent when unknown."),
            new("update-free", ValueShape.Boolean, "Updating needs nothing; absent when unknown.")),
        "read");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var card = context.Party<CardParty>();
        var channel = arguments.Get(Channel);
        var file = Pkcs15Path.Resolve(arguments.Get(PathOf), card.ApplicationPath);
        var access = await card.UseAsync($"access rules of {file}", terminal => new AccessRuleReader(terminal).ReadAsync(channel, file, ct), ct);
        if (access.Malformed is { } malformed)
            throw IutFormats.Of($"answer while the access rules of {file} were read", malformed);
        if (access.Rules.Error is { } error)
            throw IutFormats.Of($"access rules of {file} in EF(ARR)", error);
        if (access.File is not { IsSelected: true })
            return new StepResult(Result(access), false, $"SELECT {file} answered {access.File?.Result.Sw}");
        var asAsked = (!arguments.Has(ReadNeeds) || Needs(access.ToRead, arguments.Get(ReadNeeds)[0]))
            && (!arguments.Has(UpdateNeeds) || Needs(access.ToUpdate, arguments.Get(UpdateNeeds)[0]));
        return new StepResult(
            Result(access),
            access.IsKnown && asAsked,
            access.IsKnown ? $"{file}: read {access.ToRead}, update {access.ToUpdate}" : $"the access conditions of {file} are not to be found",
            Decoded: access.IsKnown);
    }

    private static bool Needs(AccessCondition? condition, byte key) => condition is { IsFree: false } && condition.IsSatisfiedBy(key);

    private static RecordValue Result(AccessReading access) => Values.Record(
        ("sw", Shapes.Status(access.File?.Result.Sw)),
        ("known", Values.Boolean(access.IsKnown)),
        ("read", Values.Text(access.ToRead?.ToString())),
        ("update", Values.Text(access.ToUpdate?.ToString())),
        ("read-free", Values.Boolean(access.ToRead?.IsFree)),
        ("update-free", Values.Boolean(access.ToUpdate?.IsFree)));
}
