using DmSc.Dm.Server;
using DmSc.Engine.Verbs;
using DmSc.Steps.Device;

namespace DmSc.Steps.Sessions;

/// <summary><c>dm-server.find-value</c>.</summary>
internal sealed class FindValue : IVerb
{
    private static readonly Parameter<string> Below = Parameter.Text("below", "URI of the node to search below.", defaultValue: ".");
    private static readonly Parameter<string> Value = Parameter.Text("value", "The value of the leaf, whole.", required: true);
    private static readonly Parameter<int> Wait = DeviceShapes.Wait(30);

    public VerbInfo Info { get; } = DeviceShapes.Verb(
        "dm-server.find-value",
        "Searches the device's tree for a leaf with a value, in the session under way, with Get alone: for objects of which the place and the node names are the device's own affair. That it finds nothing proves something only where another session, or another value, shows that the walk gets there.",
        [Below, Value, Wait],
        ValueShape.Record(
            new("found", ValueShape.Boolean, "There is one that this server may get."),
            new("uri", ValueShape.Text, "URI of the first."),
            new("leaves", ValueShape.Integer, "Leaves that were looked at, those included that Get is refused of.")),
        "found",
        decodes: true);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var walk = new TreeWalk(context.Party<Lab.Devices.DeviceParty>(), arguments.Get(Wait), context, ct);
        var leaves = new List<(string Path, ServerExchange Exchange)>();
        var below = arguments.Get(Below);
        await walk.LeavesAsync(below, "", 0, leaves);
        var found = leaves.Find(leaf => TreeWalk.Text(leaf.Exchange) == arguments.Get(Value)).Path;
        return new StepResult(
            Values.Record(
                ("found", Values.Boolean(found is not null)),
                ("uri", Values.Text(found is null ? null : $"{below}/{found}")),
                ("leaves", Values.Integer(leaves.Count))),
            true,
            found is null ? $"none of {leaves.Count} leaves below {below} has the value {arguments.Get(Value)}" : $"{below}/{found} has the value {arguments.Get(Value)}",
            Decoded: true);
    }
}
