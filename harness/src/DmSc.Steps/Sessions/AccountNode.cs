using DmSc.Dm.Server;
using DmSc.Engine.Verbs;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;

namespace DmSc.Steps.Sessions;

/// <summary><c>dm-server.account-node</c>.</summary>
internal sealed class AccountNode : IVerb
{
    private static readonly Parameter<string> Server = DeviceShapes.Server();
    private static readonly Parameter<string> Parent = Parameter.Text("parent", "URI of the node below which the device keeps its DM accounts.", defaultValue: "./DMAcc");
    private static readonly Parameter<int> Wait = DeviceShapes.Wait(30);

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "dm-server.account-node",
        "Finds the DMAcc object of an account in the device's tree by its ServerID, in the session under way, with Get alone, and reads what may be read of it.",
        [Server, Parent, Wait],
        ValueShape.Record(
            new("found", ValueShape.Boolean, "There is one."),
            new("accounts", ValueShape.Integer, "Accounts that the session can see."),
            new("location", ValueShape.Text, "Its URI."),
            new("acl", ValueShape.Text, "Property ACL of its topmost node; empty when it has none of its own."),
            new("type", ValueShape.Text, "Property Type of its topmost node."),
            new("leaves", ValueShape.ListOf(ValueShape.Record(
                new("name", ValueShape.Text, "Last names of the path: Addr, AAuthName, PortNbr."),
                new("path", ValueShape.Text, "Path below the account."),
                new("text", ValueShape.Text, "Value; absent when Get is refused."),
                new("status", ValueShape.Integer, "Status of its Get."))), "Its leaves, in the order of the walk."),
            new("client-user", ValueShape.Text, "AAuthName of its first credentials of level CLCRED."),
            new("client-type", ValueShape.Text, "AAuthType of these."),
            new("server-user", ValueShape.Text, "AAuthName of its first credentials of level SRVCRED."),
            new("server-type", ValueShape.Text, "AAuthType of these."),
            new("pref-con-ref", ValueShape.Text, "PrefConRef.")),
        "leaves",
        decodes: true);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var party = context.Party<DeviceParty>();
        var walk = new TreeWalk(party, arguments.Get(Wait), context, ct);
        var parent = arguments.Get(Parent);
        var names = await walk.NamesAsync(parent);
        var ids = await walk.GetAsync([.. names.Select(name => $"{parent}/{name}/ServerID")]);
        var at = ids.FindIndex(e => e is { Status: 200, Values.IsEmpty: false } && e.Values[0].Text == arguments.Get(Server));
        if (at < 0)
        {
            return new StepResult(
                Values.Record(("found", Values.Boolean(false)), ("accounts", Values.Integer(names.Count))),
                true,
                $"none of {names.Count} accounts below {parent} has the ServerID {arguments.Get(Server)}",
                Decoded: true);
        }

        var location = $"{parent}/{names[at]}";
        var properties = await walk.GetAsync([$"{location}?prop=ACL", $"{location}?prop=Type"]);
        var leaves = new List<(string Path, ServerExchange Exchange)>();
        await walk.LeavesAsync(location, "", 0, leaves);
        return new StepResult(
            Values.Record(
                ("found", Values.Boolean(true)),
                ("accounts", Values.Integer(names.Count)),
                ("location", Values.Text(location)),
                ("acl", Values.Text(TreeWalk.Text(properties[0]))),
                ("type", Values.Text(TreeWalk.Text(properties[1]))),
                ("leaves", Values.List(leaves.Select(leaf => (StepValue)Values.Record(
                    ("name", Values.Text(leaf.Path[(leaf.Path.LastIndexOf('/') + 1)..])),
                    ("path", Values.Text(leaf.Path)),
                    ("text", Values.Text(TreeWalk.Text(leaf.Exchange))),
                    ("status", Values.Integer(leaf.Exchange.Status)))))),
                ("client-user", Values.Text(Credential(leaves, "CLCRED", "AAuthName"))),
                ("client-type", Values.Text(Credential(leaves, "CLCRED", "AAuthType"))),
                ("server-user", Values.Text(Credential(leaves, "SRVCRED", "AAuthName"))),
                ("server-type", Values.Text(Credential(leaves, "SRVCRED", "AAuthType"))),
                ("pref-con-ref", Values.Text(leaves.Find(l => l.Path == "PrefConRef").Exchange is { } reference ? TreeWalk.Text(reference) : null))),
            true,
            $"the account is at {location}",
            Decoded: true);
    }

    /// <summary>A leaf of the first entry of AppAuth that has a level.</summary>
    private static string? Credential(List<(string Path, ServerExchange Exchange)> leaves, string level, string leaf)
    {
        var entry = leaves.Find(l => l.Path.StartsWith("AppAuth/", StringComparison.Ordinal) && l.Path.EndsWith("/AAuthLevel", StringComparison.Ordinal) && TreeWalk.Text(l.Exchange) == level).Path;
        return entry is not null && leaves.Find(l => l.Path == $"{entry[..^"AAuthLevel".Length]}{leaf}").Exchange is { } exchange ? TreeWalk.Text(exchange) : null;
    }
}
