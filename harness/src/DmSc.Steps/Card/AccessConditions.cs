using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Apdu;
using DmSc.Wire.Pkcs15;

namespace DmSc.Steps.Card;

/// <summary><c>card.access-conditions</c>.</summary>
internal sealed class AccessConditions : IVerb
{
    private static readonly byte[] MasterFile = [0x3F, 0x00];
    private static readonly Parameter<byte[]> PathOf = Shapes.Path("The EF: file identifiers from the MF when they start with 3F00, else from the channel's current application (7FFF).", required: true);
    private static readonly Parameter<int> Channel = Shapes.Channel();
    private static readonly Parameter<byte[]> ReadNeeds = Parameter.Hex("read-needs", "Key reference: the step succeeds only when reading is not free and this key alone opens it.", min: 1, max: 1);
    private static readonly Parameter<byte[]> UpdateNeeds = Parameter.Hex("update-needs", "Key reference: the step succeeds only when updating is not free and this key alone opens it.", min: 1, max: 1);

    public VerbInfo Info { get; } = Shapes.Verb(
        "card.access-conditions",
        "Selects an EF and tells what its FCP says of access, through EF(ARR) where it refers to one (ETSI TS 102 221, 9.2.4 and 11.1.1.4.7). Compact and expanded forms are taken, too. Of several security environments the first is taken.",
        [PathOf, Channel, ReadNeeds, UpdateNeeds],
        ValueShape.Record(
            Shapes.Sw,
            new("known", ValueShape.Boolean, "The card tells the conditions."),
            new("read", ValueShape.Text, "Condition of READ BINARY: always, never, PIN1, ADM1, (PIN1 OR ADM1) and so on; absent when there is no rule, so that nobody may."),
            new("update", ValueShape.Text, "Condition of UPDATE BINARY."),
            new("read-free", ValueShape.Boolean, "Reading needs nothing; absent when unknown."),
            new("update-free", ValueShape.Boolean, "Updating needs nothing; absent when unknown.")),
        "read");

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var card = context.Party<CardParty>();
        var channel = arguments.Get(Channel);
        var path = arguments.Get(PathOf);
        var file = Shapes.Selector(path, card.ApplicationPath);
        var selected = await card.UseAsync($"response to SELECT {file}", terminal => terminal.SelectAsync(channel, file, SelectReturn.Fcp, ct), ct);
        if (selected.Fcp.Error is { } error)
            throw IutFormats.Of($"FCP of {file}", error);
        if (!selected.IsSelected || selected.Fcp.Value is not { } fcp)
            return new StepResult(Result(selected.Result.Sw, null, null, null), false, $"SELECT {file} answered {selected.Result.Sw}");
        var rules = fcp.Security.Count == 0 ? null : fcp.Security[0] switch
        {
            SecurityAttributes.Compact compact => compact.Rules,
            SecurityAttributes.Expanded expanded => expanded.Rules,
            SecurityAttributes.Referenced referenced => await ReferencedAsync(card, channel, path, referenced, ct),
            _ => null,
        };
        var read = rules is null ? null : AccessRule.For(rules, AccessRule.Read);
        var update = rules is null ? null : AccessRule.For(rules, AccessRule.Update);
        var asAsked = (!arguments.Has(ReadNeeds) || Needs(read, arguments.Get(ReadNeeds)[0]))
            && (!arguments.Has(UpdateNeeds) || Needs(update, arguments.Get(UpdateNeeds)[0]));
        return new StepResult(
            Result(selected.Result.Sw, rules, read, update),
            rules is not null && asAsked,
            rules is null ? $"the access conditions of {file} are not to be found" : $"{file}: read {read?.ToString() ?? "(no rule)"}, update {update?.ToString() ?? "(no rule)"}",
            Decoded: rules is not null);
    }

    private static bool Needs(AccessCondition? condition, byte key) => condition is not (null or AccessCondition.Always) && condition.IsSatisfiedBy(key);

    /// <summary>EF(ARR) stands in the directory of the file, or in one above it (ETSI TS 102 221, 9.2.4).</summary>
    private static async ValueTask<IReadOnlyList<AccessRule>?> ReferencedAsync(
        CardParty card, int channel, byte[] path, SecurityAttributes.Referenced referenced, CancellationToken ct)
    {
        if (referenced.References.Count == 0)
            return null;
        var fid = referenced.ArrFileId is { } named ? [(byte)(named >> 8), (byte)named] : (byte[])[0x6F, 0x06];
        var directories = new List<byte[]>();
        for (var length = path.Length - 2; length >= 0; length -= 2)
            directories.Add(path[..length]);
        if (!path.AsSpan().StartsWith(MasterFile))
            directories.Add(MasterFile);
        foreach (var directory in directories)
        {
            var arr = FileSelector.At(Pkcs15Path.Resolve((byte[])[.. directory, .. fid], card.ApplicationPath));
            var selected = await card.UseAsync($"response to SELECT {arr}", terminal => terminal.SelectAsync(channel, arr, SelectReturn.NoData, ct), ct);
            if (!selected.IsSelected)
                continue;
            var record = await card.UseAsync("response to READ RECORD", terminal => terminal.ReadRecordAsync(channel, referenced.References[0].Record, 256, 0, ct), ct);
            return record.Sw.IsNormal ? IutFormats.Decode($"record {referenced.References[0].Record} of EF(ARR)", record.Data, octets => AccessRule.ParseExpanded(octets)) : null;
        }

        return null;
    }

    private static RecordValue Result(StatusWord? sw, IReadOnlyList<AccessRule>? rules, AccessCondition? read, AccessCondition? update) => Values.Record(
        ("sw", Shapes.Status(sw)),
        ("known", Values.Boolean(rules is not null)),
        ("read", Values.Text(read?.ToString())),
        ("update", Values.Text(update?.ToString())),
        ("read-free", Values.Boolean(rules is null ? null : read is AccessCondition.Always)),
        ("update-free", Values.Boolean(rules is null ? null : update is AccessCondition.Always)));
}
