using DmSc.Cards.Uicc;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire.Pkcs15;

namespace DmSc.Steps.Card;

/// <summary><c>pkcs15.object-access</c>.</summary>
internal sealed class Pkcs15ObjectAccess : IVerb
{
    private static readonly Parameter<int> Channel = Shapes.Channel();

    public VerbInfo Info { get; } = Shapes.Verb(
        "pkcs15.object-access",
        "Finds every data object the way a device does and compares what its directory entry says of access (private, modifiable) with what its file's access rules say. An object whose file is not there, or whose entry holds the content itself, is left out. A refusal or octets that do not decode are a finding, not a failure of the step.",
        [Channel],
        ValueShape.Record(
            new("objects", ValueShape.ListOf(ValueShape.Record(
                new("location", ValueShape.Text, "Where the content is."),
                new("private", ValueShape.Boolean, "Reading needs cardholder verification, says the entry."),
                new("modifiable", ValueShape.Boolean, "Updating is allowed, says the entry."),
                new("read", ValueShape.Text, "Condition of reading the file; absent when unknown."),
                new("update", ValueShape.Text, "Condition of updating the file; absent when unknown."),
                new("private-agrees", ValueShape.Boolean, "private: reading needs a PIN of the cardholder; not private: reading needs nothing. Absent when the rule is unknown, or of a kind that does not tell who can satisfy it."),
                new("modifiable-agrees", ValueShape.Boolean, "modifiable: updating needs nothing, or PINs of the cardholder; not modifiable: the issuer alone may, or nobody. Absent as before."))), "The objects whose files are there, in order of priority."),
            new("all-known", ValueShape.Boolean, "Every file tells its access rules; absent without objects."),
            new("private-contradicted", ValueShape.ListOf(ValueShape.Text), "Locations of the objects whose flag private does not agree with their file."),
            new("modifiable-contradicted", ValueShape.ListOf(ValueShape.Text), "Locations of the objects whose flag modifiable does not agree with their file.")),
        "objects",
        decodes: false);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var card = context.Party<CardParty>();
        var channel = arguments.Get(Channel);
        var map = await card.UseAsync("provisioning data", terminal => new ProvisioningLocator(terminal).LocateAsync(channel, ct), ct);
        var found = new List<(StepValue Value, bool Known)>();
        var privateContradicted = new List<StepValue>();
        var modifiableContradicted = new List<StepValue>();
        foreach (var entry in map.Dodfs.SelectMany(stage => stage.Directory.Value?.Entries ?? []))
        {
            if (entry.Value is not DataObjectValue.Indirect { Path: var path })
                continue;
            var address = path.Resolve(map.ApplicationPath);
            var access = await card.UseAsync($"access rules of {path}", terminal => new AccessRuleReader(terminal).ReadAsync(channel, address, ct), ct);
            if (access.File is { IsSelected: false })
                continue;
            var (isPrivate, isModifiable) = (PrivateAgrees(entry, access), ModifiableAgrees(entry, access));
            if (isPrivate == false)
                privateContradicted.Add(Values.Text(path.ToString()));
            if (isModifiable == false)
                modifiableContradicted.Add(Values.Text(path.ToString()));
            found.Add((
                Values.Record(
                    ("location", Values.Text(path.ToString())),
                    ("private", Values.Boolean(entry.IsPrivate)),
                    ("modifiable", Values.Boolean(entry.IsModifiable)),
                    ("read", Values.Text(access.ToRead?.ToString())),
                    ("update", Values.Text(access.ToUpdate?.ToString())),
                    ("private-agrees", Values.Boolean(isPrivate)),
                    ("modifiable-agrees", Values.Boolean(isModifiable))),
                access.IsKnown));
        }

        return new StepResult(
            Values.Record(
                ("objects", Values.List(found.Select(o => o.Value))),
                ("all-known", Values.Boolean(found.Count == 0 ? null : found.TrueForAll(o => o.Known))),
                ("private-contradicted", Values.List(privateContradicted)),
                ("modifiable-contradicted", Values.List(modifiableContradicted))),
            found.Count > 0,
            $"{found.Count} data objects in files, {found.Count(o => o.Known)} of them with known access rules");
    }

    private static bool? PrivateAgrees(DataObjectEntry entry, AccessReading access) => access.ToRead switch
    {
        null => null,
        { IsFree: true } => !entry.IsPrivate,
        { } rule => entry.IsPrivate ? rule.OpensToCardholder : false,
    };

    private static bool? ModifiableAgrees(DataObjectEntry entry, AccessReading access) =>
        access.ToUpdate?.OpensToCardholder is { } opens ? opens == entry.IsModifiable : null;
}
