using DmSc.Cards.Uicc;
using DmSc.Dm.Bootstrap;
using DmSc.Engine.Verbs;
using DmSc.Steps.Lab;
using DmSc.Wire;

namespace DmSc.Steps.Card;

/// <summary><c>pkcs15.bootstrap-objects</c>.</summary>
internal sealed class Pkcs15BootstrapObjects : IVerb
{
    private static readonly Parameter<int> Channel = Shapes.Channel();

    public VerbInfo Info { get; } = Shapes.Verb(
        "pkcs15.bootstrap-objects",
        "Finds provisioning data the way a device does: EF(DIR), the PKCS#15 application by its AID, EF(ODF), every EF(DODF), every OMA DM bootstrap object (2.23.43.7.1). Selects each object's file and reads the ones that need no PIN. A refusal or octets that do not decode are a finding, not a failure of the step.",
        [Channel],
        ValueShape.Record(
            new("availability", ValueShape.Text, "available: a DM bootstrap object is listed and its file is there; none: the card says at some stage that there is nothing further (no record in EF(DIR), 6A82, no entry); protected: a directory is refused with 6982, so that a device has to verify a PIN first; undecided: a stage was refused otherwise, or does not decode."),
            new("because", ValueShape.Text, "The stage that decided."),
            new("objects", ValueShape.ListOf(ValueShape.Record(
                new("location", ValueShape.Text, "Where the content is; absent when out of reach."),
                new("private", ValueShape.Boolean, "Reading needs cardholder verification."),
                new("there", ValueShape.Boolean, "Its file can be selected."),
                new("server-id", ValueShape.Text, "ServerID of its first DM account; absent when it needs a PIN or has none."))), "The DM bootstrap objects in order of priority."),
            new("first-server-id", ValueShape.Text, "ServerID of the first account of the first object that could be read and has one."),
            new("all-there", ValueShape.Boolean, "Every object's file can be selected; absent without objects.")),
        "objects",
        decodes: false);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var card = context.Party<CardParty>();
        var channel = arguments.Get(Channel);
        var map = await card.UseAsync("provisioning data", terminal => new ProvisioningLocator(terminal).LocateAsync(channel, ct), ct);
        var found = new List<(StepValue Value, bool There, string? ServerId)>();
        foreach (var entry in map.DmObjects)
        {
            var stage = await card.UseAsync("provisioning data", terminal => new ProvisioningLocator(terminal).ReadObjectAsync(channel, entry, map.ApplicationPath, ct), ct);
            var there = stage.File is null ? stage.Octets is not null : stage.File.Select is { IsSelected: true };
            var serverId = entry.IsPrivate ? null : ServerIdIn(stage.Octets);
            found.Add((
                Values.Record(
                    ("location", Values.Text(ObjectLocation.Of(entry.Value)?.ToString())),
                    ("private", Values.Boolean(entry.IsPrivate)),
                    ("there", Values.Boolean(there)),
                    ("server-id", Values.Text(serverId))),
                there,
                serverId));
        }

        var (availability, because) = Decide(map, found.Exists(o => o.There));
        return new StepResult(
            Values.Record(
                ("availability", Values.Text(availability)),
                ("because", Values.Text(because)),
                ("objects", Values.List(found.Select(o => o.Value))),
                ("first-server-id", Values.Text(found.Select(o => o.ServerId).FirstOrDefault(id => id is not null))),
                ("all-there", Values.Boolean(found.Count == 0 ? null : found.TrueForAll(o => o.There)))),
            true,
            $"{found.Count} DM bootstrap objects: {because}");
    }

    private static (string Availability, string Because) Decide(ProvisioningMap map, bool there)
    {
        if (there)
            return ("available", "a DM bootstrap object is listed and its file is there");
        if (map.DmObjects.Any())
            return ("undecided", "a DM bootstrap object is listed, its file is not there");
        if (map.Problems.FirstOrDefault(p => p.Sw?.Value == 0x6982) is { } closed)
            return ("protected", $"{closed.File} needs verification");
        if (map.Problems.FirstOrDefault(p => p is not { Kind: FileProblemKind.NotSelected, Sw.Value: 0x6A82 }) is { } problem)
            return ("undecided", $"{problem.File}: {problem.Sw?.ToString() ?? problem.Error?.ToString() ?? Words.Of(problem.Kind)}");
        return ("none", map.Problems.FirstOrDefault() is { } absent ? $"{absent.File} is not there" : "no directory lists a DM bootstrap object");
    }

    private static string? ServerIdIn(ReadOnlyMemory<byte>? octets)
    {
        if (octets is not { } message)
            return null;
        try
        {
            return BootstrapMessage.Read(message).Accounts.Select(a => a.ServerId).FirstOrDefault(id => id is not null);
        }
        catch (WireFormatException)
        {
            // A message that does not decode names no server; that it does not decode is judged where its content is.
            return null;
        }
    }
}
