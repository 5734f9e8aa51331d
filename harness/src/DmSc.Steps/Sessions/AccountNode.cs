using System.Globalization;
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
        "Finds the DMAcc object of an account in the device's tree by its ServerID, in the session under way, with Get alone, and reads what may be read of it. It succeeds when it found the object and every Get was answered; where Gets were not, or the names below the parent cannot be read, found is absent.",
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
                new("status", ValueShape.Integer, "Status of its Get."))), "Its leaves, level by level."),
            new("secrets-told", ValueShape.Integer, "How many leaves AAuthSecret were told; absent when none was and the walk was cut short."),
            new("nonces-told", ValueShape.Integer, "The same of AAuthData."),
            new("client-user", ValueShape.Text, "AAuthName of its first credentials of level CLCRED."),
            new("client-type", ValueShape.Text, "AAuthType of these."),
            new("server-user", ValueShape.Text, "AAuthName of its first credentials of level SRVCRED."),
            new("server-type", ValueShape.Text, "AAuthType of these."),
            new("pref-con-ref", ValueShape.Text, "PrefConRef.")),
        "leaves",
        decodes: true);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var walk = new TreeWalk(context.Party<DeviceParty>(), arguments.Get(Wait), context, ct);
        var (parent, server) = (arguments.Get(Parent), arguments.Get(Server));
        var top = (await walk.GetAsync([parent]))[0];
        if (top.Text is null)
            return Unknown(walk, 0, $"the names below {parent} cannot be read (Status {StatusOf(top)})");
        var names = top.Names;
        var ids = await walk.GetAsync(names.Select(name => $"{parent}/{name}/ServerID"));
        if (ids.FirstOrDefault(id => id.Text == server) is not { } id)
        {
            return ids.FirstOrDefault(one => !one.IsDecided) is { } open
                ? Unknown(walk, names.Count, $"Get of {open.Uri} was answered {StatusOf(open)}")
                : Result(walk, found: false, names.Count, $"none of {names.Count} accounts below {parent} has the ServerID {server}");
        }

        var location = id.Uri[..^"/ServerID".Length];
        var properties = await walk.GetAsync([$"{location}?prop=ACL", $"{location}?prop=Type"]);
        var node = (await walk.GetAsync([location]))[0];
        var leaves = (await walk.LeavesAsync(node)).Select(read => (Path: read.Uri[(location.Length + 1)..], Read: read)).ToList();
        return Result(
            walk,
            found: true,
            names.Count,
            $"the account is at {location}",
            ("location", Values.Text(location)),
            ("acl", Values.Text(properties[0].Text)),
            ("type", Values.Text(properties[1].Text)),
            ("leaves", Values.List(leaves.Select(leaf => (StepValue)Values.Record(
                ("name", Values.Text(leaf.Path[(leaf.Path.LastIndexOf('/') + 1)..])),
                ("path", Values.Text(leaf.Path)),
                ("text", Values.Text(leaf.Read.Text)),
                ("status", Values.Integer(leaf.Read.Status)))))),
            ("secrets-told", Told(walk, leaves, "AAuthSecret")),
            ("nonces-told", Told(walk, leaves, "AAuthData")),
            ("client-user", Values.Text(Credential(leaves, "CLCRED", "AAuthName"))),
            ("client-type", Values.Text(Credential(leaves, "CLCRED", "AAuthType"))),
            ("server-user", Values.Text(Credential(leaves, "SRVCRED", "AAuthName"))),
            ("server-type", Values.Text(Credential(leaves, "SRVCRED", "AAuthType"))),
            ("pref-con-ref", Values.Text(leaves.Find(leaf => leaf.Path == "PrefConRef").Read?.Text)));
    }

    /// <summary>Whether there is such an account is not known: what would say so is absent.</summary>
    private static StepResult Unknown(TreeWalk walk, int accounts, string why) =>
        new(Values.Record(("accounts", Values.Integer(accounts))), false, walk.CutShort ?? why, Decoded: true);

    private static StepResult Result(TreeWalk walk, bool found, int accounts, string summary, params IReadOnlyList<(string Name, StepValue Value)> rest) => new(
        Values.Record([("found", Values.Boolean(found)), ("accounts", Values.Integer(accounts)), .. rest]),
        found && walk.CutShort is null,
        walk.CutShort is { } why ? $"{summary}; {why}" : summary,
        Decoded: true);

    /// <summary>How many leaves of a name were told. That none was is known of all or of none of them.</summary>
    private static StepValue Told(TreeWalk walk, List<(string Path, NodeRead Read)> leaves, string name)
    {
        var told = leaves.Count(leaf => leaf.Read.Text is not null && leaf.Path.EndsWith($"/{name}", StringComparison.Ordinal));
        return told == 0 && walk.CutShort is not null ? StepValue.Absent : Values.Integer(told);
    }

    private static string StatusOf(NodeRead read) => read.Status?.ToString(CultureInfo.InvariantCulture) ?? "none";

    /// <summary>A leaf of the first entry of AppAuth that has a level.</summary>
    private static string? Credential(List<(string Path, NodeRead Read)> leaves, string level, string leaf)
    {
        var entry = leaves.Find(l => l.Path.StartsWith("AppAuth/", StringComparison.Ordinal) && l.Path.EndsWith("/AAuthLevel", StringComparison.Ordinal) && l.Read.Text == level).Path;
        return entry is null ? null : leaves.Find(l => l.Path == $"{entry[..^"AAuthLevel".Length]}{leaf}").Read?.Text;
    }
}
