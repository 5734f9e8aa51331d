using DmSc.Engine.Verbs;
using DmSc.Steps.Device;
using DmSc.Steps.Lab.Devices;

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
            new("found", ValueShape.Boolean, "There is one that this server may get; absent when none was found and not all was seen: the walk is bounded, and Gets may stay unanswered."),
            new("uri", ValueShape.Text, "URI of the first."),
            new("leaves", ValueShape.Integer, "Leaves that were looked at until then, those included that Get is refused of.")),
        "found",
        decodes: true);

    public async ValueTask<StepResult> RunAsync(StepArguments arguments, IStepContext context, CancellationToken ct)
    {
        var walk = new TreeWalk(context.Party<DeviceParty>(), arguments.Get(Wait), context, ct);
        var (below, value) = (arguments.Get(Below), arguments.Get(Value));
        var top = (await walk.GetAsync([below]))[0];
        var leaves = await walk.LeavesAsync(top, leaf => leaf.Text == value);
        var found = leaves.FirstOrDefault(leaf => leaf.Text == value);
        var open = found is not null ? null : walk.CutShort ?? Undecided(top, leaves);
        return new StepResult(
            Values.Record(
                ("found", open is null ? Values.Boolean(found is not null) : StepValue.Absent),
                ("uri", Values.Text(found?.Uri)),
                ("leaves", Values.Integer(leaves.Count))),
            open is null,
            found is not null ? $"{found.Uri} has the value {value}" : $"none of {leaves.Count} leaves below {below} has the value {value}{(open is null ? "" : $", but {open}")}",
            Decoded: true);
    }

    private static string? Undecided(NodeRead top, IReadOnlyList<NodeRead> leaves)
    {
        if (top.Text is null)
            return $"the names below {top.Uri} cannot be read (Status {top.Status})";
        return leaves.FirstOrDefault(read => !read.IsDecided) is { } open ? $"Get of {open.Uri} was answered {open.Status}, which does not say what is there" : null;
    }
}
